"""The edits of data sets, kept on the disk by the contents of their originals."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from catgui.domain.edits.texts import not_kept_text
from catgui.models.edits.carried_edits import carry_over, edited_pictures
from catgui.models.edits.picture_table import PictureTable
from engine.data.dataset import Dataset
from engine.data.edits import DatasetEdits, PictureKey
from engine.errors import EngineError
from engine.saved_model.edit_records import decode_edits, encode_edits
from engine.storage.user_dirs import data_folder

_log = logging.getLogger(__name__)
_VERSION = 1
_TABLE = "CREATE TABLE IF NOT EXISTS data_edits (original TEXT PRIMARY KEY, place TEXT, edits TEXT)"
# How long to wait for another window that is writing, in seconds.
_LOCK_TIMEOUT = 5.0


def edits_file() -> Path:
    """The path of the user's edits. Raises NoHomeError."""
    return data_folder() / "edits.sqlite"


class KeptEdits:
    """The last edits of each data set in an SQLite file; each change is one transaction. For any thread.

    A data set is known by the SHA-256 of its pictures and labels, wherever it lies, so that its edits come back when it
    is opened from elsewhere. If there are other pictures at its place now, such as one more in a folder, those edits
    come back whose pictures are still there. Nothing is read or written before `path` is set.
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
                return _find(connection, original)
        except (EngineError, sqlite3.Error, OSError, ValueError, TypeError, LookupError, RecursionError):
            _log.warning("The edits in %s cannot be read", self.path, exc_info=True)
            return None

    def _write(self, path: Path, original: Dataset, edits: DatasetEdits) -> None:
        key, place = original.fingerprint, _place(original)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._connect(path) as connection:
                PictureTable(connection).put(key, edits)
                # The edits of what was at the place before were made here, or discarded.
                connection.execute("DELETE FROM data_edits WHERE original = ? OR place = ?", (key, place))
                if not edits.are_none:
                    row = key, place, _encode(original, edits)
                    connection.execute("INSERT INTO data_edits VALUES (?, ?, ?)", row)
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


def _find(connection: sqlite3.Connection, original: Dataset) -> DatasetEdits | None:
    if connection.execute("SELECT 1 FROM data_edits").fetchone() is None:
        return None  # the fingerprint of many pictures takes a while
    query = "SELECT original, edits FROM data_edits WHERE original = ? OR place = ? ORDER BY original = ? DESC"
    key = original.fingerprint
    row = connection.execute(query, (key, _place(original), key)).fetchone()
    if row is None:
        return None
    fields = json.loads(row[1])
    edits = decode_edits(fields["edits"], PictureTable(connection).pixels())
    if row[0] == key:
        return edits
    pictures = {PictureKey(source, index): sha256 for source, index, sha256 in fields["pictures"]}
    carried = carry_over(edits, pictures, original)
    return None if carried.are_none else carried


def _encode(original: Dataset, edits: DatasetEdits) -> str:
    pictures = [(key.source, key.index, sha256) for key, sha256 in edited_pictures(original, edits).items()]
    return json.dumps({"edits": encode_edits(edits, with_pixels=False), "pictures": pictures})


def _place(original: Dataset) -> str | None:
    """Where `original` was opened and with which classes, as a text; None, which equals nothing, if it was made."""
    return None if original.origin is None else json.dumps([asdict(original.origin), original.classes], sort_keys=True)
