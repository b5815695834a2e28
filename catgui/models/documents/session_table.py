"""The session in the profile: what a window shows, and sessions that are kept aside.

The contents are JSON, pasted photos are in the table of pictures, and the network is a model file. Slot 0 has the last
session, each later slot one that was kept aside, with the reason. Every function leaves the transaction to its caller.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from catgui.inputs.sources import BytesSource, PathSource
from catgui.profile.pictures import PictureTable
from engine.data.dataset import DataOrigin, is_class_name
from engine.errors import ConfigError, InvalidModelError, ModelFileError, UnknownOptionError, writer
from engine.progress import UNOBSERVED, Work
from engine.saved_model.model import MODEL_SUFFIX, Model
from engine.training.config import TrainingConfig
from engine.version import PROGRAM_VERSION

_log = logging.getLogger(__name__)

_LAST = 0
_CONTENTS, _NETWORK, _PATH, _RESTORING, _REASON = "contents", "network", "network_path", "restoring", "reason"
# The starts that may end while the session is restored; at the next one it is kept aside.
_MOST_ENDED_STARTS = 2
ENDED_TWICE = "Catgui ended twice while it reopened it"
_DAMAGE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


class SessionPhoto(NamedTuple):
    """A photo of the user. Attributes: `actual`, the class that the user gave it, or ''."""

    source: PathSource | BytesSource
    actual: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a window shows beside its network.

    Attributes: `data`, or None if the data were not opened from anywhere; `config`, the settings of the form; `photos`,
    also those whose files are not there.
    """

    data: DataOrigin | None = None
    config: TrainingConfig = field(default_factory=TrainingConfig)
    photos: tuple[SessionPhoto, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A session as it was found.

    Attributes: `network_path`, the user's file that has the network, or None; `saved_at`, in seconds since 1970;
    `faults`, what could not be read of it, for the user.
    """

    contents: Contents
    network: Model | None = None
    network_path: Path | None = None
    saved_at: float = 0.0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Aside:
    """A session that is kept aside, and why."""

    saved_at: float
    reason: str


class StoredSession:
    """The values of a slot, read at once; they are decoded outside of the transaction."""

    def __init__(self, connection: sqlite3.Connection, slot: int) -> None:
        self.values = _values(connection, slot)
        query = "SELECT sha256, bytes FROM pictures NATURAL JOIN picture_uses WHERE owner = ?"
        self._pasted: dict[str, bytes] = dict(connection.execute(query, (_owner(slot),)))

    def decode(self, work: Work = UNOBSERVED) -> Session | None:
        """The session, without what is damaged; None where there is none. Raises CancelledError."""
        if not self.values:
            return None
        faults: list[str] = []
        try:
            fields = json.loads(self.values[_CONTENTS])
            saved_at = float(fields["saved_at"])
        except _DAMAGE:
            fields, saved_at = {}, 0.0
        contents = Contents(
            _decode_data(fields, faults), _decode_config(fields, faults), _decode_photos(fields, self._pasted, faults)
        )
        network = self._decode_network(faults, work)
        return Session(contents, network, _decode_path(self.values.get(_PATH)), saved_at, tuple(faults))

    def _decode_network(self, faults: list[str], work: Work) -> Model | None:
        from engine.saved_model.file import load_model  # slow to import

        data = self.values.get(_NETWORK)
        if not isinstance(data, bytes):
            return None
        try:
            with TemporaryDirectory(prefix="catgui-") as folder:
                path = Path(folder, f"network{MODEL_SUFFIX}")
                path.write_bytes(data)
                return load_model(path, work=work)
        except (ModelFileError, OSError) as error:
            damaged = "it is damaged" if isinstance(error, InvalidModelError) else ""
            reason = damaged or (error.reason if isinstance(error, ModelFileError) else error.strerror)
            faults.append(f"its network cannot be opened: {reason}")
            return None


def begin_restore(connection: sqlite3.Connection) -> StoredSession:
    """The last session, noted as being restored; none if that has ended the program twice, after which it is aside."""
    values = _values(connection, _LAST)
    ended = values.get(_RESTORING, 0)
    if values and isinstance(ended, int):
        if ended >= _MOST_ENDED_STARTS:
            set_aside(connection, ENDED_TWICE)
        else:
            _put(connection, _RESTORING, ended + 1)
    return read_last(connection)


def end_restore(connection: sqlite3.Connection) -> None:
    """Note that the last session was restored."""
    connection.execute("DELETE FROM session WHERE slot = ? AND name = ?", (_LAST, _RESTORING))


def read_last(connection: sqlite3.Connection) -> StoredSession:
    """The last session."""
    return StoredSession(connection, _LAST)


def read_aside(connection: sqlite3.Connection) -> StoredSession:
    """The session that was kept aside last."""
    return StoredSession(connection, _newest_slot(connection))


def write_contents(connection: sqlite3.Connection, contents: Contents) -> None:
    """Write all but the network, in place of what is there."""
    sources = [photo.source for photo in contents.photos]
    pasted = {sha256(source.data): source.data for source in sources if isinstance(source, BytesSource)}
    PictureTable(connection).put(_owner(_LAST), pasted)
    fields = {
        "program": PROGRAM_VERSION,
        "saved_at": time.time(),
        "data": None if contents.data is None else asdict(contents.data),
        "config": contents.config.as_dict(),
        "photos": [_encode_photo(photo) for photo in contents.photos],
    }
    _put(connection, _CONTENTS, json.dumps(fields))


def write_network(connection: sqlite3.Connection, data: bytes | None, path: Path | None) -> None:
    """Write the network as the bytes of its model file, None for none, and its file of the user, if any."""
    _put(connection, _NETWORK, data)
    _put(connection, _PATH, None if path is None else json.dumps(str(path)))  # it need not be valid Unicode


def set_aside(connection: sqlite3.Connection, reason: str) -> None:
    """Keep the last session aside, if there is one, so that it is not overwritten."""
    if not _values(connection, _LAST):
        return
    slot = _newest_slot(connection) + 1
    _put(connection, _REASON, reason)
    end_restore(connection)
    connection.execute("UPDATE session SET slot = ? WHERE slot = ?", (slot, _LAST))
    connection.execute("UPDATE picture_uses SET owner = ? WHERE owner = ?", (_owner(slot), _owner(_LAST)))


def find_aside(connection: sqlite3.Connection) -> Aside | None:
    """The session that was kept aside last, or None."""
    values = _values(connection, _newest_slot(connection))
    if _REASON not in values:
        return None
    saved_at = 0.0
    with suppress(*_DAMAGE):
        saved_at = float(json.loads(values[_CONTENTS])["saved_at"])
    return Aside(saved_at, str(values[_REASON]))


def delete_aside(connection: sqlite3.Connection) -> None:
    """Delete the session that was kept aside last."""
    slot = _newest_slot(connection)
    if slot != _LAST:
        connection.execute("DELETE FROM session WHERE slot = ?", (slot,))
        PictureTable(connection).set_uses(_owner(slot), ())


def sha256(data: bytes) -> str:
    """The SHA-256 of a photo, in hexadecimal."""
    import hashlib  # it loads OpenSSL, which is not needed at start-up

    return hashlib.sha256(data).hexdigest()


def _values(connection: sqlite3.Connection, slot: int) -> dict[str, Any]:
    return dict(connection.execute("SELECT name, value FROM session WHERE slot = ? AND value IS NOT NULL", (slot,)))


def _put(connection: sqlite3.Connection, name: str, value: object) -> None:
    connection.execute("INSERT OR REPLACE INTO session VALUES (?, ?, ?)", (_LAST, name, value))


def _newest_slot(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(slot), 0) FROM session").fetchone()[0])


def _owner(slot: int) -> str:
    return f"session {slot}"


def _encode_photo(photo: SessionPhoto) -> list[str]:
    source = photo.source
    if isinstance(source, PathSource):
        return [source.path, photo.actual]
    return [sha256(source.data), source.name, source.origin, photo.actual]


def _decode_path(text: object) -> Path | None:
    with suppress(*_DAMAGE):
        path = json.loads(str(text))
        if isinstance(path, str) and path and "\0" not in path:
            return Path(path)
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
        faults.append(f"its settings are from {writer(decode_program(fields))}, with the option “{error.field}”")
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

    source: PathSource | BytesSource
    if len(row) == 2:
        path, actual = row
        source = PathSource(decode_path("photos", path))
    else:
        digest, name, origin, actual = row
        data = pasted[digest]
        if sha256(data) != digest or not all(isinstance(text, str) for text in (name, origin)):
            raise ValueError("the photo is damaged")
        source = BytesSource(name, data, origin)
    if not isinstance(actual, str) or (actual and not is_class_name(actual)):
        raise ValueError("this is no name of a class")
    return SessionPhoto(source, actual)
