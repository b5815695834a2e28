"""The argument of all long work: it takes reports of progress, and cancels the work."""

from __future__ import annotations

import threading
from collections.abc import Callable

from engine.errors import CancelledError


class Work:
    """The progress of long work, and whether it is cancelled.

    Whoever starts long work makes one, and may `cancel` it from any thread. The function that works calls `report`, or
    `check`, every few tenths of a second: both raise CancelledError once it is cancelled. `on_report` is called with
    the amounts done and in all, in the thread that works; an exception it raises ends the work. Work `within` other
    work is cancelled with it, and reports to `on_report` only.
    """

    def __init__(self, on_report: Callable[[int, int], object] | None = None, within: Work | None = None) -> None:
        self._on_report = on_report
        self._within = within
        self._cancelled = threading.Event()

    @property
    def is_cancelled(self) -> bool:
        """Whether it has been cancelled; the function that works may not have ended."""
        return self._cancelled.is_set() or (self._within is not None and self._within.is_cancelled)

    def cancel(self) -> None:
        """Make the next `report` or `check` raise CancelledError; callable from any thread."""
        self._cancelled.set()

    def wait(self, seconds: float) -> bool:
        """Wait at most `seconds` until this work, not that around it, is cancelled; returns whether it is."""
        return self._cancelled.wait(seconds)

    def check(self) -> None:
        """Raise CancelledError if it is cancelled."""
        if self._cancelled.is_set():
            raise CancelledError
        if self._within is not None:
            self._within.check()

    def report(self, done: int, total: int) -> None:
        """Report the amounts done and in all. Raises CancelledError if it is cancelled."""
        self.check()
        if self._on_report is not None:
            self._on_report(done, total)

    def part(self, begin: int, size: int, total: int) -> Work:
        """A part of this work, of which there is `size` after `begin`, of `total` in any unit."""

        def advance(done: int, of_part: int) -> None:
            # A part with nothing to do is 0 of 0.
            self.report(begin + size * done // max(1, of_part), total)

        return Work(advance, within=self)


# For callers that neither look at the progress nor cancel.
UNOBSERVED = Work()
