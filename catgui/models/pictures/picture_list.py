"""The list model of pictures, and changes of rows after which views keep their place and selection."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import groupby
from typing import Any, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.style.tooltips import escape_tooltip

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Row = TypeVar("Row")


class PictureListModel(QAbstractListModel):
    """A list model with one picture per row.

    Its rows are of type PictureRow, or of another one that a subclass makes a PictureRow of when a view asks for it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Any] = ()

    def show_rows(self, rows: Sequence[Any], keeps_places: bool = False) -> None:
        """Show other rows; with `keeps_places`, views keep their position and the selection of rows that remain."""
        before, count = self.rowCount(), len(rows)
        if not keeps_places:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif count < before:
            self.beginRemoveRows(ROOT, count, before - 1)
            self._rows = rows
            self.endRemoveRows()
        elif count > before:
            self.beginInsertRows(ROOT, before, count - 1)
            self._rows = rows
            self.endInsertRows()
        else:
            self._rows = rows
        if keeps_places and count:
            self.dataChanged.emit(self.index(0), self.index(count - 1))

    def make_row(self, row: Any) -> PictureRow:
        """The PictureRow of one row."""
        assert isinstance(row, PictureRow)
        return row

    def row_at(self, place: int) -> PictureRow:
        """The PictureRow at a place."""
        return self.make_row(self._rows[place])

    def widest_caption_lines(self) -> Sequence[str]:
        """Lines at least as wide as those of any row."""
        lines = [self.make_row(row).lines or () for row in self._rows]
        return [max(of_rows, key=len) for of_rows in zip(*lines, strict=True)]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == ROW_ROLE:
            return self.row_at(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.row_at(index.row()).description
        if role == Qt.ItemDataRole.ToolTipRole:
            return escape_tooltip(self.row_at(index.row()).description)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The widest lines of all rows."""
        return self.widest_caption_lines() if role == ROW_ROLE else None


def replace_rows(
    model: QAbstractListModel, rows: list[Row], wanted: Sequence[Row], key: Callable[[Row], Hashable]
) -> None:
    """Turn `rows`, those of `model`, into `wanted`: rows with the same key are the same, and are moved or updated."""
    wanted_keys = [key(row) for row in wanted]
    kept = set(wanted_keys)
    remove_rows(model, rows, [place for place, row in enumerate(rows) if key(row) not in kept])
    present = {key(row) for row in rows}
    new = [row for row in wanted if key(row) not in present]
    if new:
        model.beginInsertRows(QModelIndex(), len(rows), len(wanted) - 1)
        rows.extend(new)
        model.endInsertRows()
    keys = [key(row) for row in rows]
    if keys == wanted_keys:
        _update(model, rows, wanted)
    else:
        _reorder(model, rows, wanted, keys, wanted_keys)


def remove_rows(model: QAbstractListModel, rows: list[Row], gone: Sequence[int]) -> None:
    """Remove the rows at the places `gone`, in ascending order, from `rows`, those of `model`."""
    groups = groupby(enumerate(gone), key=lambda numbered: numbered[1] - numbered[0])
    runs = [[place for _, place in group] for _, group in groups]
    for run in reversed(runs):
        model.beginRemoveRows(QModelIndex(), run[0], run[-1])
        del rows[run[0] : run[-1] + 1]
        model.endRemoveRows()


def _update(model: QAbstractListModel, rows: list[Row], wanted: Sequence[Row]) -> None:
    changed = [place for place, row in enumerate(wanted) if row != rows[place]]
    rows[:] = wanted
    if changed:
        model.dataChanged.emit(model.index(changed[0]), model.index(changed[-1]))


def _reorder(
    model: QAbstractListModel,
    rows: list[Row],
    wanted: Sequence[Row],
    keys: Sequence[Hashable],
    wanted_keys: Sequence[Hashable],
) -> None:
    model.layoutAboutToBeChanged.emit()
    place_of = {key: place for place, key in enumerate(wanted_keys)}
    before = model.persistentIndexList()
    rows[:] = wanted
    model.changePersistentIndexList(before, [model.index(place_of[keys[index.row()]]) for index in before])
    model.layoutChanged.emit()
