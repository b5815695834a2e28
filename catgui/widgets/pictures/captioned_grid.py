"""Grids of pictures with lines of text, beside or below each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.text_size import scaled
from catgui.widgets.basic.icons import icon
from catgui.widgets.pictures.picture_grid import PictureDelegate, PictureGrid

# Wider lines are elided, in average characters: one class with an endless name must not leave room for one column only.
_MAX_CHARS = 60
_MARGIN = 8
_MAX_STRETCH = 1.25
# The side of the cross or tick, one of the sizes of icons, and the space around the text.
_MARK, _GAP = 16, 3


class _CaptionDelegate(PictureDelegate):
    """A PictureDelegate with the lines of text of `lines_role`; the widest are in the header of the model."""

    def __init__(self, pixels_role: int, label_role: int, lines_role: int, parent: QWidget | None = None) -> None:
        super().__init__(pixels_role, label_role, parent)
        self.lines_role = lines_role
        self._widest_lines: Sequence[str] = ()

    def read_header(self, model: QAbstractItemModel) -> None:
        """Measure the widest lines of `model`."""
        self._widest_lines = model.headerData(0, Qt.Orientation.Horizontal, self.lines_role) or ()

    def lines_width(self, option: QStyleOptionViewItem) -> int:
        """The width in which no line is elided, unless it is endless."""
        metrics = QFontMetrics(_bold(option.font))
        widest = max(map(metrics.horizontalAdvance, self._widest_lines), default=0)
        return min(widest, _MAX_CHARS * metrics.averageCharWidth())


class _CaptionBelowDelegate(_CaptionDelegate):
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
            _paint_caption(painter, areas, lines, option, Qt.AlignmentFlag.AlignHCenter, self.is_faint(index))


class CaptionedGrid(PictureGrid):
    """A PictureGrid with captions; its height is divided among whole rows as well, if they become little higher."""

    def __init__(self, pixels_role: int, label_role: int, lines_role: int, parent: QWidget | None = None) -> None:
        super().__init__(pixels_role, label_role, parent)
        self.use_delegate(_CaptionBelowDelegate(pixels_role, label_role, lines_role, self))

    def cell_size(self, minimum: QSize) -> QSize:
        """The size of the cells that fill the width and the height."""
        height = self.viewport().height()
        fitted = height // max(1, height // minimum.height())
        # Where much would be left empty, the row that is cut says that there are more.
        if fitted > _MAX_STRETCH * minimum.height():
            fitted = minimum.height()
        return QSize(super().cell_size(minimum).width(), fitted)


class AnnotatedDelegate(_CaptionDelegate):
    """Paints a picture with its class mark, and lines of text.

    `lines_role` gives the lines, the first one the prediction; `correct_role`, whether that is right, or None for no
    mark.
    """

    def __init__(
        self, pixels_role: int, label_role: int, lines_role: int, correct_role: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(pixels_role, label_role, lines_role, parent)
        self._correct_role = correct_role

    def minimum_size(self, option: QStyleOptionViewItem) -> QSize:
        """The size of a picture with the widest text in the font of `option`."""
        picture = super().minimum_size(option)
        text = scaled(_MARK) + _GAP + self.lines_width(option) + _MARGIN
        return QSize(picture.width() + text, max(picture.height(), 3 * option.fontMetrics.height()))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the picture on the left and the text on the right."""
        whole: QRect = option.rect
        left = QStyleOptionViewItem(option)
        left.rect = QRect(whole.topLeft(), super().minimum_size(option))
        super().paint(painter, left, index)
        lines = index.data(self.lines_role)
        if lines is not None:
            area = whole.adjusted(left.rect.width(), 0, 0, 0)
            self._paint_lines(painter, area, lines, index.data(self._correct_role), option)

    def _paint_lines(
        self,
        painter: QPainter,
        area: QRect,
        lines: tuple[str, ...],
        right: bool | None,
        option: QStyleOptionViewItem,
    ) -> None:
        height = option.fontMetrics.height()
        top = area.y() + (area.height() - len(lines) * height) // 2
        areas = [QRect(area.x(), top + row * height, area.width(), height) for row in range(len(lines))]
        if right is not None:
            colors = color_scheme_of(option.palette)
            side = scaled(_MARK)
            mark = QRect(area.x(), top + (height - side) // 2, side, side)
            (icon("right", colors.accent) if right else icon("wrong", colors.error)).paint(painter, mark)
            areas[0].setLeft(mark.right() + _GAP)
        _paint_caption(painter, areas, lines, option, Qt.AlignmentFlag.AlignLeft)


class AnnotatedGrid(PictureGrid):
    """A PictureGrid with predictions; where it is high, its pictures are two or three times as large."""

    def __init__(
        self, pixels_role: int, label_role: int, lines_role: int, correct_role: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(pixels_role, label_role, parent)
        self.set_factors((3, 2, 1))
        self.use_delegate(AnnotatedDelegate(pixels_role, label_role, lines_role, correct_role, self))


def _paint_caption(
    painter: QPainter,
    areas: Sequence[QRect],
    lines: Sequence[str],
    option: QStyleOptionViewItem,
    align: Qt.AlignmentFlag,
    is_faint: bool = False,
) -> None:
    """Paint each of `lines` in its area; `is_faint` paints the first as the last."""
    colors = color_scheme_of(option.palette)
    painter.save()
    for row, (line, area) in enumerate(zip(lines, areas, strict=True)):
        font = option.font if row or is_faint else _bold(option.font)
        painter.setFont(font)
        painter.setPen(QColor(colors.muted if is_faint or row == len(lines) - 1 else colors.text))
        text = QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter), text)
    painter.restore()


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold
