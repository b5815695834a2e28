"""The edits of data sets, kept on the disk by the contents of their originals."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from catgui.domain.edits.edit_texts import newer_edits_text
from catgui.models.edits.picture_table import PictureTable
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import ADDED, AddedPicture, DatasetEdits, PictureKey, Placement
from engine.errors import EditError
from engine.saved_model.encoding import decode_edits, encode_edits
from engine.storage.sqlite_version import NewerTablesError, connect_to_file, set_version
from engine.storage.user_dirs import data_folder
from engine.typing import Pixels

_log = logging.getLogger(__name__)
VERSION = 2
_TABLE = "CREATE TABLE IF NOT EXISTS data_edits (original TEXT PRIMARY KEY, place TEXT, edits TEXT)"
# How long to wait for another window that is writing, in seconds.
_LOCK_TIMEOUT = 5.0
# What is raised by a damaged file.
_DAMAGE = (ValueError, TypeError, LookupError, RecursionError)


def edits_file() -> Path:
    """The path of the user's edits. Raises NoHomeError."""
    return data_folder() / "edits.sqlite"


@dataclass(frozen=True, slots=True)
class _Known:
    """The edits of a data set when this window last read or wrote them.

    Attributes: `own`, as the window has them; `stored`, as they are in the file, with those of other windows; `text`,
    the row there, or None if there is none.
    """

    own: DatasetEdits = field(default_factory=DatasetEdits)
    stored: DatasetEdits = field(default_factory=DatasetEdits)
    text: str | None = None


class KeptEdits:
    """The last edits of each data set in an SQLite file; each change is one transaction. For any thread.

    A data set is known by the SHA-256 of its pictures and labels, wherever it lies, so that its edits come back when it
    is opened from elsewhere. If there are other pictures at its place now, such as one more in a folder, those edits
    come back whose pictures are still there. Of a data set that several windows edit, each writes what it has changed.
    Nothing is read or written before `path` is set.

    Attributes: `newer`, a text for the user if a newer program has written the file, so that `find` has found none, or
    ''.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.newer = ""
        self._unwritten: dict[Dataset, DatasetEdits] = {}
        self._known: weakref.WeakKeyDictionary[Dataset, _Known] = weakref.WeakKeyDictionary()
        self._writing = threading.Lock()

    def put(self, original: Dataset, edits: DatasetEdits) -> None:
        """Keep `edits` of `original` in place of those before; `write` or `find` then writes them."""
        self._unwritten[original] = edits

    def write(self) -> list[str]:
        """Write what was put since the last time.

        Returns the names of the data sets that other windows have edited since they were read or written here. What
        cannot be written stays to be written the next time. Raises sqlite3.Error and OSError.
        """
        edited_elsewhere = []
        with self._writing:
            while self._unwritten:
                original, edits = self._unwritten.popitem()
                try:
                    if self.path is not None and self._write(self.path, original, edits):
                        edited_elsewhere.append(original.name)
                except (sqlite3.Error, OSError):
                    self._unwritten.setdefault(original, edits)  # unless there are newer ones by now
                    raise
        return edited_elsewhere

    def forget_all(self) -> None:
        """Delete the edits of all data sets, also in a file that cannot be read. Raises OSError."""
        with self._writing:
            self._unwritten.clear()
            self._known.clear()
            if self.path is not None:
                for suffix in ("", "-journal"):
                    Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def find(self, original: Dataset) -> DatasetEdits | None:
        """The edits that were kept of `original`, or None; if they cannot be read, that is logged."""
        if self.path is None:
            return None
        with suppress(sqlite3.Error, OSError):
            self.write()  # what was edited just now, before the same data were opened again
        for other, edits in list(self._unwritten.items()):
            if other.fingerprint == original.fingerprint:
                return None if edits.are_none else edits
        try:
            if not self.path.exists():
                return None
            with self._connect(self.path) as connection:
                found, self._known[original] = _find(connection, original)
                return found
        except NewerTablesError as error:
            self.newer = newer_edits_text(self.path, error)
            return None
        except (sqlite3.Error, OSError, *_DAMAGE):
            _log.warning("The edits in %s cannot be read", self.path, exc_info=True)
            return None

    def _write(self, path: Path, original: Dataset, edits: DatasetEdits) -> bool:
        """Write the edits of this window, and return whether another one has changed what was kept."""
        known = self._known.get(original, _Known())
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._connect(path) as connection:
            connection.execute("BEGIN IMMEDIATE")  # no other window writes after this one has read
            stored = _read_again(connection, original, known)
            merged = _merge(original, known.own, edits, stored)
            text = _put(connection, original, merged)
        self._known[original] = _Known(edits, merged, text)
        return stored != known.stored

    @contextmanager
    def _connect(self, path: Path) -> Iterator[sqlite3.Connection]:
        """A connection within one transaction."""
        connection = connect_to_file(path, _LOCK_TIMEOUT)
        try:
            set_version(connection, VERSION, "the edits")
            connection.execute(_TABLE)
            with connection:
                yield connection
        finally:
            connection.close()


def _find(connection: sqlite3.Connection, original: Dataset) -> tuple[DatasetEdits | None, _Known]:
    """The edits to make of `original`, and those that are kept of it and not of what was at its place."""
    if connection.execute("SELECT 1 FROM data_edits").fetchone() is None:
        return None, _Known()  # the fingerprint of many pictures takes a while
    query = "SELECT original, edits FROM data_edits WHERE original = ? OR place = ? ORDER BY original = ? DESC"
    key = original.fingerprint
    row = connection.execute(query, (key, _place(original), key)).fetchone()
    if row is None:
        return None, _Known()
    edits, pictures = _decode(connection, row[1])
    if row[0] == key:
        return edits, _Known(edits, edits, row[1])
    carried = carry_over(edits, pictures, original)
    return None if carried.are_none else carried, _Known()


def _read_again(connection: sqlite3.Connection, original: Dataset, known: _Known) -> DatasetEdits:
    """The edits that are kept of `original` now; damaged ones are taken for those that were `known`."""
    row = connection.execute("SELECT edits FROM data_edits WHERE original = ?", (original.fingerprint,)).fetchone()
    text = None if row is None else row[0]
    if text == known.text:
        return known.stored
    try:
        return DatasetEdits() if text is None else _decode(connection, text)[0]
    except _DAMAGE:
        _log.warning("The edits of %s are damaged", original.name, exc_info=True)
        return known.stored


def _merge(original: Dataset, before: DatasetEdits, after: DatasetEdits, stored: DatasetEdits) -> DatasetEdits:
    """`stored` with what this window has changed; its own edits alone if a part would be left without a class."""
    merged = merge(before, after, stored)
    if merged is after:
        return after
    try:
        return EditedDataset(original).with_checked_edits(merged).edits
    except (EditError, LookupError):
        return after


def _put(connection: sqlite3.Connection, original: Dataset, edits: DatasetEdits) -> str | None:
    """Keep `edits`, and return their row."""
    key, place = original.fingerprint, _place(original)
    PictureTable(connection).put(key, edits)
    # The edits of what was at the place before were made here, or discarded.
    connection.execute("DELETE FROM data_edits WHERE original = ? OR place = ?", (key, place))
    if edits.are_none:
        return None
    text = _encode(original, edits)
    connection.execute("INSERT INTO data_edits VALUES (?, ?, ?)", (key, place, text))
    return text


def _decode(connection: sqlite3.Connection, text: str) -> tuple[DatasetEdits, dict[PictureKey, str]]:
    """The edits of a row, and the SHA-256 of each picture of the original that is edited. Raises those of `_DAMAGE`."""
    fields = json.loads(text)
    pictures = {PictureKey(source, index): sha256 for source, index, sha256 in fields["pictures"]}
    return decode_edits(fields["edits"], PictureTable(connection).pixels()), pictures


def _encode(original: Dataset, edits: DatasetEdits) -> str:
    pictures = [(key.source, key.index, sha256) for key, sha256 in edited_pictures(original, edits).items()]
    return json.dumps({"edits": encode_edits(edits), "pictures": pictures})


def _place(original: Dataset) -> str | None:
    """Where `original` was opened and with which classes, as a text; None, which equals nothing, if it was made."""
    return None if original.origin is None else json.dumps([asdict(original.origin), original.classes], sort_keys=True)


def edited_pictures(original: Dataset, edits: DatasetEdits) -> dict[PictureKey, str]:
    """The SHA-256 of each picture of `original` that is edited."""
    keys = (key for key in edits.placements if key.source != ADDED)
    return {key: _sha256(original.parts[key.source].pictures[key.index]) for key in keys}


def carry_over(edits: DatasetEdits, pictures: Mapping[PictureKey, str], original: Dataset) -> DatasetEdits:
    """The edits of the same pictures in another `original`; `pictures` are their hashes, by `edited_pictures`.

    Pictures that are gone are left out, and so are edits that change nothing any more. One that is in the other part
    now stays there, unless it was moved by the edit. Among pictures of another size there is none of the same.
    """
    if any(picture.pixels.shape[:2] != original.picture_shape for picture in edits.added.values()):
        return DatasetEdits()
    placements = {key: at for key, at in edits.placements.items() if key.source == ADDED}
    places = _places(original)
    for key, sha256 in pictures.items():
        found = sorted(places.get(sha256, ()), key=lambda place: place.source != key.source)
        if not found:
            continue
        at, place = edits.placements[key], found[0]
        here = Placement(place.source, int(original.parts[place.source].labels[0, place.index]))
        wanted = Placement(place.source if at.part == key.source else at.part, at.label)
        if wanted != here:
            placements[place] = wanted
    return DatasetEdits(placements, edits.added)


def _places(original: Dataset) -> dict[str, list[PictureKey]]:
    """The pictures of a data set by their hash."""
    places: dict[str, list[PictureKey]] = {}
    for name, part in original.parts.items():
        for index, pixels in enumerate(part.pictures):
            places.setdefault(_sha256(pixels), []).append(PictureKey(name, index))
    return places


def _sha256(pixels: Pixels) -> str:
    import hashlib  # it loads OpenSSL, which is not needed at start-up

    return hashlib.sha256(pixels.tobytes()).hexdigest()


# An added picture is itself its identity: two windows may have given the same number to different ones.
_Identity = PictureKey | AddedPicture


def merge(before: DatasetEdits, after: DatasetEdits, other: DatasetEdits) -> DatasetEdits:
    """The edits `other` with what one window has changed from `before` to `after`.

    Of a picture that was edited in both windows, the edit of `after` counts. One that was added in both is added once.
    """
    if other == before:
        return after
    old, new, merged = _by_identity(before), _by_identity(after), _by_identity(other)
    for identity in old.keys() - new.keys():
        merged.pop(identity, None)
    merged.update({identity: place for identity, place in new.items() if old.get(identity) != place})
    added = [identity for identity in merged if isinstance(identity, AddedPicture)]
    numbers = {picture: number for number, picture in enumerate(added)}
    placements = {
        PictureKey(ADDED, numbers[identity]) if isinstance(identity, AddedPicture) else identity: place
        for identity, place in merged.items()
    }
    return DatasetEdits(placements, dict(enumerate(added)))


def _by_identity(edits: DatasetEdits) -> dict[_Identity, Placement]:
    return {edits.added[key.index] if key.source == ADDED else key: place for key, place in edits.placements.items()}
