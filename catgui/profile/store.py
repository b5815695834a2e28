"""The file of the profile: opened for each access, moved aside if it is damaged, left alone if it is newer."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from catgui.profile.lock import FileLock
from engine.errors import writer
from engine.storage.atomic import replace_file
from engine.storage.regular_file import check_regular_file
from engine.text import printable
from engine.version import PROGRAM_VERSION

_log = logging.getLogger(__name__)

Value = TypeVar("Value")
PROFILE_NAME = "profile.sqlite"
VERSION = 1
_TABLES = """
    CREATE TABLE IF NOT EXISTS written_by (program TEXT);
    CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT);
    CREATE TABLE IF NOT EXISTS session (slot INTEGER, name TEXT, value, PRIMARY KEY (slot, name));
    CREATE TABLE IF NOT EXISTS runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, pinned INTEGER, shown INTEGER, ended REAL, data TEXT,
        config TEXT, branched_at INTEGER, train BLOB, test_iterations BLOB, test BLOB,
        train_accuracy REAL, test_accuracy REAL, failure TEXT, recipe TEXT, last TEXT, parent INTEGER
    );
    CREATE TABLE IF NOT EXISTS originals (original TEXT PRIMARY KEY, place TEXT);
    CREATE TABLE IF NOT EXISTS edits (
        original TEXT, picture TEXT, source TEXT, number INTEGER, sha256 TEXT, file TEXT, height INTEGER, width INTEGER,
        part TEXT, label INTEGER, changed INTEGER, PRIMARY KEY (original, picture)
    );
    CREATE TABLE IF NOT EXISTS pictures (sha256 TEXT PRIMARY KEY, bytes BLOB);
    CREATE TABLE IF NOT EXISTS picture_uses (owner, sha256 TEXT, PRIMARY KEY (owner, sha256));
"""
# What SQLite keeps beside the file.
_BESIDE = ("-journal", "-wal", "-shm")
# How long to wait for another window that is writing, in seconds.
_LOCK_TIMEOUT = 5.0
# The folder is synchronized too: what was written outlasts a loss of power.
_SYNCHRONOUS = "EXTRA"
_DAMAGE = ("not a database", "malformed")  # of SQLite: Python 3.10 has no codes of errors
_MAX_PROGRAM_LENGTH = 40


class NewerProfileError(sqlite3.DatabaseError):
    """The profile is that of a newer Catgui."""


class _UnusableError(sqlite3.DatabaseError):
    """The file of the profile is gone or not whole."""


class ProfileStore:
    """The profile in the file `path`, for any thread and several windows; each access is one transaction.

    Only its user can read it. It is opened for each access, so that nothing is kept of a file that has been moved. In
    its place and in those beside it only regular files are opened. If it is damaged or gone, it is moved aside, and the
    last copy takes its place; one of a newer program is left alone.

    Attributes: `replaced`, what to tell the user of a damaged file, or ''.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.copy_path = path.with_name(f"{path.stem}-copy{path.suffix}")
        self.replaced = ""
        self._lock = FileLock(path.with_suffix(".lock"))

    def read(self, work: Callable[[sqlite3.Connection], Value], timeout: float | None = None) -> Value | None:
        """What `work` returns of a connection; None where there is no profile yet. Raises sqlite3.Error and OSError.

        It waits `timeout` seconds, or some, while another window or program writes.
        """
        return self._mend(partial(self._read, work, _LOCK_TIMEOUT if timeout is None else timeout))

    def write(self, work: Callable[[sqlite3.Connection], Value]) -> Value:
        """The same, in a transaction that no other window writes in. A profile is created where there is none."""
        return self._mend(partial(self._write, work))

    def claim_session(self) -> bool:
        """Whether the session is this window's: no other process holds the lock beside the file. Raises OSError."""
        self._check_places()
        self._create_folder()
        return self._lock.acquire()

    def close(self) -> None:
        """Leave the session to the next window."""
        self._lock.release()

    def check(self) -> None:
        """Open the profile for writing, and note this program in it. Raises sqlite3.Error and OSError."""
        self.write(_note_program)

    def back_up(self) -> None:
        """Copy the file, if it is intact, for the time when it is damaged. Raises sqlite3.Error and OSError."""
        self.read(self._copy)

    def files(self) -> list[Path]:
        """The profile with its copy and those that were moved aside, as far as they are there."""
        names = re.compile(rf"{re.escape(self.path.stem)}(-copy|-damaged-\d+)?{self.path.suffix}(-\w+|\.part)?")
        with suppress(OSError):
            found = sorted(path for path in self.path.parent.iterdir() if names.fullmatch(path.name))
            return [path for path in found if path.is_file() and not path.is_symlink()]
        return []

    def delete(self) -> None:
        """Delete all of it. Raises OSError."""
        for path in self.files():
            path.unlink(missing_ok=True)

    def _mend(self, access: Callable[[], Value]) -> Value:
        """What `access` returns; once more if the file was damaged."""
        try:
            return access()
        except sqlite3.DatabaseError as error:
            if not isinstance(error, _UnusableError) and not any(text in str(error) for text in _DAMAGE):
                raise
            _log.warning("The profile is damaged: %s", error)
        self._replace_damaged()
        return access()

    def _read(self, work: Callable[[sqlite3.Connection], Value], timeout: float) -> Value | None:
        self._check_places()
        if not self.path.exists():
            return None
        with closing(self._connect(timeout)) as connection:
            connection.execute("BEGIN")
            return work(connection) if _version(connection) else None

    def _write(self, work: Callable[[sqlite3.Connection], Value]) -> Value:
        self._check_places()
        self._create_folder()
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(self._connect(_LOCK_TIMEOUT)) as connection:
            connection.execute(f"PRAGMA synchronous = {_SYNCHRONOUS}")
            if not _version(connection):
                connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
            connection.execute("BEGIN IMMEDIATE")
            value = work(connection)
            connection.execute("COMMIT")
            return value

    def _connect(self, timeout: float) -> sqlite3.Connection:
        # Autocommit: transactions are begun and ended here. One that was begun ends with the connection.
        connection = sqlite3.connect(self.path, timeout=timeout, isolation_level=None)
        # A text that is not UTF-8 must not make the others unreadable.
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        return connection

    def _check_places(self) -> None:
        """Raise OSError if something other than a file is in a place; and as for damage if the file is gone."""
        copies = [self.copy_path, self._part]
        for place in [self.path, *copies, self._lock.path, *(Path(f"{self.path}{suffix}") for suffix in _BESIDE)]:
            check_regular_file(place)
        is_there = self.path.exists() and self.path.stat().st_size > 0
        if not is_there and self.copy_path.exists():
            raise _UnusableError

    @property
    def _part(self) -> Path:
        """Where a copy is written until it is whole."""
        return Path(f"{self.copy_path}.part")

    def _create_folder(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _replace_damaged(self) -> None:
        """Move the file aside, and put the copy in its place, if that is intact. Raises OSError."""
        was_there, aside = self.path.exists(), self._aside()
        for suffix in ("", *_BESIDE):
            if Path(f"{self.path}{suffix}").exists():
                os.rename(f"{self.path}{suffix}", f"{aside}{suffix}")
        if was_there:
            fault = f"The file with your work was damaged; it is now {printable(aside)}."
        else:
            fault = f"The file with your work is gone from {printable(self.path)}."
        rest = "Catgui begins afresh."
        if self.copy_path.exists():
            if self._is_intact(self.copy_path):
                _create_private(self._part)
                shutil.copyfile(self.copy_path, self._part)
                replace_file(self._part, self.path)
                rest = "The copy of your last start takes its place."
            else:
                os.rename(self.copy_path, self._aside())
        self.replaced = f"{fault} {rest}"

    def _aside(self) -> Path:
        """A place for a damaged file that nothing has yet."""
        number = 1
        while os.path.lexists(place := self.path.with_name(f"{self.path.stem}-damaged-{number}{self.path.suffix}")):
            number += 1
        return place

    def _copy(self, connection: sqlite3.Connection) -> None:
        if not _is_whole(connection):
            raise _UnusableError
        _create_private(self._part)
        with closing(sqlite3.connect(self._part)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")  # what a killed program leaves is thrown away as a whole
            connection.backup(copy)
        replace_file(self._part, self.copy_path)

    def _is_intact(self, path: Path) -> bool:
        with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
            return bool(_version(connection)) and _is_whole(connection)
        return False


def _create_private(path: Path) -> None:
    """Create an empty file that only its user can read, in place of what a killed program has left there."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _is_whole(connection: sqlite3.Connection) -> bool:
    return connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)


def _version(connection: sqlite3.Connection) -> int:
    """The version of the tables, 0 if there are none. Raises NewerProfileError for a later one."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        program = writer(newest_program(connection))
        raise NewerProfileError(f"it is from {program}: update Catgui")
    return version


def newest_program(connection: sqlite3.Connection) -> str:
    """The version of the newest program that has opened the profile, or '' if it does not say."""
    with suppress(sqlite3.OperationalError):  # a newer program may have no such table
        row = connection.execute("SELECT program FROM written_by").fetchone()
        if row is not None and isinstance(row[0], str) and len(row[0]) <= _MAX_PROGRAM_LENGTH:
            return row[0]
    return ""


def _note_program(connection: sqlite3.Connection) -> None:
    if _numbers(PROGRAM_VERSION) > _numbers(newest_program(connection)):
        connection.execute("DELETE FROM written_by")
        connection.execute("INSERT INTO written_by VALUES (?)", (PROGRAM_VERSION,))


def _numbers(program: str) -> tuple[int, ...]:
    """The numbers of a version, to compare it by; () for one that has none."""
    return tuple(int(number) for number in re.findall(r"\d+", program))
