"""The edits of data sets in the profile, a row for each picture by the contents of its original, and their keeper."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject

from catgui.domain.edits import edit_texts
from catgui.models.edits.data_editor import DataEditor
from catgui.models.tasks.messages import show_error, show_notice, withdraw
from catgui.profile.keeper import ProfileKeeper
from catgui.profile.pictures import PictureTable
from catgui.profile.store import ProfileStore
from engine.data.dataset import Dataset
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import (
    ADDED,
    LEFT_OUT,
    LONGEST_FILE,
    TEST,
    TRAIN,
    AddedPicture,
    DatasetEdits,
    PictureKey,
    PictureName,
    Placement,
)
from engine.errors import EditError
from engine.storage.atomic import describe_obstacle
from engine.text import printable
from engine.typing import Pixels
from engine.validation import Choice, Integers, Texts

_log = logging.getLogger(__name__)
# The last number of a change; a row with a later one, or with none, is damaged, and no later edit is numbered by it.
_LAST_CHANGE = 2**62
_IS_NUMBERED = f"typeof(edits.changed) = 'integer' AND edits.changed BETWEEN 0 AND {_LAST_CHANGE}"
_IS_VALID = f"part IN ('{TRAIN}', '{TEST}', '{LEFT_OUT}') AND label IN (0, 1) AND {_IS_NUMBERED}"
_LONGEST_PLACE = 2**20
_SHA256 = re.compile("[0-9a-f]{64}")
# How long to wait for edits that are being written when the same data are opened again, in seconds.
_MOST_SECONDS = 5.0
# What a damaged row raises.
_DAMAGE = (ValueError, TypeError, LookupError)


class _Columns(NamedTuple):
    """A row of `edits`.

    Attributes: `original`, the fingerprint of the data set; `picture`, its name as a text; `number`, its index in its
    part, or that of an added picture; `sha256` of its pixels; `changed`, greater for a later edit.
    """

    original: str
    picture: str
    source: str
    number: int
    sha256: str
    file: str
    height: int
    width: int
    part: str
    label: int
    changed: int


_NAMES = ", ".join(_Columns._fields)
# A row that another window has written later stays.
_LATER = (
    f"SELECT 1 FROM edits WHERE original = :original AND picture = :picture AND changed > :changed AND {_IS_NUMBERED}"
)
_VALUES = ", ".join(f":{name}" for name in _Columns._fields)
_WRITE = f"INSERT OR REPLACE INTO edits ({_NAMES}) SELECT {_VALUES} WHERE NOT EXISTS ({_LATER})"


@dataclass(frozen=True, slots=True)
class _Row:
    """What was done to one picture; to its own part and label, or to none, if that was taken back.

    Attributes: `added`, the picture, if it is in the data and not in the original.
    """

    name: PictureName
    at: Placement
    columns: _Columns
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
    one that several have edited, the later part and the later label count. No row is ever deleted.

    Attributes: `problem`, a text for the user about edits that `find` could not read or make, or ''.
    """

    def __init__(self, keeper: ProfileKeeper) -> None:
        self._keeper = keeper
        self.problem = ""
        self._unwritten: dict[Dataset, DatasetEdits] = {}
        # The edits of each original as the rows in the profile have them, as far as this window has read or written.
        self._written: weakref.WeakKeyDictionary[Dataset, DatasetEdits] = weakref.WeakKeyDictionary()
        # The same as rows, also of data that are closed.
        self._rows: dict[tuple[str, str], _Row] = {}

    @property
    def are_kept(self) -> bool:
        """Whether what is put is kept, as far as is known."""
        return not self._keeper.notice

    def put(self, original: Dataset, edits: DatasetEdits) -> None:
        """Keep `edits` of `original` in place of those that this window had of it."""
        self._unwritten.pop(original, None)
        self._unwritten[original] = edits
        self._keeper.put(("edits", original), partial(self._write, original, edits))

    def find(self, original: Dataset) -> DatasetEdits | None:
        """The edits that were kept of `original`, or None; see `problem`."""
        if self._unwritten and self.are_kept:
            self._keeper.wait(_MOST_SECONDS)
        for other, edits in reversed(list(self._unwritten.items())):
            if other.fingerprint == original.fingerprint:
                self._written[original] = edits  # before anything else of it is
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
        self._remember([*found.own, *found.others])
        return None if edits.are_none else edits

    def _write(self, original: Dataset, edits: DatasetEdits, store: ProfileStore) -> None:
        before = self._written.get(original, DatasetEdits())
        rows = store.write(partial(_put, original, before, edits, list(self._rows.values())))
        self._written[original] = edits
        self._remember(rows)
        if self._unwritten.get(original) is edits:
            del self._unwritten[original]

    def _remember(self, rows: Iterable[_Row]) -> None:
        for row in rows:
            key = row.columns.original, row.columns.picture
            if key not in self._rows or self._rows[key].columns.changed <= row.columns.changed:
                self._rows[key] = row


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
        for row in connection.execute(f"SELECT {_NAMES} FROM edits WHERE original {where} ORDER BY changed", values):
            try:
                rows.append(_decode(_Columns(*row), pictures))
            except _DAMAGE:
                _log.warning("An edit in the profile is damaged", exc_info=True)
                found.damaged += 1
    return found


def _decode(row: _Columns, pictures: Mapping[str, bytes]) -> _Row:
    """The row with its picture. Raises what is in `_DAMAGE`."""
    _check_fingerprint(row.original)
    part = Choice((TRAIN, TEST, LEFT_OUT)).check("part", row.part)
    at = Placement(part, Integers(0, 1).check("label", row.label))
    number = Integers(0, 2**31 - 1).check("number", row.number)
    Integers(0, _LAST_CHANGE).check("changed", row.changed)
    if row.source != ADDED:
        return _Row(PictureKey(Choice((TRAIN, TEST)).check("source", row.source), number), at, row)
    name = Texts(2 * LONGEST_FILE).check("picture", row.picture)
    if part == LEFT_OUT:
        return _Row(name, at, row)
    picture = AddedPicture(
        np.frombuffer(pictures[row.sha256], np.uint8).reshape(row.height, row.width, 3),
        printable(Texts(LONGEST_FILE).check("file", row.file)),
    )
    if picture.sha256 != row.sha256:
        raise ValueError("the picture is damaged")
    return _Row(name, at, row, picture)


def _check_fingerprint(value: object) -> None:
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise ValueError("the fingerprint of an original is damaged")


def _make(original: Dataset, rows: Iterable[_Row]) -> tuple[DatasetEdits, int]:
    """The edits of `rows`, and the number of later ones that would leave a part without a class."""
    kept = sorted(rows, key=lambda row: row.columns.changed)
    unmade = 0
    while True:
        edits = _edits(original, kept)
        try:
            return EditedDataset(original).with_checked_edits(edits).edits, unmade
        except (EditError, LookupError):
            last = kept[-1].columns.changed
            unmade += sum(row.columns.changed == last for row in kept)
            kept = [row for row in kept if row.columns.changed < last]


def _edits(original: Dataset, rows: Iterable[_Row]) -> DatasetEdits:
    """The edits of `rows`, of which a later one counts, without those that change nothing."""
    latest = {row.name: row for row in rows}
    placements: dict[PictureKey, Placement] = {}
    added: dict[int, AddedPicture] = {}
    for name, row in sorted(latest.items(), key=lambda item: (item[1].columns.number, item[1].columns.changed)):
        if isinstance(name, PictureKey):
            if name.index < original.parts[name.source].count and row.at != _own_placement(original, name):
                placements[name] = row.at
        elif row.added is not None and row.added.pixels.shape[:2] == original.picture_shape:
            # Two windows may have given one number to two pictures.
            number = max(added, default=-1) + 1 if row.columns.number in added else row.columns.number
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
    edited = [row for row in rows if isinstance(row.name, PictureKey)]
    are_same_data = not edited or any(row.columns.sha256 in places for row in edited)
    for row in rows:
        if not isinstance(row.name, PictureKey):
            if are_same_data:
                yield row
        elif found := places.get(row.columns.sha256):
            source = row.name.source
            key = min(found, key=lambda place: place.source != source)
            part = key.source if row.at.part == source else row.at.part
            yield replace(row, name=key, at=Placement(part, row.at.label))


def _put(
    original: Dataset, before: DatasetEdits, after: DatasetEdits, known: Sequence[_Row], connection: sqlite3.Connection
) -> Sequence[_Row]:
    """Write what differs between two edits of this window, later than what it knows; returns the rows."""
    old, new = EditedDataset(original, before), EditedDataset(original, after)
    query = f"SELECT picture, changed, part, label FROM edits WHERE original = ? AND {_IS_VALID}"
    latest = {
        name: (changed, Placement(*at)) for name, changed, *at in connection.execute(query, (original.fingerprint,))
    }
    for row in known:  # an older file may have taken the place of that in which it was
        columns = row.columns
        if columns.original == original.fingerprint and columns.changed > latest.get(columns.picture, (-1,))[0]:
            latest[columns.picture] = columns.changed, row.at
    stored = {name: at for name, (_, at) in latest.items()}
    changed = _next_change(max((row.columns.changed for row in known), default=0), connection)
    rows = [_encode(old, new, name, stored, changed) for name in old.changed_names(new)]
    _write_rows(original.fingerprint, _place(original), rows, connection)
    return rows


def _write_rows(original: str, place: str | None, rows: Sequence[_Row], connection: sqlite3.Connection) -> None:
    """Write rows of an original, and the pictures that it uses."""
    connection.execute("INSERT OR REPLACE INTO originals VALUES (?, ?)", (original, place))
    connection.executemany(_WRITE, [row.columns._asdict() for row in rows])
    table = PictureTable(connection)
    query = "SELECT sha256 FROM edits WHERE original = ? AND source = ? AND part != ?"
    used = {sha256 for (sha256,) in connection.execute(query, (original, ADDED, LEFT_OUT))}
    table.add({row.added.sha256: row.added.pixels for row in rows if row.added is not None})
    table.set_uses(original, used)


def _next_change(newest: int, connection: sqlite3.Connection) -> int:
    """The number of a change after `newest` and all in the profile."""
    query = f"SELECT coalesce(max(changed), 0) FROM edits WHERE {_IS_NUMBERED}"
    return min(max(int(connection.execute(query).fetchone()[0]), newest) + 1, _LAST_CHANGE)


def _encode(
    old: EditedDataset, new: EditedDataset, name: PictureName, stored: Mapping[str, Placement], changed: int
) -> _Row:
    """The row of a picture, with the part or the label of the profile if this window has not changed it."""
    was, at = old.find(name), new.find(name)
    edited = old if at is None else new
    key = name if isinstance(name, PictureKey) else edited.names[name]
    picture = f"{key.source} {key.index}" if isinstance(name, PictureKey) else name
    if was is not None:
        after = at or Placement(LEFT_OUT, was.label)
        at = stored.get(picture, was).with_change(was, after)
    assert at is not None, "a picture that is in neither has not changed"
    pixels = edited.pixels(key)
    added = edited.edits.added[key.index] if key.source == ADDED else None
    height, width = (0, 0) if added is None else pixels.shape[:2]
    sha256, file = (_sha256(pixels), "") if added is None else (added.sha256, added.file)
    columns = (picture, key.source, key.index, sha256, file, height, width, at.part, at.label, changed)
    return _Row(name, at, _Columns(edited.original.fingerprint, *columns), added)


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


class EditKeeper(QObject):
    """Puts each edit into `store` at once, from which a Workspace opens the same data again.

    So no edit is lost when other data are opened, when the window is closed, or when the program is killed.
    """

    def __init__(self, editor: DataEditor, store: KeptEdits, parent: QObject) -> None:
        super().__init__(parent)
        self._editor, self._store = editor, store
        editor.kept_changed.connect(store.put)
        editor.replaced.connect(self._on_replaced)

    def _on_replaced(self, before: EditedDataset | None) -> None:
        withdraw(self)
        if self._store.problem:
            show_error(self, self._store.problem)
            self._store.problem = ""
        editor, shown = self._editor, self._editor.edited
        if shown is not None and not editor.kept.are_none:
            kept = EditedDataset(shown.original, editor.kept)
            self._say_kept(kept, is_made=not kept.changed_names(shown))
        elif before is not None and not before.edits.are_none:
            show_notice(self, edit_texts.put_aside_text(before.original.name, before.counts, self._store.are_kept))

    def _say_kept(self, kept: EditedDataset, is_made: bool) -> None:
        name = kept.original.name
        if is_made:
            discard = ("Discard", partial(self._if_open, kept.original, self._editor.revert_all))
            show_notice(self, edit_texts.restored_text(name, kept.counts), discard)
        else:
            apply = ("Apply", partial(self._if_open, kept.original, self._editor.apply_kept))
            show_notice(self, edit_texts.not_applied_text(name, kept.counts), apply)

    def _if_open(self, original: Dataset, act: Callable[[], object]) -> None:
        """Act unless other data were opened since it was offered."""
        if self._editor.edited is not None and self._editor.edited.original is original:
            act()
