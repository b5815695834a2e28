"""A grid of the pictures of a list model; paints visible ones only."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.style.text_size import NORMAL, scaled, text_size
from catgui.widgets.basic.focus import paint_focus_frame
from catgui.widgets.pictures.marks import paint_class_mark, paint_edit_mark
from catgui.widgets.pictures.picture_view import paint_picture

SIDE = 64
_MARGIN = 4
_MARK = 10
# The opacity of a picture whose figures may be chance.
_FAINT = 0.35
# The rows that must fit before pictures are enlarged.
_MIN_ROWS = 3


class PictureDelegate(QStyledItemDelegate):
    """Paints a picture with the mark of its class, if it has one.

    Attributes: `cell`, the size of each cell; ignored if it is less than the minimum. `side`, that of a picture.
    `region_role`, that of the part of a picture to frame, `mark_role`, that of the mark of its edit, and `faint_role`,
    that of whether it is painted faintly, or None.
    """

    def __init__(self, pixels_role: int, label_role: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels_role = pixels_role
        self._label_role = label_role
        self.cell = QSize()
        self.side = SIDE
        self.region_role: int | None = None
        self.mark_role: int | None = None
        self.faint_role: int | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The size of a cell, the same for every picture."""
        return self.minimum_size(option).expandedTo(self.cell)

    def read_header(self, model: QAbstractItemModel) -> None:
        """Measure what `model` says of all its rows."""

    def minimum_size(self, option: QStyleOptionViewItem) -> QSize:
        """The size of a picture with its margin."""
        return QSize(self.side + 2 * _MARGIN, self.side + 2 * _MARGIN)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the picture, its class mark, and the frames around it."""
        pixels = index.data(self._pixels_role)
        if pixels is None:
            return
        rect: QRect = option.rect
        painter.setOpacity(_FAINT if self.is_faint(index) else 1.0)
        area = rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        # Beside larger text, pictures are larger by as much.
        fills = text_size.percent != NORMAL
        if fills:
            center, area = area.center(), QRect(0, 0, self.side, self.side)
            area.moveCenter(center)
        where = paint_picture(painter, area, to_qimage(pixels), fills)
        region = None if self.region_role is None else index.data(self.region_role)
        if region is not None:
            _paint_region(painter, where, pixels.shape[:2], region)
        edit_mark = None if self.mark_role is None else index.data(self.mark_role)
        if edit_mark:
            paint_edit_mark(painter, where, edit_mark, option.palette)
        label = index.data(self._label_role)
        if label is not None:
            side = scaled(_MARK)
            mark = QRectF(where.right() - side - 2, where.bottom() - side - 2, side, side)
            paint_class_mark(painter, mark, int(label), option.palette)
        painter.setOpacity(1.0)
        if option.state & QStyle.StateFlag.State_Selected:
            self._paint_frame(painter, where, option)
        if option.state & QStyle.StateFlag.State_HasFocus:
            around = where.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
            paint_focus_frame(painter, around, color_scheme_of(option.palette).text)

    def is_faint(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether a picture is painted faintly."""
        return self.faint_role is not None and bool(index.data(self.faint_role))

    def _paint_frame(self, painter: QPainter, where: QRect, option: QStyleOptionViewItem) -> None:
        painter.save()
        painter.setPen(QPen(QColor(color_scheme_of(option.palette).accent), 3))
        painter.drawRect(where.adjusted(-2, -2, 1, 1))
        painter.restore()


def _paint_region(painter: QPainter, where: QRect, shape: tuple[int, int], region: tuple[int, int, int, int]) -> None:
    """Frame a part of a picture of `shape` that is painted at `where`."""
    top, left, bottom, right = region
    down, across = where.height() / shape[0], where.width() / shape[1]
    frame = QRectF(where.x() + left * across, where.y() + top * down, (right - left) * across, (bottom - top) * down)
    painter.save()
    # Dark between two white lines, so that it is visible on any picture.
    for color, width in (("white", 3.0), ("black", 1.0)):
        painter.setPen(QPen(QColor(color), width, Qt.PenStyle.SolidLine))
        painter.drawRect(frame)
    painter.restore()


class PictureGrid(QListView):
    """A grid of pictures.

    Signals: `picked(QModelIndex)`, the current picture has changed, or is clicked again; `opened(QModelIndex)`, Enter
    or double click.
    """

    picked = Signal(QModelIndex)
    opened = Signal(QModelIndex)

    def __init__(self, pixels_role: int, label_role: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._factors: tuple[int, ...] = (1,)
        self._least = 0
        self.use_delegate(PictureDelegate(pixels_role, label_role, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(self.opened)

    def use_delegate(self, delegate: PictureDelegate) -> None:
        """Paint the pictures with `delegate`."""
        self._delegate = delegate
        self.setItemDelegate(delegate)

    def set_factors(self, factors: tuple[int, ...], least: int = 0) -> None:
        """Enlarge pictures by the first of `factors` with which `least` or three rows of them fit, or the last."""
        self._factors, self._least = factors, least

    def frame_regions(self, region_role: int) -> None:
        """Frame the part of each picture that `region_role` gives."""
        self._delegate.region_role = region_role

    def mark_edits(self, mark_role: int) -> None:
        """Mark each picture with the text that `mark_role` gives."""
        self._delegate.mark_role = mark_role

    def paint_faintly(self, faint_role: int) -> None:
        """Paint each picture faintly for which `faint_role` is True."""
        self._delegate.faint_role = faint_role

    def cell_size(self, minimum: QSize) -> QSize:
        """The size of the cells that fill the width."""
        # The view always leaves room for a scroll bar; a pixel less, or the last column would wrap.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        width = self.maximumViewportSize().width() - bar - 1
        return QSize(width // max(1, width // minimum.width()), minimum.height())

    def _fit_cells(self) -> None:
        """Divide the room among as many cells as it has room for."""
        model = self.model()
        if model is not None:
            self._delegate.read_header(model)
        self._delegate.cell = self.cell_size(self._minimum_cell())
        if self._delegate.cell != self.gridSize():
            self.setGridSize(self._delegate.cell)

    def _minimum_cell(self) -> QSize:
        """The smallest cell in the font of the view, with the largest pictures of which enough fit."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        room = self.maximumViewportSize()
        for factor in self._factors:
            self._delegate.side = factor * scaled(SIDE)
            cell = self._delegate.minimum_size(option)
            columns, rows = room.width() // cell.width(), room.height() // cell.height()
            if columns and (columns * rows >= self._least if self._least else rows >= _MIN_ROWS):
                break
        return cell

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show `model`, whose header has the widest lines of text."""
        super().setModel(model)
        self._fit_cells()

    def reset(self) -> None:
        """Fit the cells to the new texts."""
        super().reset()
        self._fit_cells()

    def rowsInserted(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        """Fit the cells to the new texts."""
        super().rowsInserted(parent, start, end)
        self._fit_cells()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the cells to the new size."""
        super().resizeEvent(event)
        self._fit_cells()

    def minimumSizeHint(self) -> QSize:
        """Room for a little of a row: large text must leave the most of a low window to the plot."""
        return QSize(super().minimumSizeHint().width(), 2 * self.fontMetrics().lineSpacing())

    def changeEvent(self, event: QEvent) -> None:
        """Fit the cells to the new size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_cells()

    def pick(self, index: QModelIndex) -> None:
        """Pick the picture at `index`, also if it is current already."""
        if index == self.currentIndex():
            self.picked.emit(index)
        else:
            self.setCurrentIndex(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the current picture again by a plain click on it."""
        before = self.currentIndex()
        super().mousePressEvent(event)
        is_plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        if is_plain and before.isValid() and self.indexAt(event.position().toPoint()) == before:
            self.picked.emit(before)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Emit `picked`."""
        super().currentChanged(current, previous)
        self.picked.emit(current)
