"""The blocks of a network for pictures of a size, and the memory that training them takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.errors import ConfigError
from engine.system.threads import MAX_THREADS, threads_for
from engine.vision.block import BlockSpec
from engine.vision.folded import VALUES_AT_ONCE
from engine.vision.network import Architecture

LEAST_SIDE = 8
# From this side on the first block convolves every second place: a quarter of the work, at little loss.
_STRIDE_SIDE = 32
# Blocks pool while their maps have at least this side, so that some places are left at the end.
_POOLING_SIDE = 8


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
