"""Labeled pictures as the columns of X."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from engine.nn.pixel_products import multiply_rows, project_rows, sum_rows
from engine.progress import UNOBSERVED, Work
from engine.typing import FloatArray, Indices

# The largest value of a pixel; the network sees pixels divided by it.
PIXEL_RANGE = 255.0


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
    def from_pictures(cls, pictures: NDArray[np.uint8], labels: NDArray[np.int64]) -> Examples:
        """The notebook's preprocessing: pictures (m, height, width, 3) flattened to columns and divided by 255."""
        rows = pictures.reshape(len(pictures), -1)
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
