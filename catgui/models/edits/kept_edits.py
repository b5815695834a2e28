"""The edits of data sets, kept on the disk by the contents of their originals."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catgui.domain.edits.texts import not_kept_text
from catgui.models.edits.picture_table import PictureTable
from engine.data.dataset import Dataset
from engine.data.edits import DatasetEdits
from engine.errors import EngineError
from engine.saved_model.edit_records import decode_edits, encode_edits
from engine.storage.user_dirs import data_folder

_log = logging.getLogger(__name__)
_VERSION = 1
_TABLE = "CREATE TABLE IF NOT EXISTS edits (original TEXT PRIMARY KEY, name TEXT, edits TEXT)"
# How long to wait for another window that is writing, in seconds.
_LOCK_TIMEOUT = 5.0


def edits_file() -> Path:
    """The path of the user's edits. Raises NoHomeError."""
    return data_folder() / "edits.sqlite"


class KeptEdits:
    """The last edits of each data set in an SQLite file; each change is one transaction. For any thread.

    A data set is known by the SHA-256 of its pictures and labels, wherever it lies: its edits come back when it is
    opened from elsewhere, and never for other pictures that lie at the same place. Nothing is read or written before
    `path` is set.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._unwritten: dict[Dataset, DatasetEdits] = {}
        self._writing = threading.Lock()

    def put(self, original: Dataset, edits: DatasetEdits) -> None:
        """Keep `edits` of `original` in place of those before; `write` or `find` then writes them."""
        self._unwritten[original] = edits

    def write(self) -> None:
        """Write what was put since the last time. Raises EngineError."""
        with self._writing:
            while self._unwritten:
                original, edits = self._unwritten.popitem()
                if self.path is not None:
                    self._write(self.path, original, edits)

    def find(self, original: Dataset) -> DatasetEdits | None:
        """The edits that were kept of `original`, or None; if they cannot be read, that is logged."""
        if self.path is None:
            return None
        try:
            self.write()  # what was edited just now, before the same data were opened again
            if not self.path.is_file():
                return None
            with self._connect(self.path) as connection:
                if connection.execute("SELECT 1 FROM edits").fetchone() is None:
                    return None  # the fingerprint of many pictures takes a while
                query = "SELECT edits FROM edits WHERE original = ?"
                row = connection.execute(query, (original.fingerprint,)).fetchone()
                return None if row is None else decode_edits(json.loads(row[0]), PictureTable(connection).pixels())
        except (EngineError, sqlite3.Error, OSError, ValueError, TypeError, LookupError, RecursionError):
            _log.warning("The edits in %s cannot be read", self.path, exc_info=True)
            return None

    def _write(self, path: Path, original: Dataset, edits: DatasetEdits) -> None:
        key, text = original.fingerprint, json.dumps(encode_edits(edits, with_pixels=False))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._connect(path) as connection:
                PictureTable(connection).put(key, edits)
                connection.execute("DELETE FROM edits WHERE original = ?", (key,))
                if not edits.are_none:
                    connection.execute("INSERT INTO edits VALUES (?, ?, ?)", (key, original.name, text))
        except (sqlite3.Error, OSError) as error:
            raise EngineError(not_kept_text(path, error)) from error

    @contextmanager
    def _connect(self, path: Path) -> Iterator[sqlite3.Connection]:
        """A connection within one transaction."""
        connection = sqlite3.connect(path, timeout=_LOCK_TIMEOUT)
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > _VERSION:
                raise sqlite3.DatabaseError("the edits were kept by a newer Catgui")
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA user_version = {_VERSION}")
            with connection:
                yield connection
        finally:
            connection.close()
