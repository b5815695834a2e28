"""Progress callbacks of long work."""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import CancelledError

# Called with the amounts done and in all. An exception it raises ends the work.
ProgressCallback = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Ignore the progress."""


def progress_of_part(progress: ProgressCallback, begin: int, size: int, total: int) -> ProgressCallback:
    """A callback for a part of the work, of which there is `size` after `begin`, of `total` in any unit."""

    def advance(done: int, of_part: int) -> None:
        # A part with nothing to do is 0 of 0.
        progress(begin + size * done // max(1, of_part), total)

    return advance


def cancellable(progress: ProgressCallback, is_cancelled: Callable[[], bool]) -> ProgressCallback:
    """A callback that raises CancelledError once `is_cancelled()`, and else calls `progress`."""

    def advance(done: int, total: int) -> None:
        if is_cancelled():
            raise CancelledError
        progress(done, total)

    return advance
