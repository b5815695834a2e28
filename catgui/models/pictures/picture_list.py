"""The list model of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.style.tooltips import escape_tooltip

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


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
