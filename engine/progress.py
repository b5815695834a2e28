"""Telling how far something that takes long has come."""

from __future__ import annotations

from collections.abc import Callable

# Takes how much is done, and how much there is in all. What it raises ends the work.
ProgressCallback = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""
