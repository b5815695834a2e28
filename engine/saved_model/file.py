"""Model files: an .npz archive of the weights, the costs and a description in JSON.

A file is untrusted: nothing in it is executed, and no array is unpacked before its header fits the description and the
free memory.
"""

from __future__ import annotations

import errno
import json
import struct
import tokenize
import zipfile
import zlib
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import is_class_name
from engine.errors import ConfigError, InvalidModelError, ModelFileError
from engine.progress import ProgressCallback, no_progress
from engine.saved_model.model import Model
from engine.storage.atomic import atomic_write, check_writable, translate_write_errors
from engine.storage.npz import array_names, load_array, read_header, write_arrays
from engine.system.memory import format_bytes
from engine.system.reader_process import CancelFlag, default_reader, translate_reader_errors
from engine.training.config import TrainingConfig

FORMAT = "catgui-model"
VERSION = 1
_DESCRIPTION = "description"
_ZIP_MAGIC = b"PK\x03\x04"
_COSTS = "costs"
_FOREIGN = "this is not a model saved by Catgui; open a file that Catgui saved"
_NOT_SAVED = "the model could not be saved"
_DAMAGED = "the model file is damaged; save the model again, or open another copy"
_MAX_DESCRIPTION_BYTES = 400_000  # it takes a few thousand
# An archive that unpacks to more than both is a bomb: model files are not compressed, and weights hardly compress.
_BOMB_RATIO, _BOMB_BYTES = 10, 10_000_000
# The number of pictures in the course's data set and in the built-in one.
_USUAL_PICTURES = 209 + 50
# What zipfile, zlib, NumPy and json raise for damaged bytes.
_UNPACKING_ERRORS = (
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    EOFError,
    RuntimeError,
    SyntaxError,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)


def save_model(path: str | Path, model: Model, progress: ProgressCallback = no_progress) -> None:
    """Write `model` to `path`, atomically.

    `progress(done, total)` is called with bytes; an exception that it raises stops the writing and keeps the old file.
    Raises ModelFileError, also for a model that `load_model` would refuse.
    """
    path = Path(path)
    _check_finite_outputs(model, path)
    arrays = {_DESCRIPTION: _encode_description(model, path), _COSTS: model.costs, **model.parameters}
    with translate_write_errors(ModelFileError, path, _NOT_SAVED), atomic_write(path) as temporary:
        write_arrays(temporary, arrays, progress)


def check_model_writable(path: str | Path) -> None:
    """Raise ModelFileError if `save_model` could not write `path`; for use before training."""
    path = Path(path)
    with translate_write_errors(ModelFileError, path, _NOT_SAVED):
        check_writable(path)


def _encode_description(model: Model, path: Path) -> NDArray[np.str_]:
    """The settings and names of `model` as JSON, in an array of one string."""
    description = {
        "format": FORMAT,
        "version": VERSION,
        "classes": model.classes,
        "picture_shape": model.picture_shape,
        "config": asdict(model.config),
        "trained_on": model.trained_on,
    }
    text = np.array(json.dumps(description))
    if text.itemsize > _MAX_DESCRIPTION_BYTES:
        raise ModelFileError(path, "the name of the data it was trained on is too long; give the data a shorter name")
    return text


def load_model(path: str | Path, pictures: int = _USUAL_PICTURES, cancelled: CancelFlag | None = None) -> Model:
    """The model in a file that `save_model` wrote, read in the child process for untrusted files.

    Refuses a network that takes too much memory to answer `pictures` at a time. Raises ModelFileError for other files,
    InvalidModelError for damaged ones, and CancelledError soon after `cancelled` is set.
    """
    with translate_reader_errors(
        lambda reason, remedy: ModelFileError(path, f"{reason}; {remedy}"),
        remedy="open another copy",
        memory_remedy="close other programs",
    ):
        return default_reader().call(load_model_in_process, path, pictures, cancelled=cancelled)


def load_model_in_process(path: str | Path, pictures: int = _USUAL_PICTURES) -> Model:
    """As `load_model`, but read in this process."""
    path = Path(path)
    try:
        if not path.is_file():
            reason = "this is not a file" if path.exists() else "there is no such file"
            raise ModelFileError(path, f"{reason}; open a model that Catgui saved")
        with open(path, "rb") as file:
            if not zipfile.is_zipfile(file):
                file.seek(0)
                # A truncated archive lacks the directory at its end, so zipfile does not recognize it.
                raise InvalidModelError(path, _DAMAGED if file.read(len(_ZIP_MAGIC)) == _ZIP_MAGIC else _FOREIGN)
            with zipfile.ZipFile(file) as archive:
                return _read_model(archive, path, pictures)
    except OSError as error:
        # EINVAL comes from seeking to a damaged offset.
        if error.errno in (None, errno.EINVAL):
            raise InvalidModelError(path, _DAMAGED) from error
        raise ModelFileError(path, f"the file cannot be read ({error.strerror}); copy it to this computer") from error
    except MemoryError as error:
        # Not InvalidModelError: the file may be intact and the memory too small.
        raise ModelFileError(path, _DAMAGED) from error
    except _UNPACKING_ERRORS as error:
        raise InvalidModelError(path, _DAMAGED) from error


def _read_model(archive: zipfile.ZipFile, path: Path, pictures: int) -> Model:
    """The model in `archive`; its arrays are unpacked last, when all else has been checked."""
    outline = _describe_model(_read_description(archive, path), path)
    shapes = _shapes(outline.layer_dims)
    _check_headers(archive, shapes, path)
    outline.check_memory(path, pictures, unread_bytes=_unpacked_bytes(archive))
    costs, arrays = load_array(archive, _COSTS), {name: load_array(archive, name) for name in shapes}
    model = replace(outline, parameters=arrays, costs=costs)
    _check_finite(model, path)
    return model


def _describe_model(description: dict[str, Any], path: Path) -> Model:
    """The described model, still without its arrays."""
    settings = description["config"]
    try:
        config = TrainingConfig.from_dict(settings)
    except ConfigError as error:
        raise InvalidModelError(path, f"{_DAMAGED} ({error.field}: {error.reason})") from error
    first, second = (str(name) for name in description["classes"])
    height, width = (int(side) for side in description["picture_shape"])
    if min(height, width) < 1 or first == second or not (is_class_name(first) and is_class_name(second)):
        raise InvalidModelError(path, _DAMAGED)
    return Model({}, (first, second), (height, width), config, np.empty(0), str(description["trained_on"]))


def _read_description(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    if _DESCRIPTION not in array_names(archive):
        raise InvalidModelError(path, _FOREIGN)
    shape, dtype = read_header(archive, _DESCRIPTION)
    if shape or dtype.kind != "U" or dtype.itemsize > _MAX_DESCRIPTION_BYTES:
        raise InvalidModelError(path, _DAMAGED)
    description = json.loads(str(load_array(archive, _DESCRIPTION)))
    if not isinstance(description, dict) or description.get("format") != FORMAT:
        raise InvalidModelError(path, _FOREIGN)
    version = description["version"]
    if type(version) is not int or version < 1:
        raise InvalidModelError(path, _DAMAGED)
    if version > VERSION:
        raise ModelFileError(path, "it was saved by a newer Catgui; update Catgui to open it")
    return description


def _shapes(dims: tuple[int, ...]) -> dict[str, tuple[int, int]]:
    shapes: dict[str, tuple[int, int]] = {}
    for layer in range(1, len(dims)):
        shapes[f"W{layer}"] = (dims[layer], dims[layer - 1])
        shapes[f"b{layer}"] = (dims[layer], 1)
    return shapes


def _check_headers(archive: zipfile.ZipFile, shapes: dict[str, tuple[int, int]], path: Path) -> None:
    """Check the headers of all arrays against `shapes`, and the unpacked size."""
    headers = {name: read_header(archive, name) for name in array_names(archive) - {_DESCRIPTION}}
    costs_shape, costs_type = headers.pop(_COSTS)
    if {name: shape for name, (shape, _) in headers.items()} != shapes:
        raise InvalidModelError(path, f"{_DAMAGED} (its weights do not have the shapes of its layers)")
    if len(costs_shape) != 1 or any(
        dtype != np.float64 for dtype in (costs_type, *(dtype for _, dtype in headers.values()))
    ):
        raise InvalidModelError(path, f"{_DAMAGED} (it holds something other than numbers)")
    unpacked, stored = _unpacked_bytes(archive), path.stat().st_size
    if unpacked > max(_BOMB_BYTES, _BOMB_RATIO * stored):
        raise InvalidModelError(
            path, f"it unpacks to {format_bytes(unpacked)} from {format_bytes(stored)}; open another copy"
        )


def _unpacked_bytes(archive: zipfile.ZipFile) -> int:
    """The number of bytes that `archive` unpacks to, by its directory."""
    return sum(member.file_size for member in archive.infolist())


def _check_finite(model: Model, path: Path) -> None:
    for name, array in {_COSTS: model.costs, **model.parameters}.items():
        if not np.isfinite(array).all():
            raise InvalidModelError(path, f"{_DAMAGED} ({name} holds something other than finite numbers)")
    _check_finite_outputs(model, path)


def _check_finite_outputs(model: Model, path: Path) -> None:
    if not model.has_finite_outputs():
        raise ModelFileError(
            path, "its weights are so large that its outputs overflow; train again with a lower learning rate"
        )
