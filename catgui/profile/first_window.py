"""One window per profile: the lock of the process that has it open, and the files that later starts hand over."""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, QSysInfo, Signal

from engine.system.atomic import atomic_write, check_regular_file, write_text
from engine.text import printable

LOCK_NAME = "profile.lock"
_HANDED = ".open"  # the suffix of a file of names that a later start hands over
# How long a later start waits for the first window, and pauses in between, in seconds.
_MOST_SECONDS, _PAUSE = 10.0, 0.05
_IN_USE = "Catgui is open and does not answer. End process {pid}, and start it again."
_ELSEWHERE = "Catgui is open with your profile on {host}. Close it there, or delete {lock}."


class FirstWindow(QObject):
    """What makes this process the one that has the profile in `folder` open.

    The system releases the lock with the process; one of another computer is never taken for stale. A later start puts
    a file of names into the folder, which the first window takes away as its answer. Without `QLocalServer`, since
    `QtNetwork` is not in the downloads.

    Signals: `handed()`, a later start waits for `take`.
    """

    handed = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder, self._path = folder, folder / LOCK_NAME
        self._lock = QLockFile(str(self._path))
        self._lock.setStaleLockTime(0)

    def claim(self) -> None:
        """Take the lock, unless this process has it. Raises OSError if that is not possible."""
        check_regular_file(self._path)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Removing fails while a process has the lock: its number may be that of another process by now.
        if self._lock.isLocked() or self._lock.tryLock(0):
            return
        if self._lock.error() is not QLockFile.LockError.LockFailedError:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self._path))
        if self._is_elsewhere() or not (self._lock.removeStaleLockFile() and self._lock.tryLock(0)):
            raise BlockingIOError(errno.EBUSY, "another Catgui has the profile open", str(self._path))

    def claim_or_hand_over(self, files: Sequence[Path]) -> str | None:
        """Take the lock, or hand `files` to the window of the process that has it.

        Returns None for the first process, '' if another one has taken the files, or why it has not. Raises OSError.
        """
        handed, is_handed = self._folder / f"{os.getpid()}{_HANDED}", False
        end = time.monotonic() + _MOST_SECONDS
        try:
            while time.monotonic() < end:
                with suppress(BlockingIOError):
                    self.claim()
                    return None
                if self._is_elsewhere():
                    return _ELSEWHERE.format(host=printable(self._owner[1]), lock=printable(self._path))
                if not is_handed:
                    self._hand_over(files, handed)
                    is_handed = True
                elif not handed.exists():
                    return ""
                time.sleep(_PAUSE)  # it is starting, busy or ending
            return _IN_USE.format(pid=self._owner[0])
        finally:
            handed.unlink(missing_ok=True)

    def watch(self) -> None:
        """Emit `handed` from now on."""
        watcher = QFileSystemWatcher([str(self._folder)], self)
        watcher.directoryChanged.connect(self._announce_waiting)
        self._announce_waiting()

    def receive_files(self) -> list[Path]:
        """The files that later starts have handed over, which then end."""
        taken: list[Path] = []
        for handed in self._waiting():
            names = handed.read_bytes()
            handed.unlink()
            taken += map(Path, json.loads(names))
        return taken

    def release(self) -> None:
        """Release the lock."""
        self._lock.unlock()

    def _announce_waiting(self) -> None:
        if self._waiting():
            self.handed.emit()

    def _waiting(self) -> list[Path]:
        return [path for path in self._folder.glob(f"*{_HANDED}") if path.is_file()]

    @property
    def _owner(self) -> tuple[int, str]:
        """The number and the computer of the process that has the lock."""
        pid, host, _ = self._lock.getLockInfo()
        return pid, host

    def _is_elsewhere(self) -> bool:
        # On Windows a lock has the computer's short name, in capitals.
        here = QSysInfo.machineHostName(), os.environ.get("COMPUTERNAME")
        return bool(self._owner[1]) and self._owner[1] not in here

    def _hand_over(self, files: Sequence[Path], handed: Path) -> None:
        if sys.platform == "win32":
            import ctypes

            ctypes.windll.user32.AllowSetForegroundWindow(self._owner[0])
        with atomic_write(handed) as part:
            write_text(part, json.dumps([str(path) for path in files]))
