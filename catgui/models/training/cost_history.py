"""The costs of a run, written by one thread, read by others."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import ArrayLike

from engine.typing import FloatArray, Indices

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
        """Free the memory reserved for more values."""
        if self._count < len(self._values):
            self._values = self._values[: self._count].copy()

    def __len__(self) -> int:
        return self._count

    def view(self) -> FloatArray:
        """All values, read-only, without a copy."""
        count = self._count  # first: the array may be replaced by a longer one in between
        values = self._values[:count]
        values.flags.writeable = False
        return values


class CostHistory:
    """The costs of one run, by iteration.

    `append_train` is called in the training thread, `set_test` also in another one that completes
    the test costs behind it; everything may be read from any thread. All arrays are read-only, and stay as they are
    while the history grows.
    """

    def __init__(self, train: ArrayLike = (), test_iterations: ArrayLike = (), test: ArrayLike = ()) -> None:
        self._train = _GrowingArray(train)
        # By the iterations done; a cost is there if it is marked in `_has_test`, for it may itself be NaN.
        self._test = np.empty(0)
        self._test_count = 0
        self._has_test = np.empty(0, dtype=bool)
        self._test_lock = threading.Lock()
        places = np.asarray(test_iterations, dtype=np.intp)
        self._reserve_test(int(places.max(initial=-1)) + 1)
        self._test[places], self._has_test[places] = test, True
        self._test_count = len(places)

    def append_train(self, iteration: int, cost: float) -> None:
        """Add the training cost of the next iteration."""
        if iteration != len(self._train):
            raise ValueError(f"expected the cost of iteration {len(self._train)}, not {iteration}")
        self._train.append(cost)

    def set_test(self, iterations: int, cost: float) -> None:
        """Set the test cost after `iterations` iterations; in any order."""
        with self._test_lock:
            if iterations >= len(self._test):
                self._reserve_test(max(_FIRST_CAPACITY, 2 * iterations))
            self._test[iterations], self._has_test[iterations] = cost, True
            self._test_count += 1

    def _reserve_test(self, count: int) -> None:
        more = count - len(self._test)
        self._test = np.append(self._test, np.full(more, np.nan))
        self._has_test = np.append(self._has_test, np.zeros(more, dtype=bool))

    def __len__(self) -> int:
        """The number of training costs."""
        return len(self._train)

    @property
    def train(self) -> FloatArray:
        """The training costs (n,) of iterations 0, 1, 2, ..."""
        return self._train.view()

    @property
    def test(self) -> tuple[FloatArray, FloatArray]:
        """The iterations done (k,), increasing, and the test costs (k,) after them: n + 1 of each, if complete."""
        with self._test_lock:
            computed = np.flatnonzero(self._has_test)
            iterations, costs = computed.astype(np.float64), self._test[computed]
        for array in (iterations, costs):
            array.flags.writeable = False
        return iterations, costs

    @property
    def test_count(self) -> int:
        """How many test costs have been computed."""
        return self._test_count

    @property
    def missing_test(self) -> Indices:
        """The iterations done, of 0 to n, whose test costs are not computed."""
        with self._test_lock:
            done = self._has_test[: len(self) + 1]
            return np.append(np.flatnonzero(~done), np.arange(len(done), len(self) + 1))

    @property
    def is_complete(self) -> bool:
        """Whether there is a test cost for each of the iterations done, 0 to n."""
        return len(self.missing_test) == 0

    def trim(self) -> None:
        """Free the memory reserved for more costs, up to half of all; not while a run appends to them."""
        self._train.trim()
        with self._test_lock:
            count = len(self) + 1
            self._test, self._has_test = self._test[:count].copy(), self._has_test[:count].copy()

    def first(self, iterations: int) -> CostHistory:
        """A new history of the first `iterations` iterations."""
        test_iterations, test = self.test
        kept = test_iterations <= iterations
        return CostHistory(self.train[:iterations], test_iterations[kept], test[kept])
