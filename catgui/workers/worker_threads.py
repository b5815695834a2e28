"""Threads that run functions in order, and say so if none can be started; and how they leave the GIL to others."""

from __future__ import annotations

import _thread
import sys
import threading
import time
from collections import deque
from collections.abc import Callable

from engine.errors import NoThreadError

# How long a thread waits for another function: those for a slider come many times a second.
_LINGER_SECONDS = 30.0
# The time after which a thread that waits for the GIL has Python ask for it. By default it is ten times as long. On
# Windows Python counts it in whole milliseconds, and with none, a waiting thread would ask without a pause.
SWITCH_SECONDS = 0.001 if sys.platform == "win32" else 0.0005
# Windows ends waits, this one and the pauses, at ticks of 15.6 ms unless a program wants them shorter.
_TICK_MS = 1
# Time between two pauses, a frame of the screen, and the length of a pause.
WORK_SECONDS = 0.016
PAUSE_SECONDS = 0.00005


class WorkerThreads:
    """Up to `most` threads, started when they are needed.

    A QThreadPool takes a thread that the system has refused for one that works, and waits for it for ever.
    """

    def __init__(self, most: int = 1) -> None:
        self._most = most
        self._functions: deque[Callable[[], object]] = deque()
        self._threads = self._idle = 0
        self._is_closing = False
        self._changed = threading.Condition()

    def run(self, function: Callable[[], object], first: bool = False) -> None:
        """Call `function`, which never raises, in a thread; `first` before all that wait. Raises NoThreadError."""
        with self._changed:
            if self._idle <= len(self._functions) and self._threads < self._most:
                self._start_thread()
            if first:
                self._functions.appendleft(function)
            else:
                self._functions.append(function)
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait until all functions and threads have ended; returns whether they have, within `seconds`."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
            have_ended = self._changed.wait_for(lambda: not self._threads, seconds)
            self._is_closing = False
        return have_ended

    def _start_thread(self) -> None:
        try:
            # Unlike Thread.start, this does not wait until the thread runs, which takes long on a busy computer.
            _thread.start_new_thread(self._work, ())
        except (RuntimeError, MemoryError) as error:
            if not self._threads:
                raise NoThreadError from error
        else:
            self._threads += 1

    def _work(self) -> None:
        while self._run_next():
            pass

    def _run_next(self) -> bool:
        """Call the next function; returns False if none has come."""
        with self._changed:
            self._idle += 1
            self._changed.wait_for(lambda: self._functions or self._is_closing, _LINGER_SECONDS)
            self._idle -= 1
            if not self._functions:
                self._threads -= 1
                self._changed.notify_all()
                return False
            function = self._functions.popleft()
        function()
        return True


def shorten_switch_interval() -> None:
    """Shorten the interval after which Python switches threads that want the GIL.

    Until a switch, each release in the training thread wakes the GUI thread up in vain, which slows both down.
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
