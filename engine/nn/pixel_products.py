"""Products of pixels, which are converted from bytes in tiles that the caches of a processor hold.

X is the transpose of `rows` (m, features). Converting a tile takes a tenth of the time of its product; reading it as
floats from memory would take longer. Large products are shared out to threads, and do not depend on their number.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.progress import UNOBSERVED, Work
from engine.system.threads import even_slices, share_out, threads_for
from engine.typing import FloatArray

Rows = NDArray[np.uint8] | FloatArray
Tile = NDArray[Any]

# The pictures and the features of a tile. Half or twice of either takes longer; so do shorter pieces of the rows, since
# they come from memory.
_TILE = (256, 3072)
# Those of tiles that are multiplied with each other. Bytes are multiplied in float32, in half the time: sums of 256 of
# their products are whole numbers below 2**24, so they are exact.
_PRODUCT_TILE = (512, 256)
# Numbers by which a row of a tile is longer than it need be: rows 4096 bytes apart would contend for cache lines.
_PADDING = 8
# After so many multiplications, some tenths of a second, there is progress.
_MULTIPLICATIONS_AT_A_TIME = 10_000_000_000


def project_rows(W: FloatArray, rows: Rows) -> FloatArray:
    """W X: W (n, features) -> (n, m)."""
    if rows.dtype != np.uint8:
        projected: FloatArray = W @ rows.T
        return projected
    product = np.zeros((len(W), len(rows)))
    bands = even_slices(len(rows), _TILE[0])

    def project_band(band: int, tile: Tile) -> None:
        pictures = bands[band]
        for features in even_slices(rows.shape[1], _TILE[1]):
            product[:, pictures] += W[:, features] @ _fill(tile, rows[pictures, features]).T

    share_out(len(bands), project_band, partial(_make_tile, _TILE, np.float64, rows), W.size * len(rows))
    return product


def sum_rows(C: FloatArray, rows: Rows) -> FloatArray:
    """C X^T, sums of rows with weights: C (n, m) -> (n, features)."""
    if rows.dtype != np.uint8:
        return C @ rows
    total = np.zeros((len(C), rows.shape[1]))
    # Two at least, for two threads.
    bands = even_slices(rows.shape[1], min(_TILE[1], math.ceil(rows.shape[1] / 2)))

    def sum_band(band: int, tile: Tile) -> None:
        features = bands[band]
        for pictures in even_slices(len(rows), _TILE[0]):
            total[:, features] += C[:, pictures] @ _fill(tile, rows[pictures, features])

    share_out(len(bands), sum_band, partial(_make_tile, _TILE, np.float64, rows), C.size * rows.shape[1])
    return total


def multiply_rows(rows: Rows, others: Rows, scale: float, work: Work = UNOBSERVED) -> FloatArray:
    """`scale` X^T T + 1, with T the transpose of `others`: (m, m of others). Exact for bytes, but for the scale.

    The products are computed in tiles, which are reported to `work`. Where `others` are the `rows` themselves, the
    tiles above the diagonal are copies of those below.
    """
    products = np.empty((len(rows), len(others)))
    bands, columns = (even_slices(len(array), _PRODUCT_TILE[0]) for array in (rows, others))
    is_symmetric = others is rows
    tiles = [(band, column) for band in bands for column in columns if not is_symmetric or column.start <= band.start]

    def fill_tile(some: list[tuple[slice, slice]], number: int, scratch: tuple[Tile, Tile]) -> None:
        band, column = some[number]
        on_diagonal = is_symmetric and column == band
        tile = _multiply(rows[band], None if on_diagonal else others[column], scratch)
        tile *= scale
        tile += 1.0
        products[band, column] = tile
        if is_symmetric and not on_diagonal:
            products[column, band] = tile.T

    of_a_tile = _PRODUCT_TILE[0] ** 2 * max(1, rows.shape[1])
    at_a_time = max(threads_for(len(tiles)), _MULTIPLICATIONS_AT_A_TIME // of_a_tile)
    for begin in range(0, len(tiles), at_a_time):
        some = tiles[begin : begin + at_a_time]
        multiplications = rows.shape[1] * products.size * len(some) // len(tiles)
        share_out(len(some), partial(fill_tile, some), partial(_make_product_tiles, rows, others), multiplications)
        work.report(begin + len(some), len(tiles))
    return products


def _multiply(rows: Rows, others: Rows | None, tiles: tuple[Tile, Tile]) -> FloatArray:
    """X^T T of a few rows, in memory of its own; without `others`, X^T X."""
    products = np.zeros((len(rows), len(rows if others is None else others)))
    for features in even_slices(rows.shape[1], _PRODUCT_TILE[1]):
        A = _fill(tiles[0], rows[:, features])
        # NumPy computes half of A A^T, if it sees one A.
        B = A if others is None else _fill(tiles[1], others[:, features])
        products += A @ B.T
    return products


def _make_tile(shape: tuple[int, int], dtype: type, rows: Rows) -> Tile:
    """A tile of at most `shape`, no larger than `rows`."""
    height, width = (min(most, count) for most, count in zip(shape, rows.shape, strict=True))
    return np.empty((height, width + _PADDING), dtype)


def _make_product_tiles(rows: Rows, others: Rows) -> tuple[Tile, Tile]:
    are_bytes = rows.dtype == others.dtype == np.uint8
    dtype = np.float32 if are_bytes else np.float64
    return _make_tile(_PRODUCT_TILE, dtype, rows), _make_tile(_PRODUCT_TILE, dtype, others)


def _fill(tile: Tile, rows: Rows) -> Tile:
    """Copy `rows` into `tile` as floats; return the filled view."""
    filled = tile[: rows.shape[0], : rows.shape[1]]
    filled[:] = rows
    return filled
