"""The ways in which a block convolves and pools a few pictures at a time, and goes back.

By patches: any stride and size, and pictures of few channels. By tiles, as Winograd: a stride of 1 and even sides; with
many channels it takes two thirds of the time. By large tiles: sides that are multiples of 4, in half of the time. Their
rounding errors are larger, so they are for training only, where a step takes a quarter less time for them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np

from engine.vision import winograd4
from engine.vision.convolution import (
    Floats,
    PoolingChoices,
    Scratch,
    convolve,
    convolve_backward,
    make_choices,
    output_shape,
    pool,
    spread_out,
    tiles_of,
    turned,
    unpool,
    weight_gradient,
)
from engine.vision.winograd import convolve_tiles, convolve_tiles_backward, filter_gradient, transform_filters

# With fewer channels in than this, adding up tiles costs more than is saved.
LEAST_TILE_CHANNELS = 16
# The values of the patches or tiles of the pictures taken at once. More would not stay in the cache; with fewer, calls
# become so short that threads wait for the GIL.
_VALUES_AT_ONCE = 1_000_000
# Likewise for large tiles, of which there are several arrays at a time, and the fewest of them in a product.
_LARGE_TILE_VALUES = 250_000
_LEAST_TILES = 64


class Convolver(Protocol):
    """Convolution with some filters, and pooling.

    If there is to be a way back, `kept` is memory of `make_kept` for the pictures at hand, in which `forward` leaves
    what `backward` needs.

    Attributes: `gradient_shape`, that of the gradient of the filters in the form of this way.
    """

    gradient_shape: tuple[int, ...]

    def prepare(self) -> None:
        """Transform the filters, which have changed, before a batch."""

    def pictures_at_once(self, padded: Floats) -> int:
        """The number of pictures to take at once."""

    def make_kept(self, padded: Floats) -> Any:
        """Memory for what is kept of a few padded pictures."""

    def forward(self, padded: Floats, Y: Floats, kept: Any, scratch: Scratch) -> None:
        """Write the convolution of `padded`, pooled, to Y."""

    def backward(self, padded: Floats, dY: Floats, kept: Any, d_input: Floats | None, scratch: Scratch) -> Floats:
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

    def make_kept(self, padded: Floats) -> PoolingChoices | None:
        """Memory for the choices of the pooling."""
        return _make_choices(padded, self._W, self._stride) if self._pools else None

    def forward(self, padded: Floats, Y: Floats, kept: PoolingChoices | None, scratch: Scratch) -> None:
        """Write the convolution of `padded`, pooled, to Y."""
        if not self._pools:
            convolve(padded, self._W, self._stride, Y, scratch)
            return
        Z = scratch.take("convolved", (len(padded), *output_shape(padded, self._stride), Y.shape[3]))
        convolve(padded, self._W, self._stride, Z, scratch)
        pool(tiles_of(Z), Y, kept)

    def backward(
        self, padded: Floats, dY: Floats, kept: PoolingChoices | None, d_input: Floats | None, scratch: Scratch
    ) -> Floats:
        """The gradients, as in the protocol."""
        m, height, width, channels = dY.shape
        if self._pools:
            height, width = 2 * height, 2 * width
        # Zeros lie around and between the places: the name tells apart what has other places.
        name = f"{height} x {width} by {self._stride}"
        if d_input is None:
            dZ = scratch.take_padded(f"{name} only", (m, *output_shape(padded, self._stride), channels))
            _unpool(dY, kept, dZ[:, :height, :width])
            return weight_gradient(padded, dZ, self._stride, scratch)
        dZ = scratch.take_padded(name, (*padded.shape[:3], channels))
        _unpool(dY, kept, spread_out(dZ, self._stride, height, width))
        return convolve_backward(padded, dZ, self._turned, d_input, scratch)

    def filter_gradient(self, gradient: Floats) -> Floats:
        """`gradient` unchanged: it is dW already."""
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

    def make_kept(self, padded: Floats) -> PoolingChoices | None:
        """Memory for the choices of the pooling."""
        return _make_choices(padded, self._W, 1) if self._pools else None

    def forward(self, padded: Floats, Y: Floats, kept: PoolingChoices | None, scratch: Scratch) -> None:
        """Write the convolution of `padded`, pooled, to Y."""
        Z = convolve_tiles(padded, self._U, scratch)
        if self._pools:
            pool(Z, Y, kept)
        else:
            np.copyto(tiles_of(Y), Z)

    def backward(
        self, padded: Floats, dY: Floats, kept: PoolingChoices | None, d_input: Floats | None, scratch: Scratch
    ) -> Floats:
        """The gradients, as in the protocol; the memory of `d_input` is needed on the way, so it is made."""
        m, height, width, channels = padded.shape
        dZ = scratch.take("outputs", (2, 2, m, height // 2 - 1, width // 2 - 1, dY.shape[3]))
        _unpool_tiles(dY, kept, dZ)
        if d_input is None:
            d_input = scratch.take("input", (m, height - 2, width - 2, channels))
        return convolve_tiles_backward(padded, dZ, self._U, d_input, scratch)

    def filter_gradient(self, gradient: Floats) -> Floats:
        """dW of the sum of gradients with respect to transformed filters."""
        return filter_gradient(gradient)


class _KeptTiles(NamedTuple):
    """What is kept of some pictures on the way by large tiles.

    Attributes: `V`, the transformed input; `choices` of the pooling at each of the four windows of a tile, or ().
    """

    V: Floats
    choices: tuple[PoolingChoices, ...]


class LargeTileConvolver:
    """Convolution by large tiles, of which each has four windows of the pooling."""

    def __init__(self, W: Floats, pools: bool) -> None:
        self._W, self._pools = W, pools
        self.gradient_shape = winograd4.transformed_shape(W)

    def prepare(self) -> None:
        """Transform the filters."""
        self._U = winograd4.transform_filters(self._W)
        # Products with a transposed copy are faster than with a transposed view.
        self._U_transposed = np.ascontiguousarray(self._U.swapaxes(2, 3))

    def pictures_at_once(self, padded: Floats) -> int:
        """The number of pictures to take at once: the matrices of a product have a row for each tile."""
        _, rows, columns = winograd4.tile_shape(padded)
        tiles = rows * columns
        by_values = _LARGE_TILE_VALUES // (36 * tiles * int(max(self._W.shape[2:])))
        return max(1, by_values, -(-_LEAST_TILES // tiles))

    def make_kept(self, padded: Floats) -> _KeptTiles:
        """Memory for the transformed input and the choices of the pooling."""
        shape, channels = winograd4.tile_shape(padded), self._W.shape[3]
        V = np.empty(self._tiles_shape(padded), padded.dtype)
        return _KeptTiles(V, tuple(make_choices((*shape, channels)) for _ in range(4)) if self._pools else ())

    def _tiles_shape(self, padded: Floats) -> tuple[int, ...]:
        return (6, 6, math.prod(winograd4.tile_shape(padded)), padded.shape[3])

    def forward(self, padded: Floats, Y: Floats, kept: _KeptTiles | None, scratch: Scratch) -> None:
        """Write the convolution of `padded`, pooled, to Y."""
        V = scratch.take("tiles", self._tiles_shape(padded)) if kept is None else kept.V
        winograd4.input_tiles(padded, V, scratch)
        Z = winograd4.convolve_tiles(V, self._U, scratch)
        Z = Z.reshape(4, 4, *winograd4.tile_shape(padded), Z.shape[3])
        if not self._pools:
            np.copyto(winograd4.tiles_of(Y), Z)
            return
        for number, (window, pooled) in enumerate(_windows(Z, Y)):
            pool(window, pooled, None if kept is None else kept.choices[number])

    def backward(
        self, padded: Floats, dY: Floats, kept: _KeptTiles, d_input: Floats | None, scratch: Scratch
    ) -> Floats:
        """The gradients, as in the protocol."""
        shape = winograd4.tile_shape(padded)
        dZ = scratch.take("outputs", (4, 4, *shape, dY.shape[3]))
        if self._pools:
            pooled = scratch.take("pooled", (*shape, dY.shape[3]))
            for number, (window, d_window) in enumerate(_windows(dZ, dY)):
                np.copyto(pooled, d_window)
                unpool(pooled, kept.choices[number], window)
        else:
            np.copyto(dZ, winograd4.tiles_of(dY))
        dZ = dZ.reshape(4, 4, -1, dY.shape[3])
        return winograd4.convolve_tiles_backward(kept.V, dZ, self._U_transposed, d_input, scratch)

    def filter_gradient(self, gradient: Floats) -> Floats:
        """dW of the sum of gradients with respect to transformed filters."""
        return winograd4.filter_gradient(gradient)


def _windows(Z: Floats, Y: Floats) -> Iterator[tuple[Floats, Floats]]:
    """The four windows of each tile, as tiles of `pool`, with the places of Y that they are pooled to."""
    for i, j in itertools.product(range(2), range(2)):
        yield Z[2 * i : 2 * i + 2, 2 * j : 2 * j + 2], Y[:, i::2, j::2]


def uses_tiles(padded: Floats, W: Floats, stride: int) -> bool:
    """Whether tiles are the faster way for pictures of this size."""
    has_even_sides = padded.shape[1] % 2 == 0 and padded.shape[2] % 2 == 0
    return stride == 1 and has_even_sides and W.shape[2] >= LEAST_TILE_CHANNELS


def uses_large_tiles(padded: Floats, W: Floats, stride: int) -> bool:
    """Whether pictures of this size can be divided into large tiles, and are the faster for it."""
    sides = padded.shape[1] - 2, padded.shape[2] - 2
    return stride == 1 and not any(side % winograd4.SIDE for side in sides) and W.shape[2] >= LEAST_TILE_CHANNELS


def make_convolver(padded: Floats, W: Floats, stride: int, pools: bool, large_tiles: bool = False) -> Convolver:
    """The fastest convolver for pictures of this size; with `large_tiles` perhaps one by F(4x4, 3x3)."""
    if large_tiles and uses_large_tiles(padded, W, stride):
        return LargeTileConvolver(W, pools)
    return TileConvolver(W, pools) if uses_tiles(padded, W, stride) else PatchConvolver(W, stride, pools)


def runs(convolver: Convolver, padded: Floats, pictures: slice) -> list[slice]:
    """Some of the `padded` pictures in runs as equal as possible, each to be convolved at once."""
    count = pictures.stop - pictures.start
    number = -(-count // convolver.pictures_at_once(padded))
    ends = [pictures.start + count * run // number for run in range(number + 1)]
    return [slice(begin, end) for begin, end in itertools.pairwise(ends)]


def _pictures_at_once(values: int) -> int:
    """The number of pictures whose patches or tiles of `values` each stay in the cache."""
    return max(1, _VALUES_AT_ONCE // values)


def _make_choices(padded: Floats, W: Floats, stride: int) -> PoolingChoices:
    height, width = output_shape(padded, stride)
    return make_choices((len(padded), height // 2, width // 2, W.shape[3]))


def _unpool(dY: Floats, choices: PoolingChoices | None, out: Floats) -> None:
    if choices is None:
        np.copyto(out, dY)
    else:
        unpool(dY, choices, tiles_of(out))


def _unpool_tiles(dY: Floats, choices: PoolingChoices | None, out: Floats) -> None:
    if choices is None:
        np.copyto(out, tiles_of(dY))
    else:
        unpool(dY, choices, out)
