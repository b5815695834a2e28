"""An axis whose grid is quickly painted."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QColor, QPainter, QPen


class PlotAxis(pg.AxisItem):
    """At the "left" or "bottom" of a plot; its lines are opaque, in the colour that they would have on the ground.

    pyqtgraph draws the grid in translucent lines over the curves, and they take most of the time that a plot takes
    to be painted. Ours are behind the curves: `place_behind` is for when the plot has placed it.
    """

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._background = QColor("white")

    def place_behind(self, box: pg.ViewBox) -> None:
        """Be painted before all that is in `box`."""
        self.setZValue(box.zValue() - 1)

    def set_background(self, color: str) -> None:
        """What is behind the grid, as #rrggbb."""
        self._background = QColor(color)
        # What was drawn before is on another ground.
        self.picture = None
        self.update()

    def generateDrawSpecs(self, painter: QPainter) -> Any:  # noqa: N802  pyqtgraph's name
        """What pyqtgraph would draw, with opaque ticks."""
        drawn = super().generateDrawSpecs(painter)
        if drawn is None:
            return None
        line, ticks, texts = drawn
        return line, [(self._opaque(pen), begin, end) for pen, begin, end in ticks], texts

    def _opaque(self, pen: QPen) -> QPen:
        color, opaque = pen.color(), QPen(pen)
        opaque.setColor(blend(self._background, color, color.alphaF()))
        return opaque


def blend(background: QColor, color: QColor, share: float) -> QColor:
    """What `color` looks like over `background`, covering so much of it (0 to 1)."""
    return QColor(
        _blend_channel(background.red(), color.red(), share),
        _blend_channel(background.green(), color.green(), share),
        _blend_channel(background.blue(), color.blue(), share),
    )


def _blend_channel(below: int, above: int, share: float) -> int:
    return round(below + share * (above - below))
