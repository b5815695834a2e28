"""A grid of pictures with captions of two lines."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.pictures.picture_grid import PictureDelegate, PictureGrid

# The minimum width of a line, in average characters.
_MIN_CHARS = 15


class CaptionDelegate(PictureDelegate):
    """Paints a picture with its class mark, and the lines of `lines_role`."""

    def __init__(self, pixels_role: int, label_role: int, lines_role: int, parent: QWidget | None = None) -> None:
        super().__init__(pixels_role, label_role, parent)
        self._lines_role = lines_role

    def minimum_size(self, option: QStyleOptionViewItem) -> QSize:
        """The size of a picture with its lines in the font of `option`."""
        picture, metrics = super().minimum_size(option), option.fontMetrics
        width = max(picture.width(), _MIN_CHARS * metrics.averageCharWidth())
        return QSize(width, picture.height() + 2 * metrics.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the picture, and its lines below, the first one bold."""
        top = QStyleOptionViewItem(option)
        top.rect = QRect(option.rect.topLeft(), QSize(option.rect.width(), super().minimum_size(option).height()))
        super().paint(painter, top, index)
        lines = index.data(self._lines_role)
        if lines is None:
            return
        colors = color_scheme_of(option.palette)
        bold = QFont(option.font)
        bold.setBold(True)
        line = QRect(top.rect.bottomLeft(), QSize(option.rect.width(), option.fontMetrics.height()))
        painter.save()
        for text, font, ink in zip(lines, (bold, option.font), (colors.text, colors.muted), strict=True):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), shown)
            line.translate(0, line.height())
        painter.restore()


class CaptionedGrid(PictureGrid):
    """A PictureGrid with captions."""

    def __init__(self, pixels_role: int, label_role: int, lines_role: int, parent: QWidget | None = None) -> None:
        super().__init__(pixels_role, label_role, parent)
        self.use_delegate(CaptionDelegate(pixels_role, label_role, lines_role, self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the height among whole rows as well."""
        super().resizeEvent(event)
        cell, height = self._delegate.cell, self.viewport().height()
        self._delegate.cell = QSize(cell.width(), height // max(1, height // cell.height()))
        self.setGridSize(self._delegate.cell)
