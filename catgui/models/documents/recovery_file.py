"""Recovery files: unsaved networks on disk, each locked by its process."""

from __future__ import annotations

import errno
import logging
import os
import re
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QLockFile

from catgui.models.documents.process_lock import process_lock, try_lock
from engine.saved_model.model import MODEL_SUFFIX, Model
from engine.storage.atomic import remove_stale_temporaries

_log = logging.getLogger(__name__)

_NAME = re.compile(rf"[0-9a-f]{{16}}({re.escape(MODEL_SUFFIX)}|\.lock)")


class RecoveryFile:
    """A model file, with a lock in a file beside it.

    Attributes: `path`, the model file, which need not exist yet.
    """

    def __init__(self, folder: Path, name: str | None = None) -> None:
        self.path = folder / f"{name or os.urandom(8).hex()}{MODEL_SUFFIX}"
        self._lock = process_lock(self.path.with_suffix(".lock"))

    def acquire(self) -> bool:
        """Lock the file for this process; returns False if another one holds it.

        Raises OSError if the lock cannot be written, or if its file is a pipe, a device or a folder.
        """
        if self._lock.isLocked() or try_lock(self._lock):
            return True
        if self._lock.error() is QLockFile.LockError.LockFailedError:
            return False
        # Qt tells a full disk by no error of its own.
        number = errno.EACCES if self._lock.error() is QLockFile.LockError.PermissionError else errno.ENOSPC
        raise OSError(number, os.strerror(number), str(self.path))

    @cached_property
    def saved_at(self) -> float:
        """When the model file was written, in seconds since 1970; cached. Raises OSError."""
        return self.path.stat().st_mtime

    def write(self, model: Model) -> None:
        """Write `model`, atomically. Raises ModelFileError."""
        from engine.saved_model.file import save_model  # slow to import

        save_model(self.path, model)

    def release(self) -> None:
        """Unlock the file and leave it on disk."""
        self._lock.unlock()

    def discard(self) -> None:
        """Delete and unlock the file. Raises OSError."""
        try:
            self.path.unlink(missing_ok=True)
        finally:
            self.release()


def recovery_files(folder: Path) -> list[Path]:
    """The recovery files in `folder`, with what lies beside each; not a network that somebody has saved there."""
    return [path for path in folder.glob("*") if _NAME.fullmatch(path.name) and path.is_file()]


def claim_newest(folder: Path) -> RecoveryFile | None:
    """The newest recovery file that no process has locked, or None; locks it. Raises OSError."""
    remove_stale_temporaries(folder)
    models = [path for path in folder.glob(f"*{MODEL_SUFFIX}") if path.is_file()]
    for path in sorted(models, key=lambda path: path.stat().st_mtime, reverse=True):
        recovery_file = RecoveryFile(folder, path.stem)
        if _acquire(recovery_file):
            if path.is_file():  # its process may have deleted it since the folder was listed
                return recovery_file
            recovery_file.release()
    return None


def _acquire(recovery_file: RecoveryFile) -> bool:
    """Whether the file could be locked; one that cannot be is logged, and leaves others to be found."""
    try:
        return recovery_file.acquire()
    except OSError:
        _log.warning("%s cannot be locked", recovery_file.path, exc_info=True)
        return False
