"""A dot plot of the accuracies of many trainings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.tooltips import escape_tooltip

# Room for half a number of the scale at either end.
_MARGIN = 24
_DOT = 5.0
# The number of bins; values in the same bin are stacked.
_BINS = 100


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of dots: name, values from 0 to 1, marked value."""

    name: str
    values: tuple[float, ...]
    current: float | None = None


class StripPlot(QWidget):
    """A row of dots per strip, a ring at the marked value."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strips: Sequence[Strip] = ()
        self._line: tuple[str, float] | None = None
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_strips(self, strips: Sequence[Strip], line: tuple[str, float] | None, text: str) -> None:
        """Show `strips` and a named line; `text` describes the plot."""
        self._strips, self._line = strips, line
        self.setAccessibleDescription(text)
        self.setToolTip(escape_tooltip(text))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for two rows of dots."""
        return QSize(320, 110)

    def minimumSizeHint(self) -> QSize:
        """Room for the scale and the names of the strips."""
        return QSize(160, 4 * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the scale, the line, and the rows."""
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            height = self.fontMetrics().height()
            area = QRectF(self.rect()).adjusted(_MARGIN, height, -_MARGIN, -height - 4)
            low, high = self._ends()
            self._paint_scale(painter, area, low, high, colors)
            each = area.height() / max(1, len(self._strips))
            for row, strip in enumerate(self._strips):
                row_area = QRectF(area.left(), area.top() + row * each, area.width(), each)
                self._paint_strip(painter, row_area, strip, (low, high), colors)

    def _ends(self) -> tuple[float, float]:
        """The ends of the scale: the tenth below all values, and 1."""
        values = [value for strip in self._strips for value in strip.values]
        if self._line is not None:
            values.append(self._line[1])
        return (int(10 * min(values)) / 10 if values else 0.0), 1.0

    def _paint_scale(self, painter: QPainter, area: QRectF, low: float, high: float, colors: ColorScheme) -> None:
        center, height = int(Qt.AlignmentFlag.AlignHCenter), self.fontMetrics().height()
        for tenth in range(round(10 * low), 11):
            x = area.left() + _fraction(tenth / 10, low, high) * area.width()
            painter.setPen(QColor(colors.line))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(QColor(colors.muted))
            painter.drawText(QRectF(x - 24, area.bottom() + 4, 48, height), center, f"{10 * tenth}%")
        if self._line is not None:
            name, value = self._line
            x = area.left() + _fraction(value, low, high) * area.width()
            painter.setPen(QPen(QColor(colors.text), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            left = min(max(0.0, x - 100), self.width() - 200.0)
            painter.drawText(QRectF(left, 0, 200, height), center, name)

    def _paint_strip(
        self, painter: QPainter, area: QRectF, strip: Strip, ends: tuple[float, float], colors: ColorScheme
    ) -> None:
        painter.setPen(QColor(colors.muted))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), strip.name)
        base = area.bottom() - _DOT
        stacks: Counter[int] = Counter()
        tallest = max(Counter(round(value * _BINS) for value in strip.values).values(), default=1)
        step = min(2 * _DOT, (area.height() - 2 * _DOT) / tallest)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.accent))
        for value in strip.values:
            number = round(value * _BINS)
            x = area.left() + _fraction(number / _BINS, *ends) * area.width()
            painter.drawEllipse(QPointF(x, base - stacks[number] * step), _DOT - 1, _DOT - 1)
            stacks[number] += 1
        if strip.current is not None:
            x = area.left() + _fraction(strip.current, *ends) * area.width()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colors.text), 2))
            painter.drawEllipse(QPointF(x, base), _DOT + 2, _DOT + 2)


def _fraction(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.0
