"""Locks that a process holds until it ends, killed or not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile

from engine.storage.regular_file import check_regular_file

# A lock file of a process that has ended is stale at once, one without a process number after this time: its writer was
# killed, or the disk full. One that is open in a living process is never broken, however old: the system holds it too.
_STALE_LOCK_MS = 10_000


def process_lock(path: Path) -> QLockFile:
    """The lock in the file `path`, not yet locked."""
    lock = QLockFile(str(path))
    lock.setStaleLockTime(_STALE_LOCK_MS)
    return lock


def try_lock(lock: QLockFile) -> bool:
    """Lock for this process; returns whether it could be. Raises OSError if something other than a file is there."""
    check_regular_file(Path(lock.fileName()))  # which Qt would read to know whose it is
    return lock.tryLock(0)
