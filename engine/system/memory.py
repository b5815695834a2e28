"""How much memory there is, asked before a large thing is accepted."""

from __future__ import annotations

import sys

_BEYOND_WORDS = 10**18
# mallopt's number for the size from which glibc asks the system for a block of its own, and that size.
_M_MMAP_THRESHOLD = -3
_LARGE_BLOCK = 4 * 2**20
# Its number for how many heaps there may be, and that many.
_M_ARENA_MAX = -8
_HEAPS = 2


def available_memory() -> int:
    """Bytes that can be used now without swapping, within the limit of this process where it has one (`ulimit -v`)."""
    import psutil  # costs the start of the program its time, and nothing large is accepted that early

    free = int(psutil.virtual_memory().available)
    if sys.platform == "win32":
        return free
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return free
    return max(0, min(free, limit - int(psutil.Process().memory_info().vms)))


def format_bytes(count: float) -> str:
    """`count` bytes as a person writes it: '3.1 GB' (decimal units)."""
    if count >= _BEYOND_WORDS:
        # A whole number may be too large for a float, and its digits for a line.
        return "a million TB or more"
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if abs(count) < 1000 or unit == "TB":
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    raise AssertionError


def tune_glibc_malloc() -> None:
    """Have large arrays given back to the system as soon as they are freed, where the C library is glibc.

    Left alone, glibc takes them from its heap once one of them has been freed, up to 32 MB each, and keeps the holes:
    a window that has trained and read photos for a while would hold 150 MB that nobody uses. And it makes a heap for
    each of up to eight threads a processor, all with holes of their own: one for all but the main thread will do.
    """
    if sys.platform != "linux":
        return
    import ctypes  # needed nowhere else, and not before the window is seen

    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)
        library.mallopt(_M_ARENA_MAX, _HEAPS)
