"""The curves of other runs behind that of the current one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from catgui.style.colors import ColorScheme
from catgui.style.text_size import scaled
from catgui.widgets.plots.plot_axis import within_reach
from catgui.widgets.plots.plot_header import LegendEntry
from engine.analysis.curves import decimate_visible

# Each curve has its own symbol, so that it is known without its color.
_SYMBOLS = ("o", "t1", "s", "d", "t", "star", "p", "+")
MAX_OVERLAYS = len(_SYMBOLS)
_SYMBOL_SIZE = 7
# Symbols along a curve; those of one curve lie between those of the next.
_SYMBOL_COUNT = 6
_MAX_POINTS = 700
# Points of a dash of the test curve with the gap after it, and without.
_DASH, _DASHED = 12, 8


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
