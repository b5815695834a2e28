"""A dot plot of the accuracies of many trainings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.tooltips import set_tooltip

# Room for half a number of the scale at either end.
_MARGIN = 24
_DOT = 5.0
# The number of bins; values in the same bin are stacked.
_BINS = 100
_CURRENT = "this run"


class Shape(Enum):
    """The shape of the dots of a strip."""

    CIRCLE = "circle"
    DIAMOND = "diamond"


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of dots: name, values from 0 to 1, color in a scheme, shape, marked value."""

    name: str
    values: tuple[float, ...]
    color: Callable[[ColorScheme], str]
    shape: Shape = Shape.CIRCLE
    current: float | None = None


class StripPlot(QWidget):
    """A row of dots per strip, with its name on the left, and a ring at the marked value.

    `axis` is the caption of the scale.
    """

    def __init__(self, name: str, axis: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = axis
        self._strips: Sequence[Strip] = ()
        self._line: tuple[str, float] | None = None
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_strips(self, strips: Sequence[Strip], line: tuple[str, float] | None, text: str) -> None:
        """Show `strips` and a named line; `text` describes the plot."""
        self._strips, self._line = strips, line
        set_tooltip(self, text)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for two rows of dots."""
        return QSize(320, 124)

    def minimumSizeHint(self) -> QSize:
        """Room for the scale, its caption and the names of the strips."""
        return QSize(240, 5 * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the scale, the line, and the rows."""
        if not self._strips:
            return
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            height, names = self.fontMetrics().height(), self._names_width()
            area = QRectF(self.rect()).adjusted(names + _MARGIN, height, -_MARGIN, -2 * height - 8)
            low, high = self._ends()
            self._paint_scale(painter, area, low, high, colors)
            each = area.height() / len(self._strips)
            for row, strip in enumerate(self._strips):
                row_area = QRectF(area.left(), area.top() + row * each, area.width(), each)
                self._paint_name(painter, QRectF(0, row_area.top(), names, each), strip, colors)
                _paint_strip(painter, row_area, strip, (low, high), colors)
            if self._has_current:
                middle = self.height() - height / 2 - 2
                _paint_ring(painter, QPointF(2 * _DOT, middle), colors)
                self._paint_label(painter, _CURRENT, middle, colors)

    def _names_width(self) -> int:
        """The width of the column with the names, each after a dot of its shape."""
        names = [strip.name for strip in self._strips]
        names += [_CURRENT] if self._has_current else []
        return max(map(self.fontMetrics().horizontalAdvance, names)) + round(4 * _DOT)

    @property
    def _has_current(self) -> bool:
        return any(strip.current is not None for strip in self._strips)

    def _ends(self) -> tuple[float, float]:
        """The ends of the scale: the tenth below all values, and 1."""
        values = [value for strip in self._strips for value in strip.values]
        if self._line is not None:
            values.append(self._line[1])
        return int(10 * min(values)) / 10, 1.0

    def _paint_scale(self, painter: QPainter, area: QRectF, low: float, high: float, colors: ColorScheme) -> None:
        center, height = int(Qt.AlignmentFlag.AlignHCenter), self.fontMetrics().height()
        for tenth in range(round(10 * low), 11):
            x = area.left() + _fraction(tenth / 10, low, high) * area.width()
            painter.setPen(QColor(colors.line))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(QColor(colors.muted))
            painter.drawText(QRectF(x - 24, area.bottom() + 4, 48, height), center, f"{10 * tenth}%")
        painter.drawText(QRectF(area.left(), self.height() - height - 2, area.width(), height), center, self._axis)
        if self._line is not None:
            name, value = self._line
            x = area.left() + _fraction(value, low, high) * area.width()
            painter.setPen(QPen(QColor(colors.text), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            left = min(max(0.0, x - 100), self.width() - 200.0)
            painter.drawText(QRectF(left, 0, 200, height), center, name)

    def _paint_name(self, painter: QPainter, area: QRectF, strip: Strip, colors: ColorScheme) -> None:
        """Paint the name at the bottom of the row, where its dots begin."""
        base = area.bottom() - _DOT
        _paint_dot(painter, QPointF(2 * _DOT, base), strip, colors)
        self._paint_label(painter, strip.name, base, colors)

    def _paint_label(self, painter: QPainter, text: str, middle: float, colors: ColorScheme) -> None:
        height = self.fontMetrics().height()
        painter.setPen(QColor(colors.text))
        box = QRectF(4 * _DOT, middle - height / 2, self.width(), height)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)


def _paint_strip(painter: QPainter, area: QRectF, strip: Strip, ends: tuple[float, float], colors: ColorScheme) -> None:
    base = area.bottom() - _DOT
    stacks: Counter[int] = Counter()
    tallest = max(Counter(round(value * _BINS) for value in strip.values).values(), default=1)
    step = min(2 * _DOT, (area.height() - 2 * _DOT) / tallest)
    for value in strip.values:
        number = round(value * _BINS)
        x = area.left() + _fraction(number / _BINS, *ends) * area.width()
        _paint_dot(painter, QPointF(x, base - stacks[number] * step), strip, colors)
        stacks[number] += 1
    if strip.current is not None:
        _paint_ring(painter, QPointF(area.left() + _fraction(strip.current, *ends) * area.width(), base), colors)


def _paint_dot(painter: QPainter, center: QPointF, strip: Strip, colors: ColorScheme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(strip.color(colors)))
    if strip.shape is Shape.CIRCLE:
        painter.drawEllipse(center, _DOT - 1, _DOT - 1)
    else:
        corners = ((0.0, -_DOT), (_DOT, 0.0), (0.0, _DOT), (-_DOT, 0.0))
        painter.drawPolygon(QPolygonF([center + QPointF(*corner) for corner in corners]))


def _paint_ring(painter: QPainter, center: QPointF, colors: ColorScheme) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colors.text), 2))
    painter.drawEllipse(center, _DOT + 2, _DOT + 2)


def _fraction(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.0
