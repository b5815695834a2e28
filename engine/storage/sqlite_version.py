"""SQLite files: opening them, the version of their tables, and the newest program that has opened them."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress
from pathlib import Path

from engine.errors import writer
from engine.storage.regular_file import check_regular_file
from engine.version import program_version

# What SQLite writes beside a database, and reads when it opens that.
_BESIDE = ("-journal", "-wal", "-shm")
_TABLE = "CREATE TABLE IF NOT EXISTS written_by (program TEXT)"
_MAX_LENGTH = 40


class NewerTablesError(sqlite3.DatabaseError):
    """The tables are those of a newer Catgui."""


def connect_to_file(path: Path, timeout: float) -> sqlite3.Connection:
    """A connection to the database in a file, which waits for others `timeout` seconds.

    Raises sqlite3.Error, and OSError if something other than files is in its place or beside it.
    """
    for place in (path, *(path.with_name(path.name + suffix) for suffix in _BESIDE)):
        check_regular_file(place)
    return sqlite3.connect(path, timeout=timeout)


def set_version(connection: sqlite3.Connection, version: int, contents: str) -> None:
    """Note in the file that its tables are those of `version`, and who has written it.

    Raises NewerTablesError if they are those of a later version, and sqlite3.DatabaseError for an earlier one; both
    name the `contents` and the program, and the file stays as it is.
    """
    stored, program = connection.execute("PRAGMA user_version").fetchone()[0], newest_program(connection)
    if stored > version:
        raise NewerTablesError(f"{contents} were written by {writer(program)}, in another format; update Catgui")
    if 0 < stored < version:
        raise sqlite3.DatabaseError(
            f"{contents} were written by {writer(program, 'an earlier Catgui')}, in a format that this one does not "
            "read; move the file away to keep new ones"
        )
    try:
        if stored == 0:
            connection.execute(f"PRAGMA user_version = {version}")
        own = program_version()
        if _numbers(own) > _numbers(program):
            with connection:
                connection.execute(_TABLE)
                connection.execute("DELETE FROM written_by")
                connection.execute("INSERT INTO written_by VALUES (?)", (own,))
    except sqlite3.OperationalError as error:
        if "readonly" not in str(error):  # such a file can be read
            raise


def newest_program(connection: sqlite3.Connection) -> str:
    """The version of the newest program that has opened the file, or '' if it does not say."""
    with suppress(sqlite3.Error):
        row = connection.execute("SELECT program FROM written_by").fetchone()
        if row is not None and isinstance(row[0], str) and len(row[0]) <= _MAX_LENGTH:
            return row[0]
    return ""


def _numbers(program: str) -> tuple[int, ...]:
    """The numbers of a version, to compare it by; () for one that has none."""
    return tuple(int(number) for number in re.findall(r"\d+", program))
