"""The version of the tables in an SQLite file."""

from __future__ import annotations

import sqlite3


def set_version(connection: sqlite3.Connection, version: int, contents: str) -> None:
    """Note in the file that its tables are those of `version`.

    Raises sqlite3.DatabaseError, which names the `contents`, if they are those of a later one.
    """
    stored = connection.execute("PRAGMA user_version").fetchone()[0]
    if stored > version:
        raise sqlite3.DatabaseError(f"{contents} were stored by a newer Catgui")
    if stored < version:  # else there is nothing to write, and a file that is read-only can be read
        connection.execute(f"PRAGMA user_version = {version}")
