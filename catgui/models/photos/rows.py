"""Photos as the rows of a Qt model, found by their identity and never by their place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey
from catgui.domain.photo_texts import description
from catgui.models.pictures.picture_list import PictureRole
from catgui.style.tooltips import escape_tooltip

# A photo and the row it is at, or was at when it was taken out.
RowEntry = tuple[int, PhotoEntry]


class PhotoListModel(QAbstractListModel):
    """One row a photo, in the order in which they came.

    Signals: `photos_changed()`, photos have come or gone.
    """

    photos_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[PhotoEntry] = []
        self._rows: dict[PhotoKey, int] = {}

    def __iter__(self) -> Iterator[PhotoEntry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, key: PhotoKey) -> PhotoEntry | None:
        """The photo with this identity, or None if it is not here any more."""
        row = self._rows.get(key)
        return None if row is None else self._entries[row]

    def insert(self, row_entries: Sequence[RowEntry]) -> None:
        """Insert photos so that each comes to stand at its row; rows ascend."""
        for start, run in _consecutive_rows(row_entries):
            where = min(start, len(self._entries))
            self.beginInsertRows(QModelIndex(), where, where + len(run) - 1)
            self._entries[where:where] = run
            self.endInsertRows()
        self._reindex()

    def take(self, keys: Collection[PhotoKey]) -> list[RowEntry]:
        """Take photos out; gives each with its row, in ascending order, so that `insert` undoes it."""
        rows = sorted(self._rows[key] for key in keys if key in self._rows)
        taken = [(row, self._entries[row]) for row in rows]
        for start, run in reversed(_consecutive_rows(taken)):
            self.beginRemoveRows(QModelIndex(), start, start + len(run) - 1)
            del self._entries[start : start + len(run)]
            self.endRemoveRows()
        self._reindex()
        return taken

    def update_entries(self, entries: Iterable[PhotoEntry]) -> None:
        """Put these entries in the place of those with the same identity; those that are gone stay gone."""
        rows = []
        for entry in entries:
            row = self._rows.get(entry.key)
            if row is not None:
                self._entries[row] = entry
                rows.append(row)
        if rows:
            # One signal: a view repaints what it shows of the rows between, which costs less than many signals.
            self.dataChanged.emit(self.index(min(rows)), self.index(max(rows)))

    def _reindex(self) -> None:
        self._rows = {entry.key: row for row, entry in enumerate(self._entries)}
        self.photos_changed.emit()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """The number of photos."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The entry, the name, or a description of a row."""
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        value_of = _ROLE_VALUES.get(role)
        return None if value_of is None else value_of(self._entries[index.row()])


_ROLE_VALUES: dict[int, Callable[[PhotoEntry], object]] = {
    PictureRole.PHOTO: lambda entry: entry,
    Qt.ItemDataRole.DisplayRole: lambda entry: entry.name,
    Qt.ItemDataRole.ToolTipRole: lambda entry: escape_tooltip(description(entry)),
    Qt.ItemDataRole.AccessibleTextRole: description,
}


def _consecutive_rows(row_entries: Sequence[RowEntry]) -> list[tuple[int, list[PhotoEntry]]]:
    """Neighbouring rows together: (first row, entries)."""
    groups = groupby(enumerate(row_entries), key=lambda numbered: numbered[1][0] - numbered[0])
    runs = [[place for _, place in group] for _, group in groups]
    return [(run[0][0], [entry for _, entry in run]) for run in runs]
