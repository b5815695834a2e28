"""Lines of text beside or below a picture: the first bold, the last muted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.pictures.picture_grid import PictureDelegate

# Wider lines are elided, in average characters: one class with an endless name must not leave room for one column only.
_MAX_CHARS = 60


class CaptionDelegate(PictureDelegate):
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


def paint_caption(
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
