"""SQLite files: opening them, and the version of their tables."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from engine.storage.regular_file import check_regular_file

# What SQLite writes beside a database, and reads when it opens that.
_BESIDE = ("-journal", "-wal", "-shm")


def connect_to_file(path: Path, timeout: float) -> sqlite3.Connection:
    """A connection to the database in a file, which waits for others `timeout` seconds.

    Raises sqlite3.Error, and OSError if something other than files is in its place or beside it.
    """
    for place in (path, *(path.with_name(path.name + suffix) for suffix in _BESIDE)):
        check_regular_file(place)
    return sqlite3.connect(path, timeout=timeout)


def set_version(connection: sqlite3.Connection, version: int, contents: str) -> None:
    """Note in the file that its tables are those of `version`.

    Raises sqlite3.DatabaseError, which names the `contents`, if they are those of a later one.
    """
    if connection.execute("PRAGMA user_version").fetchone()[0] > version:
        raise sqlite3.DatabaseError(f"{contents} were stored by a newer Catgui")
    connection.execute(f"PRAGMA user_version = {version}")
