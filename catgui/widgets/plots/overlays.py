"""Other runs' curves behind that of a plot."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from catgui.widgets.plots.decimation import thinned

Ghost = tuple[str, NDArray[np.float64]]

# Ghosts are told from each other by their dashes; they come round again after these.
_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)
_MOST_POINTS = 700
MOST_GHOSTS = 8
# A longer name would push the legend off the plot.
_MOST_LETTERS = 40


class PlotGhosts:
    """Draws curves thin and faint, each with its name in the legend; at most `MOST_GHOSTS` of them."""

    def __init__(self, plot: pg.PlotItem, legend: pg.LegendItem) -> None:
        self._plot = plot
        self._legend = legend
        self._shown: list[Ghost] = []
        self._curves: list[pg.PlotDataItem] = []
        self._colour = ""
        self._width = 1.0

    def show(self, ghosts: Sequence[Ghost]) -> None:
        """Draw these, each a title and the costs of iterations 0, 1, 2, ..., and no others."""
        ghosts = list(ghosts[:MOST_GHOSTS])
        same = len(ghosts) == len(self._shown)
        if same and all(a is b and s == t for (s, a), (t, b) in zip(ghosts, self._shown, strict=True)):
            return
        for curve in self._curves:
            self._legend.removeItem(curve)
            self._plot.removeItem(curve)
        self._shown, self._curves = ghosts, [self._drawn(title, costs) for title, costs in ghosts]
        self._paint()

    def tint(self, colour: str, width: float) -> None:
        """Draw them in a colour, lines of so many pixels."""
        self._colour, self._width = colour, width
        self._paint()

    def _drawn(self, title: str, costs: NDArray[np.float64]) -> pg.PlotDataItem:
        curve = pg.PlotDataItem(*thinned(np.arange(len(costs), dtype=np.float64), costs, _MOST_POINTS))
        curve.setZValue(-1)
        self._plot.addItem(curve)
        self._legend.addItem(curve, _in_legend(title))
        return curve

    def _paint(self) -> None:
        if self._colour:
            for number, curve in enumerate(self._curves):
                dash = _DASHES[number % len(_DASHES)]
                curve.setPen(pg.mkPen(self._colour, width=self._width, style=dash))


def _in_legend(title: str) -> str:
    """A title for pyqtgraph, which takes texts for markup: a run that is called <b> is not to turn bold."""
    return html.escape(title if len(title) <= _MOST_LETTERS else f"{title[: _MOST_LETTERS - 1]}…")
