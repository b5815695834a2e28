"""Memory for large things that are made side by side, each of which would else count on all that is free."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from engine.system.memory import available_memory


class MemoryShares:
    """What threads of this process have been promised."""

    def __init__(self) -> None:
        self._returned = threading.Condition()
        self._promised = 0

    @contextmanager
    def taking(self, needed: int) -> Iterator[None]:
        """Enter when `needed` bytes are free beside what the others inside were promised, or when there are no others.

        Whether there is enough for one alone is for the caller to ask.
        """
        with self._returned:
            while self._promised and self._promised + needed > available_memory():
                self._returned.wait()
            self._promised += needed
        try:
            yield
        finally:
            with self._returned:
                self._promised -= needed
                self._returned.notify_all()
