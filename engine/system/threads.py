"""Tasks for several threads, and how many."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from typing import TypeVar

Scratch = TypeVar("Scratch")

# With more threads, the small steps between the products contend for the GIL.
MAX_THREADS = 8
# Products with more multiplications than this take milliseconds, and starting threads a seventh of one.
MULTIPLICATIONS_TO_SHARE = 50_000_000


def threads_for(count: int) -> int:
    """The number of threads to use for `count` jobs."""
    return max(1, min(count, os.cpu_count() or 1, MAX_THREADS))


def share_out(
    chunks: int, work: Callable[[int, Scratch], None], make_scratch: Callable[[], Scratch], multiplications: int
) -> None:
    """Call `work(chunk, scratch)` for each chunk, in several threads if there are many `multiplications`."""
    if multiplications > MULTIPLICATIONS_TO_SHARE:
        from engine.system.team import Team, at_work  # not needed before something is trained

        with at_work(Team(threads_for(chunks), make_scratch)) as members:
            members.run(chunks, work)
        return
    scratch = make_scratch()
    for chunk in range(chunks):
        work(chunk, scratch)


def even_slices(count: int, most: int) -> list[slice]:
    """Slices of `count` things, as equal as possible, with at most `most` each."""
    size = math.ceil(count / math.ceil(count / most)) if count else 1
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]
