"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import FileError
from engine.storage.temporary_files import LockedTemporaryFile, remove_stale_temporaries

_NOT_ALLOWED = "writing is not allowed there; choose another folder"
_REASONS = {
    errno.ENOSPC: "the disk is full; make room on it, or choose another place",
    errno.EDQUOT: "the space that you may use there is full; make room, or choose another place",
    errno.EFBIG: "a file may not be that large there; choose another place",
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
    errno.EROFS: _NOT_ALLOWED,
    errno.EISDIR: "a folder has this name; choose another name",
    errno.EEXIST: "something that is not a file has this name; choose another name",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
    errno.ENOENT: "there is no such folder; choose another one",
    errno.ENOTDIR: "a file stands in place of the folder; choose another folder",
}


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` to write to, moved to `path` when the block ends and removed when it fails.

    Whoever looks at `path` meanwhile, or after a crash, finds the old file or the new one. A link is kept, and what it
    leads to is replaced; the rights of the old file are those of the new one. What killed programs have left in the
    folder is removed. Raises OSError, before the block is entered where nothing could be put in place.
    """
    target, old = _target(path)
    # First of all: it may free the space that is needed.
    remove_stale_temporaries(target.parent)
    part = LockedTemporaryFile(target.parent)
    try:
        yield part.path
        part.sync()
        if old is not None:
            part.copy_mode(old)
        part.move_to(target)
        _sync_folder(target.parent)
    finally:
        part.close()


def check_writable(path: Path) -> None:
    """Raise OSError where `atomic_write` could put nothing in place at `path`; all is left as it is."""
    target, _ = _target(path)
    LockedTemporaryFile(target.parent).close()


@contextmanager
def translate_write_errors(kind: type[FileError], path: Path, what: str = "it could not be written") -> Iterator[None]:
    """Raise `kind` of `path`, saying `what` and why, for each OSError within."""
    try:
        yield
    except OSError as error:
        raise kind(path, f"{what}: {describe_write_error(error)}") from error


def describe_write_error(error: OSError) -> str:
    """Why a file could not be written, and what to do, for the user; without the name of the file."""
    reason = _REASONS.get(error.errno or 0)
    return reason or f"{error.strerror or error}; choose another place"


def _target(path: Path) -> tuple[Path, os.stat_result | None]:
    """Where `path` leads, and what there is of it, if anything. Raises OSError where that may not be replaced."""
    target = Path(os.path.realpath(path))
    return target, _old_file(target)


def _old_file(target: Path) -> os.stat_result | None:
    try:
        old = os.stat(target)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(old.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not stat.S_ISREG(old.st_mode):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    return old


def _sync_folder(folder: Path) -> None:
    """Wait until the folder's new entry is on the disk, where a folder can be waited for."""
    if sys.platform == "win32":
        return
    # The file is in place: what fails here is no reason to say that it was not written.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
