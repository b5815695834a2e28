"""The costs of a run: every one of the training part, some of the test part."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from catgui.domain.csv import to_csv


class CostHistory:
    """Grows by one cost at a time and gives views for drawing.

    The training costs are of iterations 0, 1, 2, ...; the test costs carry the number of iterations done before them.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all costs."""
        self._train = array("d")
        self._test_iterations = array("d")
        self._test = array("d")

    def load(self, train: NDArray[np.float64]) -> None:
        """Hold the training costs of a run that is over, and no test costs."""
        self.clear()
        self._train = array("d", train)

    def truncate(self, iterations: int) -> None:
        """Forget the costs of what came after so many iterations."""
        del self._train[iterations:]
        kept = sum(done <= iterations for done in self._test_iterations)
        del self._test_iterations[kept:], self._test[kept:]

    def append_train(self, iteration: int, cost: float) -> None:
        """Keep the training cost of the next iteration."""
        if iteration != len(self._train):
            raise ValueError(f"the cost of iteration {len(self._train)} comes next, not that of {iteration}")
        self._train.append(cost)

    def append_test(self, iterations: int, cost: float) -> None:
        """Keep the test cost after so many iterations."""
        self._test_iterations.append(iterations)
        self._test.append(cost)

    def __len__(self) -> int:
        return len(self._train)

    def train_at(self, iteration: int) -> float:
        """The training cost of an iteration; -1 is the newest."""
        return self._train[iteration]

    @property
    def train(self) -> NDArray[np.float64]:
        """The training costs by iteration, a copy."""
        return np.array(self._train)

    @property
    def test(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Iterations done, and the test cost after them; copies."""
        return np.array(self._test_iterations), np.array(self._test)

    def csv(self) -> str:
        """A table with a row an iteration: iteration, training cost, and the test cost where it was taken."""
        test = dict(zip(self._test_iterations, self._test, strict=True))
        rows = max(len(self._train), 1 + int(max(self._test_iterations, default=-1)))
        lines: list[list[object]] = [["iteration", "train_cost", "test_cost"]]
        lines += [[n, self._train[n] if n < len(self._train) else "", test.get(n, "")] for n in range(rows)]
        return to_csv(lines)
