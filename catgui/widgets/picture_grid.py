"""A grid of pictures over any list model that gives their pixels and labels; only what is seen is painted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from catgui.colours import colours_of
from catgui.pixels import image_of
from catgui.widgets.picture_view import paint_picture

_SIDE = 64
_MARGIN = 4
_MARK = 10


class PictureDelegate(QStyledItemDelegate):
    """Paints a picture with a mark of its class: a round one for class 1, a square one for class 0."""

    def __init__(self, pixels_role: int, label_role: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels_role = pixels_role
        self._label_role = label_role

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The same for every picture."""
        return QSize(_SIDE + 2 * _MARGIN, _SIDE + 2 * _MARGIN)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the picture, the mark of its class and the frame of the picked one."""
        pixels = index.data(self._pixels_role)
        if pixels is None:
            return
        rect: QRect = option.rect
        where = paint_picture(painter, rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN), image_of(pixels))
        self._paint_mark(painter, where, int(index.data(self._label_role)), option)
        if option.state & QStyle.StateFlag.State_Selected:
            self._paint_frame(painter, where, option)

    def _paint_mark(self, painter: QPainter, where: QRect, label: int, option: QStyleOptionViewItem) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(colours_of(option.palette).classes[label]))
        painter.setPen(QPen(QColor("white"), 1.5))
        mark = QRect(where.right() - _MARK - 2, where.bottom() - _MARK - 2, _MARK, _MARK)
        if label:
            painter.drawEllipse(mark)
        else:
            painter.drawRect(mark.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_frame(self, painter: QPainter, where: QRect, option: QStyleOptionViewItem) -> None:
        painter.save()
        painter.setPen(QPen(QColor(colours_of(option.palette).accent), 3))
        painter.drawRect(where.adjusted(-2, -2, 1, 1))
        painter.restore()


class PictureGrid(QListView):
    """The grid.

    Signals: `picked(QModelIndex)`, the current picture has changed; `opened(QModelIndex)`, Enter or double click.
    """

    picked = Signal(QModelIndex)
    opened = Signal(QModelIndex)

    def __init__(self, pixels_role: int, label_role: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(PictureDelegate(pixels_role, label_role, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(self.opened)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out among the columns."""
        super().resizeEvent(event)
        # One pixel less than there is, or the last column would wrap.
        width = self.viewport().width() - 1
        cell = _SIDE + 2 * _MARGIN
        self.setGridSize(QSize(width // max(1, width // cell), cell))

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Say which picture is picked."""
        super().currentChanged(current, previous)
        self.picked.emit(current)
