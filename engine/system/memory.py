"""Free memory, byte counts as text, glibc's malloc, and the number of files that the program may have open."""

from __future__ import annotations

import os
import sys

# mallopt's parameter for the size from which glibc maps a block of its own, and that size.
_M_MMAP_THRESHOLD = -3
_LARGE_BLOCK = 4 * 2**20
# mallopt's parameter for the bytes that may be free at the end of an arena.
_M_TRIM_THRESHOLD = -1
# mallopt's parameter for the number of malloc arenas, and that number.
_M_ARENA_MAX = -8
_ARENAS = 2
# A window with all its threads, pipes and files has some hundred; macOS allows 256 by default.
_WANTED_FILES = 4096


def available_memory() -> int:
    """The free bytes, without swapping and within the limit of the process (`ulimit -v`)."""
    import psutil  # slow to import, and not needed at start-up

    if sys.platform == "win32":
        return int(psutil.virtual_memory().available)
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    try:
        within = sys.maxsize if limit == resource.RLIM_INFINITY else limit - int(psutil.Process().memory_info().vms)
        return min(int(psutil.virtual_memory().available), max(0, within))
    except OSError:
        # No file descriptor is left to ask with, or /proc is missing: what is too large then fails by itself.
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def format_bytes(count: float) -> str:
    """`count` bytes in decimal units: '3.1 GB'."""
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if abs(count) < 1000 or unit == "TB":
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    raise AssertionError


def describe_need(needed: float, free: float) -> str:
    """A clause on what takes more memory than is free: "it needs 3.1 GB of memory, and 1.2 GB is free"."""
    return f"it needs {format_bytes(needed)} of memory, and {format_bytes(free)} is free"


def tune_glibc_malloc() -> None:
    """Make glibc return large arrays to the system when they are freed.

    With another C library it does nothing. By default glibc takes blocks of up to 32 MB from its heap once one of them
    has been freed, and keeps the holes: a window that has trained and read photos for a while would hold 150 MB of
    them. It also makes up to eight arenas per processor, each with holes of its own; the main one and one more are
    enough. Smaller blocks are kept at the end of an arena: with its default of 128 kB, which the first setting would
    fix, each block of a megabyte takes its pages from the system again, a twentieth of the time to read a photo.
    """
    if sys.platform != "linux":
        return
    import ctypes  # not needed before the window is shown

    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)
        library.mallopt(_M_TRIM_THRESHOLD, _LARGE_BLOCK)
        library.mallopt(_M_ARENA_MAX, _ARENAS)


def raise_file_limit() -> None:
    """Allow the program as many open files as it may need, where the system has a lower limit by default."""
    if sys.platform == "win32":  # it has none
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED_FILES if hard == resource.RLIM_INFINITY else min(_WANTED_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
