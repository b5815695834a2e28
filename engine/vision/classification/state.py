"""The arrays of a network by name: "W1", "b1", ... "W", "b", and the statistics "mean1", "variance1", ..."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.core import INITIALIZATIONS
from engine.nn.propagation import no_warnings
from engine.vision.block import BatchStatistics
from engine.vision.convolution import Floats
from engine.vision.network import CENTER, UNIT, Architecture, initial_parameters

# Tiles add up to 36 such values, and the mean of a map all of its places: 2^16 in a picture of 512 x 512.
LARGEST_SAFE_OUTPUT = float(np.finfo(np.float32).max) / (36 * 2**16)
# Of float32 in use, where the notebook's network has float64: hence any type.
State = dict[str, NDArray[Any]]


def random_state(architecture: Architecture, seed: int, initialization: str, dtype: Any = np.float32) -> State:
    """The random filters and the zeros that a network begins with, by name."""
    return architecture.views(initial_parameters(architecture, seed, dtype, INITIALIZATIONS[initialization]))


def array_shapes(architecture: Architecture) -> dict[str, tuple[int, ...]]:
    """The shapes of all arrays of a network by name: the parameters, and "mean1", "variance1", ... of the blocks."""
    statistics = {
        f"{which}{number}": (block.channels,)
        for number, block in enumerate(architecture.blocks, 1)
        for which in BatchStatistics._fields
    }
    return {**architecture.shapes(), **statistics}


def named_statistics(statistics: list[BatchStatistics]) -> State:
    """The statistics of all blocks by name."""
    return {
        f"{which}{number}": values
        for number, of_block in enumerate(statistics, 1)
        for which, values in of_block._asdict().items()
    }


def statistics_in(state: Mapping[str, Floats]) -> list[BatchStatistics]:
    """The statistics of all blocks in `state`."""
    blocks = sum(name.startswith("mean") for name in state)
    return [BatchStatistics(state[f"mean{number}"], state[f"variance{number}"]) for number in range(1, blocks + 1)]


def largest_output(state: Mapping[str, Floats]) -> float:
    """A bound of all filters and values in the forward pass, whatever the picture; NaN for negative variances.

    Where the arrays are float32, sums of many values overflow above LARGEST_SAFE_OUTPUT.
    """
    bound = np.full(3, CENTER / UNIT)
    largest = bound.max()
    with no_warnings():
        for number, statistics in enumerate(statistics_in(state), 1):
            factor = statistics.inverse_deviation.astype(np.float64)
            folded = np.abs(state[f"W{number}"]).sum(axis=(0, 1), dtype=np.float64) * factor
            shift = np.abs(state[f"b{number}"] - statistics.mean * factor)
            bound = folded.T @ bound + shift
            largest = np.maximum(largest, max(folded.max(), bound.max()))
        last = np.abs(state["W"].astype(np.float64))
        return float(np.maximum(largest, (last.T @ bound + np.abs(state["b"])).max()))
