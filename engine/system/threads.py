"""The number of threads for a task."""

from __future__ import annotations

import os

# With more threads, the small steps between the products contend for the GIL.
_MAX_THREADS = 8


def threads_for(count: int) -> int:
    """The number of threads to use for `count` jobs."""
    return max(1, min(count, os.cpu_count() or 1, _MAX_THREADS))
