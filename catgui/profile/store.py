"""The file of the profile: opened for each access, told if it is gone, salvaged if damaged, left alone if newer."""

from __future__ import annotations

import errno
import logging
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from catgui.profile.copies import ProfileCopies, create_private
from catgui.profile.lock import FileLock
from catgui.profile.salvage import Reader, check_rows, salvage
from catgui.profile.tables import (
    FILE_ERRORS,
    DamagedProfileError,
    create_tables,
    has_tables,
    note_program,
    note_state,
    profile_id,
)
from engine.storage.atomic import check_regular_file, replace_file
from engine.text import printable

_log = logging.getLogger(__name__)

Value = TypeVar("Value")
_Place = tuple[int, int]
PROFILE_NAME = "profile.sqlite"
# What SQLite keeps beside the file.
_BESIDE = ("-journal", "-wal", "-shm")
# How long to wait for another window that is writing, in seconds.
_LOCK_TIMEOUT, _PAUSE = 5.0, 0.02
# How long a thread waits for one that replaces a damaged file, which has read all rows of it and its copies.
_MENDING_TIMEOUT = 120.0
# The folder is synchronized too: what was written outlasts a loss of power.
_SYNCHRONOUS = "EXTRA"
# Of SQLite: Python 3.10 has no codes of errors. The last one is of a text in the schema.
_DAMAGE = ("not a database", "malformed", "Could not decode")
_LOCKED = "database is locked"
_CUT_OFF = "disk I/O error"  # also where a file ends within a page
_AWAY = "it is gone; bring it or its disk back"
_DELETED = "it was deleted or moved, as by a reset in another window"
_LEAST_PAGE = 512  # bytes; every page has a multiple of these
# The profile gives back space from this share of free pages, and this many of them, on.
_MOST_FREE_SHARE, _MOST_FREE_PAGES = 0.5, 256


class ProfileGoneError(OSError):
    """The file that was open is not there, or another one is in its place."""

    def __init__(self, reason: str, path: Path) -> None:
        super().__init__(errno.ESTALE, reason, str(path))


class _File(NamedTuple):
    """By what the open file is known: its device and inode, and the text that it and its copies alone have."""

    place: _Place
    id: str


class ProfileStore:
    """The profile in the file `path`, for any thread and several windows; each access is one transaction.

    Only its user can read it. It is opened for each access, so that nothing is kept of a file that has been moved. In
    its place and in those beside it only regular files are opened. Once it was open, nothing is created in its place
    if it is gone, until `begin_anew`. If it is damaged, it is moved aside, and a new one has what can be read of it and
    its copies; one of a newer program is left alone. Of all threads and windows one at a time writes or replaces the
    file; a read during which it was replaced is done again.

    Attributes: `readers`, by the table what reads its rows; rows that it cannot read are damaged. `replaced`, what to
    tell the user of a damaged file, or ''. `is_other`, whether the file may lack what was written: set to False by who
    has written it again. `on_other`, called in any thread when it becomes that. `copies`, the copies.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.copies = ProfileCopies(path)
        self.readers: dict[str, Reader] = {}
        self.replaced = ""
        self.is_other = False
        self.on_other: Callable[[], object] = lambda: None
        self._lock = FileLock(path.with_suffix(".lock"))
        self._known: _File | None = None
        self._was_gone = False
        self._mending, self._copying = path.with_suffix(".mending"), path.with_suffix(".copying")
        self._part = Path(f"{path}.part")  # what is to replace it

    def read(self, work: Callable[[sqlite3.Connection], Value], timeout: float | None = None) -> Value | None:
        """What `work` returns of a connection; None where there is no profile yet. Raises sqlite3.Error and OSError.

        It waits `timeout` seconds, or some, while another window or program writes.
        """
        return self._try(partial(self._read, work, _LOCK_TIMEOUT if timeout is None else timeout))

    def peek(self, work: Callable[[sqlite3.Connection], Value], timeout: float | None = None) -> Value | None:
        """The same, for the GUI thread, which writes nothing: raises DamagedProfileError if the file is damaged."""
        access = partial(self._read, work, _LOCK_TIMEOUT if timeout is None else timeout)
        try:
            try:
                return access()
            except ProfileGoneError:
                with self._alone(timeout=_LOCK_TIMEOUT):
                    return access()
        except FILE_ERRORS as error:
            if self._is_damage(error):
                raise DamagedProfileError(str(error)) from error
            raise

    def write(self, work: Callable[[sqlite3.Connection], Value]) -> Value:
        """The same, in a transaction that no other window writes in. A profile is created where there was none."""
        self._create_folder()
        return self._mend(partial(self._write, work))

    def claim_session(self) -> bool:
        """Whether the session is this window's: no other process holds the lock beside the file.

        Raises sqlite3.Error and OSError.
        """
        self._create_folder()
        return self._mend(self._claim)

    def close(self) -> None:
        """Leave the session to the next window."""
        self._lock.release()

    def check(self) -> None:
        """Open the profile for writing, and note this program in it. Raises sqlite3.Error and OSError."""
        self.write(note_program)

    def repair(self) -> None:
        """Have all that cannot be read replaced by what the copies have. Raises sqlite3.Error and OSError."""
        # Not by `read`: that it reads for so long would keep others from writing, who wait for its lock longer.
        self._mend(partial(self._read, lambda connection: check_rows(connection, self.readers), _LOCK_TIMEOUT))

    def back_up(self) -> None:
        """Copy the file, for the time when it is damaged; if not all of it can be read, it is damaged now.

        What is missing for a copy alone, such as room, is logged. Raises sqlite3.Error and OSError.
        """
        try:
            self._try(self._copy)
        except ProfileGoneError:
            raise
        except (sqlite3.OperationalError, OSError):
            _log.warning("The profile could not be copied", exc_info=True)

    def tidy(self) -> None:
        """Delete what was moved aside long ago, and give back space that is free. Raises sqlite3.Error and OSError."""
        self.copies.delete_old()
        with self._alone(), closing(self._connect(0)) as connection:
            free, pages = (
                connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count")
            )
            if free > max(_MOST_FREE_PAGES, _MOST_FREE_SHARE * pages):
                connection.execute("VACUUM")

    def begin_anew(self) -> None:
        """Take whatever is in the place for the profile from now on, or make a new one there."""
        self._known = None

    def bring_back(self, copy: Path) -> None:
        """Put `copy` into the place of the profile, which is moved aside. Raises sqlite3.Error and OSError.

        It is another profile to the windows that have this one open.
        """
        self._check_places()
        with self._alone():
            create_private(self._part)
            salvage(self._part, None, [(copy, datetime.now())], self.readers, "")
            if self.path.exists():
                self.copies.move_aside()
            replace_file(self._part, self.path)

    def files(self) -> list[Path]:
        """The profile with its copies and those that were moved aside, as far as they are there."""
        stem, suffix = re.escape(self.path.stem), re.escape(self.path.suffix)
        names = re.compile(rf"{stem}((-copy(-\d)?|-damaged-\d+)?{suffix}(-\w+|\.part)?|\.mending|\.copying)")
        with suppress(OSError):
            found = sorted(path for path in self.path.parent.iterdir() if names.fullmatch(path.name))
            return [path for path in found if path.is_file() and not path.is_symlink()]
        return []

    def delete(self) -> None:
        """Delete all of it. Raises OSError."""
        for path in self.files():
            path.unlink(missing_ok=True)
        self._known = None

    def _try(self, access: Callable[[], Value]) -> Value:
        """The result of `access`; after a damaged, replaced or locked file that of `_mend`."""
        try:
            return access()
        except (ProfileGoneError, *FILE_ERRORS) as error:
            if not (isinstance(error, ProfileGoneError) or _LOCKED in str(error) or self._is_damage(error)):
                raise
        return self._mend(access)

    def _mend(self, access: Callable[[], Value]) -> Value:
        """The result of `access`, called while nobody else writes, and again once a damaged file has been replaced."""
        with self._alone():
            try:
                return access()
            except ProfileGoneError:
                self._was_gone = True
                raise
            except FILE_ERRORS as error:
                if not self._is_damage(error):
                    raise
                _log.warning("The profile is damaged: %s", str(error))
            # Once the error is forgotten: its traceback has the failed query, which keeps the file open on Windows.
            self._replace_damaged()
            return access()

    @contextmanager
    def _alone(self, path: Path | None = None, timeout: float = _MENDING_TIMEOUT) -> Iterator[None]:
        """Have the lock for writing, or that at `path`, which a process loses as it ends; waits `timeout` seconds."""
        place = path or self._mending
        check_regular_file(place)
        if self._known is not None and self._place() is None and not place.exists():
            self._was_gone = True
            raise self._gone()  # nothing is made in an empty place
        lock, end = FileLock(place), time.monotonic() + timeout
        while not lock.acquire():
            if time.monotonic() > end:
                raise sqlite3.OperationalError(_LOCKED)
            time.sleep(_PAUSE)
        try:
            yield
        finally:
            lock.release()

    def _is_damage(self, error: Exception) -> bool:
        if isinstance(error, DamagedProfileError | UnicodeDecodeError) or any(text in str(error) for text in _DAMAGE):
            return True
        with suppress(OSError):
            return _CUT_OFF in str(error) and self.path.stat().st_size % _LEAST_PAGE > 0
        return False

    def _read(self, work: Callable[[sqlite3.Connection], Value], timeout: float) -> Value | None:
        place = self._check_places(timeout)
        if place is None:
            return None
        with closing(self._connect(timeout)) as connection:
            connection.execute("BEGIN")
            is_profile = self._has_tables(connection)  # else another window is about to fill it
            value = work(connection) if is_profile else None
            self._know(place, connection, is_profile)
            return value

    def _claim(self) -> bool:
        self._check_places()
        return self._lock.acquire()

    def _write(self, work: Callable[[sqlite3.Connection], Value]) -> Value:
        self._check_places()
        if self._known is None:
            with suppress(FileExistsError):
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        place = self._place()
        with closing(self._connect(_LOCK_TIMEOUT)) as connection:
            connection.execute(f"PRAGMA synchronous = {_SYNCHRONOUS}")
            if not self._has_tables(connection):
                create_tables(connection)
            connection.execute("BEGIN IMMEDIATE")
            self._has_tables(connection)  # what has vanished since must not be noted
            value = work(connection)
            note_state(connection)
            connection.execute("COMMIT")
            self._know(place, connection)
            return value

    def _connect(self, timeout: float) -> sqlite3.Connection:
        # Autocommit: transactions are begun and ended here. One that was begun ends with the connection.
        connection = sqlite3.connect(self.path, timeout=timeout, isolation_level=None)
        # A text that is not UTF-8 must not make the others unreadable.
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        return connection

    def _has_tables(self, connection: sqlite3.Connection) -> bool:
        """Whether the file is a profile; False if it is empty.

        Raises DamagedProfileError if a profile was open in its place before and the file is empty now.
        """
        is_profile = has_tables(connection)
        if not is_profile and self._known is not None:
            raise DamagedProfileError("the file was emptied")
        return is_profile

    def _know(self, place: _Place | None, connection: sqlite3.Connection, is_profile: bool = True) -> None:
        """Know the file that is open, of `place`. Raises ProfileGoneError if another one is there by now."""
        if place is None or self._place() != place:
            raise self._gone()
        if is_profile and (self._known is None or not self._known.id):
            self._known = _File(place, profile_id(connection))
        if self._was_gone:
            self._was_gone = False
            self._become_other()

    def _place(self) -> _Place | None:
        """The device and inode of the file, or None if it is not there."""
        try:
            found = self.path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_dev, found.st_ino

    def _check_places(self, timeout: float | None = None) -> _Place | None:
        """The place of the file, or None if there is none yet.

        Raises OSError if something other than a file is in a place, or the file is gone; or as for damage. It waits
        `timeout` seconds, or some, while a window writes into another file in the place.
        """
        for path in (self.path, self._lock.path, *(Path(f"{self.path}{suffix}") for suffix in _BESIDE)):
            check_regular_file(path)
        self.copies.check_places()
        place, known = self._place(), self._known
        if place is None and known is not None:
            raise self._gone()
        if known is not None and place != known.place:
            self._recognize(known, timeout)
        if self.copies.found() if place is None else not self.path.stat().st_size:
            raise DamagedProfileError("it is gone")  # or another window is about to fill it: see `_mend`
        return place

    def _gone(self) -> ProfileGoneError:
        # On a disk that is away, the lock is not there either.
        return ProfileGoneError(_DELETED if self._lock.path.exists() else _AWAY, self.path)

    def _recognize(self, known: _File, timeout: float | None) -> None:
        """Take another file for the one that was open if it is the same profile, else raise ProfileGoneError.

        Disks that are mounted again have other numbers, and another window or thread may have replaced a damaged file.
        """
        id_ = ""
        try:
            with closing(self._connect(_LOCK_TIMEOUT if timeout is None else timeout)) as connection:
                id_ = profile_id(connection)
        except FILE_ERRORS as error:
            if _LOCKED in str(error):  # it may be the same
                raise
        if not known.id or id_ != known.id:
            raise ProfileGoneError("another file is in its place; bring it back", self.path)
        self._known = None
        self._become_other()

    def _become_other(self) -> None:
        self.is_other = True
        self.on_other()

    def _create_folder(self) -> None:
        if self._known is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _replace_damaged(self) -> None:
        """Move the file aside, and put what can be read of it and of the copies in its place. Raises OSError."""
        was_there, part = self.path.exists(), self._part
        create_private(part)
        id_ = None if self._known is None or not self._known.id else self._known.id
        salvaged = salvage(part, self.path if was_there else None, self.copies.found(), self.readers, id_)
        if was_there:
            aside = self.copies.move_aside()
            fault = f"The file with your work was damaged; it is now {printable(aside)}."
        else:
            fault = f"The file with your work is gone from {printable(self.path)}."
        replace_file(part, self.path)
        self._known = None
        self.replaced = f"{fault} {salvaged.describe()}"
        self._become_other()
        self.copies.move_unreadable(self.readers)

    def _copy(self) -> None:
        """Copy the file, and then read all of the copy: other windows may write meanwhile."""
        if self._check_places() is None:
            return
        if not self.copies.has_room():
            _log.warning("The profile is not copied: the disk has no room for it")
            return
        with self._alone(self._copying):
            if self._read(self.copies.begin, _LOCK_TIMEOUT):
                self.copies.keep(self.readers)
