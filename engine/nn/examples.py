"""Labeled pictures as the columns of X, and the products of their pixels.

Pixels are converted from bytes in tiles that the caches of a processor hold: X is the transpose of `rows`
(m, features). Converting a tile takes a tenth of the time of its product; reading it as floats from memory would take
longer. Large products are shared out to threads, and do not depend on their number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from engine.progress import UNOBSERVED, Work
from engine.system.threads import even_slices, share_out, threads_for
from engine.typing import FloatArray, Indices

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
# The largest value of a pixel; the network sees pixels divided by it.
PIXEL_RANGE = 255.0


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


@dataclass(frozen=True, eq=False)
class Examples:
    """X (features, m) and Y (1, m). Raises ValueError for shapes that do not fit.

    X is `scale` times the transpose of `rows` (m, features), bytes or floats. The scale is applied to products, not to
    the pixels: sums of products of bytes are whole numbers below 2**53, so they are exact. `picture_shape` is the
    height and width, if the rows are pictures.
    """

    rows: NDArray[np.uint8] | FloatArray
    scale: float
    Y: FloatArray
    picture_shape: tuple[int, int] | None = None
    _inner_products: WeakKeyDictionary[Examples, FloatArray] = field(
        default_factory=WeakKeyDictionary, init=False, repr=False
    )

    def __post_init__(self) -> None:
        if self.rows.ndim != 2 or self.Y.shape != (1, len(self.rows)):
            raise ValueError(f"rows {self.rows.shape} and Y {self.Y.shape} are not (m, features) and (1, m)")

    @classmethod
    def from_pictures(cls, pictures: NDArray[np.uint8], labels: NDArray[np.int64] | None = None) -> Examples:
        """The notebook's preprocessing: pictures (m, height, width, 3) flattened to columns and divided by 255.

        `labels` (1, m) are 0 by default, where nothing uses them.
        """
        rows = pictures.reshape(len(pictures), -1)
        labels = np.zeros((1, len(rows)), np.int64) if labels is None else labels
        return cls(rows, 1.0 / PIXEL_RANGE, labels.astype(np.float64), pictures.shape[1:3])

    @classmethod
    def from_matrix(cls, X: FloatArray, Y: NDArray[Any]) -> Examples:
        """Examples of X (features, m), the input of the network, and Y (1, m)."""
        return cls(np.asarray(X, dtype=np.float64).T, 1.0, np.asarray(Y, dtype=np.float64))

    @property
    def count(self) -> int:
        """The number of examples, m."""
        return len(self.rows)

    @cached_property
    def signs(self) -> FloatArray:
        """1 - 2 Y: 1 for class 0 and -1 for class 1."""
        return 1.0 - 2.0 * self.Y

    @property
    def features(self) -> int:
        """The number of features, n[0]."""
        return int(self.rows.shape[1])

    def subset(self, indices: NDArray[np.int64]) -> Examples:
        """The examples `indices` (k,), in that order."""
        return replace(self, rows=self.rows[indices], Y=self.Y[:, indices])

    def project(self, W: FloatArray) -> FloatArray:
        """W X: W (n, features) -> (n, m). W may have leading axes: then it holds the weights of several networks."""
        # As one matrix: a product for each network takes almost twice the time.
        product = project_rows(W.reshape(-1, self.features), self.rows)
        product *= self.scale
        return product.reshape(*W.shape[:-1], self.count)

    def weighted_sum(self, C: FloatArray) -> FloatArray:
        """C X^T, with one weight per row and example: C (n, m) -> (n, features)."""
        total = sum_rows(C, self.rows)
        total *= self.scale
        return total

    def inner_products(self, other: Examples, work: Work = UNOBSERVED) -> FloatArray:
        """X^T T + 1, with T the columns of `other`: (m, m of other). Cached as long as both objects live.

        They are the products of the pictures with one more feature, a constant 1, whose weight is the bias. The
        products of thousands of pictures take seconds; tiles of them are reported to `work`.
        """
        known = self._inner_products.get(other)
        if known is None:
            known = multiply_rows(self.rows, other.rows, self.scale * other.scale, work)
            self._inner_products[other] = known
        return known


@dataclass(frozen=True, eq=False)
class Batch:
    """A mini-batch of the training examples; their pixels are gathered at first use.

    Attributes: `examples`, all of them; `indices` (k,), those in the batch.
    """

    examples: Examples
    indices: Indices

    @property
    def count(self) -> int:
        """The number of examples, k."""
        return len(self.indices)

    @cached_property
    def Y(self) -> FloatArray:  # noqa: N802  as `Examples` has it
        """The labels (1, k)."""
        return self.examples.Y[:, self.indices]

    @cached_property
    def signs(self) -> FloatArray:
        """1 - 2 Y (1, k): 1 for class 0 and -1 for class 1."""
        return self.examples.signs[:, self.indices]

    @cached_property
    def pictures(self) -> Examples:
        """The examples of the batch."""
        return self.examples.subset(self.indices)

    def project(self, W: FloatArray) -> FloatArray:
        """W X: W (n, features) -> (n, k)."""
        return self.pictures.project(W)

    def weighted_sum(self, C: FloatArray) -> FloatArray:
        """C X^T: C (n, k) -> (n, features)."""
        return self.pictures.weighted_sum(C)


@dataclass(frozen=True, eq=False)
class Subsets(Examples):
    """The training examples of a population of P networks, of which each has its own subset: Y is (P, 1, k).

    Attributes: `examples`, all of them, with the same rows; `indices` (P, k), those of each network.
    """

    examples: Examples = field(kw_only=True)
    indices: Indices = field(kw_only=True)

    def __post_init__(self) -> None:
        pass

    @classmethod
    def of(cls, examples: Examples, indices: Indices) -> Subsets:
        """The subsets `indices` (P, k) of `examples`."""
        Y = examples.Y[:, indices].swapaxes(0, 1)
        return cls(examples.rows, examples.scale, Y, examples=examples, indices=indices)

    @property
    def count(self) -> int:
        """The number of examples of each network, k."""
        return int(self.indices.shape[1])

    def project(self, W: FloatArray) -> FloatArray:
        """W X of each network: W (P, n, features) -> (P, n, k)."""
        columns: FloatArray = np.take_along_axis(self.examples.project(W), self.indices[:, np.newaxis], axis=-1)
        return columns

    def inner_products(self, other: Examples, work: Work = UNOBSERVED) -> FloatArray:
        """X^T T + 1 of each network, with T the columns of `other`: (P, k, m of other); (P, k, k) with itself."""
        if isinstance(other, Subsets):
            K = self.examples.inner_products(self.examples, work)
            found: FloatArray = K[self.indices[:, :, np.newaxis], other.indices[:, np.newaxis]]
        else:
            found = self.examples.inner_products(other, work)[self.indices]
        return found
