"""The blocks of a network for pictures of a size, and the memory that training them takes.

The arrays of a network have names: "W1", "b1", ... "W", "b", and the statistics "mean1", "variance1", ...
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.core import INITIALIZATIONS
from engine.errors import ConfigError
from engine.nn.propagation import no_warnings
from engine.system.threads import MAX_THREADS, threads_for
from engine.vision.block import BatchStatistics, BlockSpec
from engine.vision.convolution import Floats
from engine.vision.folded import VALUES_AT_ONCE
from engine.vision.network import CENTER, UNIT, Architecture, initial_parameters

LEAST_SIDE = 8
# From this side on the first block convolves every second place: a quarter of the work, at little loss.
_STRIDE_SIDE = 32
# Blocks pool while their maps have at least this side, so that some places are left at the end.
_POOLING_SIDE = 8
# Tiles add up to 36 such values, and the mean of a map all of its places: 2^16 in a picture of 512 x 512.
LARGEST_SAFE_OUTPUT = float(np.finfo(np.float32).max) / (36 * 2**16)
# Of float32 in use, where the notebook's network has float64: hence any type.
State = dict[str, NDArray[Any]]


def architecture_for(filters: Sequence[int], picture_shape: tuple[int, int]) -> Architecture:
    """A block for each number of `filters`, for pictures of (height, width).

    Raises ConfigError for pictures with a side below LEAST_SIDE.
    """
    require_size(picture_shape)
    side = min(picture_shape)
    blocks = []
    for number, channels in enumerate(filters):
        stride = 2 if number == 0 and side >= _STRIDE_SIDE else 1
        block = BlockSpec(channels, stride, pool=-(-side // stride) >= _POOLING_SIDE)
        side = min(block.output_size(side, side))
        blocks.append(block)
    return Architecture(tuple(blocks))


def require_size(picture_shape: tuple[int, int]) -> None:
    """Raise ConfigError for pictures of (height, width) that are too small for convolution."""
    height, width = picture_shape
    if min(picture_shape) < LEAST_SIDE:
        reason = f"must be pixels for {height} x {width} pictures, which are too small for convolution"
        raise ConfigError("features", "convolution", reason)


_FLOAT_BYTES = 4
# Arrays of the size of the parameters in a step: values, their copy, gradients, and as many again for each option.
_PARAMETER_COPIES = 8
# The scratch memory of all threads, and the few pictures that are answered at once.
_SCRATCH_BYTES = 200_000_000


def training_bytes(architecture: Architecture, picture_shape: tuple[int, int], batch: int) -> int:
    """The memory of a step on `batch` pictures of (height, width)."""
    values = architecture.channels * _places(picture_shape)
    size, channels = picture_shape, architecture.channels
    for block in architecture.blocks:
        # The gradient with respect to the input; input of the normalization, output, choices of the pooling.
        values += channels * _places(size)
        size, channels = block.output_size(*size), block.channels
        values += 3 * channels * _places(size)
    # The gradient with respect to the last output.
    values += channels * _places(size)
    parameters = _PARAMETER_COPIES * architecture.size()
    return _FLOAT_BYTES * (values * batch + parameters) + _SCRATCH_BYTES


def prediction_bytes(architecture: Architecture, picture_shape: tuple[int, int], pictures: int) -> int:
    """The memory to answer `pictures` of (height, width) and inspect their maps."""
    units = sum(block.channels for block in architecture.blocks)
    return _FLOAT_BYTES * (2 * architecture.size() + 4 * units * pictures) + forward_bytes(architecture, picture_shape)


def forward_bytes(architecture: Architecture, picture_shape: tuple[int, int], float_bytes: int = _FLOAT_BYTES) -> int:
    """The memory of the few pictures that pass through all blocks at once, in all threads."""
    size, channels = picture_shape, architecture.channels
    maps, largest = channels * _places(size), 0
    for block in architecture.blocks:
        convolved = _places(replace(block, pool=False).output_size(*size))
        # Patches, or tiles with their products; what is convolved, and what is pooled.
        largest = max(largest, 9 * max(channels, block.channels) * convolved + 2 * block.channels * convolved)
        size, channels = block.output_size(*size), block.channels
        maps += channels * _places(size)
    at_once = max(1, VALUES_AT_ONCE // (3 * picture_shape[0] * picture_shape[1]))
    values = threads_for(MAX_THREADS) * (at_once * maps + largest)
    return max(_SCRATCH_BYTES, float_bytes * values)


def _places(size: tuple[int, int]) -> int:
    # With the border of zeros.
    return (size[0] + 2) * (size[1] + 2)


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
