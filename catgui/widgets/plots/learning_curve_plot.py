"""A plot of repeated accuracies by the number of training pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from catgui.style.colors import ColorScheme
from catgui.widgets.plots.plot_header import LegendEntry
from catgui.widgets.plots.still_plot import Ends, StillPlot, faint

_MEAN_SIZE, _VALUE_SIZE = 7.0, 5.0  # pixels
_BAND_ALPHA, _VALUE_ALPHA = 45, 110
_LABEL_GAP = 6
_PADDING = 0.03  # at the ends of an axis, so that marks there are seen whole
_MEAN, _REPETITION = "mean ± standard deviation", "one repetition"


@dataclass(frozen=True, slots=True)
class SizedValues:
    """The values with `size` pictures, from 0 to 1, their mean and their standard deviation."""

    size: int
    mean: float
    std: float
    values: tuple[float, ...]


class LearningCurvePlot(StillPlot):
    """A line through the means, a band of one standard deviation, and a mark for each value.

    `caption` says what both axes are; that of the numbers of pictures is logarithmic.
    """

    def __init__(self, name: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(name, QSize(320, 160), parent)
        self._caption = caption
        self._sizes: Sequence[int] = ()
        self._points: Sequence[SizedValues] = ()
        self._line = ("", 0.5)

    def show_points(
        self, points: Sequence[SizedValues], sizes: Sequence[int], line: tuple[str, float], text: str
    ) -> None:
        """Show `points`, a named line, and an axis for `sizes`, those still to come too; `text` describes the plot."""
        self._points, self._sizes, self._line = points, sizes, line
        self.show_text(text)

    def _draw(self, colors: ColorScheme) -> None:
        self.plotItem.setVisible(bool(self._points))
        if self._points:
            self._draw_axes(colors)
            self._draw_curve(colors)
            name, value = self._line
            self._add_line(value, 0, self._pen(colors.text, 1.5, Qt.PenStyle.DashLine))
            self._add_text(name, self.plotItem.vb.viewRange()[0][1], value, (1.0, 1.0), colors)

    def _draw_axes(self, colors: ColorScheme) -> None:
        pen, no_pen = self._pen(colors.test_curve, 2), QPen(Qt.PenStyle.NoPen)
        no_pen.setColor(faint(colors.test_curve, _VALUE_ALPHA))
        self._show_header(self._caption, (LegendEntry(_MEAN, pen, "o"), LegendEntry(_REPETITION, no_pen, "o")), colors)
        low, high = self._ends()
        first, last = round(10 * low), round(10 * high)
        line_height = self.fontMetrics().height()
        every = max(1, math.ceil(line_height * (last - first) / max(self.plotItem.vb.height(), 1.0)))
        tenths = [(tenth / 10, f"{10 * tenth}%") for tenth in range(first, last + 1, every)]
        self._set_axis(self._left, tenths, _padded(low, high))
        ends = _padded(math.log(self._sizes[0]), math.log(self._sizes[-1]))
        self._set_axis(self._bottom, self._size_ticks(ends), ends)

    def _ends(self) -> Ends:
        """The ends of the axis of values: the tenths around all that is drawn."""
        drawn = [self._line[1]]
        for point in self._points:
            drawn += [*point.values, point.mean - point.std, point.mean + point.std]
        low, high = max(0.0, min(drawn)), min(1.0, max(drawn))
        # Rounded first: 0.7 may be a little more than seven tenths.
        return math.floor(round(10 * low, 6)) / 10, math.ceil(round(10 * high, 6)) / 10

    def _size_ticks(self, ends: Ends) -> list[tuple[float, str]]:
        """A tick for each size, with its number where there is room; the last one always has it."""
        metrics = QFontMetricsF(self.font())
        pixels = self.plotItem.vb.width() / max(ends[1] - ends[0], 1e-9)
        ticks, room = [], math.inf
        for size in reversed(self._sizes):
            at, text = math.log(size), f"{size:,}"
            half = metrics.horizontalAdvance(text) / 2
            x = (at - ends[0]) * pixels
            fits = x + half <= room
            ticks.append((at, text if fits else ""))
            room = x - half - _LABEL_GAP if fits else room
        return ticks

    def _draw_curve(self, colors: ColorScheme) -> None:
        x = [math.log(point.size) for point in self._points]
        means, stds = (np.array([getattr(point, name) for point in self._points]) for name in ("mean", "std"))
        below, above = np.clip(means - stds, 0, 1), np.clip(means + stds, 0, 1)
        band = faint(colors.test_curve, _BAND_ALPHA)
        outline = np.array([*x, *reversed(x)]), np.array([*above, *reversed(below)])
        self.plotItem.plot(*outline, pen=None, fillLevel="enclosed", brush=band)
        repeated = [at for at, point in zip(x, self._points, strict=True) for _ in point.values]
        values = [value for point in self._points for value in point.values]
        self._add_symbols(repeated, values, "o", _VALUE_SIZE, faint(colors.test_curve, _VALUE_ALPHA))
        bars = np.repeat(x, 2), np.stack([below, above], axis=1).ravel()
        self._add_curve(*bars, self._pen(colors.test_curve, 1.5), connect="pairs")
        self._add_curve(x, means, self._pen(colors.test_curve, 2))
        self._add_symbols(x, list(means), "o", _MEAN_SIZE, colors.test_curve)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Choose the numbers of the axes anew, by the room for them. (pyqtgraph passes no event.)"""
        super().resizeEvent(event)
        if self._is_ready:
            self.redraw()


def _padded(low: float, high: float) -> Ends:
    """The ends of an axis for values from `low` to `high`."""
    padding = _PADDING * (high - low) or 0.5  # of one value alone
    return low - padding, high + padding
