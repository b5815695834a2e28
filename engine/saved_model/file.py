"""Model files: an .npz archive of the weights, the costs and a description in JSON.

The description has the recipe of the run; the edits of its data, the test costs and the paths of the user's photos
stand beside it. A file is untrusted: nothing in it is executed, and no array is unpacked before its header fits the
description and the free memory.
"""

from __future__ import annotations

import errno
import json
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import (
    ConfigError,
    InvalidModelError,
    ModelFileError,
    NewerFileError,
    OlderFileError,
    UnknownOptionError,
)
from engine.progress import UNOBSERVED, Work
from engine.saved_model.encoding import (
    MAX_EDITS_BYTES,
    MAX_PHOTOS,
    NAMES,
    decode_edits,
    decode_model,
    decode_photos,
    decode_program,
    encode_edits,
    encode_model,
    encode_photos,
    fit_into_file,
)
from engine.saved_model.model import Model, TestCosts
from engine.saved_model.recipe import RunRecipe
from engine.storage.atomic import atomic_write, check_writable, translate_write_errors
from engine.storage.npz import array_names, load_array, read_header, write_arrays
from engine.system.memory import format_bytes
from engine.system.reader_process import default_reader, translate_reader_errors
from engine.training.features import filters_fingerprint, takes_pixels
from engine.training.networks import Header, kind_of
from engine.version import program_version

_FORMAT = "catgui-model"
VERSION = 4
_DESCRIPTION = "description"
_COSTS = "costs"
_TEST_ITERATIONS, _TEST_COSTS = _TEST_ARRAYS = ("test_iterations", "test_costs")
_DAMAGED = "the model file is damaged; save the model again, or open another copy"
_ZIP_MAGIC = b"PK\x03\x04"
_PHOTOS = "photos"
_EDITS = "edits"
_FOREIGN = "this is not a model saved by Catgui; open a file that Catgui saved"
_NOT_SAVED = "the model could not be saved"
_MAX_DESCRIPTION_BYTES = 40_000_000  # of MAX_STAGES; it takes a few thousand
_MAX_PHOTOS_BYTES = 8_000_000  # of MAX_PHOTOS with paths of 80 characters
# JSON takes as much again as a text, and decoded.
_JSON_COPIES = 3
# The number of pictures in the course's data set and in the built-in one.
_USUAL_PICTURES = 209 + 50
# An archive that unpacks to more than both is a bomb: model files are not compressed, and weights hardly compress.
_BOMB_RATIO, _BOMB_BYTES = 10, 10_000_000
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


def save_model(path: str | Path, model: Model, work: Work = UNOBSERVED) -> None:
    """Write `model` to `path`, atomically.

    It reports bytes to `work`; the old file stays if that is cancelled. Raises ModelFileError, also for a model that
    `load_model` would refuse.
    """
    path = Path(path)
    _check_finite_outputs(model, path)
    model = _without_large_edits(model)
    arrays = {
        _DESCRIPTION: _encode_description(model, path),
        _COSTS: model.costs,
        **(dict(zip(_TEST_ARRAYS, model.test_costs, strict=True)) if len(model.test_costs[0]) else {}),
        **({_PHOTOS: _encode_photos(model)} if model.photos else {}),
        **_encode_edits(model),
        **model.parameters,
    }
    with translate_write_errors(ModelFileError, path, _NOT_SAVED), atomic_write(path) as temporary:
        write_arrays(temporary, arrays, work)


def check_model_writable(path: str | Path) -> None:
    """Raise ModelFileError if `save_model` could not write `path`; for use before training."""
    path = Path(path)
    with translate_write_errors(ModelFileError, path, _NOT_SAVED):
        check_writable(path)


def _encode_description(model: Model, path: Path) -> NDArray[np.str_]:
    """The description of `model` as JSON, in an array of one string."""
    if len(model.trained_on) > NAMES.longest:
        raise ModelFileError(path, "the name of the data it was trained on is too long; give the data a shorter name")
    text = np.array(json.dumps({"format": _FORMAT, "version": VERSION, **encode_model(model)}))
    try:
        _check_length(_DESCRIPTION, text.itemsize, _MAX_DESCRIPTION_BYTES)
        decode_model(json.loads(str(text)))
    except ConfigError as error:
        raise ModelFileError(
            path, f"it could not be opened again ({error}); train a network with other data or settings"
        ) from error
    return text


def _encode_photos(model: Model) -> NDArray[np.str_]:
    """The photos of `model` as JSON, in an array of one string; as many as may be read again."""
    photos = model.photos[:MAX_PHOTOS]
    while (text := np.array(json.dumps(encode_photos(photos)))).itemsize > _MAX_PHOTOS_BYTES:
        photos = photos[: len(photos) // 2]
    return text


def _without_large_edits(model: Model) -> Model:
    """`model` without the edits of its data, and with a note of that, if they are too large to be read again."""
    recipe = model.recipe
    if recipe.data.edits is None or fit_into_file(recipe.data.edits):
        return model
    return replace(model, recipe=replace(recipe, data=replace(recipe.data, edits=None, lacks_edits=True)))


def _encode_edits(model: Model) -> dict[str, NDArray[np.uint8]]:
    """The edits of the data of `model` as the bytes of JSON; empty if there are none."""
    edits = model.recipe.data.edits
    return {} if edits is None else {_EDITS: np.frombuffer(json.dumps(encode_edits(edits)).encode("ascii"), np.uint8)}


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
    except ConfigError as error:
        raise InvalidModelError(path, f"{_DAMAGED} ({error})") from error
    except _UNPACKING_ERRORS as error:
        raise InvalidModelError(path, _DAMAGED) from error


def _read_model(archive: zipfile.ZipFile, path: Path, pictures: int) -> Model:
    """The model in `archive`; its arrays are unpacked last, when all else has been checked."""
    outline = _describe_model(_read_description(archive, path), path)
    expected = kind_of(outline.config.features).headers(outline.config, outline.picture_shape)
    headers = {name: read_header(archive, name) for name in array_names(archive) - {_DESCRIPTION}}
    has_photos, has_test_costs = headers.pop(_PHOTOS, None) is not None, _TEST_COSTS in headers
    edits = headers.pop(_EDITS, None)
    _check_costs(
        {name: headers.pop(name) for name in (_COSTS, *(_TEST_ARRAYS if has_test_costs else ()))}, outline, path
    )
    _check_weights(headers, expected, path)
    _check_size(archive, path)
    if has_photos:
        outline = replace(outline, photos=decode_photos(_read_json(archive, _PHOTOS, _MAX_PHOTOS_BYTES)))
    edits_bytes = _JSON_COPIES * prod(edits[0]) if edits is not None else 0
    outline.check_memory(path, pictures, unread_bytes=_unpacked_bytes(archive) + edits_bytes)
    model = replace(
        outline,
        parameters={name: load_array(archive, name) for name in expected},
        costs=load_array(archive, _COSTS),
        test_costs=_load_test_costs(archive) if has_test_costs else outline.test_costs,
    )
    if edits is not None:
        model = replace(model, recipe=_with_edits(model.recipe, archive))
    _check_values(model, path)
    return model


def _with_edits(recipe: RunRecipe, archive: zipfile.ZipFile) -> RunRecipe:
    """`recipe` with the edits of its data. Raises ValueError and others for arrays that hold none."""
    shape, dtype = read_header(archive, _EDITS)
    if dtype != np.uint8 or len(shape) != 1:
        raise ValueError("the edits are not the bytes of JSON")
    _check_length(_EDITS, shape[0], MAX_EDITS_BYTES)
    edits = decode_edits(json.loads(load_array(archive, _EDITS).tobytes()))
    return replace(recipe, data=replace(recipe.data, edits=edits))


def _load_test_costs(archive: zipfile.ZipFile) -> TestCosts:
    return load_array(archive, _TEST_ITERATIONS), load_array(archive, _TEST_COSTS)


def _describe_model(description: dict[str, Any], path: Path) -> Model:
    """The described model, still without its arrays."""
    is_newer, program = description["version"] > VERSION, decode_program(description)
    if description["version"] < VERSION:
        raise OlderFileError(path, program)
    try:
        model = decode_model(description)
    except UnknownOptionError as error:
        raise NewerFileError(path, program, error.field) from error
    except _UNPACKING_ERRORS:
        if is_newer:
            raise NewerFileError(path, program) from None
        raise
    if is_newer:
        raise NewerFileError(path, program)
    # A fine-tuned network holds its filters.
    features = model.config.features
    if not takes_pixels(features) and model.recipe.filters != filters_fingerprint(features):
        version = f"Catgui {program}, the version" if program else "the version of Catgui"
        raise ModelFileError(
            path,
            f"its features were made by filters that Catgui {program_version()} does not have; open it with {version} "
            "that saved it, or train it again",
        )
    return model


def _read_json(archive: zipfile.ZipFile, name: str, max_bytes: int) -> Any:
    """The JSON in the array `name`, of one string. Raises ValueError for other arrays."""
    shape, dtype = read_header(archive, name)
    if shape or dtype.kind != "U":
        raise ValueError("the array is not one string")
    _check_length(name, dtype.itemsize, max_bytes)
    return json.loads(str(load_array(archive, name)))


def _check_length(name: str, count: int, most: int) -> None:
    """Raise ConfigError if the JSON in the array `name` has more than `most` bytes."""
    if count > most:
        raise ConfigError(name, f"{format_bytes(count)} of JSON", f"must have at most {format_bytes(most)}")


def _read_description(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    if _DESCRIPTION not in array_names(archive):
        raise InvalidModelError(path, _FOREIGN)
    description = _read_json(archive, _DESCRIPTION, _MAX_DESCRIPTION_BYTES)
    if not isinstance(description, dict) or description.get("format") != _FORMAT:
        raise InvalidModelError(path, _FOREIGN)
    version = description["version"]
    if type(version) is not int or version < 1:
        raise InvalidModelError(path, _DAMAGED)
    return description


def _check_costs(headers: Mapping[str, Header], outline: Model, path: Path) -> None:
    """Check the headers of the costs, given by name."""
    training = headers[_COSTS][0]
    if any(len(shape) != 1 or dtype != np.float64 for shape, dtype in headers.values()):
        raise InvalidModelError(path, f"{_DAMAGED} (it holds something other than numbers)")
    tests = {shape for name, (shape, _) in headers.items() if name in _TEST_ARRAYS}
    if len(tests) > 1 or training != (outline.recipe.iterations,):
        raise InvalidModelError(path, f"{_DAMAGED} (it does not hold one cost for each iteration)")
    most = outline.recipe.iterations + 1
    if any(count > most for (count,) in tests):
        raise InvalidModelError(path, f"{_DAMAGED} (it has more than {most:,} test costs)")


def _check_weights(headers: Mapping[str, Header], expected: Mapping[str, Header], path: Path) -> None:
    """Check the headers of the weights and biases against those `expected`."""
    if {name: shape for name, (shape, _) in headers.items()} != {name: shape for name, (shape, _) in expected.items()}:
        raise InvalidModelError(path, f"{_DAMAGED} (its weights do not have the shapes of its layers)")
    if any(dtype != expected[name][1] for name, (_, dtype) in headers.items()):
        raise InvalidModelError(path, f"{_DAMAGED} (it holds something other than numbers)")


def _check_size(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse an archive that unpacks to far more than it takes on disk."""
    unpacked, stored = _unpacked_bytes(archive), path.stat().st_size
    if unpacked > max(_BOMB_BYTES, _BOMB_RATIO * stored):
        raise InvalidModelError(
            path, f"it unpacks to {format_bytes(unpacked)} from {format_bytes(stored)}; open another copy"
        )


def _unpacked_bytes(archive: zipfile.ZipFile) -> int:
    """The number of bytes that `archive` unpacks to, by its directory."""
    return sum(member.file_size for member in archive.infolist())


def _check_values(model: Model, path: Path) -> None:
    """Check the numbers in the arrays."""
    # Test costs may be infinite: they are, shortly before a run diverges.
    iterations, _ = model.test_costs
    for name, array in {_COSTS: model.costs, _TEST_ITERATIONS: iterations, **model.parameters}.items():
        if not np.isfinite(array).all():
            raise InvalidModelError(path, f"{_DAMAGED} ({name} holds something other than finite numbers)")
    if not np.isin(iterations, np.arange(len(model.costs) + 1)).all():
        raise InvalidModelError(path, f"{_DAMAGED} ({_TEST_ITERATIONS} holds something other than iterations)")
    _check_finite_outputs(model, path)


def _check_finite_outputs(model: Model, path: Path) -> None:
    """Refuse a network whose outputs may overflow."""
    if not model.has_finite_outputs():
        raise ModelFileError(
            path, "its weights are so large that its outputs overflow; train again with a lower learning rate"
        )
