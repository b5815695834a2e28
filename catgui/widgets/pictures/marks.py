"""Marks in the corners of pictures: of the class, by a shape as well as a color, and of edits."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen

from catgui.style.colors import color_scheme_of
from catgui.style.text_size import scaled

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
