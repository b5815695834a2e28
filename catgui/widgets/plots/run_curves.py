"""The two curves of the current run."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from catgui.style.colors import ColorScheme
from catgui.widgets.plots.plot_axis import blend, within_reach
from catgui.widgets.plots.plot_header import LegendEntry
from engine.analysis.curves import decimate_visible
from engine.text import format_cost
from engine.typing import FloatArray

# Twice the columns of the plot on a usual screen: more could not be seen.
_MAX_POINTS = 1500
_DOT_SIZE = 7
_LINE_WIDTH = 2
# The length of a dash and of the gap after it, in pixels.
_DASH, _GAP = 8, 4
# Fewer pixels between two points are too few for Qt's dashes: they take ten times as long as a line, and the curve may
# go up and down within one.
_LEAST_SPACING = 3
# How much the gaps of such a curve differ from the background.
_FAINT = 0.45


class CostCurves(Protocol):
    """The costs of a run, which may grow in another thread."""

    @property
    def train(self) -> FloatArray:
        """The training costs (n,) of iterations 0, 1, 2, ..."""

    @property
    def test(self) -> tuple[FloatArray, FloatArray]:
        """The iterations done (k,), and the test costs (k,) after them."""


class RunCurves:
    """Draws the training cost solid and the test cost dashed; a single point as a dot.

    Where its points are too close for dashes, the test cost is a solid line, faint where a dash has its gaps: none of
    it is left out.
    """

    def __init__(self, plot: pg.PlotItem) -> None:
        # The range of the axis follows what is drawn, so nothing is to be drawn anew, limited to it, when it changes.
        self._train, self._test, self._dashes = (plot.plot(dynamicRangeLimit=None) for _ in range(3))
        self._dashed_pen, self._faint_pen = QPen(), QPen()
        self._is_close = False
        for place, curve in enumerate((self._test, self._dashes), start=1):
            curve.setZValue(place / 10 - 0.5)

    def draw(self, curves: CostCurves, visible: tuple[float, float], width: float) -> tuple[int, int]:
        """Draw the costs as they are now, between two iterations over `width` pixels.

        Returns the numbers of training costs and of test costs there are.
        """
        train, (iterations, test) = curves.train, curves.test
        low, high = visible
        first, end = max(math.ceil(low), 0), math.floor(high) + 1
        kept = decimate_visible(train, first, end, _MAX_POINTS)
        _draw(self._train, kept, within_reach(train[kept]))
        first, end = int(np.searchsorted(iterations, low)), int(np.searchsorted(iterations, high, side="right"))
        kept = decimate_visible(test, first, end, _MAX_POINTS)
        self._draw_test(iterations[kept], within_reach(test[kept]), width / (high - low))
        return len(train), len(test)

    def _draw_test(self, x: FloatArray, y: FloatArray, pixels: float) -> None:
        """Draw the test costs y at the iterations x; an iteration is `pixels` wide."""
        self._is_close = len(x) > 1 and pixels * (x[-1] - x[0]) < _LEAST_SPACING * (len(x) - 1)
        self._test.setPen(self._faint_pen if self._is_close else self._dashed_pen)
        _draw(self._test, x, y)
        if self._is_close:
            self._dashes.setData(x, y, connect=pixels * x % (_DASH + _GAP) < _DASH)
        else:
            self._dashes.clear()

    def tint(self, colors: ColorScheme, pixel: float) -> None:
        """Set the colors; `pixel` is a pixel of ours in device pixels."""
        dashed, width = colors.test_curve, _LINE_WIDTH * pixel
        faint = blend(QColor(colors.base), QColor(dashed), _FAINT)
        self._dashes.setPen(pg.mkPen(dashed, width=width))
        self._faint_pen = pg.mkPen(faint, width=width)
        self._dashed_pen = pg.mkPen(dashed, width=width, style=Qt.PenStyle.DashLine)
        self._test.setPen(self._faint_pen if self._is_close else self._dashed_pen)
        self._train.setPen(pg.mkPen(colors.accent, width=width))
        for curve, color in ((self._train, colors.accent), (self._test, dashed)):
            curve.setSymbolBrush(color)
            curve.setSymbolPen(None)

    @property
    def legend(self) -> list[LegendEntry]:
        """The titles of the curves with their pens."""
        return [
            LegendEntry("training cost", self._train.opts["pen"]),
            LegendEntry("test cost", self._dashed_pen),
        ]


def _draw(curve: pg.PlotDataItem, x: NDArray[np.number], y: FloatArray) -> None:
    # A line through one point would be invisible. pyqtgraph warns of symbols at infinity, or at 0 on a log scale.
    is_point = len(y) == 1 and 0 < y[0] < np.inf
    curve.setData(x, y, symbol="o" if is_point else None, symbolSize=_DOT_SIZE)


def cursor_text(curves: CostCurves, iteration: int) -> str:
    """The costs at an iteration, in lines; that of the nearest iteration where the test cost is not computed."""
    train, (iterations, test) = curves.train, curves.test
    text = f"iteration {iteration:,}\ntraining {format_cost(train[iteration])}"
    if len(test):
        nearest = np.argmin(np.abs(iterations - iteration))
        cost = format_cost(test[nearest])
        if iterations[nearest] == iteration:
            return f"{text}\n{_test_text(cost)}"
        return f"{text}\n{_test_text_at(cost, int(iterations[nearest]))}"
    return text


def _test_text(cost: str) -> str:
    return f"test {cost}"


def _test_text_at(cost: str, iteration: int) -> str:
    return f"test {cost} at iteration {iteration:,}"
