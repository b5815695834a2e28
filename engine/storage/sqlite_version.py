"""The version of the tables in an SQLite file."""

from __future__ import annotations

import sqlite3


def set_version(connection: sqlite3.Connection, version: int, contents: str) -> None:
    """Note in the file that its tables are those of `version`.

    Raises sqlite3.DatabaseError, which names the `contents`, if they are those of a later one.
    """
    if connection.execute("PRAGMA user_version").fetchone()[0] > version:
        raise sqlite3.DatabaseError(f"{contents} were stored by a newer Catgui")
    connection.execute(f"PRAGMA user_version = {version}")
