"""The convolution of large tiles: F(4x4, 3x3) of Winograd, after Lavin and Gray (2016).

A tile is 4x4 neighboring places of the output. It depends on a square d of 6x6 places of the padded input, and is
computed with 36 products for each pair of channels instead of 144:

    Z = A^T [(G W G^T) * (B^T d B)] A = A^T [U * V] A,

where * multiplies each of the 36 elements, summed over the channels in: 36 products of matrices. The transforms are
products with the small matrices below, over all tiles and channels at once. The gradients are those of this formula:
dM = A dZ A^T, dU = V^T dM, dV = dM U^T, dW = G^T dU G, dd = B dV B^T. Arrays of tiles have the two indices within the
tile first. Height and width must be multiples of 4.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.vision.convolution import Floats, Scratch

SIDE = 4
_SQUARE = SIDE + 2

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


def transform_filters(W: Floats) -> Floats:
    """U = G W G^T: (6, 6, channels in, channels out), from W (3, 3, channels in, channels out)."""
    return _both_sides(_G, W)


def filter_gradient(dU: Floats) -> Floats:
    """dW = G^T dU G, in the shape of W."""
    return _both_sides(_G.T, dU)


def _both_sides(matrix: Any, values: Floats) -> Floats:
    """`matrix` times `values` times its transpose, over the first two axes."""
    matrix, rest = matrix.astype(values.dtype), values.shape[2:]
    size = len(matrix)
    half = matrix @ values.reshape(values.shape[0], -1)
    both: Floats = np.matmul(matrix, half.reshape(size, values.shape[1], -1))
    return both.reshape(size, size, *rest)


def transformed_shape(W: Floats) -> tuple[int, ...]:
    """The shape of U."""
    return _SQUARE, _SQUARE, *W.shape[2:]


def tiles_of(pictures: Floats) -> Floats:
    """`pictures` (m, height, width, channels) as tiles: (4, 4, m, rows, columns, channels), a view."""
    m, height, width, channels = pictures.shape
    tiles: Floats = pictures.reshape(m, height // SIDE, SIDE, width // SIDE, SIDE, channels).transpose(2, 4, 0, 1, 3, 5)
    return tiles


def tile_shape(padded: Floats) -> tuple[int, ...]:
    """The pictures, rows and columns of the tiles of `padded`."""
    return len(padded), (padded.shape[1] - 2) // SIDE, (padded.shape[2] - 2) // SIDE


def input_tiles(padded: Floats, V: Floats, scratch: Scratch) -> None:
    """Write B^T d B for all tiles of a few padded pictures to V: (6, 6, tiles, channels)."""
    channels = padded.shape[3]
    picture, row, column, value = padded.strides
    shape = (_SQUARE, _SQUARE, *tile_shape(padded), channels)
    strides = (row, column, picture, SIDE * row, SIDE * column, value)
    squares = scratch.take("squares", shape)
    np.copyto(squares, as_strided(padded, shape, strides, writeable=False))
    _transform(_BT, squares, V, scratch)


def convolve_tiles(V: Floats, U: Floats, scratch: Scratch) -> Floats:
    """The convolution from the tiles of the input: (4, 4, tiles, channels out), in memory of `scratch`."""
    M = scratch.take("products", (_SQUARE, _SQUARE, V.shape[2], U.shape[3]))
    np.matmul(V, U, out=M)
    Z = scratch.take("outputs", (SIDE, SIDE, V.shape[2], U.shape[3]))
    _transform(_AT, M, Z, scratch)
    return Z


def convolve_tiles_backward(
    V: Floats, dZ: Floats, U_transposed: Floats, d_input: Floats | None, scratch: Scratch
) -> Floats:
    """Write the gradient with respect to a few pictures to `d_input`, if given; return dU, in memory of `scratch`.

    `dZ` has the shape of the result of `convolve_tiles`, V is overwritten, and `U_transposed` (6, 6, channels out,
    channels in) is contiguous.
    """
    dM = scratch.take("products", (_SQUARE, _SQUARE, *dZ.shape[2:]))
    _transform(_AT.T, dZ, dM, scratch)
    dU = scratch.take("filters", (_SQUARE, _SQUARE, V.shape[3], dZ.shape[3]))
    np.matmul(V.swapaxes(2, 3), dM, out=dU)
    if d_input is not None:
        np.matmul(dM, U_transposed, out=V)
        _gather_input(V, d_input, scratch)
    return dU


def _gather_input(dV: Floats, d_input: Floats, scratch: Scratch) -> None:
    """Write B dV B^T to `d_input`, added where the squares of neighboring tiles overlap.

    A square begins one place before its tile: its first row and column are the last ones of the tile before, and its
    last ones the first of the next.
    """
    m, height, width, channels = d_input.shape
    rows, columns = height // SIDE, width // SIDE
    squares = scratch.take("squares", dV.shape)
    _transform(_BT.T, dV, squares, scratch)
    d = squares.reshape(_SQUARE, _SQUARE, m, rows, columns, channels)
    inner = d[:, 1:-1]
    inner[:, -1, :, :, :-1] += d[:, 0, :, :, 1:]
    inner[:, 0, :, :, 1:] += d[:, -1, :, :, :-1]
    inner[-2, :, :, :-1] += inner[0, :, :, 1:]
    inner[1, :, :, 1:] += inner[-1, :, :, :-1]
    np.copyto(tiles_of(d_input), inner[1:-1])


def _transform(matrix: Any, values: Floats, out: Floats, scratch: Scratch) -> None:
    """Write `matrix` times `values` times its transpose, over the first two axes, to `out`, which is contiguous."""
    matrix, size = matrix.astype(values.dtype), len(matrix)
    first, second = values.shape[:2]
    half = scratch.take("half tiles", (size, values[0].size))
    np.matmul(matrix, values.reshape(first, -1), out=half)
    np.matmul(matrix, half.reshape(size, second, -1), out=out.reshape(size, size, -1))
