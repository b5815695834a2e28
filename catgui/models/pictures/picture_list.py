"""The list model of pictures, and its roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from catgui.domain.picture import PictureRow
from catgui.style.tooltips import escape_tooltip

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class PictureRole(IntEnum):
    """The roles of list models of pictures, besides Qt's own."""

    PICTURE = Qt.ItemDataRole.UserRole + 1
    """A Picture: which one of the data set it is."""
    PIXELS = Qt.ItemDataRole.UserRole + 2
    """uint8 (height, width, 3)."""
    LABEL = Qt.ItemDataRole.UserRole + 3
    """The true class, 0 or 1."""
    CAPTION_LINES = Qt.ItemDataRole.UserRole + 4
    """The lines of text beside or below the picture."""
    IS_CORRECT = Qt.ItemDataRole.UserRole + 5
    """True for a tick, False for a cross, None for neither."""
    PHOTO = Qt.ItemDataRole.UserRole + 6
    """The PhotoEntry of one of the user's photos."""
    REGION = Qt.ItemDataRole.UserRole + 7
    """The top, left, bottom and right of the part to frame, in pixels of the picture; None for none."""
    EDIT_MARK = Qt.ItemDataRole.UserRole + 8
    """The mark of what was edited, '' for nothing."""
    IS_NOISE = Qt.ItemDataRole.UserRole + 9
    """Whether what the lines say may be chance."""
    TITLE = Qt.ItemDataRole.UserRole + 10
    """The name of the picture, for the user."""


_VALUES: dict[int, Callable[[PictureRow], object]] = {
    PictureRole.PICTURE: lambda row: row.picture,
    PictureRole.PIXELS: lambda row: row.pixels,
    PictureRole.LABEL: lambda row: row.label,
    PictureRole.CAPTION_LINES: lambda row: row.lines,
    PictureRole.IS_CORRECT: lambda row: row.is_correct,
    PictureRole.REGION: lambda row: row.region,
    PictureRole.EDIT_MARK: lambda row: row.edit_mark,
    PictureRole.IS_NOISE: lambda row: row.is_noise,
    PictureRole.TITLE: lambda row: row.title,
    Qt.ItemDataRole.AccessibleTextRole: lambda row: row.description,
    Qt.ItemDataRole.ToolTipRole: lambda row: escape_tooltip(row.description),
}


class PictureListModel(QAbstractListModel):
    """A list model with one picture per row.

    Its rows are of type PictureRow, or of another one that a subclass makes a PictureRow of when a view asks for it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Any] = ()

    def show_rows(self, rows: Sequence[Any], keeps_places: bool = False) -> None:
        """Show other rows; with `keeps_places`, a view stays where it is, with its selection, in those that remain."""
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
        """What there is of one of the rows."""
        assert isinstance(row, PictureRow)
        return row

    def row_at(self, place: int) -> PictureRow:
        """What there is of the row at a place."""
        return self.make_row(self._rows[place])

    def widest_caption_lines(self) -> Sequence[str]:
        """Lines at least as wide as those of any row."""
        lines = [self.make_row(row).lines or () for row in self._rows]
        return [max(of_rows, key=len) for of_rows in zip(*lines, strict=True)]

    def rowCount(self, parent: Index = ROOT) -> int:
        """The number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The value of a row for a role."""
        value_of = _VALUES.get(role)
        if value_of is None or not index.isValid() or index.row() >= len(self._rows):
            return None
        return value_of(self.row_at(index.row()))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The widest lines of all rows for PictureRole.CAPTION_LINES."""
        return self.widest_caption_lines() if role == PictureRole.CAPTION_LINES else None
