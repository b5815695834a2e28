"""The two curves of the current run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Protocol

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from catgui.style.colors import ColorScheme
from catgui.widgets.plots.decimation import decimate
from catgui.widgets.plots.plot_header import LegendEntry

FloatArray = NDArray[np.float64]

# Twice the columns of the plot on a usual screen: more could not be seen.
_MAX_POINTS = 1500
_DOT_SIZE = 7
_LINE_WIDTH = 2


class CostCurves(Protocol):
    """The costs of a run, which may grow in another thread."""

    @property
    def train(self) -> FloatArray:
        """The training costs (n,) of iterations 0, 1, 2, ..."""

    @property
    def test(self) -> tuple[FloatArray, FloatArray]:
        """The iterations done (k,), and the test costs (k,) after them."""


@dataclass(frozen=True, slots=True)
class CurveStyle:
    """The names of the two curves, and how they are drawn.

    Attributes: `solid` and `dashed`, in the legend, and, shorter, `solid_at_cursor` and `dashed_at_cursor`; `decimals`
    of a cost at the cursor; `solid_width`, in pixels; `dashed_color` in a scheme.
    """

    solid: str
    dashed: str
    solid_at_cursor: str
    dashed_at_cursor: str
    decimals: int = 4
    solid_width: int = _LINE_WIDTH
    dashed_color: Callable[[ColorScheme], str] = attrgetter("test_curve")


TRAINING_AND_TEST = CurveStyle("training cost", "test cost", "training", "test")


class RunCurves:
    """Draws the training cost solid and the test cost dashed over it; a single point as a dot."""

    def __init__(self, plot: pg.PlotItem, style: CurveStyle) -> None:
        self._train, self._test = plot.plot(), plot.plot()
        self._titles = {style.solid: self._train, style.dashed: self._test}
        self._style = style

    def draw(self, curves: CostCurves) -> int:
        """Draw the costs as they are now; returns the number of training costs."""
        train, (iterations, test) = curves.train, curves.test
        kept, kept_test = decimate(train, _MAX_POINTS), decimate(test, _MAX_POINTS)
        _draw(self._train, kept, train[kept])
        _draw(self._test, iterations[kept_test], test[kept_test])
        return len(train)

    def tint(self, colors: ColorScheme, pixel: float) -> None:
        """Set the colors; `pixel` is a pixel of ours in device pixels."""
        dashed = self._style.dashed_color(colors)
        self._train.setPen(pg.mkPen(colors.accent, width=self._style.solid_width * pixel))
        self._test.setPen(pg.mkPen(dashed, width=_LINE_WIDTH * pixel, style=Qt.PenStyle.DashLine))
        for curve, color in ((self._train, colors.accent), (self._test, dashed)):
            curve.setSymbolBrush(color)
            curve.setSymbolPen(None)

    @property
    def legend(self) -> list[LegendEntry]:
        """The titles of the curves with their pens."""
        return [LegendEntry(title, curve.opts["pen"]) for title, curve in self._titles.items()]


def _draw(curve: pg.PlotDataItem, x: NDArray[np.number], y: FloatArray) -> None:
    # A line through one point would be invisible. pyqtgraph warns of symbols at infinity, or at 0 on a log scale.
    is_point = len(y) == 1 and 0 < y[0] < np.inf
    curve.setData(x, y, symbol="o" if is_point else None, symbolSize=_DOT_SIZE)


def cursor_text(curves: CostCurves, iteration: int, style: CurveStyle) -> str:
    """The costs at an iteration, in lines."""
    train, (iterations, test) = curves.train, curves.test
    text = f"iteration {iteration:,}\n{style.solid_at_cursor} {train[iteration]:.{style.decimals}f}"
    if len(test):
        nearest = test[np.argmin(np.abs(iterations - iteration))]
        text += f"\n{style.dashed_at_cursor} {nearest:.{style.decimals}f}"
    return text
