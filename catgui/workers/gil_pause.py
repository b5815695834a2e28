"""Short sleeps in which a busy thread leaves the GIL to others."""

from __future__ import annotations

import time

# Time between two pauses, and the length of a pause.
WORK_SECONDS = 0.008
PAUSE_SECONDS = 0.00005


class GilPause:
    """Sleeps 50 us every 8 ms to leave the GIL to others.

    NumPy and signals release the GIL many times in a step, but take it back before a waiting thread has woken up, and
    each release restarts the interval after which Python forces a switch. Without pauses the GUI thread may starve.
    """

    def __init__(self) -> None:
        self._next = 0.0

    def tick(self) -> None:
        """Sleep if a pause is due. Call it in every loop."""
        if time.monotonic() >= self._next:
            time.sleep(PAUSE_SECONDS)
            self._next = time.monotonic() + WORK_SECONDS
