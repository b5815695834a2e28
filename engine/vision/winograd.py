"""The fast convolution with fewer products: F(2x2, 3x3) of Winograd, after Lavin and Gray (2016).

A tile is four neighboring places of the output, two by two. It depends on a square d of 4x4 places of the padded
input, and is computed with 16 products for each pair of channels instead of 36:

    Z = A^T [(G W G^T) * (B^T d B)] A = A^T [U * V] A

with these matrices; * multiplies each of the 16 elements, summed over the channels in: 16 products of matrices. The
others only add and subtract.

    B^T = 1  0 -1  0     G = 1    0    0      A^T = 1  1  1  0
          0  1  1  0         1/2  1/2  1/2          0  1 -1 -1
          0 -1  1  0         1/2 -1/2  1/2
          0  1  0 -1         0    0    1

The gradients are those of this formula: dM = A dZ A^T, dU = V^T dM, dV = dM U^T, dW = G^T dU G, dd = B dV B^T. Arrays
of tiles have the two indices within the tile first, so that all tiles are added at once. Height and width must be even.
"""

from __future__ import annotations

import numpy as np

from engine.vision.convolution import Floats, Scratch

_G = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])


def transform_filters(W: Floats) -> Floats:
    """U = G W G^T: (4, 4, channels in, channels out), from W (3, 3, channels in, channels out)."""
    G, channels = _G.astype(W.dtype), W.shape[2:]
    columns: Floats = G @ np.matmul(G, W.reshape(3, -1)).reshape(4, 3, -1)
    return columns.reshape(4, 4, *channels)


def filter_gradient(dU: Floats) -> Floats:
    """dW = G^T dU G, in the shape of W."""
    G, channels = _G.astype(dU.dtype), dU.shape[2:]
    rows: Floats = G.T @ np.matmul(G.T, dU.reshape(4, 4, -1)).reshape(4, -1)
    return rows.reshape(3, 3, *channels)


def input_tiles(padded: Floats, scratch: Scratch) -> Floats:
    """V = B^T d B for all tiles of a few padded pictures: (4, 4, m, tile rows, tile columns, channels)."""
    m, height, width, channels = padded.shape
    rows, columns = height // 2 - 1, width // 2 - 1
    half = scratch.take("half tiles", (4, m, rows, width, channels))
    V = scratch.take("tiles", (4, 4, m, rows, columns, channels))
    _combine_input([padded[:, k : k + 2 * rows : 2] for k in range(4)], half)
    _combine_input([half[:, :, :, k : k + 2 * columns : 2] for k in range(4)], V.swapaxes(0, 1))
    return V


def _combine_input(d: list[Floats], out: Floats) -> None:
    """Write B^T d to `out`, along one axis."""
    np.subtract(d[0], d[2], out=out[0])
    np.add(d[1], d[2], out=out[1])
    np.subtract(d[2], d[1], out=out[2])
    np.subtract(d[1], d[3], out=out[3])


def convolve_tiles(padded: Floats, U: Floats, scratch: Scratch) -> Floats:
    """The convolution of a few padded pictures as tiles: (2, 2, m, tile rows, tile columns, channels out)."""
    V = input_tiles(padded, scratch)
    shape = (*V.shape[2:5], U.shape[3])
    M = scratch.take("products", (4, 4, *shape))
    np.matmul(_as_matrices(V), U, out=_as_matrices(M))
    half, Z = scratch.take("half outputs", (2, 4, *shape)), scratch.take("outputs", (2, 2, *shape))
    _combine_output(M, half)
    _combine_output(half.swapaxes(0, 1), Z.swapaxes(0, 1))
    return Z


def _combine_output(M: Floats, out: Floats) -> None:
    """Write A^T M to `out`, along the first axis."""
    np.add(M[0], M[1], out=out[0])
    np.add(out[0], M[2], out=out[0])
    np.subtract(M[1], M[2], out=out[1])
    np.subtract(out[1], M[3], out=out[1])


def convolve_tiles_backward(padded: Floats, dZ: Floats, U: Floats, d_input: Floats, scratch: Scratch) -> Floats:
    """Write the gradient with respect to a few pictures to `d_input`; return dU, in memory of `scratch`.

    `dZ` has the shape of the result of `convolve_tiles`; `d_input` (m, height, width, channels) has no border.
    """
    V = input_tiles(padded, scratch)
    half, dM = (scratch.take(name, (4, k, *dZ.shape[2:])) for name, k in (("half outputs", 2), ("products", 4)))
    _spread_output(dZ, half)
    _spread_output(half.swapaxes(0, 1), dM.swapaxes(0, 1))
    dU = scratch.take("filters", U.shape)
    np.matmul(_as_matrices(V).swapaxes(2, 3), _as_matrices(dM), out=dU)
    np.matmul(_as_matrices(dM), U.swapaxes(2, 3), out=_as_matrices(V))
    _gather_input(V, d_input, scratch)
    return dU


def _spread_output(dZ: Floats, out: Floats) -> None:
    """Write A dZ to `out`, along the first axis."""
    np.copyto(out[0], dZ[0])
    np.add(dZ[0], dZ[1], out=out[1])
    np.subtract(dZ[0], dZ[1], out=out[2])
    np.negative(dZ[1], out=out[3])


def _gather_input(dV: Floats, d_input: Floats, scratch: Scratch) -> None:
    """Write B dV B^T to `d_input`, added where the squares of neighboring tiles overlap."""
    m, rows, columns, channels = dV.shape[2:]
    half = scratch.take("half tiles", (2, 4, m, rows, columns, channels))
    _gather(dV, half, axis=1)
    out = d_input.reshape(m, rows, 2, columns, 2, channels).transpose(4, 2, 0, 1, 3, 5)
    _gather(half.swapaxes(0, 1), out, axis=2)


def _gather(dV: Floats, out: Floats, axis: int) -> None:
    """Write B dV, along the first axis, to the places 1 and 2 of each square.

    Place 1 is also place 3 of the tile before it along `axis`, but in the first tile; place 2 is place 0 of the next.
    """
    axis += 1
    first, second = out
    before, after = (slice(None),) * axis + (slice(None, -1),), (slice(None),) * axis + (slice(1, None),)
    np.subtract(dV[1], dV[2], out=first)
    first += dV[3]
    first[after] -= dV[3][before]
    np.add(dV[1], dV[2], out=second)
    second -= dV[0]
    second[before] += dV[0][after]


def _as_matrices(tiles: Floats) -> Floats:
    """Tiles (k, k, m, rows, columns, channels) as (k, k, m * rows * columns, channels)."""
    return tiles.reshape(*tiles.shape[:2], -1, tiles.shape[5])
