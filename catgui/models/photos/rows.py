"""The list model of photos, which are found by key, and which of them have views: as many as the memory is to hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey
from catgui.domain.photo_texts import description, photo_row
from catgui.domain.picture import ROW_ROLE
from catgui.style.tooltips import escape_tooltip
from engine.images.photo import most_views

# A photo and its row, or the row it was removed from.
RowEntry = tuple[int, PhotoEntry]


class PhotoListModel(QAbstractListModel):
    """One row per photo, in the order of adding.

    Signals: `photos_changed()`, photos were added or removed.
    """

    photos_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[PhotoEntry] = []
        self._rows: dict[PhotoKey, int] = {}

    def __iter__(self) -> Iterator[PhotoEntry]:
        return iter(self._entries)

    def __reversed__(self) -> Iterator[PhotoEntry]:
        return reversed(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, key: PhotoKey) -> PhotoEntry | None:
        """The photo with `key`, or None if it was removed."""
        row = self._rows.get(key)
        return None if row is None else self._entries[row]

    def row_of(self, key: PhotoKey) -> int | None:
        """The row of a photo, or None if it was removed."""
        return self._rows.get(key)

    def key_at(self, row: int) -> PhotoKey:
        """The photo in a row."""
        return self._entries[row].key

    def insert(self, row_entries: Sequence[RowEntry]) -> None:
        """Insert each photo at its row; the rows must ascend."""
        for start, run in _consecutive_rows(row_entries):
            where = min(start, len(self._entries))
            self.beginInsertRows(QModelIndex(), where, where + len(run) - 1)
            self._entries[where:where] = run
            self._reindex()
            self.endInsertRows()
        self.photos_changed.emit()

    def take(self, keys: Collection[PhotoKey]) -> list[RowEntry]:
        """Remove photos; returns each with its row, in ascending order, for `insert`."""
        rows = sorted(self._rows[key] for key in keys if key in self._rows)
        taken = [(row, self._entries[row]) for row in rows]
        for start, run in reversed(_consecutive_rows(taken)):
            self.beginRemoveRows(QModelIndex(), start, start + len(run) - 1)
            del self._entries[start : start + len(run)]
            self._reindex()
            self.endRemoveRows()
        self.photos_changed.emit()
        return taken

    def update_entries(self, entries: Iterable[PhotoEntry]) -> None:
        """Replace the entries with the same keys; ignore those that were removed."""
        rows = []
        for entry in entries:
            row = self._rows.get(entry.key)
            if row is not None:
                self._entries[row] = entry
                rows.append(row)
        if rows:
            # One signal for the whole range: repainting the visible rows costs less than many signals.
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    def _reindex(self) -> None:
        # Before Qt tells of the change: a view asks for photos at once.
        self._rows = {entry.key: row for row, entry in enumerate(self._entries)}

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """The number of photos."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The PictureRow, the name, or a description of a row."""
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        value_of = _ROLE_VALUES.get(role)
        return None if value_of is None else value_of(self._entries[index.row()])


_ROLE_VALUES: dict[int, Callable[[PhotoEntry], object]] = {
    ROW_ROLE: photo_row,
    Qt.ItemDataRole.DisplayRole: lambda entry: entry.name,
    Qt.ItemDataRole.ToolTipRole: lambda entry: escape_tooltip(description(entry)),
    Qt.ItemDataRole.AccessibleTextRole: description,
}


def _consecutive_rows(row_entries: Sequence[RowEntry]) -> list[tuple[int, list[PhotoEntry]]]:
    """Runs of consecutive rows: (first row, entries)."""
    groups = groupby(enumerate(row_entries), key=lambda numbered: numbered[1][0] - numbered[0])
    runs = [[place for _, place in group] for _, group in groups]
    return [(run[0][0], [entry for _, entry in run]) for run in runs]


class PhotoViews:
    """The order in which `photos` were looked at, by which views are dropped when all would take too much memory.

    A photo without a view is read again when its card is painted, and once for each network that has not answered it.
    """

    def __init__(self, photos: PhotoListModel) -> None:
        self._photos = photos
        self._used: dict[PhotoKey, None] = {}  # the latest last
        self._wanted: set[PhotoKey] = set()
        self._tried: set[PhotoKey] = set()

    def use(self, key: PhotoKey) -> bool:
        """Mark a photo as the last one looked at; returns whether it must be read again."""
        entry = self._photos.entry(key)
        if entry is None or entry.photo is None:
            return False
        self._used.pop(key, None)
        self._used[key] = None
        if entry.view is None:
            self._wanted.add(key)
        return entry.view is None

    @property
    def latest(self) -> Iterator[PhotoEntry]:
        """The photos that were looked at, the latest first: those on the screen."""
        return filter(None, map(self._photos.entry, reversed(self._used)))

    def pop_wanted(self) -> list[PhotoEntry]:
        """The photos without a view that were looked at since the last call."""
        wanted, self._wanted = self._wanted, set()
        return [entry for entry in map(self._photos.entry, wanted) if entry is not None and entry.view is None]

    def forget_answers(self) -> None:
        """Read each photo without an answer again, since there is another network."""
        self._tried.clear()

    def pop_unanswered(self, picture_shape: tuple[int, int]) -> list[PhotoEntry]:
        """Some of the photos that have neither view nor answer, each once for a network."""
        found = [
            entry
            for entry in self._photos
            if entry.photo is not None and entry.view is None and entry.verdict is None and entry.key not in self._tried
        ]
        some = found[: -(-most_views(picture_shape) // 2)]
        self._tried.update(entry.key for entry in some)
        return some

    def surplus(self, picture_shape: tuple[int, int], awaits_answer: Callable[[PhotoEntry], bool]) -> list[PhotoEntry]:
        """The photos whose views do not fit, without them; those that await an answer keep theirs longest."""
        most = most_views(picture_shape)
        if len(self._photos) <= most:
            return []
        places = {key: place for place, key in enumerate(self._used)}
        seen = [entry for entry in self._photos if entry.view is not None]
        seen.sort(key=lambda entry: (awaits_answer(entry), places.get(entry.key, -1)))
        surplus = seen[: max(0, len(seen) - most)]
        return [replace(it, photo=replace(it.photo, views={})) for it in surplus if it.photo is not None]
