"""The version of the tables in an SQLite file, and the newest program that has opened it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import suppress

from engine.errors import writer
from engine.version import program_version

_TABLE = "CREATE TABLE IF NOT EXISTS written_by (program TEXT)"
_MAX_LENGTH = 40


class NewerTablesError(sqlite3.DatabaseError):
    """The tables are those of a newer Catgui."""


def set_version(connection: sqlite3.Connection, version: int, contents: str) -> None:
    """Note in the file that its tables are those of `version`, and who has written it.

    Raises NewerTablesError, which names the `contents` and the program, if they are those of a later version; the file
    stays as it is.
    """
    stored, program = connection.execute("PRAGMA user_version").fetchone()[0], newest_program(connection)
    if stored > version:
        raise NewerTablesError(f"{contents} were written by {writer(program)}, in another format; update Catgui")
    if stored < version:
        connection.execute(f"PRAGMA user_version = {version}")
    own = program_version()
    if _numbers(own) > _numbers(program):
        with connection:
            connection.execute(_TABLE)
            connection.execute("DELETE FROM written_by")
            connection.execute("INSERT INTO written_by VALUES (?)", (own,))


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
