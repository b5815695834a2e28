"""Atomic writes: a file is the old one or the new one, names that every system allows, and a check before opening."""

from __future__ import annotations

import contextlib
import errno
import ntpath
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from engine.errors import FileError

_TEMPORARY_NAME = re.compile(r"\.catgui-[0-9a-f]{16}\.part")
_STALE_AFTER_SECONDS = 3600.0
# Windows refuses to move or delete a file that is open elsewhere, by these numbers. Virus scanners and indexes open new
# files for a moment: it is tried again after these seconds.
_IN_USE_ON_WINDOWS = (5, 32)
_PAUSES = (0.01, 0.03, 0.1, 0.3)
# Beyond this length Windows finds no file, unless it was set up for longer paths.
_LONGEST_PATH = 259 if sys.platform == "win32" else sys.maxsize


class _Obstacle(NamedTuple):
    """The reason why writing fails, and the remedy: for a place chosen by the user, and for one of our own."""

    reason: str
    remedy: str
    own_remedy: str = ""


_OTHER_PLACE, _OTHER_NAME = "choose another place", "choose another name"
_FULL = _Obstacle("the disk is full", "make room", "make room")
_TOO_MANY_OPEN = _Obstacle("too many files are open", "close other programs", "close other programs")
_NO_PERMISSION = _Obstacle("writing is not allowed there", "choose another folder", "allow Catgui to write there")
_OBSTACLES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _Obstacle("your disk quota is used up", "make room", "make room"),
    errno.EMFILE: _TOO_MANY_OPEN,
    errno.ENFILE: _TOO_MANY_OPEN,
    errno.EFBIG: _Obstacle("a file may not be that large there", _OTHER_PLACE),
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: _NO_PERMISSION,
    errno.EISDIR: _Obstacle("a folder has this name", _OTHER_NAME),
    errno.EEXIST: _Obstacle("something else has this name", _OTHER_NAME, "move it away"),
    errno.ENAMETOOLONG: _Obstacle("the name is too long", "choose a shorter one"),
    errno.EBUSY: _Obstacle("another program has the file open", "close it there", "close it there"),
    errno.ENOENT: _Obstacle("there is no such folder", "choose another one"),
    errno.ENOTDIR: _Obstacle("a file has the name of the folder", "choose another folder"),
}
# SQLite has words of its own for what the system refuses.
_SQLITE_OBSTACLES = {
    "database or disk is full": _FULL,
    "attempt to write a readonly database": _NO_PERMISSION,
    "database is locked": _Obstacle("another program uses the profile", "close it", "close it"),
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
        _insist(partial(temporary.unlink, missing_ok=True))


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
    _insist(partial(os.replace, source, target))


def _insist(change: Callable[[], None]) -> None:
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
    check_folder_writable(target.parent)


def check_folder_writable(folder: Path) -> None:
    """Raise OSError if no file can be created in `folder`."""
    _insist(_create_temporary(folder).unlink)


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
    obstacle = _obstacle(error)
    return f"{obstacle.reason}; {obstacle.remedy}"


def describe_obstacle(error: Exception) -> str:
    """The reason why something could not be written, with a remedy if there is one, where the user chose no place.

    `error` is an OSError, or one of SQLite.
    """
    obstacle = _obstacle(error)
    return f"{obstacle.reason}; {obstacle.own_remedy}" if obstacle.own_remedy else obstacle.reason


def _obstacle(error: Exception) -> _Obstacle:
    if isinstance(error, OSError):
        remedy = _OTHER_NAME if error.errno == errno.EINVAL else _OTHER_PLACE
        return _OBSTACLES.get(error.errno or 0) or _Obstacle(error.strerror or str(error), remedy)
    return _SQLITE_OBSTACLES.get(str(error)) or _Obstacle(str(error), _OTHER_PLACE)


def _resolve(path: Path) -> tuple[Path, int | None]:
    """The file that `path` links to, and its permissions, if it exists. Raises OSError if it may not be replaced."""
    if fault := name_fault(path):
        raise OSError(errno.EINVAL, fault, str(path))
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
        # Other systems tell these two from a folder that is missing.
        is_too_long = len(os.path.abspath(path)) > _LONGEST_PATH
        number = errno.ENOTDIR if folder.is_file() else errno.ENAMETOOLONG if is_too_long else errno.ENOENT
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


# In any folder and with any suffix, Windows takes these names for devices.
_PORTS = {f"{port}{end}" for port in ("COM", "LPT") for end in "0123456789¹²³"}
_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", *_PORTS}
_NOT_ON_WINDOWS = re.compile(r'[\x00-\x1f<>:"|?*]')
_FOLDERS = (".", "..")
# UTF-16 units, by which Windows counts.
_LONGEST_ON_WINDOWS = 255


def name_fault(path: Path, on_windows: bool = os.name == "nt") -> str:
    """A clause on why no file can have this name here, or "".

    Windows would write to a device instead, or leave the end of the name out, or refuse it only once the file is to be
    moved into place. Other systems refuse a name at once, by an error of its own.
    """
    # Not `path.name`: a path of another system, in tests, has other separators.
    name = ntpath.basename(ntpath.splitdrive(path)[1])
    if not on_windows or name in _FOLDERS:
        return ""
    if unfit := _NOT_ON_WINDOWS.search(name):
        return f"a name cannot have {f'“{unfit[0]}”' if unfit[0].isprintable() else 'control characters'} in it"
    if name.partition(".")[0].rstrip(" ").upper() in _DEVICES:
        return "Windows keeps this name for a device"
    if name.endswith((".", " ")):
        return "a name cannot end in a dot or space"
    return "the name is too long" if len(name.encode("utf-16-le", "surrogatepass")) > 2 * _LONGEST_ON_WINDOWS else ""


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
