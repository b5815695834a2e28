"""Pictures as they are painted: one in a view of its own, and the rows of lists with their marks and lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from catgui.domain.picture import ROW_ROLE, PictureRow
from catgui.style.colors import color_scheme_of
from catgui.style.qimage import to_qimage
from catgui.style.text_size import NORMAL, resized_font, scaled, text_size
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import icon
from catgui.widgets.basic.focus import Role, paint_focus_frame, set_role
from catgui.widgets.basic.labels import paint_wrapped

SIDE = 64
_MARGIN = 4
_CLASS_MARK = 10
# Wider lines are elided, in average characters: one class with an endless name must not leave room for one column only.
_MAX_CHARS = 28
_TEXT_MARGIN = 8
# The side of the cross, tick or warning, one of the sizes of icons, and the space around the text.
_MARK, _GAP = 16, 3
# An answer beside a picture is so much larger than other text.
_ANSWER_SCALE = 1.3


def integer_scale_rect(image: QSize, area: QRect, ratio: float = 1.0, fills: bool = False) -> QRect:
    """The rectangle of an image, centered in `area` and enlarged.

    The factor, the largest that fits, is whole in device pixels, of which there are `ratio` per unit of `area`. An
    image larger than the area is reduced to fit, and one that `fills` the area has any factor.
    """
    fit = min(area.width() * ratio / image.width(), area.height() * ratio / image.height())
    factor = (fit if fills or fit < 1 else int(fit)) / ratio
    width, height = max(1, round(image.width() * factor)), max(1, round(image.height() * factor))
    return QRect(area.x() + (area.width() - width) // 2, area.y() + (area.height() - height) // 2, width, height)


def paint_picture(painter: QPainter, area: QRect, image: QImage, fills: bool = False) -> QRect:
    """Paint `image` in `area`, smoothed only if its factor is not whole; returns its rectangle.

    The factor is whole unless the image is larger than the area, or `fills` it.
    """
    ratio = painter.device().devicePixelRatioF()
    where = integer_scale_rect(image.size(), area, ratio, fills)
    painter.save()
    is_whole = round(where.width() * ratio) % image.width() == 0
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_whole)
    painter.drawImage(where, image)
    painter.restore()
    return where


class PictureView(QWidget):
    """Shows one picture, which `fills` it or is enlarged by a whole factor, or nothing."""

    def __init__(self, minimum_side: int = 64, fills: bool = False) -> None:
        super().__init__()
        set_role(self, Role.Graphic)
        self._image, self._fills = QImage(), fills
        self.setMinimumSize(minimum_side, minimum_side)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_pixels(self, pixels: NDArray[np.uint8] | None, description: str = "") -> None:
        """Show `pixels` (height, width, 3) with a description for screen readers; None for nothing."""
        self._image = QImage() if pixels is None else to_qimage(pixels)
        self.setAccessibleName(description)
        set_tooltip(self, description)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(128, 128)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        with QPainter(self) as painter:
            paint_picture(painter, self.rect(), self._image, self._fills)


class Captions(Enum):
    """The places of the lines of a row."""

    NONE = auto()
    BELOW = auto()
    BESIDE = auto()


class PictureDelegate(QStyledItemDelegate):
    """Paints a PictureRow: its picture with the marks of its class and its edit, and its lines where `captions` says.

    Beside a picture, the first line is the answer, larger, with a tick or a cross if the row has one. Lines without
    room are left out.

    Attributes: `cell`, the size of each cell; ignored if it is less than the minimum. `side`, that of a picture.
    """

    def __init__(self, captions: Captions = Captions.NONE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._captions = captions
        self._widest_row: Sequence[str] = ()
        self.cell = QSize()
        self.side = SIDE

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.minimum_size(option.font).expandedTo(self.cell)

    def read_header(self, model: QAbstractItemModel) -> None:
        """Read the widest lines, for which there is to be room, from the header of `model`."""
        self._widest_row = tuple(model.headerData(0, Qt.Orientation.Horizontal, ROW_ROLE) or ())

    def minimum_size(self, font: QFont) -> QSize:
        """The size of a picture with the widest lines in `font`."""
        picture = self.side + 2 * _MARGIN
        if self._captions is Captions.NONE or not self._widest_row:
            return QSize(picture, picture)
        metrics = [QFontMetrics(self._font(font, number)) for number in range(len(self._widest_row))]
        widths = [one.horizontalAdvance(text) for one, text in zip(metrics, self._widest_row, strict=True)]
        height = sum(one.height() for one in metrics)
        if self._captions is Captions.BELOW:
            return QSize(max(picture, _within_limit(max(widths), font)), picture + height)
        widths[0] += scaled(_MARK) + _GAP
        return QSize(picture + _within_limit(max(widths), font), max(picture, height))

    def _font(self, font: QFont, line: int) -> QFont:
        """The font of a line: of the first one bold, and larger beside a picture."""
        if line:
            return font
        bold = QFont(font)
        bold.setBold(True)
        return resized_font(bold, _ANSWER_SCALE) if self._captions is Captions.BESIDE else bold

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: PictureRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        cell, picture = QRect(option.rect), QRect(option.rect)
        if self._captions is Captions.BELOW:
            picture.setHeight(self.side + 2 * _MARGIN)
        if self._captions is Captions.BESIDE:
            picture.setWidth(self.side + 2 * _MARGIN)
        painter.save()
        self._paint_picture(painter, picture, row, option)
        if self._captions is Captions.BELOW:
            self._paint_lines(painter, cell.adjusted(0, picture.height(), 0, 0), row, option)
        elif self._captions is Captions.BESIDE:
            self._paint_lines(painter, cell.adjusted(picture.width(), 0, -_GAP, 0), row, option)
        painter.restore()

    def _paint_picture(self, painter: QPainter, cell: QRect, row: PictureRow, option: QStyleOptionViewItem) -> None:
        colors = color_scheme_of(option.palette)
        area = cell.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        # Beside larger text, pictures are larger by as much.
        fills = text_size.percent != NORMAL
        if fills or self._captions is Captions.BESIDE:
            center, area = area.center(), QRect(0, 0, self.side, self.side)
            area.moveCenter(center)
        where = area
        if not row.pixels.size:
            painter.fillRect(area, QColor(colors.line))
            if row.error:
                _paint_icon(painter, area, "warning", colors.error)
        else:
            where = paint_picture(painter, area, to_qimage(row.pixels), fills)
            if row.region is not None:
                _paint_region(painter, where, row.pixels.shape[:2], row.region)
        if row.edit_mark:
            paint_edit_mark(painter, where, row.edit_mark, option.palette)
        if row.label is not None:
            side = scaled(_CLASS_MARK)
            mark = QRectF(where.right() - side - 2, where.bottom() - side - 2, side, side)
            paint_class_mark(painter, mark, row.label, option.palette)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(colors.accent), 3))
            painter.drawRect(where.adjusted(-2, -2, 1, 1))
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_frame(painter, where.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN), colors.text)

    def _paint_lines(self, painter: QPainter, area: QRect, row: PictureRow, option: QStyleOptionViewItem) -> None:
        """Paint the lines that `area` has room for, beside a picture in the middle of its height; or the error."""
        colors = color_scheme_of(option.palette)
        if row.error:
            painter.setFont(option.font)
            painter.setPen(QColor(colors.muted))
            paint_wrapped(painter, area, row.error)
            return
        is_beside = self._captions is Captions.BESIDE
        fonts = [self._font(option.font, number) for number in range(len(row.lines or ()))]
        heights = [QFontMetrics(font).height() for font in fonts]
        while len(heights) > 1 and sum(heights) > area.height():
            heights.pop()
        align = Qt.AlignmentFlag.AlignLeft if is_beside else Qt.AlignmentFlag.AlignHCenter
        top = area.y() + ((area.height() - sum(heights)) // 2 if is_beside else 0)
        for number, (height, font, text) in enumerate(zip(heights, fonts, row.lines or (), strict=False)):
            line = QRect(area.x(), top, area.width(), height)
            if number == 0 and is_beside and row.is_correct is not None:
                mark = "right" if row.is_correct else "wrong"
                _paint_icon(painter, line, mark, colors.accent if row.is_correct else colors.error, at_left=True)
                line.setLeft(line.x() + scaled(_MARK) + _GAP)
            painter.setFont(font)
            painter.setPen(QColor(colors.muted if number else colors.text))
            elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, int(align | Qt.AlignmentFlag.AlignVCenter), elided)
            top += height


def _within_limit(width: int, font: QFont) -> int:
    return min(width, _MAX_CHARS * QFontMetrics(font).averageCharWidth()) + _TEXT_MARGIN


def _paint_icon(painter: QPainter, area: QRect, name: str, color: str, at_left: bool = False) -> None:
    """Paint an icon in the middle of `area`, or of its left side."""
    where = QRect(0, 0, scaled(_MARK), scaled(_MARK))
    where.moveCenter(area.center())
    if at_left:
        where.moveLeft(area.left())
    icon(name, color).paint(painter, where)


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
