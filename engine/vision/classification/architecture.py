"""The blocks of a network from their numbers of filters and the size of the pictures."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import ConfigError
from engine.vision.block import BlockSpec
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
