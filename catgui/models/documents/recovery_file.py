"""A place on the disk for one network that no file of the user's holds."""

from __future__ import annotations

import contextlib
import json
import os
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QLockFile

from engine.saved_model.model import MODEL_SUFFIX, Model

# How the file is named that tells where the data of a network are.
_METADATA_SUFFIX = ".json"
_LOCK_SUFFIX = ".lock"
# A lock that names no process after so long will name none, in milliseconds.
_STALE_LOCK_MS = 10_000


class RecoveryFile:
    """A file for a network, and one that tells where its data are; both are one process's for as long as it lives.

    Attributes: `path`, the file of the network, which may not be there yet.
    """

    def __init__(self, folder: Path, name: str | None = None) -> None:
        self.path = folder / f"{name or os.urandom(8).hex()}{MODEL_SUFFIX}"
        self._metadata_path = self.path.with_suffix(_METADATA_SUFFIX)
        self._lock = QLockFile(str(self.path.with_suffix(_LOCK_SUFFIX)))
        # However old it is: a window may stay open for weeks. Whether its process still lives is looked at anyway.
        self._lock.setStaleLockTime(0)

    def acquire(self) -> bool:
        """Make it this process's, if it is no other's; whether it is now."""
        return self._lock.isLocked() or self._lock.tryLock(0) or self._break_stale_lock()

    def _break_stale_lock(self) -> bool:
        """Take over a lock that names no process: its program ended, or the disk was full, while it was written."""
        process, _, _ = self._lock.getLockInfo()
        if process:
            return False
        self._lock.setStaleLockTime(_STALE_LOCK_MS)
        acquired = self._lock.tryLock(0)
        self._lock.setStaleLockTime(0)
        return acquired

    @cached_property
    def saved_at(self) -> float:
        """When the network was written that is there at first, in seconds since 1970. Raises OSError."""
        return self.path.stat().st_mtime

    @property
    def data(self) -> str | list[str] | None:
        """Where the data of the network are, as `Workspace.open` takes it, or None if that is not known."""
        try:
            location = json.loads(self._metadata_path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        is_list = isinstance(location, list) and all(isinstance(path, str) for path in location)
        return location if is_list or isinstance(location, str) else None

    def write(self, model: Model, data: str | list[str] | None) -> None:
        """Keep `model`, and where its data are. Raises OSError, ModelFileError."""
        from engine.saved_model.file import save_model
        from engine.storage.atomic import atomic_write

        if self.data != data:
            with atomic_write(self._metadata_path) as temporary:
                temporary.write_text(json.dumps(data), encoding="utf-8")
        save_model(self.path, model)

    def release(self) -> None:
        """Leave it to whoever looks next."""
        self._lock.unlock()

    def discard(self) -> None:
        """Remove all of it, and leave it to whoever looks next. Raises OSError where something stays."""
        try:
            self.path.unlink(missing_ok=True)
            self._metadata_path.unlink(missing_ok=True)
            # What Qt may leave where it is killed while it takes over the lock of another that was killed.
            for left in self.path.parent.glob(f"{self.path.stem}{_LOCK_SUFFIX}.rmlock*"):
                left.unlink(missing_ok=True)
        finally:
            self.release()


def find_recovery_files(folder: Path) -> list[RecoveryFile]:
    """The networks that processes which are gone have left in `folder`, newest first, each claimed. Raises OSError."""
    from engine.storage.temporary_files import remove_stale_temporaries

    if not folder.is_dir():
        return []
    remove_stale_temporaries(folder)
    suffixes = (MODEL_SUFFIX, _METADATA_SUFFIX, _LOCK_SUFFIX)
    names = {path.stem for path in folder.iterdir() if path.suffix in suffixes}
    acquired = [
        recovery_file for recovery_file in (RecoveryFile(folder, name) for name in names) if recovery_file.acquire()
    ]
    whole = [recovery_file for recovery_file in acquired if recovery_file.path.is_file()]
    for recovery_file in acquired:
        if recovery_file not in whole:
            # A folder of such a name is none of ours, and no reason to give up the networks beside it.
            with contextlib.suppress(OSError):
                recovery_file.discard()
    return sorted(whole, key=lambda recovery_file: recovery_file.saved_at, reverse=True)
