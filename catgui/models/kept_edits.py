"""The edits of data sets in the profile: a row for each original, by the SHA-256 of its pictures and labels."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject

from catgui.domain import edit_texts
from catgui.models.data_editor import DataEditor
from catgui.models.messages import show_error, show_notice, withdraw
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.tables import PictureTable
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import ADDED, AddedPicture, DatasetEdits, PictureKey, Placement
from engine.errors import ConfigError, EditError
from engine.saved_model.encoding import decode_edits, encode_edits
from engine.system.atomic import describe_obstacle
from engine.typing import Pixels

_log = logging.getLogger(__name__)

# What a damaged row raises.
DAMAGE = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError, ConfigError)


class StoredEdits(NamedTuple):
    """The edits of an original. Attributes: `hashes`, the SHA-256 of the pixels of each edited picture."""

    edits: DatasetEdits
    hashes: Mapping[PictureKey, str]


def write_edits(
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


def read_edits(connection: sqlite3.Connection, original: str) -> StoredEdits | None:
    """The edits of an `original`, or None. Raises what is in `DAMAGE`."""
    rows = connection.execute("SELECT edits FROM edits WHERE original = ?", (original,))
    return next(_decode(connection, rows), None)


def read_edits_at(connection: sqlite3.Connection, place: str | None) -> Iterator[StoredEdits]:
    """The edits of all originals that were at a `place`, the last written first. Raises what is in `DAMAGE`."""
    query = "SELECT edits FROM edits WHERE place = ? ORDER BY rowid DESC"
    yield from _decode(connection, connection.execute(query, (place,)))


def _decode(connection: sqlite3.Connection, rows: Iterable[tuple[str]]) -> Iterator[StoredEdits]:
    pictures = PictureTable(connection).all()
    for (text,) in rows:
        fields = json.loads(text)
        edits = decode_edits(fields, pictures)
        yield StoredEdits(edits, dict(zip(edits.placements, fields["sha256"], strict=True)))


class KeptEdits:
    """The last edits of each data set, in the profile of `keeper`. `find` and `write` are for any thread.

    A data set is known by the SHA-256 of its pictures and labels, wherever it lies, so that its edits come back when it
    is opened from elsewhere. If other pictures have been at its place, such as with one more in a folder, the edits of
    the pictures that are in both come back in both. What could not be read is not written over.

    Attributes: `problem`, a text for the user about edits that `find` could not read or make, or ''.
    """

    def __init__(self, keeper: ProfileKeeper) -> None:
        self._keeper = keeper
        self.problem = ""
        self._unwritten: dict[Dataset, DatasetEdits] = {}
        self._unread: set[str] = set()  # the fingerprints of originals whose edits could not be read

    @property
    def are_kept(self) -> bool:
        """Whether what is put is written to the profile, as far as is known."""
        return not self._keeper.notice

    def put(self, original: Dataset, edits: DatasetEdits) -> None:
        """Set the `edits` of `original`, which the next `write` stores."""
        self._unwritten[original] = edits

    def write(self, connection: sqlite3.Connection) -> dict[Dataset, DatasetEdits]:
        """Store the edits that were put; returns them, for `confirm_written`."""
        written = dict(self._unwritten)
        for original, edits in written.items():
            if original.fingerprint not in self._unread:
                edited = EditedDataset(original, edits)
                hashes = {key: _sha256(edited, key) for key in edits.placements}
                write_edits(connection, original.fingerprint, _place(original), edits, hashes)
        return written

    def confirm_written(self, written: dict[Dataset, DatasetEdits]) -> None:
        """Drop the `written` edits from those to write: the transaction of `write` has ended."""
        for original, edits in written.items():
            if self._unwritten.get(original) is edits:
                del self._unwritten[original]

    def find(self, original: Dataset) -> DatasetEdits:
        """The stored edits of `original`; see `problem`."""
        for other, edits in list(self._unwritten.items()):
            if other.fingerprint == original.fingerprint:
                self._unwritten[original] = edits
                return edits
        store = self._keeper.store
        if store is None:
            return DatasetEdits()
        self._unread.discard(original.fingerprint)
        try:
            own, others = store.read(partial(_find, original))
            return _carry_over(others, original) if own is None else _make(own.edits, original)
        except (sqlite3.Error, OSError, EditError, *DAMAGE) as error:
            _log.warning("The edits cannot be read", exc_info=True)
            self._unread.add(original.fingerprint)
            is_obstacle = isinstance(error, sqlite3.Error | OSError)
            reason = describe_obstacle(error) if is_obstacle else "they are damaged"
            self.problem = edit_texts.unread_text(original.name, reason)
            return DatasetEdits()


def _find(original: Dataset, connection: sqlite3.Connection) -> tuple[StoredEdits | None, list[StoredEdits]]:
    if connection.execute("SELECT 1 FROM edits").fetchone() is None:
        return None, []  # the fingerprint of many pictures takes a while
    own = read_edits(connection, original.fingerprint)
    return own, [] if own is not None else list(read_edits_at(connection, _place(original)))


def _carry_over(stored: list[StoredEdits], original: Dataset) -> DatasetEdits:
    """The edits of the same pictures in another original, if they can be made: the last that has any of them.

    A picture that is in the other part now stays there, unless it was moved by the edit. Added pictures are carried
    over if any picture was: else these may be quite other data.
    """
    places = _places(original) if stored else {}
    for one in stored:
        own = [key for key in one.edits.placements if key.source != ADDED]
        found = [key for key in own if one.hashes[key] in places]
        if found or not own:
            placements = {key: at for key, at in one.edits.placements.items() if key.source == ADDED}
            for key in found:
                at = one.edits.placements[key]
                there = places[one.hashes[key]]
                new = next((place for place in there if place.source == key.source), there[0])
                placements[new] = Placement(new.source if at.part == key.source else at.part, at.label)
            with suppress(EditError):
                return _make(DatasetEdits(placements, one.edits.added), original)
    return DatasetEdits()


def _make(edits: DatasetEdits, original: Dataset) -> DatasetEdits:
    """The edits without those that change nothing, and without pictures of another size. Raises EditError."""
    added = {number: it for number, it in edits.added.items() if it.pixels.shape[:2] == original.picture_shape}
    placements = {key: at for key, at in edits.placements.items() if _is_edit(key, at, original, added)}
    return EditedDataset(original).with_checked_edits(DatasetEdits(placements, added)).edits


def _is_edit(key: PictureKey, at: Placement, original: Dataset, added: Mapping[int, AddedPicture]) -> bool:
    if key.source == ADDED:
        return key.index in added
    part = original.parts[key.source]
    return key.index < part.count and at != Placement(key.source, int(part.labels[0, key.index]))


def _place(original: Dataset) -> str | None:
    """Where `original` was opened and with which classes, as a text; None, which equals nothing, if it was made."""
    origin = original.origin
    return None if origin is None else json.dumps([origin._asdict(), original.classes], sort_keys=True)


def _places(original: Dataset) -> dict[str, list[PictureKey]]:
    """The pictures of a data set by their hash."""
    places: dict[str, list[PictureKey]] = {}
    for name, part in original.parts.items():
        for index, pixels in enumerate(part.pictures):
            places.setdefault(_hash(pixels), []).append(PictureKey(name, index))
    return places


def _sha256(edited: EditedDataset, key: PictureKey) -> str:
    return edited.edits.added[key.index].sha256 if key.source == ADDED else _hash(edited.pixels(key))


def _hash(pixels: Pixels) -> str:
    import hashlib  # it loads OpenSSL, which is not needed at start-up

    return hashlib.sha256(pixels.tobytes()).hexdigest()


class EditKeeper(QObject):
    """Notifies the user of the stored edits of data that are opened, and of data that are closed."""

    def __init__(self, editor: DataEditor, store: KeptEdits, parent: QObject) -> None:
        super().__init__(parent)
        self._editor, self._store = editor, store
        editor.replaced.connect(self._report_edits)

    def _report_edits(self, before: EditedDataset | None) -> None:
        withdraw(self)
        if self._store.problem:
            show_error(self, self._store.problem)
            self._store.problem = ""
        shown = self._editor.edited
        if shown is not None and not shown.edits.are_none:
            discard = "Discard", partial(self._discard, shown.original)
            show_notice(self, edit_texts.restored_text(shown.original.name, shown.counts), discard)
        elif before is not None and not before.edits.are_none and self._store.are_kept:
            show_notice(self, edit_texts.stored_edits_text(before.original.name, before.counts))

    def _discard(self, original: Dataset) -> None:
        """Revert the edits unless other data were opened since it was offered."""
        if self._editor.edited is not None and self._editor.edited.original is original:
            self._editor.revert_all()
