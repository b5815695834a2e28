"""A grid of pictures with captions of two lines."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from catgui.widgets.pictures.captions import CaptionDelegate, paint_caption
from catgui.widgets.pictures.picture_grid import PictureGrid

_MARGIN = 8
_MAX_STRETCH = 1.25


class CaptionBelowDelegate(CaptionDelegate):
    """Paints a picture with its class mark, and the two lines of `lines_role`."""

    def minimum_size(self, option: QStyleOptionViewItem) -> QSize:
        """The size of a picture with the widest lines in the font of `option`."""
        picture = super().minimum_size(option)
        width = max(picture.width(), self.lines_width(option) + _MARGIN)
        return QSize(width, picture.height() + 2 * option.fontMetrics.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the picture, and its lines below."""
        top = QStyleOptionViewItem(option)
        top.rect = QRect(option.rect.topLeft(), QSize(option.rect.width(), super().minimum_size(option).height()))
        super().paint(painter, top, index)
        lines = index.data(self.lines_role)
        if lines is not None:
            first = QRect(top.rect.bottomLeft(), QSize(option.rect.width(), option.fontMetrics.height()))
            areas = [first, first.translated(0, first.height())]
            paint_caption(painter, areas, lines, option, Qt.AlignmentFlag.AlignHCenter, self.is_faint(index))


class CaptionedGrid(PictureGrid):
    """A PictureGrid with captions; its height is divided among whole rows as well, if they become little higher."""

    def __init__(self, pixels_role: int, label_role: int, lines_role: int, parent: QWidget | None = None) -> None:
        super().__init__(pixels_role, label_role, parent)
        self.use_delegate(CaptionBelowDelegate(pixels_role, label_role, lines_role, self))

    def cell_size(self, minimum: QSize) -> QSize:
        """The size of the cells that fill the width and the height."""
        height = self.viewport().height()
        fitted = height // max(1, height // minimum.height())
        # Where much would be left empty, the row that is cut says that there are more.
        if fitted > _MAX_STRETCH * minimum.height():
            fitted = minimum.height()
        return QSize(super().cell_size(minimum).width(), fitted)
