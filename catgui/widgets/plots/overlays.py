"""The curves of the current run, and those of other runs behind them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from catgui.domain.drawn_curve import CurveReducer, DrawnCurve, Range
from catgui.style.colors import ColorScheme
from catgui.style.text_size import scaled
from engine.training.run import line_stride
from engine.typing import FloatArray

_LINE_WIDTH = 2
# Each curve has its own symbol, so that it is known without its color.
_SYMBOLS = ("o", "t1", "s", "d", "t", "star", "p", "+")
MAX_OVERLAYS = len(_SYMBOLS)
_SYMBOL_SIZE = 7
# Symbols along a curve; those of one curve lie between those of the next.
_SYMBOL_COUNT = 6
_DOT_SIZE = 7
# The band of a curve is so much less opaque than its line, of 255.
_BAND_ALPHA = 44


# A name and the item of the plot that it is of.
LegendEntry = tuple[str, pg.PlotDataItem]


class BandedCurve:
    """Draws a curve as a line in its band; a single point as a dot.

    Attributes: `line`, its item; `drawn`, what is drawn. `is_aside` curves do not scale the axis.
    """

    def __init__(self, plot: pg.PlotItem, z: float = 0.0, is_aside: bool = False) -> None:
        # The range of the axis follows what is drawn, so nothing is to be drawn anew, limited to it, when it changes.
        self._band = pg.PlotDataItem(pen=None, fillLevel="enclosed", connect="all", dynamicRangeLimit=None)
        self.line = pg.PlotDataItem(antialias=True, dynamicRangeLimit=None)
        self.drawn = DrawnCurve()
        self._plot = plot
        for item, place in ((self._band, z - 1), (self.line, z)):
            item.setZValue(place)
            plot.addItem(item, ignoreBounds=is_aside)

    def draw(self, curve: CurveReducer, visible: Range, width: float, logarithmic: bool) -> None:
        """Draw the costs between two iterations, over `width` pixels."""
        drawn = self.drawn = curve.draw(visible, width, logarithmic)
        self._band.setData(*drawn.outline)
        # A line through one point would be invisible. pyqtgraph warns of symbols at 0 on a log scale.
        is_point = len(drawn.y) == 1 and drawn.y[0] > 0
        self.line.setData(drawn.x, drawn.y, symbol="o" if is_point else None, symbolSize=_DOT_SIZE)

    def line_at(self, iterations: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The points of the line at those of some iterations at which it is drawn."""
        if not len(self.drawn.x):
            return self.drawn.x, self.drawn.y
        inside = iterations[(self.drawn.x[0] <= iterations) & (iterations <= self.drawn.x[-1])]
        return inside, np.interp(inside, self.drawn.x, self.drawn.y)

    def tint(self, color: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        """Set the color, given as #rrggbb, and the width in device pixels."""
        pale = QColor(color)
        pale.setAlpha(_BAND_ALPHA)
        self.line.setPen(pg.mkPen(color, width=width, style=style))
        self.line.setSymbolBrush(color)
        self.line.setSymbolPen(None)
        self._band.setFillBrush(pale)

    def remove(self) -> None:
        """Take the curve out of the plot."""
        for item in (self._band, self.line):
            self._plot.removeItem(item)


class CostCurves(Protocol):
    """The costs of a run, which may grow in another thread."""

    @property
    def train(self) -> FloatArray:
        """The training costs (n,) of iterations 0, 1, 2, ..."""

    @property
    def test(self) -> tuple[FloatArray, FloatArray]:
        """The iterations done (k,), and the test costs (k,) after them."""

    @property
    def test_by_iteration(self) -> FloatArray:
        """The test costs after 0, 1, 2, ... iterations, NaN where not computed."""

    @property
    def test_order(self) -> FloatArray:
        """The iterations done (k,) in the order in which the test costs after them were computed."""


class CurveLengths(NamedTuple):
    """How many costs of each kind there are."""

    train: int = 0
    test: int = 0

    @classmethod
    def of(cls, curves: CostCurves) -> CurveLengths:
        """Those of `curves` now."""
        return cls(len(curves.train), len(curves.test_order))


class PlotView(NamedTuple):
    """What is visible: the iterations at both ends, the width in pixels, whether the cost axis is logarithmic."""

    visible: Range
    width: float
    logarithmic: bool


class RunCurves:
    """Draws the training cost solid and the test cost dashed, each in its band."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot, self._box = plot, plot.vb
        self._train, self._test = BandedCurve(plot), BandedCurve(plot, z=-0.5)
        self._curves: CostCurves | None = None
        self._stride = 1
        self._train_costs, self._test_costs = CurveReducer(1), CurveReducer(1)
        self._test_count = 0

    def draw(self, curves: CostCurves, iterations: int, view: PlotView) -> CurveLengths:
        """Draw the costs of a run of so many iterations as they are now; returns how many there are."""
        stride = line_stride(iterations)
        if curves is not self._curves or stride != self._stride:
            self._curves, self._stride, self._test_count = curves, stride, 0
            self._train_costs, self._test_costs = CurveReducer(stride), CurveReducer(stride)
        train, order = curves.train, curves.test_order
        self._train_costs.update(train, len(self._train_costs), len(train))
        if len(new := order[self._test_count :]):
            self._test_costs.update(curves.test_by_iteration, int(new.min()), int(new.max()) + 1)
            self._test_count = len(order)
        self._train.draw(self._train_costs, *view)
        self._test.draw(self._test_costs, *view)
        return CurveLengths(len(train), len(order))

    def tint(self, colors: ColorScheme, pixel: float) -> None:
        """Set the colors; `pixel` is a pixel of ours in device pixels."""
        self._train.tint(colors.accent, _LINE_WIDTH * pixel)
        self._test.tint(colors.test_curve, _LINE_WIDTH * pixel, Qt.PenStyle.DashLine)

    @property
    def legend(self) -> list[LegendEntry]:
        """The titles of the curves with their lines."""
        return [("training cost", self._train.line), ("test cost", self._test.line)]


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """The training costs (n,) of another run; a `faint` one is a plain gray line.

    `test` are iterations (k,), increasing, and the test costs (k,) after them, which are dashed.
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
        self._view = PlotView((0.0, 1.0), 1.0, False)

    def show(self, overlays: Sequence[Overlay], colors: ColorScheme, pixel: float) -> bool:
        """Draw exactly the given curves; returns whether they differ from the curves before."""
        overlays = overlays[:MAX_OVERLAYS]
        # Arrays are compared by identity: the costs of an ended run never change.
        if list(map(_identity, overlays)) == [_identity(drawn.overlay) for drawn in self._drawn]:
            return False
        for place, overlay in enumerate(overlays):
            self._put(overlay, place)
        for drawn in self._drawn[len(overlays) :]:
            drawn.remove()
        del self._drawn[len(overlays) :]
        self.tint(colors, pixel)
        return True

    def show_range(self, view: PlotView) -> None:
        """Draw what is visible of the curves."""
        if view != self._view:
            self._view = view
            for drawn in self._drawn:
                drawn.draw(view)

    def _put(self, overlay: Overlay, place: int) -> None:
        """Draw `overlay` at its place in the list, if possible with the items that are there."""
        drawn = self._drawn[place] if place < len(self._drawn) else None
        if drawn is None or drawn.overlay.faint != overlay.faint:
            if drawn is not None:
                drawn.remove()
            drawn = _Drawn(self._plot, place, overlay.faint)
            self._drawn[place : place + 1] = [drawn]
        drawn.take(overlay)
        drawn.draw(self._view)

    def tint(self, colors: ColorScheme, pixel: float) -> None:
        """Set the colors; `pixel` is a pixel of ours in device pixels."""
        for drawn in self._drawn:
            drawn.tint(colors, pixel)

    @property
    def last(self) -> int:
        """The last iteration of the curves that are not faint; 0 without any."""
        return max((len(drawn.overlay.costs) for drawn in self._drawn if not drawn.overlay.faint), default=0)

    def legend(self, end: int) -> list[LegendEntry]:
        """The titles of the curves with their symbols, and where those go on that the axis cuts at `end`."""
        return [drawn.legend_entry(end) for drawn in self._drawn]


class _Drawn:
    """An overlay with its curves and its symbols."""

    def __init__(self, plot: pg.PlotItem, place: int, faint: bool) -> None:
        self._plot, self._place = plot, place
        # The previous run does not scale the axis: a spike of it would flatten the curves that matter.
        self._train, self._test = BandedCurve(plot, z=-1, is_aside=faint), BandedCurve(plot, z=-1, is_aside=faint)
        self._symbols = pg.PlotDataItem(pen=None, symbol=_SYMBOLS[place], symbolPen=None)
        self._symbols.setZValue(-1)
        plot.addItem(self._symbols, ignoreBounds=faint)

    def take(self, overlay: Overlay) -> None:
        """Be that of another run from the next `draw` on."""
        self.overlay = overlay
        stride = line_stride(len(overlay.costs))
        self._costs = CurveReducer.of(overlay.costs, stride), CurveReducer.of_known(*overlay.test, stride)

    def draw(self, view: PlotView) -> None:
        """Draw what is visible."""
        for curve, costs in zip((self._train, self._test), self._costs, strict=True):
            curve.draw(costs, *view)
        if not self.overlay.faint:
            shift = (self._place + 0.5) / MAX_OVERLAYS
            spread = (np.arange(_SYMBOL_COUNT) + shift) * len(self.overlay.costs) / _SYMBOL_COUNT
            self._symbols.setData(*self._train.line_at(np.floor(spread)))

    def remove(self) -> None:
        for curve in (self._train, self._test):
            curve.remove()
        self._plot.removeItem(self._symbols)

    def tint(self, colors: ColorScheme, pixel: float) -> None:
        color = colors.edge if self.overlay.faint else colors.overlays[self._place % len(colors.overlays)]
        self._train.tint(color, pixel)
        self._test.tint(color, pixel, Qt.PenStyle.DashLine)
        self._symbols.setSymbolSize(scaled(_SYMBOL_SIZE))
        self._symbols.setSymbolBrush(color)

    def legend_entry(self, end: int) -> LegendEntry:
        last = len(self.overlay.costs)
        title = f"{self.overlay.title} (goes on to {last:,})" if last > end else self.overlay.title
        return html.escape(title), self._train.line if self.overlay.faint else self._symbols


def _identity(overlay: Overlay) -> tuple[str, int, int, bool]:
    return overlay.title, id(overlay.costs), id(overlay.test), overlay.faint
