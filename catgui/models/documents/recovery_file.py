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
_ABOUT_SUFFIX = ".json"
_LOCK_SUFFIX = ".lock"
# A lock that names no process after so long will name none, in milliseconds.
_WRITTEN_WITHIN = 10_000


class RecoverySlot:
    """A file for a network, and one that tells where its data are; both are one process's for as long as it lives.

    Attributes: `path`, the file of the network, which may not be there yet.
    """

    def __init__(self, folder: Path, name: str | None = None) -> None:
        self.path = folder / f"{name or os.urandom(8).hex()}{MODEL_SUFFIX}"
        self._about = self.path.with_suffix(_ABOUT_SUFFIX)
        self._lock = QLockFile(str(self.path.with_suffix(_LOCK_SUFFIX)))
        # However old it is: a window may stay open for weeks. Whether its process still lives is looked at anyway.
        self._lock.setStaleLockTime(0)

    def claim(self) -> bool:
        """Make it this process's, if it is no other's; whether it is now."""
        return self._lock.isLocked() or self._lock.tryLock(0) or self._claim_from_nobody()

    def _claim_from_nobody(self) -> bool:
        """Take over a lock that names no process: its program ended, or the disk was full, while it was written."""
        process, _, _ = self._lock.getLockInfo()
        if process:
            return False
        self._lock.setStaleLockTime(_WRITTEN_WITHIN)
        claimed = self._lock.tryLock(0)
        self._lock.setStaleLockTime(0)
        return claimed

    @cached_property
    def saved_at(self) -> float:
        """When the network was written that is there at first, in seconds since 1970. Raises OSError."""
        return self.path.stat().st_mtime

    @property
    def data(self) -> str | list[str] | None:
        """Where the data of the network are, as `Workspace.open` takes it, or None if that is not known."""
        try:
            where = json.loads(self._about.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        is_list = isinstance(where, list) and all(isinstance(path, str) for path in where)
        return where if is_list or isinstance(where, str) else None

    def write(self, model: Model, data: str | list[str] | None) -> None:
        """Keep `model`, and where its data are. Raises OSError, ModelFileError."""
        from engine.saved_model.file import save_model
        from engine.storage.atomic import written_whole

        if self.data != data:
            with written_whole(self._about) as temporary:
                temporary.write_text(json.dumps(data), encoding="utf-8")
        save_model(self.path, model)

    def release(self) -> None:
        """Leave it to whoever looks next."""
        self._lock.unlock()

    def discard(self) -> None:
        """Remove all of it, and leave it to whoever looks next. Raises OSError where something stays."""
        try:
            self.path.unlink(missing_ok=True)
            self._about.unlink(missing_ok=True)
            # What Qt may leave where it is killed while it takes over the lock of another that was killed.
            for left in self.path.parent.glob(f"{self.path.stem}{_LOCK_SUFFIX}.rmlock*"):
                left.unlink(missing_ok=True)
        finally:
            self.release()


def left_behind(folder: Path) -> list[RecoverySlot]:
    """The networks that processes which are gone have left in `folder`, newest first, each claimed. Raises OSError."""
    from engine.storage.temporary_files import sweep

    if not folder.is_dir():
        return []
    sweep(folder)
    suffixes = (MODEL_SUFFIX, _ABOUT_SUFFIX, _LOCK_SUFFIX)
    names = {path.stem for path in folder.iterdir() if path.suffix in suffixes}
    claimed = [slot for slot in (RecoverySlot(folder, name) for name in names) if slot.claim()]
    whole = [slot for slot in claimed if slot.path.is_file()]
    for slot in claimed:
        if slot not in whole:
            # A folder of such a name is none of ours, and no reason to give up the networks beside it.
            with contextlib.suppress(OSError):
                slot.discard()
    return sorted(whole, key=lambda slot: slot.saved_at, reverse=True)
