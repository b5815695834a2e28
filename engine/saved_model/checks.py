"""Checks of the arrays in a model file: shapes, types, size and values."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.errors import InvalidModelError, ModelFileError
from engine.saved_model.model import Model
from engine.system.memory import format_bytes
from engine.training.networks import Header

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
    if len({shape for name, (shape, _) in headers.items() if name in TEST_ARRAYS}) > 1 or (
        outline.recipe is not None and training != (outline.recipe.iterations,)
    ):
        raise InvalidModelError(path, f"{DAMAGED} (it does not hold one cost for each iteration)")


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
