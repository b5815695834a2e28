"""The convolution of tiles: F(4x4, 3x3) of Winograd, after Lavin and Gray (2016).

A tile is 4x4 neighboring places of the output. It depends on a square d of 6x6 places of the padded input, and is
computed with 36 products for each pair of channels instead of 144:

    Z = A^T [(G W G^T) * (B^T d B)] A = A^T [U * V] A,

where * multiplies each of the 36 elements, summed over the channels in: 36 products of matrices. The transforms are
products with the small matrices below, over all tiles and channels at once. The gradients are those of this formula:
dM = A dZ A^T, dU = V^T dM, dV = dM U^T, dW = G^T dU G, dd = B dV B^T. Arrays of tiles have the two indices within the
tile first. Pictures whose sides are no multiples of 4 are extended by zeros.

`make_convolver` chooses between tiles and patches: patches with a stride of 2, and for pictures of few channels. A
training step of the detector takes 0.24 s on two cores, and 0.52 s by patches alone, for 128 pictures of 64x64.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.vision.convolution import Floats, PatchConvolver, Scratch

SIDE = 4
_SQUARE = SIDE + 2
# The values of the tiles of the pictures taken at once: more would not stay in the cache. And the fewest tiles in a
# product.
_VALUES_AT_ONCE = 250_000
_LEAST_TILES = 64

_BT = np.array(
    [
        [4, 0, -5, 0, 1, 0],
        [0, -4, -4, 1, 1, 0],
        [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
    ]
)
_G = np.array([[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]]) / 24
_AT = np.array([[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]])
# With fewer channels in than this, adding up tiles costs more than is saved.
_LEAST_TILE_CHANNELS = 16


class TileConvolver:
    """Convolution with a stride of 1 by tiles."""

    def __init__(self, W: Floats) -> None:
        self._W = W

    def prepare(self) -> None:
        """Transform the filters: U = G W G^T, (6, 6, channels in, channels out)."""
        self._U = _both_sides(_G, self._W)
        # Products with a transposed copy are faster than with a transposed view.
        self._U_transposed = np.ascontiguousarray(self._U.swapaxes(2, 3))

    def pictures_at_once(self, padded: Floats) -> int:
        """The number of pictures to take at once: the matrices of a product have a row for each tile."""
        _, rows, columns = _tile_shape(padded)
        by_values = _VALUES_AT_ONCE // (36 * rows * columns * int(max(self._W.shape[2:])))
        return max(1, by_values, -(-_LEAST_TILES // (rows * columns)))

    def forward(self, padded: Floats, scratch: Scratch) -> Floats:
        """The convolution (m, height, width, channels out) of a few padded pictures, in memory of `scratch`."""
        channels = self._W.shape[3]
        V = _input_tiles(padded, scratch)
        M = scratch.take("products", (_SQUARE, _SQUARE, V.shape[2], channels))
        np.matmul(V, self._U, out=M)
        tiles = scratch.take("outputs", (SIDE, SIDE, V.shape[2], channels))
        _transform(_AT, M, tiles, scratch)
        m, rows, columns = _tile_shape(padded)
        Z = scratch.take("convolved", (m, SIDE * rows, SIDE * columns, channels))
        np.copyto(_tiles_of(Z), tiles.reshape(SIDE, SIDE, m, rows, columns, channels))
        return Z[:, : padded.shape[1] - 2, : padded.shape[2] - 2]

    def backward(self, padded: Floats, dZ: Floats, d_input: Floats | None, scratch: Scratch) -> Floats:
        """Write the gradient with respect to a few pictures to `d_input`, if given; return dW."""
        V, channels = _input_tiles(padded, scratch), dZ.shape[3]
        shape = (*_tile_shape(padded), channels)
        outputs = scratch.take("outputs", (SIDE, SIDE, *shape))
        np.copyto(outputs, _tiles_of(_extended(dZ, 0)))
        dM = scratch.take("products", (_SQUARE, _SQUARE, V.shape[2], channels))
        _transform(_AT.T, outputs.reshape(SIDE, SIDE, -1, channels), dM, scratch)
        dU = scratch.take("filters", self._U.shape)
        np.matmul(V.swapaxes(2, 3), dM, out=dU)
        if d_input is not None:
            np.matmul(dM, self._U_transposed, out=V)
            _gather_input(V, d_input, scratch)
        return _both_sides(_G.T, dU)


def _both_sides(matrix: Any, values: Floats) -> Floats:
    """`matrix` times `values` times its transpose, over the first two axes."""
    matrix, rest = matrix.astype(values.dtype), values.shape[2:]
    size = len(matrix)
    half = matrix @ values.reshape(values.shape[0], -1)
    both: Floats = np.matmul(matrix, half.reshape(size, values.shape[1], -1))
    return both.reshape(size, size, *rest)


def _tiles_of(pictures: Floats) -> Floats:
    """`pictures` (m, height, width, channels) as tiles: (4, 4, m, rows, columns, channels), a view."""
    m, height, width, channels = pictures.shape
    tiles: Floats = pictures.reshape(m, height // SIDE, SIDE, width // SIDE, SIDE, channels).transpose(2, 4, 0, 1, 3, 5)
    return tiles


def _tile_shape(padded: Floats) -> tuple[int, int, int]:
    """The pictures, rows and columns of the tiles of `padded`."""
    return len(padded), -(-(padded.shape[1] - 2) // SIDE), -(-(padded.shape[2] - 2) // SIDE)


def _extended(pictures: Floats, border: int) -> Floats:
    """`pictures`, with zeros below and on the right if their sides without the border are no multiples of 4."""
    rows, columns = ((border - side) % SIDE for side in pictures.shape[1:3])
    return np.pad(pictures, ((0, 0), (0, rows), (0, columns), (0, 0))) if rows or columns else pictures


def _input_tiles(padded: Floats, scratch: Scratch) -> Floats:
    """V = B^T d B for all tiles of a few padded pictures: (6, 6, tiles, channels)."""
    padded = _extended(padded, 2)
    channels = padded.shape[3]
    picture, row, column, value = padded.strides
    shape = (_SQUARE, _SQUARE, *_tile_shape(padded), channels)
    strides = (row, column, picture, SIDE * row, SIDE * column, value)
    squares = scratch.take("squares", shape)
    np.copyto(squares, as_strided(padded, shape, strides, writeable=False))
    squares = squares.reshape(_SQUARE, _SQUARE, -1, channels)
    V = scratch.take("tiles", squares.shape)
    _transform(_BT, squares, V, scratch)
    return V


def _gather_input(dV: Floats, d_input: Floats, scratch: Scratch) -> None:
    """Write B dV B^T to `d_input`, added where the squares of neighboring tiles overlap.

    A square begins one place before its tile: its first row and column are the last ones of the tile before, and its
    last ones the first of the next.
    """
    m, height, width, channels = d_input.shape
    rows, columns = -(-height // SIDE), -(-width // SIDE)
    squares = scratch.take("squares", dV.shape)
    _transform(_BT.T, dV, squares, scratch)
    d = squares.reshape(_SQUARE, _SQUARE, m, rows, columns, channels)
    inner = d[:, 1:-1]
    inner[:, -1, :, :, :-1] += d[:, 0, :, :, 1:]
    inner[:, 0, :, :, 1:] += d[:, -1, :, :, :-1]
    inner[-2, :, :, :-1] += inner[0, :, :, 1:]
    inner[1, :, :, 1:] += inner[-1, :, :, :-1]
    whole = _extended(d_input, 0)
    np.copyto(_tiles_of(whole), inner[1:-1])
    if whole is not d_input:
        d_input[...] = whole[:, :height, :width]


def _transform(matrix: Any, values: Floats, out: Floats, scratch: Scratch) -> None:
    """Write `matrix` times `values` times its transpose, over the first two axes, to `out`, which is contiguous."""
    matrix, size = matrix.astype(values.dtype), len(matrix)
    first, second = values.shape[:2]
    half = scratch.take("half tiles", (size, values[0].size))
    np.matmul(matrix, values.reshape(first, -1), out=half)
    np.matmul(matrix, half.reshape(size, second, -1), out=out.reshape(size, size, -1))


Convolver = PatchConvolver | TileConvolver


def make_convolver(W: Floats, stride: int) -> Convolver:
    """The faster convolver for these filters."""
    return TileConvolver(W) if stride == 1 and W.shape[2] >= _LEAST_TILE_CHANNELS else PatchConvolver(W, stride)


def runs(convolver: Convolver, padded: Floats, pictures: slice) -> list[slice]:
    """Some of the `padded` pictures in runs as equal as possible, each to be convolved at once."""
    count = pictures.stop - pictures.start
    number = -(-count // convolver.pictures_at_once(padded))
    ends = [pictures.start + count * run // number for run in range(number + 1)]
    return [slice(begin, end) for begin, end in itertools.pairwise(ends)]
