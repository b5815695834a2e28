"""Wrapped plain text whose last line is elided."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QTextLayout


def paint_wrapped(painter: QPainter, area: QRect, text: str) -> None:
    """Paint `text` into `area`; an ellipsis replaces what does not fit."""
    metrics = QFontMetrics(painter.font())
    rows = max(1, area.height() // metrics.height())
    layout = QTextLayout(text, painter.font())
    layout.beginLayout()
    for row in range(rows):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(area.width())
        top = area.y() + row * metrics.height()
        if row == rows - 1:
            rest = metrics.elidedText(text[line.textStart() :], Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(QPointF(area.x(), top + metrics.ascent()), rest)
        else:
            line.draw(painter, QPointF(area.x(), top))
    layout.endLayout()
