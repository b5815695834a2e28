"""A grid of pictures with their predictions beside them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.icons import icon
from catgui.widgets.pictures.captions import CaptionDelegate, paint_caption
from catgui.widgets.pictures.picture_grid import PictureGrid

# The side of the cross or tick, one of the sizes of icons, and the space around the text.
_MARK, _GAP = 16, 3
_MARGIN = 8


class AnnotatedDelegate(CaptionDelegate):
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
        text = _MARK + _GAP + self.lines_width(option) + _MARGIN
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
            mark = QRect(area.x(), top + (height - _MARK) // 2, _MARK, _MARK)
            (icon("right", colors.accent) if right else icon("wrong", colors.error)).paint(painter, mark)
            areas[0].setLeft(mark.right() + _GAP)
        paint_caption(painter, areas, lines, option, Qt.AlignmentFlag.AlignLeft)


class AnnotatedGrid(PictureGrid):
    """A PictureGrid with predictions; where it is high, its pictures are two or three times as large."""

    def __init__(
        self, pixels_role: int, label_role: int, lines_role: int, correct_role: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(pixels_role, label_role, parent)
        self.set_factors((3, 2, 1))
        self.use_delegate(AnnotatedDelegate(pixels_role, label_role, lines_role, correct_role, self))
