"""The edits of data sets in the profile: a row for each picture, by the contents of its original."""

from __future__ import annotations

import json
import logging
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import count

import numpy as np

from catgui.domain.edits import edit_texts
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.pictures import PictureTable
from catgui.profile.store import ProfileStore
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import ADDED, LEFT_OUT, TEST, TRAIN, AddedPicture, DatasetEdits, PictureKey, Placement
from engine.errors import EditError
from engine.storage.atomic import describe_obstacle
from engine.text import printable
from engine.typing import Pixels
from engine.validation import Choice, Integers, Texts

_log = logging.getLogger(__name__)
_COLUMNS = "picture, source, number, sha256, file, height, width, part, label, changed"
# The last number of a change; a row with a later one, or with none, is damaged, and no later edit is numbered by it.
_LAST_CHANGE = 2**62
_IS_NUMBERED = f"typeof(edits.changed) = 'integer' AND edits.changed BETWEEN 0 AND {_LAST_CHANGE}"
# How long to wait for edits that are being written when the same data are opened again, in seconds.
_MOST_SECONDS = 5.0
# What a damaged row raises.
_DAMAGE = (ValueError, TypeError, LookupError)
# Of an added picture a text with its SHA-256 and its file: two windows may have given one number to different ones.
_Identity = PictureKey | str


@dataclass(frozen=True, slots=True)
class _Row:
    """What was done to one picture; to its own part and label, or to none, if that was taken back.

    Attributes: `number`, its index in its part, or that of an added picture; `sha256` of its pixels; `changed`, greater
    for a later edit; `added`, the picture, if it is in the data and not in the original.
    """

    identity: _Identity
    number: int
    sha256: str
    at: Placement
    changed: int
    added: AddedPicture | None = None


@dataclass(slots=True)
class _Found:
    """The rows of an original, of others that were at its place, and the number of damaged ones."""

    own: list[_Row] = field(default_factory=list)
    others: list[_Row] = field(default_factory=list)
    damaged: int = 0


class KeptEdits:
    """The last edits of each data set, in the profile of `keeper`. `find` is for any thread.

    A data set is known by the SHA-256 of its pictures and labels, wherever it lies, so that its edits come back when it
    is opened from elsewhere. If other pictures have been at its place, such as with one more in a folder, the edits of
    the pictures that are in both come back in both. Each window writes the rows of the pictures that it has edited; of
    one that several have edited, the later row counts. No row is ever deleted.

    Attributes: `problem`, a text for the user about edits that `find` could not read or make, or ''.
    """

    def __init__(self, keeper: ProfileKeeper) -> None:
        self._keeper = keeper
        self.problem = ""
        self._unwritten: dict[Dataset, DatasetEdits] = {}
        # The edits of each original as the rows in the profile have them, as far as this window has read or written.
        self._written: weakref.WeakKeyDictionary[Dataset, DatasetEdits] = weakref.WeakKeyDictionary()

    @property
    def are_kept(self) -> bool:
        """Whether what is put is kept, as far as is known."""
        return not self._keeper.notice

    def put(self, original: Dataset, edits: DatasetEdits) -> None:
        """Keep `edits` of `original` in place of those that this window had of it."""
        self._unwritten[original] = edits
        self._keeper.put(("edits", original), partial(self._write, original, edits))

    def find(self, original: Dataset) -> DatasetEdits | None:
        """The edits that were kept of `original`, or None; see `problem`."""
        if self._unwritten and self.are_kept:
            self._keeper.wait(_MOST_SECONDS)
        for other, edits in list(self._unwritten.items()):
            if other.fingerprint == original.fingerprint:
                return None if edits.are_none else edits
        store = self._keeper.store
        try:
            found = None if store is None else store.read(partial(_find, original))
        except (sqlite3.Error, OSError) as error:
            _log.warning("The edits cannot be read", exc_info=True)
            self.problem = edit_texts.unread_text(original.name, describe_obstacle(error))
            return None
        if found is None:
            return None
        edits, unmade = _make(original, [*found.own, *_carry_over(found.others, original)])
        self.problem = edit_texts.unmade_text(original.name, found.damaged, unmade)
        self._written[original] = edits
        return None if edits.are_none else edits

    def _write(self, original: Dataset, edits: DatasetEdits, store: ProfileStore) -> None:
        store.write(partial(_put, original, self._written.get(original, DatasetEdits()), edits))
        self._written[original] = edits
        if self._unwritten.get(original) is edits:
            del self._unwritten[original]


def _find(original: Dataset, connection: sqlite3.Connection) -> _Found | None:
    if connection.execute("SELECT 1 FROM edits").fetchone() is None:
        return None  # the fingerprint of many pictures takes a while
    found = _Found()
    pictures = PictureTable(connection).all()
    at_place = "IN (SELECT original FROM originals WHERE place = ?) AND original != ?"
    for rows, where, values in (
        (found.own, "= ?", (original.fingerprint,)),
        (found.others, at_place, (_place(original), original.fingerprint)),
    ):
        for row in connection.execute(f"SELECT {_COLUMNS} FROM edits WHERE original {where} ORDER BY changed", values):
            try:
                rows.append(_decode(pictures, *row))
            except _DAMAGE:
                _log.warning("An edit in the profile is damaged", exc_info=True)
                found.damaged += 1
    return found


def _decode(
    pictures: Mapping[str, bytes],
    name: str,
    source: str,
    number: int,
    sha256: str,
    file: str,
    height: int,
    width: int,
    *rest: object,
) -> _Row:
    part, label, changed = rest
    at = Placement(Choice((TRAIN, TEST, LEFT_OUT)).check("part", part), Integers(0, 1).check("label", label))
    number, order = Integers(0, 2**31 - 1).check("number", number), Integers(0, _LAST_CHANGE).check("changed", changed)
    if source != ADDED:
        key = PictureKey(Choice((TRAIN, TEST)).check("source", source), number)
        return _Row(key, number, sha256, at, order)
    if at.part == LEFT_OUT:
        return _Row(name, number, sha256, at, order)
    picture = AddedPicture(
        np.frombuffer(pictures[sha256], np.uint8).reshape(height, width, 3),
        printable(Texts(4_096).check("file", file)),
    )
    if picture.sha256 != sha256:
        raise ValueError("the picture is damaged")
    return _Row(name, number, sha256, at, order, picture)


def _make(original: Dataset, rows: Iterable[_Row]) -> tuple[DatasetEdits, int]:
    """The edits of `rows`, and the number of later ones that would leave a part without a class."""
    kept = sorted(rows, key=lambda row: row.changed)
    unmade = 0
    while True:
        edits = _edits(original, kept)
        try:
            return EditedDataset(original).with_checked_edits(edits).edits, unmade
        except (EditError, LookupError):
            last = kept[-1].changed
            unmade += sum(row.changed == last for row in kept)
            kept = [row for row in kept if row.changed < last]


def _edits(original: Dataset, rows: Iterable[_Row]) -> DatasetEdits:
    """The edits of `rows`, of which a later one counts, without those that change nothing."""
    latest = {row.identity: row for row in rows}
    placements: dict[PictureKey, Placement] = {}
    added: dict[int, AddedPicture] = {}
    for identity, row in sorted(latest.items(), key=lambda item: (item[1].number, item[1].changed)):
        if isinstance(identity, PictureKey):
            if identity.index < original.parts[identity.source].count and row.at != _own_placement(original, identity):
                placements[identity] = row.at
        elif row.added is not None and row.added.pixels.shape[:2] == original.picture_shape:
            # Two windows may have given one number to two pictures.
            number = max(added, default=-1) + 1 if row.number in added else row.number
            placements[PictureKey(ADDED, number)] = row.at
            added[number] = row.added
    return DatasetEdits(placements, added)


def _carry_over(rows: list[_Row], original: Dataset) -> Iterator[_Row]:
    """The rows of the same pictures in another `original`.

    A picture that is in the other part now stays there, unless it was moved by the edit. Added pictures are carried
    over if any picture was: else these may be quite other data.
    """
    if not rows:
        return
    places = _places(original)
    edited = [row for row in rows if isinstance(row.identity, PictureKey)]
    are_same_data = not edited or any(row.sha256 in places for row in edited)
    for row in rows:
        if not isinstance(row.identity, PictureKey):
            if are_same_data:
                yield row
        elif found := places.get(row.sha256):
            source = row.identity.source
            key = min(found, key=lambda place: place.source != source)
            part = key.source if row.at.part == source else row.at.part
            yield replace(row, identity=key, at=Placement(part, row.at.label))


def _put(original: Dataset, before: DatasetEdits, after: DatasetEdits, connection: sqlite3.Connection) -> None:
    """Write what this window has changed from `before` to `after`."""
    key = original.fingerprint
    changed = _next_change(connection)
    old, new = _by_identity(before), _by_identity(after)
    rows = []
    for identity in {**old, **new}:
        if old.get(identity) != new.get(identity):
            picture, at = new.get(identity) or (old[identity][0], None)
            rows.append((key, *_encode(original, identity, picture, at), changed))
    connection.execute("INSERT OR REPLACE INTO originals VALUES (?, ?)", (key, _place(original)))
    connection.executemany(f"INSERT OR REPLACE INTO edits (original, {_COLUMNS}) VALUES ({', '.join('?' * 11)})", rows)
    table = PictureTable(connection)
    query = "SELECT sha256 FROM edits WHERE original = ? AND source = ? AND part != ?"
    used = {sha256 for (sha256,) in connection.execute(query, (key, ADDED, LEFT_OUT))}
    table.add({picture.sha256: picture.pixels for picture in after.added.values()})
    table.set_uses(key, used)


def _next_change(connection: sqlite3.Connection) -> int:
    """The number of a change after all that are known."""
    query = f"SELECT coalesce(max(changed), 0) FROM edits WHERE {_IS_NUMBERED}"
    return min(int(connection.execute(query).fetchone()[0]) + 1, _LAST_CHANGE)


def _encode(
    original: Dataset, identity: _Identity, picture: tuple[PictureKey, AddedPicture | None], at: Placement | None
) -> tuple[object, ...]:
    """The columns of a picture; `at` is None if it is as it was, or not in the data, again."""
    key, added = picture
    if added is not None:
        height, width = added.pixels.shape[:2]
        at = at or Placement(LEFT_OUT, 0)
        name, sha256, file = identity, added.sha256, added.file
    else:
        height = width = 0
        at = at or _own_placement(original, key)
        name, sha256, file = f"{key.source} {key.index}", _sha256(original.parts[key.source].pictures[key.index]), ""
    return name, key.source, key.index, sha256, file, height, width, at.part, at.label


def _by_identity(edits: DatasetEdits) -> dict[_Identity, tuple[tuple[PictureKey, AddedPicture | None], Placement]]:
    """Each picture, an added one with its pixels, and its placement."""
    found: dict[_Identity, tuple[tuple[PictureKey, AddedPicture | None], Placement]] = {}
    for key, at in sorted(edits.placements.items(), key=lambda item: item[0].index):
        if key.source == ADDED:
            added = edits.added[key.index]
            # One that was added twice has two rows.
            copies = (f"{added.sha256} {copy} {added.file}" for copy in count())
            found[next(name for name in copies if name not in found)] = (key, added), at
        else:
            found[key] = (key, None), at
    return found


def _own_placement(original: Dataset, key: PictureKey) -> Placement:
    return Placement(key.source, int(original.parts[key.source].labels[0, key.index]))


def _place(original: Dataset) -> str | None:
    """Where `original` was opened and with which classes, as a text; None, which equals nothing, if it was made."""
    return None if original.origin is None else json.dumps([asdict(original.origin), original.classes], sort_keys=True)


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
