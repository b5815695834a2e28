"""Plot axes with a grid that is painted fast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from catgui.style.text_size import scaled

# On a logarithmic scale, the leading digits of the labeled ticks: between them there is room for a number.
_LABELED_DIGITS = "125"
# By how much the number at the end of the run may stick out of the axis, scaled, and its distance from the one before.
LABEL_OVERHANG = 30
_LABEL_GAP = 8
# The part of a line's height that digits take, as pyqtgraph has it.
_LABEL_HEIGHT = 0.8


class PlotAxis(pg.AxisItem):
    """An axis ("left" or "bottom") with opaque grid lines behind the curves.

    pyqtgraph paints translucent grid lines over the curves, which takes most of the time of painting a plot. The opaque
    lines have the color that the translucent ones would have on the background.
    """

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._background = QColor("white")

    def place_behind(self, box: pg.ViewBox) -> None:
        """Paint the axis behind the contents of `box`. Call after adding it."""
        self.setZValue(box.zValue() - 1)

    def set_background(self, color: str) -> None:
        """Set the color behind the grid, as #rrggbb."""
        self._background = QColor(color)
        # The cached picture has the old color.
        self.picture = None
        self.update()

    def take_font(self, font: QFont) -> None:
        """Write numbers and label in `font`. pyqtgraph itself follows no font of the plot."""
        self.setFont(font)
        self.setTickFont(font)
        self.label.setFont(font)
        self.setStyle(hideOverlappingLabels=scaled(LABEL_OVERHANG))
        self.showLabel(self.label.isVisible())  # which makes room for it

    def generateDrawSpecs(self, painter: QPainter) -> Any:  # noqa: N802  pyqtgraph's name
        """The draw specs of pyqtgraph with opaque ticks."""
        drawn = super().generateDrawSpecs(painter)
        if drawn is None:
            return None
        line, ticks, texts = drawn
        # All ticks of a level have one pen.
        opaque = {id(pen): self._opaque(pen) for pen in {id(pen): pen for pen, _, _ in ticks}.values()}
        return line, [(opaque[id(pen)], begin, end) for pen, begin, end in ticks], texts

    def _opaque(self, pen: QPen) -> QPen:
        color, opaque = pen.color(), QPen(pen)
        opaque.setColor(blend(self._background, color, color.alphaF()))
        return opaque


class CostAxis(PlotAxis):
    """The axis of the costs, at the left."""

    def __init__(self) -> None:
        super().__init__("left")

    def tickValues(
        self,
        minVal: float,
        maxVal: float,
        size: float,
    ) -> list[tuple[float, list[float]]]:
        """The ticks of pyqtgraph, or in a low plot every second or third of them."""
        levels: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
        if self.logMode or not levels:
            return levels
        spacing, values = levels[0]
        needed = _LABEL_HEIGHT * QFontMetricsF(self.font()).height()
        every = math.ceil(needed * (maxVal - minVal) / (spacing * max(size, 1.0)))
        return levels if every <= 1 else [(every * spacing, list(values[::every]))]

    def logTickStrings(  # noqa: N802  pyqtgraph's name
        self, values: Sequence[float], scale: float, spacing: float | None
    ) -> list[str]:
        """Labels only for ticks with leading digit 1, 2 or 5."""
        strings: list[str] = super().logTickStrings(values, scale, spacing)
        return [text if text.lstrip("0.")[:1] in _LABELED_DIGITS else "" for text in strings]


class IterationAxis(PlotAxis):
    """The axis of the iterations, at the bottom, with a tick at the last one."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self._last = 0

    def set_last(self, iterations: int) -> None:
        """Set the number of iterations of the run."""
        if iterations != self._last:
            self._last = iterations
            self.picture = None
            self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """The ticks of pyqtgraph, fewer where numbers are wide, and the last iteration instead of those beside it."""
        levels: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
        if not self._last or not minVal <= self._last <= maxVal:
            return levels
        width = QFontMetricsF(self.font()).horizontalAdvance(f"{self._last:,}") + _LABEL_GAP
        room = width * (maxVal - minVal) / size
        spacing, values = levels[0]
        if (every := math.ceil(room / spacing)) > 1:
            levels = [(every * spacing, [v for v in values if round(v / spacing) % every == 0])]
        kept = [(spacing, [v for v in values if self._last - v > room]) for spacing, values in levels]
        return [(kept[0][0], [*kept[0][1], float(self._last)]), *kept[1:]]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Whole numbers as elsewhere in the window, 1,000,000 and not 1e+06; decimals between two iterations."""
        decimals = max(0, math.ceil(-math.log10(spacing * scale)))
        return [f"{value * scale:,.{decimals}f}" for value in values]

    def boundingRect(self) -> QRectF:  # noqa: N802  Qt's name
        """The area of the axis, with the number that sticks out."""
        return super().boundingRect().adjusted(0, 0, scaled(LABEL_OVERHANG), 0)


def blend(background: QColor, color: QColor, alpha: float) -> QColor:
    """The opaque color of `color` over `background` at opacity `alpha`."""
    return QColor(
        _blend_channel(background.red(), color.red(), alpha),
        _blend_channel(background.green(), color.green(), alpha),
        _blend_channel(background.blue(), color.blue(), alpha),
    )


def _blend_channel(below: int, above: int, alpha: float) -> int:
    return round(below + alpha * (above - below))
