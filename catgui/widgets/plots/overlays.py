"""The curves of other runs behind that of the current one."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from catgui.style.colors import ColorScheme
from catgui.widgets.plots.decimation import decimate

Overlay = tuple[str, NDArray[np.float64]]

# Overlays differ by their dashes; after these they repeat.
_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)
_MAX_POINTS = 700
MAX_OVERLAYS = 8
# A longer title would push the legend off the plot.
_MAX_CHARS = 40


class PlotOverlays:
    """Draws up to `MAX_OVERLAYS` thin curves with titles in the legend."""

    def __init__(self, plot: pg.PlotItem, legend: pg.LegendItem) -> None:
        self._plot = plot
        self._legend = legend
        self._shown: list[Overlay] = []
        self._curves: list[pg.PlotDataItem] = []
        self._colors: ColorScheme | None = None
        self._width = 1.0

    def show(self, overlays: Sequence[Overlay]) -> None:
        """Draw exactly these curves: titles with costs (n,) by iteration."""
        overlays = list(overlays[:MAX_OVERLAYS])
        # Arrays are compared by identity: the costs of an ended run never change.
        if [(title, id(costs)) for title, costs in overlays] == [(title, id(costs)) for title, costs in self._shown]:
            return
        for curve in self._curves:
            self._legend.removeItem(curve)
            self._plot.removeItem(curve)
        self._shown, self._curves = overlays, [self._add_curve(title, costs) for title, costs in overlays]
        self._paint()

    def tint(self, colors: ColorScheme, width: float) -> None:
        """Set the colors of curves and legend, and the line width in device pixels."""
        self._colors, self._width = colors, width
        self._paint()

    def _add_curve(self, title: str, costs: NDArray[np.float64]) -> pg.PlotDataItem:
        kept = decimate(costs, _MAX_POINTS)
        curve = pg.PlotDataItem(kept, costs[kept])
        curve.setZValue(-1)
        self._plot.addItem(curve)
        self._legend.addItem(curve, _legend_text(title))
        return curve

    def _paint(self) -> None:
        if self._colors is None:
            return
        for number, curve in enumerate(self._curves):
            dash = _DASHES[number % len(_DASHES)]
            curve.setPen(pg.mkPen(self._colors.muted, width=self._width, style=dash))
        for _, label in self._legend.items:
            label.setText(label.text, color=self._colors.text)


def _legend_text(title: str) -> str:
    """`title`, shortened and escaped: pyqtgraph reads legend texts as HTML."""
    return html.escape(title if len(title) <= _MAX_CHARS else f"{title[: _MAX_CHARS - 1]}…")
