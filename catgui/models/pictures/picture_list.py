"""The base of the list models of pictures, and their roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from catgui.domain.picture import Picture
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


class PictureListModel(QAbstractListModel):
    """A list model with one picture per row; subclasses override the methods for the roles that they have."""

    def count(self) -> int:
        """The number of rows."""
        raise NotImplementedError

    def picture(self, row: int) -> Picture | None:
        """PictureRole.PICTURE of a row."""
        return None

    def pixels(self, row: int) -> NDArray[np.uint8]:
        """PictureRole.PIXELS of a row."""
        raise NotImplementedError

    def label(self, row: int) -> int | None:
        """PictureRole.LABEL of a row."""
        return None

    def caption_lines(self, row: int) -> tuple[str, ...] | None:
        """PictureRole.CAPTION_LINES of a row."""
        return None

    def widest_caption_lines(self) -> Sequence[str]:
        """Lines at least as wide as those of any row."""
        return ()

    def is_correct(self, row: int) -> bool | None:
        """PictureRole.IS_CORRECT of a row."""
        return None

    def region(self, row: int) -> tuple[int, int, int, int] | None:
        """PictureRole.REGION of a row."""
        return None

    def edit_mark(self, row: int) -> str:
        """PictureRole.EDIT_MARK of a row."""
        return ""

    def is_noise(self, row: int) -> bool:
        """PictureRole.IS_NOISE of a row."""
        return False

    def title(self, row: int) -> str:
        """PictureRole.TITLE of a row."""
        picture = self.picture(row)
        return "" if picture is None else picture.name

    def description(self, row: int) -> str:
        """The tooltip and accessible text of a row, plain text."""
        raise NotImplementedError

    def rowCount(self, parent: Index = ROOT) -> int:
        """The number of rows."""
        return 0 if parent.isValid() else self.count()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The value of a row for a role."""
        value_of = _VALUES.get(role)
        if value_of is None or not index.isValid() or index.row() >= self.count():
            return None
        return value_of(self, index.row())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The widest lines of all rows for PictureRole.CAPTION_LINES."""
        return self.widest_caption_lines() if role == PictureRole.CAPTION_LINES else None

    def emit_all_changed(self) -> None:
        """Emit `dataChanged` for all rows."""
        if count := self.count():
            self.dataChanged.emit(self.index(0), self.index(count - 1))


_VALUES: dict[int, Callable[[PictureListModel, int], object]] = {
    PictureRole.PICTURE: lambda model, row: model.picture(row),
    PictureRole.PIXELS: lambda model, row: model.pixels(row),
    PictureRole.LABEL: lambda model, row: model.label(row),
    PictureRole.CAPTION_LINES: lambda model, row: model.caption_lines(row),
    PictureRole.IS_CORRECT: lambda model, row: model.is_correct(row),
    PictureRole.REGION: lambda model, row: model.region(row),
    PictureRole.EDIT_MARK: lambda model, row: model.edit_mark(row),
    PictureRole.IS_NOISE: lambda model, row: model.is_noise(row),
    PictureRole.TITLE: lambda model, row: model.title(row),
    Qt.ItemDataRole.AccessibleTextRole: lambda model, row: model.description(row),
    Qt.ItemDataRole.ToolTipRole: lambda model, row: escape_tooltip(model.description(row)),
}
