"""Other runs' curves behind that of a plot."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from catgui.widgets.plots.decimation import decimate

Overlay = tuple[str, NDArray[np.float64]]

# Ghosts are told from each other by their dashes; they come round again after these.
_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)
_MAX_POINTS = 700
MAX_OVERLAYS = 8
# A longer name would push the legend off the plot.
_MAX_CHARS = 40


class PlotOverlays:
    """Draws curves thin and faint, each with its name in the legend; at most `MAX_OVERLAYS` of them."""

    def __init__(self, plot: pg.PlotItem, legend: pg.LegendItem) -> None:
        self._plot = plot
        self._legend = legend
        self._shown: list[Overlay] = []
        self._curves: list[pg.PlotDataItem] = []
        self._color = ""
        self._width = 1.0

    def show(self, overlays: Sequence[Overlay]) -> None:
        """Draw these, each a title and the costs of iterations 0, 1, 2, ..., and no others."""
        overlays = list(overlays[:MAX_OVERLAYS])
        same = len(overlays) == len(self._shown)
        if same and all(a is b and s == t for (s, a), (t, b) in zip(overlays, self._shown, strict=True)):
            return
        for curve in self._curves:
            self._legend.removeItem(curve)
            self._plot.removeItem(curve)
        self._shown, self._curves = overlays, [self._add_curve(title, costs) for title, costs in overlays]
        self._paint()

    def tint(self, color: str, width: float) -> None:
        """Draw them in a colour, lines of so many pixels."""
        self._color, self._width = color, width
        self._paint()

    def _add_curve(self, title: str, costs: NDArray[np.float64]) -> pg.PlotDataItem:
        curve = pg.PlotDataItem(*decimate(np.arange(len(costs), dtype=np.float64), costs, _MAX_POINTS))
        curve.setZValue(-1)
        self._plot.addItem(curve)
        self._legend.addItem(curve, _legend_text(title))
        return curve

    def _paint(self) -> None:
        if self._color:
            for number, curve in enumerate(self._curves):
                dash = _DASHES[number % len(_DASHES)]
                curve.setPen(pg.mkPen(self._color, width=self._width, style=dash))


def _legend_text(title: str) -> str:
    """A title for pyqtgraph, which takes texts for markup: a run that is called <b> is not to turn bold."""
    return html.escape(title if len(title) <= _MAX_CHARS else f"{title[: _MAX_CHARS - 1]}…")
