"""A grid of pictures with their predictions beside them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from catgui.domain.prediction_texts import predicted_text
from catgui.style.colors import color_scheme_of
from catgui.widgets.basic.icons import icon
from catgui.widgets.pictures.picture_grid import PictureDelegate, PictureGrid

# The text that determines the width of a cell.
_USUAL_TEXT = predicted_text("non-cat", 1.0)
_MAX_LINES = 3
# The side of the cross or tick; one of the sizes of icons.
_MARK = 16


class AnnotatedDelegate(PictureDelegate):
    """Paints a picture with its class mark, and up to three lines of text.

    `lines_role` gives the lines, the first one bold and the last one muted; `correct_role`, whether the prediction is
    right, or None for no mark.
    """

    def __init__(
        self, pixels_role: int, label_role: int, lines_role: int, correct_role: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(pixels_role, label_role, parent)
        self._lines_role = lines_role
        self._correct_role = correct_role

    def minimum_size(self, option: QStyleOptionViewItem) -> QSize:
        """The size of a picture with its text in the font of `option`."""
        picture = super().minimum_size(option)
        bold = QFont(option.font)
        bold.setBold(True)
        text = QSize(
            _MARK + 3 + QFontMetrics(bold).horizontalAdvance(_USUAL_TEXT), _MAX_LINES * option.fontMetrics.height()
        )
        return QSize(picture.width() + text.width(), max(picture.height(), text.height()))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the picture on the left and the text on the right."""
        whole: QRect = option.rect
        left = QStyleOptionViewItem(option)
        left.rect = QRect(whole.topLeft(), super().minimum_size(option))
        super().paint(painter, left, index)
        lines = index.data(self._lines_role)
        if lines is not None:
            area = whole.adjusted(left.rect.width() + 2, 0, 0, 0)
            self._paint_lines(painter, area, lines, index.data(self._correct_role), option)

    def _paint_lines(
        self,
        painter: QPainter,
        area: QRect,
        lines: tuple[str, ...],
        right: bool | None,
        option: QStyleOptionViewItem,
    ) -> None:
        colors = color_scheme_of(option.palette)
        bold = QFont(option.font)
        bold.setBold(True)
        height = option.fontMetrics.height()
        top = area.y() + (area.height() - len(lines) * height) // 2
        mark = QRect(area.x(), top + (height - _MARK) // 2, _MARK, _MARK)
        if right is not None:
            (icon("right", colors.accent) if right else icon("wrong", colors.error)).paint(painter, mark)
        painter.save()
        last = len(lines) - 1
        for row, line in enumerate(lines):
            font = option.font if row else bold
            where = QRect(area.x(), top + row * height, area.width(), height)
            if row == 0 and right is not None:
                where.setLeft(mark.right() + 3)
            painter.setFont(font)
            painter.setPen(QColor(colors.muted if row == last else colors.text))
            text = QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideRight, where.width())
            painter.drawText(where, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()


class AnnotatedGrid(PictureGrid):
    """A PictureGrid with predictions."""

    def __init__(
        self, pixels_role: int, label_role: int, lines_role: int, correct_role: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(pixels_role, label_role, parent)
        self.use_delegate(AnnotatedDelegate(pixels_role, label_role, lines_role, correct_role, self))
