"""The peak of a process's memory."""

from __future__ import annotations

from pathlib import Path


def peak_bytes() -> int:
    """The peak of this process's memory, in bytes."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        import resource  # not on Windows

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    # `ru_maxrss` would include the peak of the parent process.
    return 1024 * int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
