"""The costs of a run, written by one thread, read by others."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from catgui.domain.csv import to_csv

FloatArray = NDArray[np.float64]

_FIRST_CAPACITY = 1024


class _GrowingArray:
    """A float64 array with amortized constant-time `append`.

    One thread may append while others read: the values come before the count, and what is counted never changes.
    """

    def __init__(self, values: ArrayLike = ()) -> None:
        self._values = np.array(values, dtype=np.float64)
        self._count = len(self._values)

    def append(self, value: float) -> None:
        """Add `value` at the end."""
        if self._count == len(self._values):
            larger = np.empty(max(_FIRST_CAPACITY, 2 * self._count))
            larger[: self._count] = self._values
            self._values = larger
        self._values[self._count] = value
        self._count += 1

    def trim(self) -> None:
        """Give back the room for more values."""
        if self._count < len(self._values):
            self._values = self._values[: self._count].copy()

    def __len__(self) -> int:
        return self._count

    def view(self, count: int | None = None) -> FloatArray:
        """The first `count` values or all, read-only, without a copy."""
        # The count first: the array may be replaced by a longer one in between.
        count = self._count if count is None else count
        values = self._values[:count]
        values.flags.writeable = False
        return values


class CostHistory:
    """The costs of one run, by iteration.

    `append_train` and `append_test` are called in the training thread; everything may be read from any thread. All
    arrays are read-only views, which stay as they are while the history grows.
    """

    def __init__(self, train: ArrayLike = (), test_iterations: ArrayLike = (), test: ArrayLike = ()) -> None:
        self._train = _GrowingArray(train)
        self._test_iterations = _GrowingArray(test_iterations)
        self._test = _GrowingArray(test)

    def append_train(self, iteration: int, cost: float) -> None:
        """Add the training cost of the next iteration."""
        if iteration != len(self._train):
            raise ValueError(f"the cost of iteration {len(self._train)} comes next, not that of {iteration}")
        self._train.append(cost)

    def append_test(self, iterations: int, cost: float) -> None:
        """Add the test cost after `iterations` iterations."""
        self._test_iterations.append(iterations)
        self._test.append(cost)

    def __len__(self) -> int:
        """The number of training costs."""
        return len(self._train)

    @property
    def train(self) -> FloatArray:
        """The training costs (n,) of iterations 0, 1, 2, ..."""
        return self._train.view()

    @property
    def test(self) -> tuple[FloatArray, FloatArray]:
        """The iterations done (k,), and the test costs (k,) after them."""
        count = len(self._test)
        return self._test_iterations.view(count), self._test.view(count)

    def trim(self) -> None:
        """Give back the room for more costs, up to half of the memory; not while a run appends to them."""
        for array in (self._train, self._test_iterations, self._test):
            array.trim()

    def first(self, iterations: int) -> CostHistory:
        """A new history of the first `iterations` iterations."""
        test_iterations, test = self.test
        kept = test_iterations <= iterations
        return CostHistory(self.train[:iterations], test_iterations[kept], test[kept])

    def csv(self) -> str:
        """CSV with a row per iteration: iteration, training cost, test cost (often empty)."""
        train = self.train.tolist()
        test = dict(zip(*(values.tolist() for values in self.test), strict=True))
        rows = max(len(train), 1 + int(max(test, default=-1)))
        lines: list[list[object]] = [["iteration", "train_cost", "test_cost"]]
        lines += [[n, train[n] if n < len(train) else "", test.get(n, "")] for n in range(rows)]
        return to_csv(lines)
