"""Atomic writes: a file is the old one or the new one, names that every system allows, and a check before opening.

NumPy's .npz archives are written here as well, with progress.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO

from numpy.lib import format as npy
from numpy.typing import NDArray

from engine.errors import FileError
from engine.progress import UNOBSERVED, Work

_TEMPORARY_NAME = re.compile(r"\.catgui-[0-9a-f]{16}\.part")
_STALE_AFTER_SECONDS = 3600.0
# Windows refuses to move or delete a file that is open elsewhere, by these numbers. Virus scanners and indexes open new
# files for a moment: it is tried again after these seconds.
_IN_USE_ON_WINDOWS = (5, 32)
_PAUSES = (0.01, 0.03, 0.1, 0.3)
_OTHER_PLACE, _OTHER_NAME = "choose another place", "choose another name"
# The reason why writing fails, and the remedy.
_FULL = ("the disk is full", "make room")
_TOO_MANY_OPEN = ("too many files are open", "close other programs")
_NO_PERMISSION = ("writing is not allowed there", "choose another folder")
_OBSTACLES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: ("your disk quota is used up", "make room"),
    errno.EMFILE: _TOO_MANY_OPEN,
    errno.ENFILE: _TOO_MANY_OPEN,
    errno.EFBIG: ("a file may not be that large there", _OTHER_PLACE),
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: _NO_PERMISSION,
    errno.EISDIR: ("a folder has this name", _OTHER_NAME),
    errno.EEXIST: ("something else has this name", _OTHER_NAME),
    errno.EINVAL: ("the system does not allow this name", _OTHER_NAME),
    errno.ENAMETOOLONG: ("the name is too long", _OTHER_NAME),
    errno.EBUSY: ("another program has the file open", "close it there"),
    errno.ENOENT: ("there is no such folder", "choose another folder"),
    errno.ENOTDIR: ("a file has the name of the folder", "choose another folder"),
}
# SQLite has words of its own for what the system refuses.
_SQLITE_OBSTACLES = {
    "database or disk is full": _FULL,
    "attempt to write a readonly database": _NO_PERMISSION,
    "database is locked": ("another program uses the profile", "close it"),
}


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """A temporary file beside `path`, moved to `path` when the block succeeds, else deleted.

    A symbolic link is kept and its target replaced; the permissions of a replaced file are kept. Raises OSError, if
    nothing can be written there already before the block. A killed process may leave its temporary file behind.
    """
    target, mode = _resolve(path)
    with temporary_file(target.parent, 0o666 if mode is None else 0o600) as temporary:  # it may be for its user alone
        yield temporary
        if mode is not None:
            temporary.chmod(mode)
        move_into_place(temporary, target)


@contextmanager
def temporary_file(folder: Path, mode: int = 0o666) -> Iterator[Path]:
    """A new, empty file in `folder`, deleted at the end unless it has been moved. Raises OSError."""
    temporary = _create_temporary(folder, mode)
    try:
        yield temporary
    finally:
        _retry_while_open(partial(temporary.unlink, missing_ok=True))


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8, to the same bytes on all systems. Raises OSError."""
    path.write_bytes(text.encode())


def move_into_place(temporary: Path, target: Path) -> None:
    """Replace `target` by `temporary`, which lies in the same folder, once it is on the disk. Raises OSError."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    replace_file(temporary, target)
    _sync_folder(target.parent)


def replace_file(source: Path, target: Path) -> None:
    """Rename `source`, over the file `target` if there is one. Raises OSError."""
    _retry_while_open(partial(os.replace, source, target))


def _retry_while_open(change: Callable[[], None]) -> None:
    """Make a change to a name, again and again for half a second while Windows says that the file is open elsewhere.

    Raises OSError, of the kind EBUSY if it still is.
    """
    for pause in (*_PAUSES, None):
        try:
            change()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in _IN_USE_ON_WINDOWS:
                raise
            if pause is None:
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), error.filename) from error
            time.sleep(pause)
        else:
            return


def check_writable(path: Path) -> None:
    """Raise OSError if `atomic_write` cannot write `path`; leaves everything as it is."""
    target, _ = _resolve(path)
    _retry_while_open(_create_temporary(target.parent).unlink)


def remove_stale_temporaries(folder: Path) -> None:
    """Delete temporary files of killed processes: those in `folder` not written to for an hour.

    For folders of our own only; a user's folder may be shared by computers whose clocks differ.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY_NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    if time.time() - entry.stat().st_mtime > _STALE_AFTER_SECONDS:
                        os.unlink(entry.path)


@contextmanager
def translate_write_errors(kind: type[FileError], path: Path, what: str = "it could not be written") -> Iterator[None]:
    """Raise `kind(path, text)` for an OSError; the text is `what` and the reason."""
    try:
        yield
    except OSError as error:
        raise kind(path, f"{what}: {describe_write_error(error)}") from error


def describe_write_error(error: OSError) -> str:
    """The reason a file could not be written, and a remedy, for the user; without the file's name."""
    return "; ".join(_obstacle(error))


def describe_obstacle(error: Exception) -> str:
    """The reason why a file of the program could not be written, with the remedy unless that is another place.

    `error` is an OSError, or one of SQLite.
    """
    reason, remedy = _obstacle(error)
    return reason if remedy.startswith("choose") else f"{reason}; {remedy}"


def _obstacle(error: Exception) -> tuple[str, str]:
    if isinstance(error, OSError):
        return _OBSTACLES.get(error.errno or 0) or (error.strerror or str(error), _OTHER_PLACE)
    return _SQLITE_OBSTACLES.get(str(error)) or (str(error), _OTHER_PLACE)


def _resolve(path: Path) -> tuple[Path, int | None]:
    """The file that `path` links to, and its permissions, if it exists. Raises OSError if it may not be replaced."""
    if os.name == "nt" and not is_name_on_windows(path.name):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    target = Path(os.path.realpath(path))
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return target, None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if not stat.S_ISREG(mode):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    return target, stat.S_IMODE(mode)


def _create_temporary(folder: Path, mode: int = 0o666) -> Path:
    """A new, empty file in `folder`, with at most the permissions `mode`."""
    path = folder / f".catgui-{os.urandom(8).hex()}.part"
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
    except FileNotFoundError:
        # Windows does not tell these two apart.
        number = errno.ENOTDIR if folder.is_file() else errno.ENOENT
        raise OSError(number, os.strerror(number), str(path)) from None
    return path


def _sync_folder(folder: Path) -> None:
    """Flush the folder to the disk, on systems that can."""
    if sys.platform == "win32":
        return
    # The new file is in place already, so a failure here is not an error.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# With any suffix, Windows takes these names for devices, and cuts off dots and spaces at the end.
_NOT_ON_WINDOWS = re.compile(
    r""".*[\x00-\x1f<>:"|?*\\/].*|.*[. ]|(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\ *(\..*)?|.{256,}""",
    re.IGNORECASE | re.DOTALL,
)


def is_name_on_windows(name: str) -> bool:
    """Whether a file can have this name on Windows, which would write to a device instead, or cut the name short."""
    return not _NOT_ON_WINDOWS.fullmatch(name)


def open_regular_file(path: str | Path) -> BinaryIO:
    """Open a file to read it, if it is no folder, pipe, socket or device. Raises OSError.

    Opening a pipe waits until another program opens it as well, and a device may have no end.
    """
    try:
        mode = os.stat(path).st_mode
    except ValueError as error:  # a NUL in the name
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from error
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "a folder", str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.ENODEV, "a pipe or device", str(path))
    # It may have been replaced by a pipe since.
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0)))


def check_regular_file(path: Path) -> None:
    """Raise OSError if a link, a pipe, a socket, a device or a folder is at `path`.

    Opening a pipe waits until another program opens it as well, and a device may have no end; a link may lead to
    either. A file that is not there, or that cannot be looked at, passes: opening it fails at once.
    """
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError):
        return
    if not stat.S_ISREG(mode):
        raise FileExistsError(errno.EEXIST, "it is a link, pipe, device or folder; move it away", str(path))


def write_arrays(
    file: Path | IO[bytes],
    arrays: Mapping[str, NDArray[Any]],
    work: Work = UNOBSERVED,
    compressed: bool = False,
) -> None:
    """Write `arrays` to `file` as `np.savez` or, if `compressed`, `np.savez_compressed` do.

    It reports bytes to `work`. Raises OSError, and ValueError for arrays of objects.
    """
    total = sum(array.nbytes for array in arrays.values())
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        writer = _ProgressWriter(lambda done: work.report(min(done, total), total))
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as writer.stream:
                npy.write_array(writer, array, allow_pickle=False)


class _ProgressWriter:
    """A write-only file over `stream` that reports the number of bytes written so far."""

    stream: IO[bytes]

    def __init__(self, on_written: Callable[[int], None]) -> None:
        self._on_written = on_written
        self._done = 0

    def write(self, block: bytes) -> None:
        """Write `block`, and report the bytes written so far."""
        self.stream.write(block)
        self._done += len(block)
        self._on_written(self._done)
