"""The tables of the profile, the check of a whole file, and the pictures, of runs, edits and photos, each kept once."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress

import numpy as np

from engine.errors import writer
from engine.typing import Pixels
from engine.version import PROGRAM_VERSION

VERSION = 2  # 1 is that of Catgui 1, in another file
# By the name of each table its columns, with their types and constraints. The model of a run is the bytes of its model
# file without weights.
TABLES = {
    "pictures": "sha256 TEXT PRIMARY KEY, bytes BLOB",
    "picture_uses": "owner, sha256 TEXT, PRIMARY KEY (owner, sha256)",
    "written_by": "program TEXT",
    "session": "name TEXT PRIMARY KEY, value",
    "runs": "number INTEGER PRIMARY KEY AUTOINCREMENT, facts TEXT, model BLOB",
    "edits": "original TEXT PRIMARY KEY, place TEXT, edits TEXT",
}
_MAX_PROGRAM_LENGTH = 40
_Owner = int | str

# What SQLite and Python raise for a damaged file: messages of SQLite may have bytes of it.
FILE_ERRORS = (sqlite3.DatabaseError, UnicodeDecodeError)


class NewerProfileError(sqlite3.DatabaseError):
    """The profile is that of a newer Catgui."""


class DamagedProfileError(sqlite3.DatabaseError):
    """The file of the profile is not whole."""


def create_tables(connection: sqlite3.Connection) -> None:
    """Make an empty profile of an empty file."""
    creation = "; ".join(f"CREATE TABLE {name} ({columns})" for name, columns in TABLES.items())
    connection.executescript(f"BEGIN; {creation}; PRAGMA user_version = {VERSION}; COMMIT;")


def check_version(connection: sqlite3.Connection) -> None:
    """Raise NewerProfileError or DamagedProfileError unless it is a profile that this program reads."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise NewerProfileError(f"it is from {writer(newest_program(connection))}: update Catgui")
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if version != VERSION or not TABLES.keys() <= found:
        raise DamagedProfileError("it is no profile, or tables are missing")


def check_whole(connection: sqlite3.Connection) -> None:
    """Read the whole file; raises as `check_version`, and DamagedProfileError for damaged pages."""
    check_version(connection)
    if (fault := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise DamagedProfileError(fault)


def newest_program(connection: sqlite3.Connection) -> str:
    """The version of the newest program that has opened the profile, or '' if it does not say."""
    with suppress(sqlite3.OperationalError):  # a newer program may have no such table
        row = connection.execute("SELECT program FROM written_by").fetchone()
        if row is not None and isinstance(row[0], str) and len(row[0]) <= _MAX_PROGRAM_LENGTH:
            return row[0]
    return ""


def record_program_version(connection: sqlite3.Connection) -> None:
    """Record the version of this program, if it is the newest so far."""
    if _numbers(PROGRAM_VERSION) > _numbers(newest_program(connection)):
        connection.execute("DELETE FROM written_by")
        connection.execute("INSERT INTO written_by VALUES (?)", (PROGRAM_VERSION,))


def _numbers(program: str) -> tuple[int, ...]:
    """The numbers of a version, to compare it by; () for one that has none."""
    return tuple(int(number) for number in re.findall(r"\d+", program))


class PictureTable:
    """The pictures in two tables of `connection`: what they are by their SHA-256, and who uses them.

    Added ones are kept as pixels, pasted photos as the bytes of their files. An owner, such as a run, is a number or a
    text. A picture that many use takes its room once, and is deleted with the last of them. Every method raises
    sqlite3.Error, and leaves the transaction to the caller.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, owner: _Owner, pictures: Mapping[str, Pixels | bytes]) -> None:
        """Store `pictures` for `owner`, in place of its former ones."""
        self.add(pictures)
        self.set_uses(owner, pictures)

    def add(self, pictures: Mapping[str, Pixels | bytes]) -> None:
        """Add those of `pictures` that are not there; they stay if `set_uses` follows."""
        known = set(self.all())
        new = [
            (sha256, picture.tobytes() if isinstance(picture, np.ndarray) else picture)
            for sha256, picture in pictures.items()
            if sha256 not in known
        ]
        self._connection.executemany("INSERT INTO pictures VALUES (?, ?)", new)

    def set_uses(self, owner: _Owner, hashes: Collection[str]) -> None:
        """Set the pictures of `owner` to the stored ones with these `hashes`; writes only what differs."""
        used = {sha for (sha,) in self._connection.execute("SELECT sha256 FROM picture_uses WHERE owner = ?", (owner,))}
        wanted = set(hashes)
        unused = "DELETE FROM pictures WHERE sha256 = ?2 AND ?2 NOT IN (SELECT sha256 FROM picture_uses)"
        for query, changed in (
            ("INSERT INTO picture_uses VALUES (?1, ?2)", wanted - used),
            ("DELETE FROM picture_uses WHERE owner = ?1 AND sha256 = ?2", used - wanted),
            (unused, used - wanted),
        ):
            self._connection.executemany(query, [(owner, sha256) for sha256 in changed])

    def all(self) -> Mapping[str, bytes]:
        """The pictures by their SHA-256, read as they are looked up."""
        return _Lookup(self._connection)


class _Lookup(Mapping[str, bytes]):
    """The bytes of pictures by their SHA-256."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __getitem__(self, sha256: str) -> bytes:
        row = self._connection.execute("SELECT bytes FROM pictures WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None or not isinstance(row[0], bytes):
            raise KeyError(sha256)
        return row[0]

    def __iter__(self) -> Iterator[str]:
        return (sha256 for (sha256,) in self._connection.execute("SELECT sha256 FROM pictures"))

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM pictures").fetchone()[0])
