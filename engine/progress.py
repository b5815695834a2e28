"""Progress callbacks of long work."""

from __future__ import annotations

from collections.abc import Callable

# Called with the amounts done and in all. An exception it raises ends the work.
ProgressCallback = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Ignore the progress."""
