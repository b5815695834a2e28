"""The mark of a class: a shape as well as a color, for color-blind users."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPalette, QPen

from catgui.style.colors import color_scheme_of


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
