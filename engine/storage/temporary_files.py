"""Files that are still being written, and those that a killed program has left.

Each is held by a lock for as long as its writer lives, and the system gives the lock back however that ends. So a file
whose lock can be had belongs to nobody any more.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
import time
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_NAME = re.compile(r"\.catgui-[0-9a-f]{16}\.part")
# Where there are no such locks, a file is taken for left behind when nothing was written to it for so long, in seconds.
_STALE_AFTER_SECONDS = 60.0
# Without O_NONBLOCK a pipe of that name would be waited for; O_NOFOLLOW leaves alone what a link leads to.
_LOOK = os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


class LockedTemporaryFile:
    """A new, empty file in `folder` that nobody else sweeps away while it is open. Raises OSError.

    Attributes: `path`, to write to, in one or many goes.
    """

    def __init__(self, folder: Path) -> None:
        self.path, self._descriptor = _create_locked(folder)

    def sync(self) -> None:
        """Wait until all that was written to `path` is on the disk."""
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())

    def copy_mode(self, state: os.stat_result) -> None:
        """Have the rights of a file, given by its `os.stat`."""
        if sys.platform != "win32":
            os.fchmod(self._descriptor, stat.S_IMODE(state.st_mode))

    def move_to(self, target: Path) -> None:
        """Put the file in place of `target`."""
        if sys.platform == "win32":
            # An open file cannot be moved there.
            self._close()
        os.replace(self.path, target)

    def close(self) -> None:
        """Give up the lock, and the file where it was not moved away."""
        self._close()
        self.path.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def remove_stale_temporaries(folder: Path) -> None:
    """Remove from `folder` what killed programs have left there, and nothing that is being written."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    _remove_if_abandoned(Path(entry.path))


def _create_locked(folder: Path) -> tuple[Path, int]:
    while True:
        path = folder / f".catgui-{os.urandom(8).hex()}.part"
        # Made with the rights of any new file of this user.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        if _lock(descriptor) is not False and path.exists():
            return path, descriptor
        # Someone swept it away before it was locked.
        os.close(descriptor)
        path.unlink(missing_ok=True)


def _remove_if_abandoned(path: Path) -> None:
    descriptor = -1 if sys.platform == "win32" else os.open(path, _LOOK)
    try:
        locked = _lock(descriptor)
        old = time.time() - path.stat().st_mtime > _STALE_AFTER_SECONDS
        if locked or (locked is None and old):
            path.unlink()
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _lock(descriptor: int) -> bool | None:
    """Whether the file is now held by this descriptor and by no other; None where files cannot be held."""
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
