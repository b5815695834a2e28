"""The pixels of added pictures in an SQLite file, each of them once."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from engine.data.edits import DatasetEdits

_TABLES = (
    "CREATE TABLE IF NOT EXISTS pictures (sha256 TEXT PRIMARY KEY, pixels BLOB)",
    "CREATE TABLE IF NOT EXISTS picture_uses (owner, sha256 TEXT, PRIMARY KEY (owner, sha256))",
)
_Owner = int | str


class PictureTable:
    """The added pictures of edits in two tables of `connection`: pixels by their SHA-256, and who uses them.

    An owner, such as a run, is a number or a text. A picture that many use takes its room once, and is deleted with the
    last of them. Every method raises sqlite3.Error, and leaves the transaction to the caller.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        for table in _TABLES:
            connection.execute(table)

    def put(self, owner: _Owner, edits: DatasetEdits | None) -> None:
        """Keep the pictures of `edits` for `owner`, in place of those it had."""
        added = {} if edits is None else {picture.sha256: picture for picture in edits.added.values()}
        known = {sha256 for (sha256,) in self._connection.execute("SELECT sha256 FROM pictures")}
        new = [(sha256, picture.pixels.tobytes()) for sha256, picture in added.items() if sha256 not in known]
        self._connection.execute("DELETE FROM picture_uses WHERE owner = ?", (owner,))
        self._connection.executemany("INSERT OR IGNORE INTO pictures VALUES (?, ?)", new)
        self._connection.executemany("INSERT INTO picture_uses VALUES (?, ?)", [(owner, sha256) for sha256 in added])
        self._connection.execute("DELETE FROM pictures WHERE sha256 NOT IN (SELECT sha256 FROM picture_uses)")

    def remove(self, owner: _Owner) -> None:
        """Delete the pictures that only `owner` uses."""
        self.put(owner, None)

    def pixels(self) -> Mapping[str, bytes]:
        """The pixels of all pictures, by their SHA-256."""
        rows = self._connection.execute("SELECT sha256, pixels FROM pictures")
        return {sha256: pixels for sha256, pixels in rows if isinstance(pixels, bytes)}
