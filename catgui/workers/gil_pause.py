"""Pauses by which a busy thread lets the window have the interpreter."""

from __future__ import annotations

import time

# How long a thread works before it makes a pause, and how long the pause is, in seconds.
WORK_SECONDS = 0.008
PAUSE_SECONDS = 0.00005


class GilPause:
    """When a thread that never waits made its last pause.

    NumPy and signals let go of the interpreter many times in a step and take it back before a thread that waits for it
    has woken up; and Python hands it over by force only to a thread whose wait was never disturbed. So that thread,
    the window's, may wait for ever. A pause is long enough to wake up in.
    """

    def __init__(self) -> None:
        self._next = 0.0

    def tick(self) -> None:
        """Make a pause if one is due; called in every turn of a loop."""
        if time.monotonic() >= self._next:
            time.sleep(PAUSE_SECONDS)
            self._next = time.monotonic() + WORK_SECONDS
