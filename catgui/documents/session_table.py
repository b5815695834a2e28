"""The session in the profile: data, settings, photos, and the run shown with its network.

The contents are JSON, pasted photos are in the table of pictures, and the network is a model file. Every function
leaves the transaction to its caller.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from catgui.inputs.sources import BytesSource, PathSource
from catgui.profile.tables import PictureTable
from engine.data.dataset import DataOrigin, is_class_name
from engine.errors import ConfigError, ModelFileError, UnknownOptionError, writer
from engine.saved_model.model import Model
from engine.training.config import TrainingConfig
from engine.version import PROGRAM_VERSION

_CONTENTS, _NETWORK, _STARTS = "contents", "network", "starts"
_OWNER = "session"  # of pasted photos
# The starts in a row that may end before the session is shown.
_MOST_STARTS = 2
_MAX_TEXT_LENGTH = 100  # of what the file has and a message shows
_DAMAGE = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)


class SessionPhoto(NamedTuple):
    """A photo of the user. Attributes: `actual`, the class that the user gave it, or ''."""

    source: PathSource | BytesSource
    actual: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a window shows beside its network.

    Attributes: `data`, or None if the data were not opened from anywhere; `config`, the settings of the form; `photos`,
    also those whose files are not there; `run`, the number of the run shown, None if it has none, or 0 if it was
    removed from the list; `path`, the user's file that has the network, or None.
    """

    data: DataOrigin | None = None
    config: TrainingConfig = field(default_factory=TrainingConfig)
    photos: tuple[SessionPhoto, ...] = ()
    run: int | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A session as it was found. Attributes: `faults`, what could not be read of it, for the user."""

    contents: Contents
    network: Model | None = None
    faults: tuple[str, ...] = ()


def begin_restore(connection: sqlite3.Connection) -> tuple[Session | None, bool]:
    """The session, noted as being restored, and whether it has ended the program too often before it was shown."""
    values = dict(connection.execute("SELECT name, value FROM session"))
    if _CONTENTS not in values:
        return None, False
    starts = values.get(_STARTS)
    count = starts if isinstance(starts, int) else 0
    _put(connection, _STARTS, count + 1)
    if count >= _MOST_STARTS:
        return None, True
    query = "SELECT sha256, bytes FROM pictures NATURAL JOIN picture_uses WHERE owner = ?"
    return _decode(values, dict(connection.execute(query, (_OWNER,)))), False


def mark_restored(connection: sqlite3.Connection) -> None:
    """Mark the session as restored: what ends the program from now on is something else."""
    connection.execute("DELETE FROM session WHERE name = ?", (_STARTS,))


def write_contents(connection: sqlite3.Connection, contents: Contents) -> None:
    """Replace the stored session, but not its network."""
    fields = {
        "data": None if contents.data is None else contents.data._asdict(),
        "config": contents.config.as_dict(),
        "photos": [_encode_photo(photo) for photo in contents.photos],
        "run": contents.run,
        "path": None if contents.path is None else str(contents.path),  # it need not be valid Unicode
    }
    sources = [photo.source for photo in contents.photos]
    write(connection, fields, {it.sha256: it.data for it in sources if isinstance(it, BytesSource)})


def write(connection: sqlite3.Connection, fields: Mapping[str, object], pasted: Mapping[str, bytes]) -> None:
    """Write the encoded contents, with the bytes of pasted photos by their SHA-256."""
    PictureTable(connection).put(_OWNER, pasted)
    _put(connection, _CONTENTS, json.dumps({"program": PROGRAM_VERSION, **fields}))


def write_network(connection: sqlite3.Connection, data: bytes | None) -> None:
    """Write the bytes of the network's model file, or that there is none."""
    _put(connection, _NETWORK, data)


def _put(connection: sqlite3.Connection, name: str, value: object) -> None:
    connection.execute("INSERT OR REPLACE INTO session VALUES (?, ?)", (name, value))


def _encode_photo(photo: SessionPhoto) -> list[str]:
    source = photo.source
    if isinstance(source, PathSource):
        return [source.path, photo.actual]
    return [source.sha256, source.name, source.origin, photo.actual]


def _decode(values: Mapping[str, Any], pasted: Mapping[str, bytes]) -> Session:
    """The session, without what is damaged."""
    faults: list[str] = []
    try:
        fields = dict(json.loads(values[_CONTENTS]))
    except _DAMAGE:
        fields = {}
    contents = Contents(
        _decode_data(fields, faults),
        _decode_config(fields, faults),
        _decode_photos(fields, pasted, faults),
        fields.get("run"),
        Path(fields["path"]) if isinstance(fields.get("path"), str) else None,
    )
    return Session(contents, _decode_network(values.get(_NETWORK), faults), tuple(faults))


def _decode_network(data: bytes | None, faults: list[str]) -> Model | None:
    from engine.saved_model.file import model_from_bytes  # slow to import

    try:
        return None if data is None else model_from_bytes(data)
    except (ModelFileError, OSError, TypeError) as error:
        faults.append(f"its network cannot be opened: {getattr(error, 'reason', error)}")
        return None


def _decode_data(fields: dict[str, Any], faults: list[str]) -> DataOrigin | None:
    from engine.saved_model.encoding import decode_origin

    try:
        return None if fields["data"] is None else decode_origin(fields["data"])
    except (ConfigError, *_DAMAGE):
        faults.append("which data were open cannot be read")
        return None


def _decode_config(fields: dict[str, Any], faults: list[str]) -> TrainingConfig:
    from engine.saved_model.encoding import decode_program

    try:
        return TrainingConfig.from_dict(fields["config"])
    except UnknownOptionError as error:
        option = error.field[:_MAX_TEXT_LENGTH]
        faults.append(f"its settings are from {writer(decode_program(fields))}, with the option “{option}”")
    except (ConfigError, *_DAMAGE):
        faults.append("its settings are damaged")
    return TrainingConfig()


def _decode_photos(fields: dict[str, Any], pasted: Mapping[str, bytes], faults: list[str]) -> tuple[SessionPhoto, ...]:
    stored = fields.get("photos")
    rows, photos = stored if isinstance(stored, list) else [stored] if stored else [], []
    for row in rows:
        with suppress(ConfigError, *_DAMAGE):
            photos.append(_decode_photo(row, pasted))
    if missing := len(rows) - len(photos):
        faults.append(f"{missing:,} of its photos are damaged")
    return tuple(photos)


def _decode_photo(row: Sequence[Any], pasted: Mapping[str, bytes]) -> SessionPhoto:
    from engine.saved_model.encoding import decode_path

    *where, actual = row
    if not isinstance(actual, str) or (actual and not is_class_name(actual)):
        raise ValueError("this is no name of a class")
    if len(where) == 1:
        return SessionPhoto(PathSource(decode_path("photos", where[0])), actual)
    digest, name, origin = where
    source = BytesSource(name, pasted[digest], origin)
    if source.sha256 != digest:
        raise ValueError("the photo is damaged")
    return SessionPhoto(source, actual)
