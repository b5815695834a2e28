"""The edits of data sets in the profile: a row for each original, by the SHA-256 of its pictures and labels."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from catgui.profile.tables import PictureTable
from engine.data.edits import DatasetEdits, PictureKey
from engine.errors import ConfigError
from engine.saved_model.encoding import decode_edits, encode_edits

# What a damaged row raises.
DAMAGE = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError, ConfigError)


@dataclass(frozen=True, slots=True)
class StoredEdits:
    """The edits of an original. Attributes: `hashes`, the SHA-256 of the pixels of each edited picture."""

    edits: DatasetEdits
    hashes: Mapping[PictureKey, str]


def write(
    connection: sqlite3.Connection,
    original: str,
    place: str | None,
    edits: DatasetEdits,
    hashes: Mapping[PictureKey, str],
) -> None:
    """Write the edits of an `original`, whose data lie at `place`."""
    fields = {**encode_edits(edits), "sha256": [hashes[key] for key in edits.placements]}
    connection.execute("INSERT OR REPLACE INTO edits VALUES (?, ?, ?)", (original, place, json.dumps(fields)))
    PictureTable(connection).put(original, {it.sha256: it.pixels for it in edits.added.values()})


def read(connection: sqlite3.Connection, original: str) -> StoredEdits | None:
    """The edits of an `original`, or None. Raises what is in `DAMAGE`."""
    rows = connection.execute("SELECT edits FROM edits WHERE original = ?", (original,))
    return next(_decode(connection, rows), None)


def read_at(connection: sqlite3.Connection, place: str | None) -> Iterator[StoredEdits]:
    """The edits of all originals that were at a `place`, the last written first. Raises what is in `DAMAGE`."""
    query = "SELECT edits FROM edits WHERE place = ? ORDER BY rowid DESC"
    yield from _decode(connection, connection.execute(query, (place,)))


def _decode(connection: sqlite3.Connection, rows: Iterable[tuple[str]]) -> Iterator[StoredEdits]:
    pictures = PictureTable(connection).all()
    for (text,) in rows:
        fields = json.loads(text)
        edits = decode_edits(fields, pictures)
        yield StoredEdits(edits, dict(zip(edits.placements, fields["sha256"], strict=True)))
