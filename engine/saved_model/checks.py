"""Limits of what files hold, and checks of the arrays in a model file: shapes, types, size and values.

The settings of a run have their limits in `engine.training.config`, those of folders of pictures in
`engine.data.image_folder`. All other numbers and texts of a model file, of the recipe and of the edits in it
have them here, and so have those of the files of runs, edits and sessions, which contain the same.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.data.dataset import MAX_PICTURE_SIDE
from engine.errors import InvalidModelError, ModelFileError
from engine.saved_model.model import Model
from engine.system.memory import format_bytes
from engine.training.config import MAX_ITERATIONS
from engine.training.networks import Header
from engine.validation import Integers, Texts

SIDES = Integers(1, MAX_PICTURE_SIDE)
LABELS = Integers(0, 1)
# Where a picture is in its part, and the number of an added one.
INDICES = Integers(0, 2**31 - 1)
NAMES, PATHS, PROGRAMS = Texts(1_000), Texts(4_096), Texts(40)
MAX_STAGES, MAX_PHOTOS = 300, 20_000
# Pictures with another label or in another part, and pictures added.
MAX_PLACEMENTS = 1_000_000

COSTS = "costs"
TEST_ITERATIONS, TEST_COSTS = TEST_ARRAYS = ("test_iterations", "test_costs")
DAMAGED = "the model file is damaged; save the model again, or open another copy"
# An archive that unpacks to more than both is a bomb: model files are not compressed, and weights hardly compress.
_BOMB_RATIO, _BOMB_BYTES = 10, 10_000_000


def check_costs(headers: Mapping[str, Header], outline: Model, path: Path) -> None:
    """Check the headers of the costs, given by name."""
    training = headers[COSTS][0]
    if any(len(shape) != 1 or dtype != np.float64 for shape, dtype in headers.values()):
        raise InvalidModelError(path, f"{DAMAGED} (it holds something other than numbers)")
    tests = {shape for name, (shape, _) in headers.items() if name in TEST_ARRAYS}
    if len(tests) > 1 or (outline.recipe is not None and training != (outline.recipe.iterations,)):
        raise InvalidModelError(path, f"{DAMAGED} (it does not hold one cost for each iteration)")
    for name, (count,), most in [
        (COSTS, training, MAX_ITERATIONS),
        *((TEST_COSTS, it, training[0] + 1) for it in tests),
    ]:
        if count > most:
            raise InvalidModelError(path, f"{DAMAGED} ({name} has {count:,} values: it must have at most {most:,})")


def check_weights(headers: Mapping[str, Header], expected: Mapping[str, Header], path: Path) -> None:
    """Check the headers of the weights and biases against those `expected`."""
    if {name: shape for name, (shape, _) in headers.items()} != {name: shape for name, (shape, _) in expected.items()}:
        raise InvalidModelError(path, f"{DAMAGED} (its weights do not have the shapes of its layers)")
    if any(dtype != expected[name][1] for name, (_, dtype) in headers.items()):
        raise InvalidModelError(path, f"{DAMAGED} (it holds something other than numbers)")


def check_size(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse an archive that unpacks to far more than it takes on disk."""
    unpacked, stored = unpacked_bytes(archive), path.stat().st_size
    if unpacked > max(_BOMB_BYTES, _BOMB_RATIO * stored):
        raise InvalidModelError(
            path, f"it unpacks to {format_bytes(unpacked)} from {format_bytes(stored)}; open another copy"
        )


def unpacked_bytes(archive: zipfile.ZipFile) -> int:
    """The number of bytes that `archive` unpacks to, by its directory."""
    return sum(member.file_size for member in archive.infolist())


def check_values(model: Model, path: Path) -> None:
    """Check the numbers in the arrays."""
    # Test costs may be infinite: they are, shortly before a run diverges.
    iterations, _ = model.test_costs
    for name, array in {COSTS: model.costs, TEST_ITERATIONS: iterations, **model.parameters}.items():
        if not np.isfinite(array).all():
            raise InvalidModelError(path, f"{DAMAGED} ({name} holds something other than finite numbers)")
    if not np.isin(iterations, np.arange(len(model.costs) + 1)).all():
        raise InvalidModelError(path, f"{DAMAGED} ({TEST_ITERATIONS} holds something other than iterations)")
    check_finite_outputs(model, path)


def check_finite_outputs(model: Model, path: Path) -> None:
    """Refuse a network whose outputs may overflow."""
    if not model.has_finite_outputs():
        raise ModelFileError(
            path, "its weights are so large that its outputs overflow; train again with a lower learning rate"
        )
