"""Plain text in several lines, of which the last is cut short where there is too little room."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QTextLayout


def paint_wrapped(painter: QPainter, area: QRect, text: str) -> None:
    """Paint `text` from the top of `area` in the painter's font and pen; what does not fit ends in dots."""
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
