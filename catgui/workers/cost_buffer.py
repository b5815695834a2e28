"""What the training thread says at every step, kept until the window's thread takes it, many at a time."""

from __future__ import annotations

from collections import deque

Cost = tuple[int, float]


class CostBuffer:
    """Costs on their way from one thread to another; each method may be called from any thread.

    A signal that is queued for each step would wake the window at each of them. The two threads would then change
    places in the interpreter ten thousand times a second, and a network whose steps come as fast as they are heard
    would leave the window no turn to draw, because Qt hands out queued signals until there are none.
    """

    def __init__(self) -> None:
        self._train: deque[Cost] = deque()
        self._test: deque[Cost] = deque()

    def add_train_cost(self, iteration: int, cost: float) -> None:
        """Keep the training cost of an iteration."""
        self._train.append((iteration, cost))

    def add_test_cost(self, iterations: int, cost: float) -> None:
        """Keep the test cost after so many iterations."""
        self._test.append((iterations, cost))

    def drain(self) -> tuple[list[Cost], list[Cost]]:
        """Training and test costs that were put since the last time, oldest first."""
        # So many as there are now: what is put meanwhile is left for the next time.
        train = [self._train.popleft() for _ in range(len(self._train))]
        test = [self._test.popleft() for _ in range(len(self._test))]
        return train, test
