"""The tables of the profile, and the notes by which a file is known and vanished rows are noticed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import cache
from uuid import uuid4

from engine.errors import writer
from engine.version import PROGRAM_VERSION

VERSION = 1
# Pictures come first: to read the rows of the other tables takes them.
TABLES = {
    "pictures": "CREATE TABLE IF NOT EXISTS pictures (sha256 TEXT PRIMARY KEY, bytes BLOB)",
    "picture_uses": "CREATE TABLE IF NOT EXISTS picture_uses (owner, sha256 TEXT, PRIMARY KEY (owner, sha256))",
    "written_by": "CREATE TABLE IF NOT EXISTS written_by (program TEXT)",
    "settings": "CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT)",
    "session": "CREATE TABLE IF NOT EXISTS session (slot INTEGER, name TEXT, value, PRIMARY KEY (slot, name))",
    "runs": """CREATE TABLE IF NOT EXISTS runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, pinned INTEGER, shown INTEGER, ended REAL, data TEXT,
        config TEXT, branched_at INTEGER, train BLOB, test_iterations BLOB, test BLOB,
        train_accuracy REAL, test_accuracy REAL, failure TEXT, recipe TEXT, last TEXT, parent INTEGER
    )""",
    "originals": "CREATE TABLE IF NOT EXISTS originals (original TEXT PRIMARY KEY, place TEXT)",
    "edits": """CREATE TABLE IF NOT EXISTS edits (
        original TEXT, picture TEXT, source TEXT, number INTEGER, sha256 TEXT, file TEXT, height INTEGER, width INTEGER,
        part TEXT, label INTEGER, changed INTEGER, PRIMARY KEY (original, picture)
    )""",
}
# The names of tables with the rows in each, and `_ID`. Files of 1.0 have no such table.
_NOTES = "CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value)"
_ID = "id"
_MAX_PROGRAM_LENGTH = 40


# What SQLite and Python raise for a damaged file: messages of SQLite may have bytes of it.
FILE_ERRORS = (sqlite3.DatabaseError, UnicodeDecodeError)


class NewerProfileError(sqlite3.DatabaseError):
    """The profile is that of a newer Catgui."""


class DamagedProfileError(sqlite3.DatabaseError):
    """The file of the profile is not whole."""


def create_tables(connection: sqlite3.Connection) -> None:
    """Make an empty profile of an empty file, as a transaction of its own."""
    creation = "; ".join([*TABLES.values(), _NOTES])
    connection.executescript(f"BEGIN IMMEDIATE; {creation}; PRAGMA user_version = {VERSION}; COMMIT;")


def has_tables(connection: sqlite3.Connection) -> bool:
    """Whether it is a profile; False for an empty file. Raises NewerProfileError and DamagedProfileError.

    A file is damaged that has other tables, not all of their columns, or fewer rows than were noted.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        program = writer(newest_program(connection))
        raise NewerProfileError(f"it is from {program}: update Catgui")
    is_empty = connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    if not version and is_empty:
        return False
    if version != VERSION or not _has_all_columns(connection):
        raise DamagedProfileError("tables or columns are missing")
    noted = noted_rows(connection)
    if vanished := [name for name, count in count_rows(connection).items() if count < noted.get(name, 0)]:
        raise DamagedProfileError(f"rows have vanished from {', '.join(vanished)}")
    return True


def has_columns(connection: sqlite3.Connection, table: str) -> bool:
    """Whether the table has all of its columns."""
    return set(columns_of(table)) <= set(_find_columns(connection, table))


def _has_all_columns(connection: sqlite3.Connection) -> bool:
    """Whether all tables have all of their columns."""
    found = {text for (text,) in connection.execute("SELECT sql FROM sqlite_master")}
    return _schema() <= found or all(has_columns(connection, name) for name in TABLES)


@cache
def _schema() -> frozenset[str]:
    """The tables of a new profile, as SQLite words them."""
    with closing(sqlite3.connect(":memory:")) as connection:
        create_tables(connection)
        query = f"SELECT sql FROM sqlite_master WHERE name IN ({', '.join('?' * len(TABLES))})"
        return frozenset(text for (text,) in connection.execute(query, [*TABLES]))


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """The columns that a table of the profile has."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(TABLES[table])
        return _find_columns(connection, table)


def _find_columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    return tuple(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """The number of rows in each table."""
    counts = ", ".join(f"(SELECT count(*) FROM {name})" for name in TABLES)
    return dict(zip(TABLES, connection.execute(f"SELECT {counts}").fetchone(), strict=True))


def noted_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """The number of rows that each table had after the last transaction, as far as it is noted."""
    return {name: count for name, count in _notes(connection).items() if name in TABLES and isinstance(count, int)}


def profile_id(connection: sqlite3.Connection) -> str:
    """A text that this profile and its copies alone have, or '' for a file of 1.0."""
    return str(_notes(connection).get(_ID, ""))


def note_state(connection: sqlite3.Connection, id_: str = "") -> None:
    """Note the number of rows, and the id: `id_`, or else that it has, or a new one."""
    connection.execute(_NOTES)
    notes = _notes(connection)
    state = {**count_rows(connection), _ID: id_ or notes.get(_ID) or uuid4().hex}
    changed = [item for item in state.items() if notes.get(item[0]) != item[1]]
    connection.executemany("INSERT OR REPLACE INTO notes VALUES (?, ?)", changed)


def _notes(connection: sqlite3.Connection) -> Mapping[str, object]:
    connection.execute("SELECT 1 FROM sqlite_master").fetchone()  # raises if the file is locked, which tells nothing
    with suppress(sqlite3.OperationalError):
        return dict(connection.execute("SELECT name, value FROM notes"))
    return {}


def newest_program(connection: sqlite3.Connection) -> str:
    """The version of the newest program that has opened the profile, or '' if it does not say."""
    with suppress(sqlite3.OperationalError):  # a newer program may have no such table
        row = connection.execute("SELECT program FROM written_by").fetchone()
        if row is not None and isinstance(row[0], str) and len(row[0]) <= _MAX_PROGRAM_LENGTH:
            return row[0]
    return ""


def note_program(connection: sqlite3.Connection) -> None:
    """Note the version of this program, if it is the newest so far."""
    if _numbers(PROGRAM_VERSION) > _numbers(newest_program(connection)):
        connection.execute("DELETE FROM written_by")
        connection.execute("INSERT INTO written_by VALUES (?)", (PROGRAM_VERSION,))


def _numbers(program: str) -> tuple[int, ...]:
    """The numbers of a version, to compare it by; () for one that has none."""
    return tuple(int(number) for number in re.findall(r"\d+", program))
