"""Saving and opening a trained network: one `.npz` file of arrays and a description in JSON, nothing executable."""

from __future__ import annotations

import json
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.activations import FloatArray
from engine.config import TrainingConfig
from engine.errors import ConfigError, ModelFileError
from engine.examples import Examples
from engine.memory import available_memory, in_words
from engine.propagation import L_model_forward
from engine.whole_file import written_whole

FORMAT = "catgui-model"
VERSION = 1
SUFFIX = ".npz"
_DESCRIPTION = "description"
_ZIP_BEGINS = b"PK\x03\x04"
_COSTS = "costs"
_FOREIGN = "this is not a model saved by Catgui; open a file that Catgui saved"
_DAMAGED = "the model file is damaged; save the model again, or open another copy"
# The ways in which np.savez packs an array, and np.savez_compressed.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile, zlib, NumPy and json raise on bytes that are not what they should be.
_UNPACKING_ERRORS = (
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    EOFError,
    RuntimeError,
    MemoryError,
    SyntaxError,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A trained network and what must be known to use it.

    `parameters` "W1", "b1", ...; `classes`, the names of class 0 and 1; `picture_shape` (height, width); `config`, the
    settings it was trained with; `costs`, that of each iteration; `trained_on`, the name of the data set.
    """

    parameters: Mapping[str, FloatArray]
    classes: tuple[str, str]
    picture_shape: tuple[int, int]
    config: TrainingConfig
    costs: FloatArray
    trained_on: str

    @property
    def layer_dims(self) -> tuple[int, ...]:
        """The layer sizes, from the pixels to the output."""
        height, width = self.picture_shape
        return self.config.layer_dims(height * width * 3)

    def probabilities(self, pictures: NDArray[np.uint8]) -> FloatArray:
        """The probability of class 1 for each of `pictures` (m, height, width, 3): (1, m)."""
        examples = Examples.from_pictures(pictures, np.zeros((1, len(pictures)), dtype=np.int64))
        X = examples.rows.astype(np.float64).T * examples.scale
        return L_model_forward(X, self.parameters)[0]


def save_model(path: str | Path, model: Model) -> None:
    """Write `model` to `path`, whole or not at all. Raises ModelFileError."""
    path = Path(path)
    description = {
        "format": FORMAT,
        "version": VERSION,
        "classes": model.classes,
        "picture_shape": model.picture_shape,
        "config": asdict(model.config),
        "trained_on": model.trained_on,
    }
    arrays = {_DESCRIPTION: np.array(json.dumps(description)), _COSTS: model.costs, **model.parameters}
    try:
        with written_whole(path) as temporary, temporary.open("wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
    except OSError as error:
        reason = error.strerror or str(error)
        raise ModelFileError(
            path, f"the model could not be saved here ({reason}); save it in another folder"
        ) from error


def load_model(path: str | Path) -> Model:
    """Open a file that `save_model` wrote. Raises ModelFileError for any other file."""
    path = Path(path)
    try:
        if not path.is_file():
            reason = "this is not a file" if path.exists() else "there is no such file"
            raise ModelFileError(path, f"{reason}; open a model that Catgui saved")
        with open(path, "rb") as file:
            if not zipfile.is_zipfile(file):
                file.seek(0)
                # An archive that was cut short has lost the directory at its end, and is no archive any more.
                raise ModelFileError(path, _DAMAGED if file.read(len(_ZIP_BEGINS)) == _ZIP_BEGINS else _FOREIGN)
            _check_claims(path, file)
            file.seek(0)
            with np.load(file, allow_pickle=False) as archive:
                return _model_from({name: np.asarray(archive[name]) for name in archive.files}, path)
    except OSError as error:
        raise ModelFileError(path, f"the file cannot be read ({error.strerror or error})") from error
    except _UNPACKING_ERRORS as error:
        raise ModelFileError(path, _DAMAGED) from error


def _check_claims(path: Path, file: Any) -> None:
    """Look at what the archive says it holds, before any of it is unpacked."""
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
    claimed = sum(member.file_size for member in members)
    if f"{_DESCRIPTION}.npy" not in [member.filename for member in members]:
        raise ModelFileError(path, _FOREIGN)
    if any(member.compress_type not in _PACKINGS for member in members):
        raise ModelFileError(path, _DAMAGED)
    if claimed > available_memory():
        raise ModelFileError(path, f"it needs {in_words(claimed)} of memory, more than is free")


def _model_from(arrays: dict[str, NDArray[Any]], path: Path) -> Model:
    """The model in the arrays of an archive, each held against the description."""
    description = json.loads(str(arrays.pop(_DESCRIPTION)))
    if not isinstance(description, dict) or description.get("format") != FORMAT:
        raise ModelFileError(path, _FOREIGN)
    if description["version"] > VERSION:
        raise ModelFileError(path, "it was saved by a newer Catgui; update Catgui to open it")
    settings = description["config"]
    try:
        config = TrainingConfig(**{**settings, "hidden_layers": tuple(settings["hidden_layers"])})
    except ConfigError as error:
        raise ModelFileError(path, f"{_DAMAGED} ({error})") from error
    first, second = (str(name) for name in description["classes"])
    height, width = (int(side) for side in description["picture_shape"])
    costs = arrays.pop(_COSTS)
    model = Model(arrays, (first, second), (height, width), config, costs, str(description["trained_on"]))
    _check_arrays(model, path)
    return model


def _check_arrays(model: Model, path: Path) -> None:
    if min(model.picture_shape) < 1 or model.costs.ndim != 1 or model.costs.dtype != np.float64:
        raise ModelFileError(path, _DAMAGED)
    dims = model.layer_dims
    shapes: dict[str, tuple[int, int]] = {}
    for layer in range(1, len(dims)):
        shapes[f"W{layer}"] = (dims[layer], dims[layer - 1])
        shapes[f"b{layer}"] = (dims[layer], 1)
    found = {name: array.shape for name, array in model.parameters.items()}
    if found != shapes:
        raise ModelFileError(path, f"{_DAMAGED} (its weights do not have the shapes of the layers {list(dims)})")
    for name, array in model.parameters.items():
        if array.dtype != np.float64 or not np.isfinite(array).all():
            raise ModelFileError(path, f"{_DAMAGED} ({name} holds something other than finite numbers)")
