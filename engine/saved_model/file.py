"""Model files: an .npz archive of the weights, the costs and a description in JSON.

The description has the recipe of the run; the edits of its data and the test costs stand beside it. A file is
untrusted: nothing in it is executed, and it is read in a child process, whose time and memory are limited.
"""

from __future__ import annotations

import errno
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import NDArray

from engine.data.edits import DatasetEdits
from engine.errors import (
    ConfigError,
    InvalidModelError,
    ModelFileError,
    NewerFileError,
    OlderFileError,
    UnknownOptionError,
    writer,
)
from engine.progress import UNOBSERVED, Work
from engine.saved_model.encoding import (
    DOES_NOT_FIT,
    decode_edits,
    decode_model,
    decode_program,
    encode_edits,
    encode_model,
)
from engine.saved_model.model import Model, TestCosts
from engine.system.atomic import atomic_write, check_writable, open_regular_file, translate_write_errors, write_arrays
from engine.system.reader_process import default_reader, translate_reader_errors
from engine.training.features import filters_fingerprint
from engine.training.networks import Header, kind_of

_FORMAT = "catgui-model"
# The formats that are read, from that of 1.0 on.
OLDEST, VERSION = 4, 4
_DESCRIPTION = "description"
_COSTS = "costs"
_TEST_ITERATIONS, _TEST_COSTS = _TEST_ARRAYS = ("test_iterations", "test_costs")
_DAMAGED = "the model file is damaged; open another copy"
_ZIP_MAGIC = b"PK\x03\x04"
# Its edits as JSON, and the pixels of the pictures that they add, one after the other.
_EDITS, _ADDED = _EDIT_ARRAYS = ("edits", "added_pictures")
_OTHER_WEIGHTS = f"{_DAMAGED} (its weights are not those of its layers)"
_FOREIGN = "this is no model of Catgui; choose another file"
_NOT_SAVED = "the model could not be saved"
# Names a network that is in no file of the user in errors.
_OWN = Path("network")
# The number of pictures in the course's data set and in the built-in one.
_USUAL_PICTURES = 209 + 50


def save_model(path: str | Path, model: Model, work: Work = UNOBSERVED) -> None:
    """Write `model` to `path`, atomically, without the paths of its data: the file may be given away.

    It reports bytes to `work`; the old file stays if that is cancelled. Raises ModelFileError, also for a model that
    `load_model` would refuse.
    """
    path = Path(path)
    data = model.recipe.data.without_paths()
    arrays = _encode_model(replace(model, recipe=model.recipe._replace(data=data)), path)
    with translate_write_errors(ModelFileError, path, _NOT_SAVED), atomic_write(path) as temporary:
        write_arrays(temporary, arrays, work)


def model_bytes(model: Model) -> bytes:
    """A model file with the paths of its data, which is not to be given away; the weights may be unknown.

    Raises as `save_model`.
    """
    stream = io.BytesIO()
    write_arrays(stream, _encode_model(model, _OWN))
    return stream.getvalue()


def model_from_bytes(data: bytes) -> Model:
    """The model of `model_bytes`, read in this process. Raises as `load_model`."""
    return _read_file(io.BytesIO(data), _OWN, _USUAL_PICTURES)


def _encode_model(model: Model, path: Path) -> dict[str, NDArray[Any]]:
    _check_finite_outputs(model, path)
    return {
        _DESCRIPTION: _encode_description(model, path),
        _COSTS: model.costs,
        **(dict(zip(_TEST_ARRAYS, model.test_costs, strict=True)) if len(model.test_costs[0]) else {}),
        **_encode_edits(model),
        **model.parameters,
    }


def check_model_writable(path: str | Path) -> None:
    """Raise ModelFileError if `save_model` could not write `path`; for use before training."""
    path = Path(path)
    with translate_write_errors(ModelFileError, path, _NOT_SAVED):
        check_writable(path)


def _encode_description(model: Model, path: Path) -> NDArray[np.str_]:
    """The description of `model` as JSON, in an array of one string."""
    text = np.array(json.dumps({"format": _FORMAT, "version": VERSION, **encode_model(model)}))
    try:
        decode_model(json.loads(str(text)))
    except ConfigError as error:
        raise ModelFileError(path, f"it could not be opened again ({error}); use other data or settings") from error
    return text


def _encode_edits(model: Model) -> dict[str, NDArray[np.uint8]]:
    """The edits of the data of `model` as the bytes of JSON, and the pixels of the added pictures; {} for none."""
    edits = model.recipe.data.edits
    if edits is None:
        return {}
    pixels = [picture.pixels.ravel() for picture in edits.added.values()]
    return {
        _EDITS: np.frombuffer(json.dumps(encode_edits(edits)).encode("ascii"), np.uint8),
        _ADDED: np.concatenate([np.empty(0, np.uint8), *pixels]),
    }


def load_model(path: str | Path, pictures: int = _USUAL_PICTURES, work: Work = UNOBSERVED) -> Model:
    """The model in a file that `save_model` wrote, read in the child process for untrusted files.

    Refuses a network that takes too much memory to answer `pictures` at a time. Raises ModelFileError for other files,
    InvalidModelError for damaged ones, and CancelledError.
    """
    with translate_reader_errors(
        lambda reason, remedy: ModelFileError(path, f"{reason}; {remedy}"),
        remedy="open another copy",
        memory_remedy="close other programs",
    ):
        return default_reader().call(load_model_in_process, path, pictures, work=work)


def load_model_in_process(path: str | Path, pictures: int = _USUAL_PICTURES) -> Model:
    """As `load_model`, but read in this process, whose memory a damaged file may fill."""
    path = Path(path)
    try:
        with open_regular_file(path) as file:
            model = _read_file(file, path, pictures)
    except OSError as error:
        raise ModelFileError(path, f"the file cannot be read ({error.strerror}); choose another one") from error
    if not model.parameters:
        raise InvalidModelError(path, _OTHER_WEIGHTS)
    return model


def _read_file(file: IO[bytes], path: Path, pictures: int) -> Model:
    """The model in an open file. Raises ModelFileError, and OSError for a disk that fails."""
    try:
        if file.read(len(_ZIP_MAGIC)) != _ZIP_MAGIC:
            raise InvalidModelError(path, _FOREIGN)
        file.seek(0)
        with np.load(file, allow_pickle=False) as archive:
            return _read_model(archive, path, pictures)
    except ModelFileError:
        raise
    except MemoryError as error:
        # Not InvalidModelError: the file may be intact and the memory too small.
        reason = "it is damaged, or memory is short; close other programs"
        raise ModelFileError(path, reason) from error
    except ConfigError as error:
        raise InvalidModelError(path, f"{_DAMAGED} ({error})") from error
    except OSError as error:
        # EINVAL comes from seeking to a damaged offset.
        if error.errno in (None, errno.EINVAL):
            raise InvalidModelError(path, _DAMAGED) from error
        raise
    except Exception as error:  # what zipfile, NumPy, json and decoders raise for damaged bytes
        raise InvalidModelError(path, _DAMAGED) from error


def _read_model(archive: NpzFile, path: Path, pictures: int) -> Model:
    """The model in `archive`. Raises ModelFileError, ConfigError, and others for damaged ones."""
    others = {_DESCRIPTION, _COSTS, *_TEST_ARRAYS, *_EDIT_ARRAYS}
    has_weights = not others.issuperset(archive.files)
    model = _read_description(archive, path, has_weights)
    recipe = model.recipe
    headers: Mapping[str, Header] = {}  # of a run whose weights are not kept
    if has_weights:
        model.check_memory(path, pictures)
        headers = kind_of(model.config.features).headers(model.config, model.picture_shape)
    if not {_DESCRIPTION, _COSTS, *headers} <= set(archive.files) <= {*others, *headers}:
        raise InvalidModelError(path, _OTHER_WEIGHTS)
    model = replace(
        model,
        parameters={name: _load_finite(archive, name, header) for name, header in headers.items()},
        costs=_load_finite(archive, _COSTS, ((recipe.iterations,), np.dtype(np.float64))),
    )
    _require_all(_COSTS, model.costs, model.costs >= 0)
    if not {*_TEST_ARRAYS}.isdisjoint(archive.files):
        model = replace(model, test_costs=_load_test_costs(archive, recipe.iterations))
    if _EDITS in archive.files:
        data = recipe.data._replace(edits=_load_edits(archive))
        model = replace(model, recipe=recipe._replace(data=data))
    _check_finite_outputs(model, path)
    return model


def _read_description(archive: NpzFile, path: Path, has_weights: bool) -> Model:
    """The described model, without its arrays."""
    description = json.loads(str(archive[_DESCRIPTION])) if _DESCRIPTION in archive.files else None
    if not isinstance(description, dict) or description.get("format") != _FORMAT:
        raise InvalidModelError(path, _FOREIGN)
    version, program = description["version"], decode_program(description)
    if type(version) is not int or version < 1:
        raise InvalidModelError(path, _DAMAGED)
    if not OLDEST <= version <= VERSION:
        raise (NewerFileError if version > VERSION else OlderFileError)(path, program)
    try:
        model = decode_model(description)
    except UnknownOptionError as error:
        raise NewerFileError(path, program, error.field) from error
    if has_weights and model.recipe.filters != filters_fingerprint(model.config.features):
        saved_by = writer(program, "the Catgui that saved it")
        raise ModelFileError(path, f"its filters are missing; open it with {saved_by}")
    return model


def _load(archive: NpzFile, name: str, header: Header) -> NDArray[Any]:
    """The array `name`. Raises ConfigError unless it has the shape and the type of `header`."""
    array = np.asarray(archive[name])  # bytes, if the member is no array
    if (array.shape, array.dtype) != header:
        raise ConfigError(name, array.shape, DOES_NOT_FIT)
    return array


def _load_finite(archive: NpzFile, name: str, header: Header) -> NDArray[Any]:
    array = _load(archive, name, header)
    _require_all(name, array, np.isfinite(array))
    return array


def _require_all(name: str, array: NDArray[Any], are_valid: NDArray[np.bool_]) -> None:
    """Raise ConfigError for the first value of the array `name` that is not valid."""
    if not are_valid.all():
        raise ConfigError(name, array[~are_valid][0].item(), DOES_NOT_FIT)


def _load_test_costs(archive: NpzFile, done: int) -> TestCosts:
    """The test costs of a run of `done` iterations. They may be infinite, shortly before the run diverges."""
    count = min(np.asarray(archive[_TEST_COSTS]).size, done + 1)
    iterations, costs = (_load(archive, name, ((count,), np.dtype(np.float64))) for name in _TEST_ARRAYS)
    are_valid = (iterations >= 0) & (iterations <= done) & (iterations == np.floor(iterations))
    _require_all(_TEST_ITERATIONS, iterations, are_valid)
    return iterations, costs


def _load_edits(archive: NpzFile) -> DatasetEdits:
    fields, pixels = json.loads(archive[_EDITS].tobytes()), archive[_ADDED]
    added: dict[str, bytes] = {}
    begin = 0
    for _, _, (height, width), sha256 in fields["added"]:
        end = begin + 3 * height * width
        added[sha256] = pixels[begin:end].tobytes()
        begin = end
    return decode_edits(fields, added)


def _check_finite_outputs(model: Model, path: Path) -> None:
    """Refuse a network whose outputs may overflow."""
    if model.parameters and not model.has_finite_outputs():
        raise ModelFileError(path, "its outputs overflow; train again with a lower learning rate")
