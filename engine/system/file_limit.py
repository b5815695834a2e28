"""The number of files that the program may have open."""

from __future__ import annotations

import sys

# A window with all its threads, pipes and files has some hundred; macOS allows 256 by default.
_WANTED_FILES = 4096


def raise_file_limit() -> None:
    """Allow the program as many open files as it may need, where the system has a lower limit by default."""
    if sys.platform == "win32":  # it has none
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED_FILES if hard == resource.RLIM_INFINITY else min(_WANTED_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
