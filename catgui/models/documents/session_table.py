"""The session in the profile: what a window shows, and sessions that are kept aside.

The contents are JSON, pasted photos are in the table of pictures, and the network is a model file. Slot 0 has the last
session, each later slot one that was kept aside, with the reason. Every function leaves the transaction to its caller.
"""

from __future__ import annotations

import json
import logging
import re
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
_CONTENTS, _NETWORK, _PATH, _REASON = "contents", "network", "network_path", "reason"
# Whether the user has removed the run of the network from the list.
_REMOVED = "run_removed"
# The starts in a row that have ended before the data and the network were shown, and after that, but before the rest.
_RESTORING, _SHOWN = "restoring", "shown"
# By the name of such a count, the starts that may end so, and why the session is kept aside at the next one.
_LIMITS = {
    _RESTORING: (2, "Catgui ended twice while it reopened it"),
    _SHOWN: (5, "Catgui ended five times soon after it had reopened it"),
}
# Other slots, and later times in seconds since 1970, are damaged.
_MAX_SLOT, _MAX_TIME = 2**31, 2**40
_ODD_SLOT = "its number in the profile was damaged"
_NO_REASON = "why cannot be read"
_MAX_TEXT_LENGTH = 100  # of what the file has and a message shows
_DIGEST = re.compile("[0-9a-f]{40}")  # of a picture
_DAMAGE = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)


class SessionPhoto(NamedTuple):
    """A photo of the user. Attributes: `actual`, the class that the user gave it, or ''."""

    source: PathSource | BytesSource
    actual: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a window shows beside its network.

    Attributes: `data`, or None if the data were not opened from anywhere; `config`, the settings of the form; `photos`,
    also those whose files are not there; `corners`, the digests of the three pictures between which the network is
    asked, or none.
    """

    data: DataOrigin | None = None
    config: TrainingConfig = field(default_factory=TrainingConfig)
    photos: tuple[SessionPhoto, ...] = ()
    corners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A session as it was found.

    Attributes: `network_path`, the user's file that has the network, or None; `saved_at`, in seconds since 1970;
    `faults`, what could not be read of it, for the user; `is_run_removed`, whether the user has removed the run of the
    network from the list.
    """

    contents: Contents
    network: Model | None = None
    network_path: Path | None = None
    saved_at: float = 0.0
    faults: tuple[str, ...] = ()
    is_run_removed: bool = False


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

    @property
    def has_contents(self) -> bool:
        """Whether there is more than a network."""
        return _CONTENTS in self.values

    def decode(self, work: Work = UNOBSERVED) -> Session | None:
        """The session, without what is damaged; None where there is none. Raises CancelledError."""
        if not self.values:
            return None
        faults: list[str] = []
        try:
            fields = json.loads(self.values[_CONTENTS])
            saved_at = _decode_time(fields)
        except _DAMAGE:
            fields, saved_at = {}, 0.0
        contents = Contents(
            _decode_data(fields, faults),
            _decode_config(fields, faults),
            _decode_photos(fields, self._pasted, faults),
            _decode_corners(fields),
        )
        network = self._decode_network(faults, work)
        path = self._decode_path(faults)
        return Session(contents, network, path, saved_at, tuple(faults), _REMOVED in self.values)

    def _decode_network(self, faults: list[str], work: Work) -> Model | None:
        if _NETWORK not in self.values:
            return None
        try:
            return _read_network(self.values[_NETWORK], work)
        except (ModelFileError, OSError) as error:
            damaged = "it is damaged" if isinstance(error, InvalidModelError) else ""
            reason = damaged or (error.reason if isinstance(error, ModelFileError) else error.strerror)
            faults.append(f"its network cannot be opened: {reason}")
            return None

    def _decode_path(self, faults: list[str]) -> Path | None:
        try:
            return _read_path(self.values[_PATH]) if _PATH in self.values else None
        except _DAMAGE:
            faults.append("which file has its network cannot be read")
            return None


def begin_restore(connection: sqlite3.Connection) -> StoredSession:
    """The last session, noted as being restored; none if it was kept aside, since earlier starts have ended."""
    _renumber(connection)
    if values := _values(connection, _LAST):
        ended = {name: _count(values.get(name)) for name in _LIMITS}
        reasons = [reason for name, (most, reason) in _LIMITS.items() if ended[name] >= most]
        if reasons:
            set_aside(connection, reasons[0])
        else:
            _put(connection, _RESTORING, ended[_RESTORING] + 1)
    return read_last(connection)


def note_shown(connection: sqlite3.Connection) -> None:
    """Note that the data and the network of the last session are shown: what ends the program now is something else."""
    values = _values(connection, _LAST)
    if _RESTORING in values:
        end_restore(connection)
        _put(connection, _SHOWN, _count(values.get(_SHOWN)) + 1)


def end_restore(connection: sqlite3.Connection) -> None:
    """Note that the last session was restored."""
    for name in _LIMITS:
        connection.execute("DELETE FROM session WHERE slot = ? AND name = ?", (_LAST, name))


def read_last(connection: sqlite3.Connection) -> StoredSession:
    """The last session."""
    return StoredSession(connection, _LAST)


def read_aside(connection: sqlite3.Connection) -> StoredSession:
    """The session that was kept aside last."""
    return StoredSession(connection, _newest_slot(connection))


def write_contents(connection: sqlite3.Connection, contents: Contents) -> None:
    """Write all but the network, in place of what is there."""
    sources = [photo.source for photo in contents.photos]
    pasted = {source.sha256: source.data for source in sources if isinstance(source, BytesSource)}
    PictureTable(connection).put(_owner(_LAST), pasted)
    fields = {
        "program": PROGRAM_VERSION,
        "saved_at": time.time(),
        "data": None if contents.data is None else asdict(contents.data),
        "config": contents.config.as_dict(),
        "photos": [_encode_photo(photo) for photo in contents.photos],
        "corners": contents.corners,
    }
    _put(connection, _CONTENTS, json.dumps(fields))


def write_network(
    connection: sqlite3.Connection, data: bytes | None, path: Path | None, is_run_removed: bool = False
) -> None:
    """Write the network's file bytes `data` and the user's file `path`.

    `data` is None without a network, `path` if the user has not saved the network to a file; with `is_run_removed` the
    user has removed its run from the list.
    """
    _put(connection, _NETWORK, data)
    _put(connection, _REMOVED, 1 if is_run_removed else None)
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
    slot = _newest_slot(connection)
    if slot == _LAST:
        return None
    values = _values(connection, slot)
    saved_at = 0.0
    with suppress(*_DAMAGE):
        saved_at = _decode_time(json.loads(values[_CONTENTS]))
    return Aside(saved_at, str(values.get(_REASON, _NO_REASON))[:_MAX_TEXT_LENGTH])


def delete_aside(connection: sqlite3.Connection) -> None:
    """Delete the session that was kept aside last."""
    slot = _newest_slot(connection)
    if slot != _LAST:
        connection.execute("DELETE FROM session WHERE slot = ?", (slot,))
        PictureTable(connection).set_uses(_owner(slot), ())


def _values(connection: sqlite3.Connection, slot: int) -> dict[str, Any]:
    return dict(connection.execute("SELECT name, value FROM session WHERE slot = ? AND value IS NOT NULL", (slot,)))


def _put(connection: sqlite3.Connection, name: str, value: object) -> None:
    connection.execute("INSERT OR REPLACE INTO session VALUES (?, ?, ?)", (_LAST, name, value))


def _newest_slot(connection: sqlite3.Connection) -> int:
    query = "SELECT coalesce(max(slot), 0) FROM session WHERE typeof(slot) = 'integer' AND slot BETWEEN ? AND ?"
    return int(connection.execute(query, (_LAST, _MAX_SLOT)).fetchone()[0])


def _renumber(connection: sqlite3.Connection) -> None:
    """Keep sessions with damaged numbers aside; each gets all pasted photos of the last one, which it may have been."""
    query = "SELECT slot, rowid FROM session WHERE typeof(slot) != 'integer' OR slot NOT BETWEEN ? AND ?"
    rows: dict[object, list[int]] = {}
    for slot, row in connection.execute(query, (_LAST, _MAX_SLOT)):
        rows.setdefault(slot, []).append(row)
    for ids in rows.values():
        new = _newest_slot(connection) + 1
        changes = [(new, row) for row in ids]
        connection.executemany("UPDATE OR REPLACE session SET slot = ? WHERE rowid = ?", changes)
        connection.execute("INSERT OR IGNORE INTO session VALUES (?, ?, ?)", (new, _REASON, _ODD_SLOT))
        copying = "INSERT OR IGNORE INTO picture_uses SELECT ?, sha256 FROM picture_uses WHERE owner = ?"
        connection.execute(copying, (_owner(new), _owner(_LAST)))


def _count(value: object) -> int:
    """The count of a row; 0 if that is missing or damaged."""
    return value if isinstance(value, int) and value > 0 else 0


def _owner(slot: int) -> str:
    return f"session {slot}"


def _encode_photo(photo: SessionPhoto) -> list[str]:
    source = photo.source
    if isinstance(source, PathSource):
        return [source.path, photo.actual]
    return [source.sha256, source.name, source.origin, photo.actual]


def _read_network(data: object, work: Work) -> Model:
    """The network of the bytes of its model file. Raises ModelFileError and OSError."""
    from engine.saved_model.file import load_model  # slow to import

    with TemporaryDirectory(prefix="catgui-") as folder:
        path = Path(folder, f"network{MODEL_SUFFIX}")
        if not isinstance(data, bytes):
            raise InvalidModelError(path, "it is no file")
        path.write_bytes(data)
        return load_model(path, work=work)


def _read_path(text: object) -> Path:
    path = json.loads(str(text))
    if not isinstance(path, str) or not path or "\0" in path:
        raise ValueError("this is no path")
    return Path(path)


def _decode_time(fields: dict[str, Any]) -> float:
    time_ = float(fields["saved_at"])
    if not 0 <= time_ <= _MAX_TIME:
        raise ValueError("this is no time")
    return time_


def _read_data(fields: dict[str, Any]) -> DataOrigin | None:
    from engine.saved_model.encoding import decode_origin

    return None if fields["data"] is None else decode_origin(fields["data"])


def _decode_data(fields: dict[str, Any], faults: list[str]) -> DataOrigin | None:
    try:
        return _read_data(fields)
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


def _decode_corners(fields: dict[str, Any]) -> tuple[str, ...]:
    """The digests of three pictures; none, as in a session of 1.0, if they are damaged: others are chosen."""
    found = fields.get("corners")
    if not isinstance(found, list) or not all(isinstance(text, str) and _DIGEST.fullmatch(text) for text in found):
        return ()
    return tuple(found)


def _decode_photo(row: Sequence[Any], pasted: Mapping[str, bytes]) -> SessionPhoto:
    from engine.saved_model.encoding import decode_path

    _check_photo(row)
    if len(row) == 2:
        return SessionPhoto(PathSource(decode_path("photos", row[0])), row[1])
    digest, name, origin, actual = row
    source = BytesSource(name, pasted[digest], origin)
    if source.sha256 != digest:
        raise ValueError("the photo is damaged")
    return SessionPhoto(source, actual)


def _check_photo(row: Sequence[Any]) -> None:
    """Raise one of `_DAMAGE` or ConfigError for a damaged row of a photo, whatever has become of a pasted one."""
    from engine.saved_model.encoding import decode_path

    *source, actual = row
    if len(source) == 1:
        decode_path("photos", source[0])
    elif len(source) != 3 or not all(isinstance(text, str) for text in source):
        raise ValueError("the photo is damaged")
    if not isinstance(actual, str) or (actual and not is_class_name(actual)):
        raise ValueError("this is no name of a class")
