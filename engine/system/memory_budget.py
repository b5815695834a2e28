"""Memory for large things that are made side by side, each of which would else count on all that is free."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from engine.system.memory import available_memory


class MemoryBudget:
    """What threads of this process have been promised."""

    def __init__(self) -> None:
        self._released = threading.Condition()
        self._reserved = 0

    @contextmanager
    def reserve(self, needed: int) -> Iterator[None]:
        """Enter when `needed` bytes are free beside what the others inside were promised, or when there are no others.

        Whether there is enough for one alone is for the caller to ask.
        """
        with self._released:
            while self._reserved and self._reserved + needed > available_memory():
                self._released.wait()
            self._reserved += needed
        try:
            yield
        finally:
            with self._released:
                self._reserved -= needed
                self._released.notify_all()
