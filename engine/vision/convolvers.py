"""The two ways in which a block convolves and pools a few pictures at a time, and goes back.

By patches: any stride and size, and pictures of few channels. By tiles, as Winograd: a stride of 1 and even sides; with
many channels it takes two thirds of the time.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Protocol

import numpy as np

from engine.vision.convolution import (
    Floats,
    Scratch,
    convolve,
    convolve_backward,
    output_shape,
    spread_out,
    turned,
    weight_gradient,
)
from engine.vision.pooling import PoolingChoices, pool, tiles_of, unpool
from engine.vision.winograd import convolve_tiles, convolve_tiles_backward, filter_gradient, transform_filters

# With fewer channels in than this, adding up tiles costs more than is saved.
_LEAST_TILE_CHANNELS = 16
# The values of the patches or tiles of the pictures taken at once. More would not stay in the cache; with fewer, calls
# become so short that threads wait for the GIL.
_VALUES_AT_ONCE = 1_000_000


class Convolver(Protocol):
    """Convolution with some filters, and pooling. `choices` are given with pooling, if there is to be a way back.

    Attributes: `gradient_shape`, that of the gradient of the filters in the form of this way.
    """

    gradient_shape: tuple[int, ...]

    def prepare(self) -> None:
        """Transform the filters, which have changed, before a batch."""

    def pictures_at_once(self, padded: Floats) -> int:
        """The number of pictures to take at once."""

    def forward(self, padded: Floats, Y: Floats, choices: PoolingChoices | None, scratch: Scratch) -> None:
        """Write the convolution of `padded`, pooled, to Y."""

    def backward(
        self, padded: Floats, dY: Floats, choices: PoolingChoices | None, d_input: Floats | None, scratch: Scratch
    ) -> Floats:
        """Write the gradient with respect to the pictures to `d_input`, if given; return that of the filters.

        It is in memory of `scratch`, in the form of this way, so that such gradients can be added.
        """

    def filter_gradient(self, gradient: Floats) -> Floats:
        """A gradient of the form of this way as dW."""


class PatchConvolver:
    """Convolution by patches."""

    def __init__(self, W: Floats, stride: int, pools: bool) -> None:
        self._W, self._stride, self._pools = W, stride, pools
        self.gradient_shape = W.shape

    def prepare(self) -> None:
        """Turn the filters."""
        self._turned = turned(self._W)

    def pictures_at_once(self, padded: Floats) -> int:
        """The number of pictures to take at once."""
        height, width = output_shape(padded, self._stride)
        return _pictures_at_once(height * width * 9 * max(self._W.shape[2:]))

    def forward(self, padded: Floats, Y: Floats, choices: PoolingChoices | None, scratch: Scratch) -> None:
        """Write the convolution of `padded`, pooled, to Y."""
        if not self._pools:
            convolve(padded, self._W, self._stride, Y, scratch)
            return
        Z = scratch.take("convolved", (len(padded), *output_shape(padded, self._stride), Y.shape[3]))
        convolve(padded, self._W, self._stride, Z, scratch)
        pool(tiles_of(Z), Y, choices)

    def backward(
        self, padded: Floats, dY: Floats, choices: PoolingChoices | None, d_input: Floats | None, scratch: Scratch
    ) -> Floats:
        """The gradients, as in the protocol."""
        m, height, width, channels = dY.shape
        if choices is not None:
            height, width = 2 * height, 2 * width
        # Zeros lie around and between the places: the name tells apart what has other places.
        name = f"{height} x {width} by {self._stride}"
        if d_input is None:
            dZ = scratch.take_padded(f"{name} only", (m, *output_shape(padded, self._stride), channels))
            _unpool(dY, choices, dZ[:, :height, :width])
            return weight_gradient(padded, dZ, self._stride, scratch)
        dZ = scratch.take_padded(name, (*padded.shape[:3], channels))
        _unpool(dY, choices, spread_out(dZ, self._stride, height, width))
        return convolve_backward(padded, dZ, self._turned, d_input, scratch)

    def filter_gradient(self, gradient: Floats) -> Floats:
        """`gradient`."""
        return gradient


class TileConvolver:
    """Convolution by tiles."""

    def __init__(self, W: Floats, pools: bool) -> None:
        self._W, self._pools = W, pools
        self.gradient_shape = (4, 4, *W.shape[2:])

    def prepare(self) -> None:
        """Transform the filters."""
        self._U = transform_filters(self._W)

    def pictures_at_once(self, padded: Floats) -> int:
        """The number of pictures to take at once."""
        return _pictures_at_once(4 * padded.shape[1] * padded.shape[2] * max(self._W.shape[2:]))

    def forward(self, padded: Floats, Y: Floats, choices: PoolingChoices | None, scratch: Scratch) -> None:
        """Write the convolution of `padded`, pooled, to Y."""
        Z = convolve_tiles(padded, self._U, scratch)
        if self._pools:
            pool(Z, Y, choices)
        else:
            np.copyto(tiles_of(Y), Z)

    def backward(
        self, padded: Floats, dY: Floats, choices: PoolingChoices | None, d_input: Floats | None, scratch: Scratch
    ) -> Floats:
        """The gradients, as in the protocol; the memory of `d_input` is needed on the way, so it is made."""
        m, height, width, channels = padded.shape
        dZ = scratch.take("outputs", (2, 2, m, height // 2 - 1, width // 2 - 1, dY.shape[3]))
        if choices is None:
            np.copyto(dZ, tiles_of(dY))
        else:
            unpool(dY, choices, dZ)
        if d_input is None:
            d_input = scratch.take("input", (m, height - 2, width - 2, channels))
        return convolve_tiles_backward(padded, dZ, self._U, d_input, scratch)

    def filter_gradient(self, gradient: Floats) -> Floats:
        """dW of the sum of gradients with respect to transformed filters."""
        return filter_gradient(gradient)


def uses_tiles(padded: Floats, W: Floats, stride: int) -> bool:
    """Whether tiles are the faster way for pictures of this size."""
    has_even_sides = padded.shape[1] % 2 == 0 and padded.shape[2] % 2 == 0
    return stride == 1 and has_even_sides and W.shape[2] >= _LEAST_TILE_CHANNELS


def make_convolver(padded: Floats, W: Floats, stride: int, pools: bool) -> Convolver:
    """The faster way for pictures of this size."""
    return TileConvolver(W, pools) if uses_tiles(padded, W, stride) else PatchConvolver(W, stride, pools)


def runs(convolver: Convolver, padded: Floats, pictures: slice) -> list[slice]:
    """Some of the `padded` pictures in runs as equal as possible, each to be convolved at once."""
    count = pictures.stop - pictures.start
    number = -(-count // convolver.pictures_at_once(padded))
    ends = [pictures.start + count * run // number for run in range(number + 1)]
    return [slice(begin, end) for begin, end in pairwise(ends)]


def _pictures_at_once(values: int) -> int:
    """The number of pictures whose patches or tiles of `values` each stay in the cache."""
    return max(1, _VALUES_AT_ONCE // values)


def _unpool(dY: Floats, choices: PoolingChoices | None, out: Floats) -> None:
    if choices is None:
        np.copyto(out, dY)
    else:
        unpool(dY, choices, tiles_of(out))
