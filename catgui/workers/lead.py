"""How far training may run ahead of the window that watches it."""

from __future__ import annotations

import threading

from PySide6.QtCore import QSemaphore

# Steps that may be on their way to the window at one time.
MOST = 128
_LOOK_INTERVAL = 20  # milliseconds


class Lead:
    """Counts the steps that the worker has said and the window has not yet answered for.

    Qt hands out queued signals until there are none: a worker that says them as fast as the window hears them would
    keep it from ever drawing, or from hearing a click.
    """

    def __init__(self) -> None:
        self._free = QSemaphore(MOST)

    def take(self, stop: threading.Event) -> None:
        """Wait until there is room for one more step, or until `stop` is set."""
        while not self._free.tryAcquire(1, _LOOK_INTERVAL):
            if stop.is_set():
                return

    def give_back(self, steps: int) -> None:
        """Say that so many steps have been heard."""
        self._free.release(steps)
