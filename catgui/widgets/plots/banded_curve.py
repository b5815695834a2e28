"""A curve of a plot: a line in its band."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from engine.analysis.drawn_curve import CurveReducer, DrawnCurve, Range
from engine.typing import FloatArray

_DOT_SIZE = 7
# The band of a curve is so much less opaque than its line, of 255.
_BAND_ALPHA = 44


class BandedCurve:
    """Draws a curve as a line in its band; a single point as a dot.

    Attributes: `pen`, of the line; `drawn`, what is drawn. `is_aside` curves do not scale the axis.
    """

    def __init__(self, plot: pg.PlotItem, z: float = 0.0, is_aside: bool = False) -> None:
        # The range of the axis follows what is drawn, so nothing is to be drawn anew, limited to it, when it changes.
        self._band = pg.PlotDataItem(pen=None, fillLevel="enclosed", connect="all", dynamicRangeLimit=None)
        self._line = pg.PlotDataItem(antialias=True, dynamicRangeLimit=None)
        self.pen = QPen()
        self.drawn = DrawnCurve(np.empty(0), np.empty(0))
        self._plot = plot
        for item, place in ((self._band, z - 1), (self._line, z)):
            item.setZValue(place)
            plot.addItem(item, ignoreBounds=is_aside)

    def draw(self, curve: CurveReducer, visible: Range, width: float, logarithmic: bool) -> None:
        """Draw the costs between two iterations, over `width` pixels."""
        drawn = self.drawn = curve.draw(visible, width, logarithmic)
        self._band.setData(*drawn.outline)
        # A line through one point would be invisible. pyqtgraph warns of symbols at 0 on a log scale.
        is_point = len(drawn.y) == 1 and drawn.y[0] > 0
        self._line.setData(drawn.x, drawn.y, symbol="o" if is_point else None, symbolSize=_DOT_SIZE)

    def line_at(self, iterations: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The points of the line at those of some iterations at which it is drawn."""
        if not len(self.drawn.x):
            return self.drawn.x, self.drawn.y
        y = np.interp(iterations, self.drawn.x, self.drawn.y, np.nan, np.nan)
        known = ~np.isnan(y)
        return iterations[known], y[known]

    def tint(self, color: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        """Set the color, given as #rrggbb, and the width in device pixels."""
        self.pen = pg.mkPen(color, width=width, style=style)
        pale = QColor(color)
        pale.setAlpha(_BAND_ALPHA)
        self._line.setPen(self.pen)
        self._line.setSymbolBrush(color)
        self._line.setSymbolPen(None)
        self._band.setFillBrush(pale)

    def remove(self) -> None:
        """Take the curve out of the plot."""
        for item in (self._band, self._line):
            self._plot.removeItem(item)
