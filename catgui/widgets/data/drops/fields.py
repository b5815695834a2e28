"""The fields over a panel on one of which something is dropped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen

from catgui.style.colors import color_scheme_of

_MARGIN, _GAP, _RADIUS, _PADDING = 12, 8, 10, 8
_LINES = 2
_WRAPPED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


class DropFields:
    """A title and a field for each of `texts`, one below the other, in the rectangle `place`."""

    def __init__(self, title: str, texts: Sequence[str], place: QRect, metrics: QFontMetrics) -> None:
        self._title, self._texts = title, tuple(texts)
        inner = place.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        head = _LINES * metrics.lineSpacing() + 2 * _PADDING
        self._head = QRect(inner.left(), inner.top(), inner.width(), head)
        height = (inner.height() - head) // max(1, len(self._texts)) - _GAP
        self.rects = tuple(
            QRect(inner.left(), inner.top() + head + _GAP + row * (height + _GAP), inner.width(), height)
            for row in range(len(self._texts))
        )

    def at(self, place: QPoint) -> int | None:
        """The field at a point, or None beside them; the gap below a field is part of it."""
        below = (rect.adjusted(0, 0, 0, _GAP) for rect in self.rects)
        return next((index for index, rect in enumerate(below) if rect.contains(place)), None)

    def paint(self, painter: QPainter, current: int | None, palette: QPalette) -> None:
        """Paint the title and the fields, that of the index `current` in the color of the accent."""
        colors = color_scheme_of(palette)
        painter.setPen(QPen(QColor(colors.line), 1))
        painter.setBrush(QColor(colors.base))
        painter.drawRoundedRect(self._head, _RADIUS, _RADIUS)
        painter.setPen(QColor(colors.text))
        painter.drawText(_within(self._head), int(_WRAPPED), self._title)
        for index, (rect, text) in enumerate(zip(self.rects, self._texts, strict=True)):
            is_current = index == current
            painter.setPen(QPen(QColor(colors.accent if is_current else colors.line), 1))
            painter.setBrush(QColor(colors.accent if is_current else colors.base))
            painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
            painter.setPen(QColor(colors.on_accent if is_current else colors.text))
            painter.drawText(_within(rect), int(_WRAPPED), text)


def _within(rect: QRect) -> QRect:
    return rect.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
