"""Labelled pictures as the columns of X, without holding X as floats where it is large."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from engine.typing import FloatArray, Indices

Augmentation = Callable[["Examples"], "Examples"]

# Pixels of a picture run from 0 to this; the network sees them divided by it.
PIXEL_RANGE = 255.0
# Floats that are made of bytes at a time, where not all are held.
_BLOCK_BYTES = 64 * 2**20
# X is kept as floats between the iterations up to this size.
_MAX_FLOAT_BYTES = 256 * 2**20


@dataclass(frozen=True, eq=False)
class Examples:
    """X (features, m) and Y (1, m).

    X is `scale` times the transpose of `rows` (m, features), which are bytes or floats. The scale is applied to
    products, not to the pixels: sums of products of bytes are whole numbers below 2**53, so they are exact. Where the
    rows are pictures, `picture_shape` is their height and width.
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
    def from_pictures(cls, pictures: NDArray[np.uint8], labels: NDArray[np.int64]) -> Examples:
        """The notebook's preprocessing: pictures (m, height, width, 3) flattened to columns and divided by 255."""
        rows = pictures.reshape(len(pictures), -1)
        return cls(rows, 1.0 / PIXEL_RANGE, labels.astype(np.float64), pictures.shape[1:3])

    @classmethod
    def from_matrix(cls, X: FloatArray, Y: NDArray[Any]) -> Examples:
        """X (features, m), ready for the network, and Y (1, m)."""
        return cls(np.asarray(X, dtype=np.float64).T, 1.0, np.asarray(Y, dtype=np.float64))

    @property
    def count(self) -> int:
        """The number of examples, m."""
        return len(self.rows)

    @property
    def features(self) -> int:
        """The number of features, n[0]."""
        return int(self.rows.shape[1])

    def example_blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        """The examples a block at a time: which, and their unscaled columns (features, k)."""
        yield from _blocks(self.rows, self.features)

    def as_float(self) -> Examples:
        """The same examples, held as floats if they are few enough that this is worth its memory."""
        if self.rows.dtype != np.uint8 or 8 * self.rows.size > _MAX_FLOAT_BYTES:
            return self
        return replace(self, rows=self.rows.astype(np.float64))

    def subset(self, indices: NDArray[np.int64]) -> Examples:
        """Some of the examples, those with the numbers `indices` (k,), in that order."""
        return replace(self, rows=self.rows[indices], Y=self.Y[:, indices])

    def project(self, W: FloatArray) -> FloatArray:
        """W X: W (n, features) -> (n, m)."""
        product = np.empty((len(W), self.count))
        for where, columns in self.example_blocks():
            product[:, where] = W @ columns
        return product * self.scale

    def weighted_sum(self, C: FloatArray) -> FloatArray:
        """C X^T: one weight a row and example, C (n, m) -> (n, features)."""
        total = np.zeros((len(C), self.features))
        for where, columns in self.example_blocks():
            total += C[:, where] @ columns.T
        return total * self.scale

    def inner_products(self, other: Examples) -> FloatArray:
        """X^T T, where T are the columns of `other`: (m, m of other). Computed once, and kept while both are."""
        known = self._inner_products.get(other)
        if known is None:
            known = self._inner_products[other] = self._compute_inner_products(other)
        return known

    def _compute_inner_products(self, other: Examples) -> FloatArray:
        total = np.zeros((self.count, other.count))
        step = max(1, _BLOCK_BYTES // (8 * max(self.count, other.count)))
        for start in range(0, self.features, step):
            where = slice(start, start + step)
            mine = self.rows[:, where].astype(np.float64)
            # The very same array on both sides lets BLAS compute one triangle only.
            theirs = mine if other is self else other.rows[:, where].astype(np.float64)
            total += mine @ theirs.T
        return total * (self.scale * other.scale)


@dataclass(frozen=True, eq=False)
class Batch:
    """Some of the examples that a network learns from, as a step sees them; their pixels are fetched if asked for.

    Attributes: `examples`, all of them; `indices` (k,), the numbers of those in the batch; `augmented`, what is done to
    their pictures, if anything.
    """

    examples: Examples
    indices: Indices
    augmented: Augmentation | None = field(default=None, repr=False)

    @property
    def count(self) -> int:
        """How many they are, k."""
        return len(self.indices)

    @cached_property
    def Y(self) -> FloatArray:  # noqa: N802  as `Examples` has it
        """Their labels (1, k)."""
        return self.examples.Y[:, self.indices]

    @cached_property
    def _pictures(self) -> Examples:
        subset = self.examples.subset(self.indices)
        return (self.augmented(subset) if self.augmented else subset).as_float()

    def project(self, W: FloatArray) -> FloatArray:
        """W X: W (n, features) -> (n, k)."""
        return self._pictures.project(W)

    def weighted_sum(self, C: FloatArray) -> FloatArray:
        """C X^T: C (n, k) -> (n, features)."""
        return self._pictures.weighted_sum(C)


def _blocks(rows: NDArray[Any], features: int) -> Iterator[tuple[slice, FloatArray]]:
    """Blocks of `rows` as columns of floats; floats are given as they stand, in one block."""
    if rows.dtype == np.float64:
        yield slice(0, len(rows)), rows.T
        return
    step = max(1, _BLOCK_BYTES // (8 * features))
    for start in range(0, len(rows), step):
        where = slice(start, start + step)
        yield where, rows[where].astype(np.float64).T
