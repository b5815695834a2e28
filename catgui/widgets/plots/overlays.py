"""The two curves of the current run, and those of other runs behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from catgui.style.colors import ColorScheme
from catgui.style.text_size import scaled
from catgui.widgets.plots.plot_axis import blend, within_reach
from catgui.widgets.plots.plot_header import LegendEntry
from engine.analysis.curves import decimate_visible
from engine.text import format_cost
from engine.typing import FloatArray

# Twice the columns of the plot on a usual screen: more could not be seen.
_MAX_OWN_POINTS = 1500
_DOT_SIZE = 7
_LINE_WIDTH = 2
# The length of a dash and of the gap after it, in pixels.
_TEST_DASH, _GAP = 8, 4
# Fewer pixels between two points are too few for Qt's dashes: they take ten times as long as a line, and the curve may
# go up and down within one.
_LEAST_SPACING = 3
# How much the gaps of such a curve differ from the background.
_FAINT = 0.45
# Each curve has its own symbol, so that it is known without its color.
_SYMBOLS = ("o", "t1", "s", "d", "t", "star", "p", "+")
MAX_OVERLAYS = len(_SYMBOLS)
_SYMBOL_SIZE = 7
# Symbols along a curve; those of one curve lie between those of the next.
_SYMBOL_COUNT = 6
_MAX_POINTS = 700
# Points of a dash of the test curve with the gap after it, and without.
_DASH, _DASHED = 12, 8


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
        kept = decimate_visible(train, first, end, _MAX_OWN_POINTS)
        _draw(self._train, kept, within_reach(train[kept]))
        first, end = int(np.searchsorted(iterations, low)), int(np.searchsorted(iterations, high, side="right"))
        kept = decimate_visible(test, first, end, _MAX_OWN_POINTS)
        self._draw_test(iterations[kept], within_reach(test[kept]), width / (high - low))
        return len(train), len(test)

    def _draw_test(self, x: FloatArray, y: FloatArray, pixels: float) -> None:
        """Draw the test costs y at the iterations x; an iteration is `pixels` wide."""
        self._is_close = len(x) > 1 and pixels * (x[-1] - x[0]) < _LEAST_SPACING * (len(x) - 1)
        self._test.setPen(self._faint_pen if self._is_close else self._dashed_pen)
        _draw(self._test, x, y)
        if self._is_close:
            self._dashes.setData(x, y, connect=pixels * x % (_TEST_DASH + _GAP) < _TEST_DASH)
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


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """The training costs (n,) of another run; a `faint` one is a plain gray line.

    `test` are iterations (k,), increasing, and the test costs (k,) after them, which are drawn with gaps.
    """

    title: str
    costs: NDArray[np.float64]
    faint: bool = False
    test: tuple[NDArray[np.float64], NDArray[np.float64]] = (np.empty(0), np.empty(0))


class PlotOverlays:
    """Draws up to `MAX_OVERLAYS` thin curves, each in a color and with a symbol of its own."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self._drawn: list[_Drawn] = []
        self._visible = (0.0, 0.0)

    def show(self, overlays: Sequence[Overlay], colors: ColorScheme, pixel: float) -> bool:
        """Draw exactly the given curves; returns whether they differ from the curves before."""
        overlays = overlays[:MAX_OVERLAYS]
        # Arrays are compared by identity: the costs of an ended run never change.
        if list(map(_identity, overlays)) == [_identity(drawn.overlay) for drawn in self._drawn]:
            return False
        for place, overlay in enumerate(overlays):
            self._put(overlay, place)
        for drawn in self._drawn[len(overlays) :]:
            drawn.remove(self._plot)
        del self._drawn[len(overlays) :]
        self.tint(colors, pixel)
        return True

    def show_range(self, visible: tuple[float, float]) -> None:
        """Draw the curves between two iterations."""
        if visible != self._visible:
            self._visible = visible
            for drawn in self._drawn:
                drawn.draw_line(visible)

    def _put(self, overlay: Overlay, place: int) -> None:
        """Draw `overlay` at its place in the list, if possible with the items that are there."""
        drawn = self._drawn[place] if place < len(self._drawn) else None
        if drawn is not None and drawn.overlay.faint == overlay.faint:
            drawn.draw(overlay, self._visible)
            return
        if drawn is not None:
            drawn.remove(self._plot)
        self._drawn[place : place + 1] = [_Drawn(self._plot, overlay, place, self._visible)]

    def tint(self, colors: ColorScheme, pixel: float) -> None:
        """Set the colors; `pixel` is a pixel of ours in device pixels."""
        for drawn in self._drawn:
            drawn.tint(colors, pixel)

    @property
    def last(self) -> int:
        """The last iteration of the curves that are not faint; 0 without any."""
        return max((len(drawn.overlay.costs) for drawn in self._drawn if not drawn.overlay.faint), default=0)

    def legend(self, end: int) -> list[LegendEntry]:
        """The titles of the curves with their pens and symbols, and where those go on that the axis cuts at `end`."""
        return [drawn.legend_entry(end) for drawn in self._drawn]


class _Drawn:
    """An overlay with its line and its symbols."""

    def __init__(self, plot: pg.PlotItem, overlay: Overlay, place: int, visible: tuple[float, float]) -> None:
        self._place = place
        self._line, self._test = pg.PlotDataItem(), pg.PlotDataItem()
        self._symbols = pg.PlotDataItem(pen=None, symbol=_SYMBOLS[place], symbolPen=None)
        self.draw(overlay, visible)
        for item in self._items:
            item.setZValue(-1)
            # The previous run does not scale the axis: a spike of it would flatten the curves that matter.
            plot.addItem(item, ignoreBounds=overlay.faint)

    @property
    def _items(self) -> tuple[pg.PlotDataItem, ...]:
        return self._line, self._test, self._symbols

    def draw(self, overlay: Overlay, visible: tuple[float, float]) -> None:
        self.overlay = overlay
        marked = np.empty(0, np.intp) if overlay.faint else _marked(overlay.costs, self._place)
        self._symbols.setData(marked, overlay.costs[marked])
        self.draw_line(visible)

    def draw_line(self, visible: tuple[float, float]) -> None:
        """Draw the lines between two iterations."""
        costs, (low, high) = self.overlay.costs, visible
        iterations, test = self.overlay.test
        first, end = np.searchsorted(iterations, (low, high)).tolist()
        shown = decimate_visible(test, first, end + 1, _MAX_POINTS)
        # Qt's own dashes take ten times as long as a line.
        self._test.setData(
            iterations[shown], within_reach(test[shown]), connect=np.arange(len(shown)) % _DASH < _DASHED
        )
        kept = decimate_visible(costs, math.ceil(low), math.floor(high) + 1, _MAX_POINTS)
        self._line.setData(kept, within_reach(costs[kept]))

    def remove(self, plot: pg.PlotItem) -> None:
        for item in self._items:
            plot.removeItem(item)

    def tint(self, colors: ColorScheme, pixel: float) -> None:
        color = colors.edge if self.overlay.faint else colors.overlays[self._place % len(colors.overlays)]
        self._line.setPen(pg.mkPen(color, width=pixel))
        self._test.setPen(pg.mkPen(color, width=pixel))
        self._symbols.setSymbolSize(scaled(_SYMBOL_SIZE))
        self._symbols.setSymbolBrush(color)

    def legend_entry(self, end: int) -> LegendEntry:
        symbol, last = None if self.overlay.faint else _SYMBOLS[self._place], len(self.overlay.costs)
        title = f"{self.overlay.title} (goes on to {last:,})" if last > end else self.overlay.title
        return LegendEntry(title, self._line.opts["pen"], symbol)


def _marked(costs: NDArray[np.float64], place: int) -> NDArray[np.intp]:
    """The iterations of the symbols along a curve, in any scale of the axis."""
    shift = (place + 0.5) / MAX_OVERLAYS
    spread = ((np.arange(_SYMBOL_COUNT) + shift) * len(costs) / _SYMBOL_COUNT).astype(np.intp)
    return np.unique(spread[(costs[spread] > 0) & np.isfinite(within_reach(costs[spread]))])


def _identity(overlay: Overlay) -> tuple[str, int, int, bool]:
    return overlay.title, id(overlay.costs), id(overlay.test), overlay.faint
