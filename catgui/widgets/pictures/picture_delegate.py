"""Paints the rows of list models of pictures, with marks in their corners and lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.style.colors import color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.style.text_size import NORMAL, scaled, text_size
from catgui.widgets.basic.buttons import icon
from catgui.widgets.basic.focus import paint_focus_frame
from catgui.widgets.pictures.picture_view import paint_picture

SIDE = 64
_MARGIN = 4
_CLASS_MARK = 10
# Wider lines are elided, in average characters: one class with an endless name must not leave room for one column only.
_MAX_CHARS = 60
_TEXT_MARGIN = 8
# The side of the cross or tick, one of the sizes of icons, and the space around the text.
_MARK, _GAP = 16, 3
# The lines that every cell has room for beside its picture.
_LINES_BESIDE = 3


class Captions(Enum):
    """The places of the lines of a row."""

    NONE = auto()
    BELOW = auto()
    BESIDE = auto()


class PictureDelegate(QStyledItemDelegate):
    """Paints a PictureRow: its picture with the marks of its class and its edit, and its lines where `captions` says.

    Beside a picture, the first line has a tick or a cross, if the row has one.

    Attributes: `cell`, the size of each cell; ignored if it is less than the minimum. `side`, that of a picture.
    """

    def __init__(self, captions: Captions = Captions.NONE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._captions = captions
        self._widest_lines: Sequence[str] = ()
        self._lines_below = 0
        self.cell = QSize()
        self.side = SIDE

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.minimum_size(option.font).expandedTo(self.cell)

    def read_header(self, model: QAbstractItemModel) -> None:
        """Take the widest caption lines from the header of `model`, and their number from its first row."""
        self._widest_lines = tuple(model.headerData(0, Qt.Orientation.Horizontal, ROW_ROLE) or ())
        row: PictureRow | None = model.index(0, 0).data(ROW_ROLE)
        self._lines_below = 0 if row is None else len(row.lines or ())

    def minimum_size(self, font: QFont) -> QSize:
        """The size of a picture with the widest lines in `font`."""
        picture, line = self.side + 2 * _MARGIN, QFontMetrics(font).height()
        if self._captions is Captions.NONE:
            return QSize(picture, picture)
        metrics = QFontMetrics(_bold(font))
        widest = max((metrics.horizontalAdvance(text) for text in self._widest_lines), default=0)
        text = min(widest, _MAX_CHARS * metrics.averageCharWidth()) + _TEXT_MARGIN
        if self._captions is Captions.BELOW:
            return QSize(max(picture, text), picture + self._lines_below * line)
        return QSize(picture + scaled(_MARK) + _GAP + text, max(picture, _LINES_BESIDE * line))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: PictureRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        cell, picture = QRect(option.rect), QRect(option.rect)
        if self._captions is not Captions.NONE:
            picture.setHeight(self.side + 2 * _MARGIN)
        if self._captions is Captions.BESIDE:
            picture.setWidth(picture.height())
        self._paint_picture(painter, picture, row, option)
        if self._captions is Captions.NONE or row.lines is None:
            return
        height, count = option.fontMetrics.height(), len(row.lines)
        if self._captions is Captions.BELOW:
            first, align = QRect(cell.x(), picture.bottom(), cell.width(), height), Qt.AlignmentFlag.AlignHCenter
        else:
            first = cell.adjusted(picture.width(), (cell.height() - count * height) // 2, 0, 0)
            first.setHeight(height)
            align = Qt.AlignmentFlag.AlignLeft
        areas = [first.translated(0, line * height) for line in range(count)]
        if self._captions is Captions.BESIDE and row.is_correct is not None:
            areas[0].setLeft(_paint_verdict(painter, first, row.is_correct, option))
        _paint_lines(painter, areas, row, option, align)

    def _paint_picture(self, painter: QPainter, cell: QRect, row: PictureRow, option: QStyleOptionViewItem) -> None:
        area = cell.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        # Beside larger text, pictures are larger by as much.
        fills = text_size.percent != NORMAL
        if fills:
            center, area = area.center(), QRect(0, 0, self.side, self.side)
            area.moveCenter(center)
        where = paint_picture(painter, area, to_qimage(row.pixels), fills)
        if row.region is not None:
            _paint_region(painter, where, row.pixels.shape[:2], row.region)
        if row.edit_mark:
            paint_edit_mark(painter, where, row.edit_mark, option.palette)
        if row.label is not None:
            side = scaled(_CLASS_MARK)
            mark = QRectF(where.right() - side - 2, where.bottom() - side - 2, side, side)
            paint_class_mark(painter, mark, row.label, option.palette)
        painter.setOpacity(1.0)
        colors = color_scheme_of(option.palette)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.save()
            painter.setPen(QPen(QColor(colors.accent), 3))
            painter.drawRect(where.adjusted(-2, -2, 1, 1))
            painter.restore()
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_frame(painter, where.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN), colors.text)


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


def _paint_verdict(painter: QPainter, line: QRect, is_correct: bool, option: QStyleOptionViewItem) -> int:
    """Paint a tick or a cross at the left of a line; where its text begins."""
    colors, side = color_scheme_of(option.palette), scaled(_MARK)
    mark = QRect(line.x(), line.y() + (line.height() - side) // 2, side, side)
    (icon("right", colors.accent) if is_correct else icon("wrong", colors.error)).paint(painter, mark)
    return mark.right() + _GAP


def _paint_lines(
    painter: QPainter, areas: Sequence[QRect], row: PictureRow, option: QStyleOptionViewItem, align: Qt.AlignmentFlag
) -> None:
    """Paint each line in its area: the first bold, the last muted."""
    colors, lines = color_scheme_of(option.palette), row.lines or ()
    painter.save()
    for number, (line, area) in enumerate(zip(lines, areas, strict=True)):
        font = option.font if number else _bold(option.font)
        painter.setFont(font)
        painter.setPen(QColor(colors.muted if number == len(lines) - 1 else colors.text))
        text = QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter), text)
    painter.restore()


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


ADDED_MARK = "+"
_HEIGHT, _PADDING = 18, 5


def paint_class_mark(painter: QPainter, area: QRectF, label: int | None, palette: QPalette) -> None:
    """Paint the mark of class `label` in `area`: a round one for class 1, a square one for 0; None is neither."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if label is None:
        painter.setPen(QPen(QColor(color_scheme_of(palette).muted), 2))
        painter.drawEllipse(area.adjusted(1, 1, -1, -1))
        painter.drawLine(area.bottomLeft() + QPointF(2, -2), area.topRight() + QPointF(-2, 2))
        painter.restore()
        return
    painter.setBrush(QColor(color_scheme_of(palette).classes[label]))
    # A white border, so that the mark is visible on a picture of its color.
    painter.setPen(QPen(QColor("white"), 1.5))
    if label:
        painter.drawEllipse(area.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        painter.drawRect(area.adjusted(1, 1, -1, -1))
    painter.restore()


def paint_edit_mark(painter: QPainter, picture: QRect, mark: str, palette: QPalette) -> None:
    """Paint `mark` into the top left corner of `picture`."""
    colors = color_scheme_of(palette)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font, height = painter.font(), scaled(_HEIGHT)
    font.setBold(True)
    font.setPixelSize(scaled(13))
    painter.setFont(font)
    width = max(height, painter.fontMetrics().horizontalAdvance(mark) + 2 * _PADDING)
    area = QRectF(picture.x() + 2, picture.y() + 2, width, height)
    painter.setBrush(QColor(colors.accent))
    # A white border, so that the mark is visible on a picture of its color.
    painter.setPen(QPen(QColor("white"), 1.5))
    painter.drawRoundedRect(area, 4, 4)
    painter.setPen(QColor(colors.on_accent))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), mark)
    painter.restore()
