"""How busy threads leave the GIL to others: they are asked soon, and make short pauses."""

from __future__ import annotations

import sys
import time

# The time after which a thread that waits for the GIL has Python ask for it. By default it is ten times as long. On
# Windows Python counts it in whole milliseconds, and with none, a waiting thread would ask without a pause.
SWITCH_SECONDS = 0.001 if sys.platform == "win32" else 0.0005
# Windows ends waits, this one and the pauses, at ticks of 15.6 ms unless a program wants them shorter.
_TICK_MS = 1

# Time between two pauses, a frame of the screen, and the length of a pause.
WORK_SECONDS = 0.016
PAUSE_SECONDS = 0.00005


def shorten_switch_interval() -> None:
    """Have Python hand the GIL over soon, in all threads.

    Until it is handed over, each release in the training thread wakes the GUI thread up in vain, which slows both down.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    if sys.platform == "win32":
        import ctypes  # not needed elsewhere

        ctypes.windll.winmm.timeBeginPeriod(_TICK_MS)


class GilPause:
    """Sleeps 50 us every 16 ms, or as little as the system can, to leave the GIL to others.

    NumPy and signals release the GIL many times in a step, but take it back before a waiting thread has woken up, and
    each release restarts the interval after which Python forces a switch. Without pauses the GUI thread may starve.
    """

    def __init__(self) -> None:
        self._next = 0.0

    def tick(self) -> None:
        """Sleep if a pause is due. Call it in every loop."""
        if time.perf_counter() >= self._next:
            time.sleep(PAUSE_SECONDS)
            self._next = time.perf_counter() + WORK_SECONDS
