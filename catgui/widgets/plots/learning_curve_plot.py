"""A plot of repeated accuracies by the number of training pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.tooltips import set_tooltip

_MARGIN = 24
_MEAN_RADIUS, _VALUE_RADIUS = 3.5, 2.5
_BAND_ALPHA, _VALUE_ALPHA, _COVER_ALPHA = 45, 110, 170
_SWATCH = 22  # the width of a sample in the legend
_LABEL_GAP = 6
_MEAN, _REPETITION = "mean ± standard deviation", "one repetition"
_RIGHT_BELOW = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
_RIGHT_MIDDLE = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT_MIDDLE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CENTER = int(Qt.AlignmentFlag.AlignHCenter)


@dataclass(frozen=True, slots=True)
class SizedValues:
    """The values with `size` pictures, from 0 to 1, their mean and their standard deviation."""

    size: int
    mean: float
    std: float
    values: tuple[float, ...]


class LearningCurvePlot(QWidget):
    """A line through the means, a band of one standard deviation, and a mark for each value.

    `caption` says what both axes are; that of the numbers of pictures is logarithmic.
    """

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = caption
        self._sizes: Sequence[int] = ()
        self._points: Sequence[SizedValues] = ()
        self._line = ("", 0.5)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_points(
        self, points: Sequence[SizedValues], sizes: Sequence[int], line: tuple[str, float], text: str
    ) -> None:
        """Show `points`, a named line, and an axis for `sizes`, those still to come too; `text` describes the plot."""
        self._points, self._sizes, self._line = points, sizes, line
        set_tooltip(self, text)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a curve whose slope can be seen."""
        return QSize(320, 160)

    def minimumSizeHint(self) -> QSize:
        """Room for the axes, their captions and a low curve."""
        return QSize(240, 5 * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the legend, the axes, the line, and the curve."""
        if not self._points:
            return
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            height, numbers = self.fontMetrics().height(), self.fontMetrics().horizontalAdvance("100%")
            area = QRectF(self.rect()).adjusted(numbers + _LABEL_GAP, height + 6, -_MARGIN, -height - 4)
            ends = self._ends()
            self._paint_legend(painter, colors)
            self._paint_values_axis(painter, area, ends, colors)
            self._paint_sizes_axis(painter, area, colors)
            self._paint_curve(painter, area, ends, colors)
            self._paint_line(painter, area, ends, colors)

    def _ends(self) -> tuple[float, float]:
        """The ends of the axis of values: the tenths around all that is drawn."""
        drawn = [self._line[1]]
        for point in self._points:
            drawn += [*point.values, point.mean - point.std, point.mean + point.std]
        low, high = max(0.0, min(drawn)), min(1.0, max(drawn))
        # Rounded first: 0.7 may be a little more than seven tenths.
        return math.floor(round(10 * low, 6)) / 10, math.ceil(round(10 * high, 6)) / 10

    def _x(self, area: QRectF, size: int) -> float:
        low, high = math.log(self._sizes[0]), math.log(self._sizes[-1])
        return area.left() + (_fraction(math.log(size), low, high)) * area.width()

    def _paint_legend(self, painter: QPainter, colors: ColorScheme) -> None:
        metrics = self.fontMetrics()
        middle = metrics.height() / 2
        color = QColor(colors.test_curve)
        x = self._paint_text(painter, 2.0, self._caption, colors.text) + 2 * _LABEL_GAP
        if x + 2 * _SWATCH + metrics.horizontalAdvance(_MEAN + _REPETITION) + 4 * _LABEL_GAP > self.width():
            return
        painter.fillRect(QRectF(x, middle - 5, _SWATCH, 10), _faint(color, _BAND_ALPHA))
        painter.setPen(QPen(color, 2))
        painter.drawLine(QPointF(x, middle), QPointF(x + _SWATCH, middle))
        _paint_dot(painter, QPointF(x + _SWATCH / 2, middle), _MEAN_RADIUS, color)
        x = self._paint_text(painter, x + _SWATCH + _LABEL_GAP, _MEAN, colors.muted) + 2 * _LABEL_GAP
        _paint_dot(painter, QPointF(x + _SWATCH / 2, middle), _VALUE_RADIUS, _faint(color, _VALUE_ALPHA))
        self._paint_text(painter, x + _SWATCH, _REPETITION, colors.muted)

    def _paint_text(self, painter: QPainter, x: float, text: str, color: str) -> float:
        """Paint `text` in the first line from `x` on; returns where it ends."""
        width = self.fontMetrics().horizontalAdvance(text)
        painter.setPen(QColor(color))
        painter.drawText(QRectF(x, 0, self.width() - x, self.fontMetrics().height()), _LEFT_MIDDLE, text)
        return x + width

    def _paint_values_axis(
        self, painter: QPainter, area: QRectF, ends: tuple[float, float], colors: ColorScheme
    ) -> None:
        height = self.fontMetrics().height()
        first, last = round(10 * ends[0]), round(10 * ends[1])
        every = max(1, math.ceil(height * (last - first) / max(area.height(), 1.0)))
        for tenth in range(first, last + 1, every):
            y = _y(area, tenth / 10, ends)
            painter.setPen(QColor(colors.line))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colors.muted))
            box = QRectF(0, y - height / 2, area.left() - _LABEL_GAP, height)
            painter.drawText(box, _RIGHT_MIDDLE, f"{10 * tenth}%")

    def _paint_sizes_axis(self, painter: QPainter, area: QRectF, colors: ColorScheme) -> None:
        """Paint a tick for each size, with its number where there is room; the last one always has it."""
        metrics = self.fontMetrics()
        room = math.inf
        for size in reversed(self._sizes):
            x, text = self._x(area, size), f"{size:,}"
            painter.setPen(QColor(colors.line))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            half = metrics.horizontalAdvance(text) / 2
            if x + half > room:
                continue
            room = x - half - _LABEL_GAP
            painter.setPen(QColor(colors.muted))
            painter.drawText(QRectF(x - half - 1, area.bottom() + 3, 2 * half + 2, metrics.height()), _CENTER, text)

    def _paint_line(self, painter: QPainter, area: QRectF, ends: tuple[float, float], colors: ColorScheme) -> None:
        name, value = self._line
        y, height = _y(area, value, ends), self.fontMetrics().height()
        painter.setPen(QPen(QColor(colors.text), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        width = self.fontMetrics().horizontalAdvance(name)
        box = QRectF(area.right() - width - 4, y - height - 1, width, height)
        # The curve may be behind it.
        painter.fillRect(box, _faint(QColor(colors.window), _COVER_ALPHA))
        painter.drawText(box, _RIGHT_BELOW, name)

    def _paint_curve(self, painter: QPainter, area: QRectF, ends: tuple[float, float], colors: ColorScheme) -> None:
        color = QColor(colors.test_curve)
        columns = [(self._x(area, point.size), point) for point in self._points]
        above, means, below = (
            [QPointF(x, _y(area, min(max(point.mean + side * point.std, 0.0), 1.0), ends)) for x, point in columns]
            for side in (1, 0, -1)
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_faint(color, _BAND_ALPHA))
        painter.drawPolygon(QPolygonF([*above, *reversed(below)]))
        for x, point in columns:
            for value in point.values:
                _paint_dot(painter, QPointF(x, _y(area, value, ends)), _VALUE_RADIUS, _faint(color, _VALUE_ALPHA))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 2))
        painter.drawPolyline(QPolygonF(means))
        for top, mean, bottom in zip(above, means, below, strict=True):
            painter.setPen(QPen(color, 1.5))
            painter.drawLine(top, bottom)
            _paint_dot(painter, mean, _MEAN_RADIUS, color)


def _paint_dot(painter: QPainter, center: QPointF, radius: float, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(center, radius, radius)


def _faint(color: QColor, alpha: int) -> QColor:
    return QColor(color.red(), color.green(), color.blue(), alpha)


def _y(area: QRectF, value: float, ends: tuple[float, float]) -> float:
    return area.bottom() - _fraction(value, *ends) * area.height()


def _fraction(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.5
