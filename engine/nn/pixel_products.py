"""Products of pixels, which are converted from bytes in tiles that the caches of a processor hold.

X is the transpose of `rows` (m, features). Converting a tile takes a tenth of the time of its product; reading it as
floats from memory would take longer. Large products are shared out to threads, and do not depend on their number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from threading import Lock
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


class InnerProducts:
    """`scale` X^T T + 1, with T the transpose of `others`: (m, m of others). Exact for bytes, but for the scale.

    They are computed in tiles. If that is cancelled, it goes on later where it was; any thread may do that.
    """

    def __init__(self, rows: Rows, others: Rows, scale: float) -> None:
        self._rows, self._others, self._scale = rows, others, scale
        self._products = np.empty((len(rows), len(others)))
        self._tiles = _product_tiles(rows, others)
        self._done = 0
        self._lock = Lock()

    def compute(self, work: Work = UNOBSERVED) -> FloatArray:
        """The products, once they are complete; reports tiles to `work`."""
        multiplications = _PRODUCT_TILE[0] ** 2 * max(1, self._rows.shape[1])
        at_a_time = max(threads_for(len(self._tiles)), _MULTIPLICATIONS_AT_A_TIME // multiplications)
        with self._lock:
            while self._done < len(self._tiles):
                tiles = self._tiles[self._done : self._done + at_a_time]
                self._compute_tiles(tiles)
                self._done += len(tiles)
                work.report(self._done, len(self._tiles))
        return self._products

    def _compute_tiles(self, tiles: Sequence[tuple[slice, slice]]) -> None:
        """Compute `tiles`; of symmetric products, their mirror images too."""
        rows, others, products = self._rows, self._others, self._products

        def fill_tile(number: int, scratch: tuple[Tile, Tile]) -> None:
            band, column = tiles[number]
            on_diagonal = others is rows and column == band
            tile = _multiply(rows[band], None if on_diagonal else others[column], scratch)
            tile *= self._scale
            tile += 1.0
            products[band, column] = tile
            if others is rows and not on_diagonal:
                products[column, band] = tile.T

        multiplications = rows.shape[1] * sum((b.stop - b.start) * (c.stop - c.start) for b, c in tiles)
        share_out(len(tiles), fill_tile, partial(_make_product_tiles, rows, others), multiplications)


def _product_tiles(rows: Rows, others: Rows) -> list[tuple[slice, slice]]:
    """The tiles of the inner products: rows and columns. If they are symmetric, those of the lower triangle."""
    bands, columns = (even_slices(len(array), _PRODUCT_TILE[0]) for array in (rows, others))
    return [(band, column) for band in bands for column in columns if others is not rows or column.start <= band.start]


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
