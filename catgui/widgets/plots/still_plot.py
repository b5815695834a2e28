"""Accuracies as dots: a plot drawn as a whole, which the mouse neither moves nor zooms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontInfo, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.plots.plot import Plot

Ends = tuple[float, float]


_SIZE = QSize(320, 124)
_DOT, _RING = 8.0, 14.0  # pixels
_SIZES = {"o": _DOT, "d": 11.0}  # of symbols, which look as large as each other
_LINES_AROUND = 4  # of text, around the rows
# The number of bins; values in the same bin are stacked.
_BINS = 100
# Room at the edges of the plot, in rows and as a part of the scale, for dots.
_BELOW, _ABOVE, _BESIDE = 0.3, 0.4, 0.02


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of dots: name, values from 0 to 1, color in a scheme, symbol of pyqtgraph, marked value, dashed line."""

    name: str
    values: tuple[float, ...]
    color: Callable[[ColorScheme], str]
    symbol: str = "o"
    current: float | None = None
    line: float | None = None


class StripPlot(Plot):
    """A row of dots per strip, with its name on the left, a ring at the marked value, and a dashed line.

    `axis` is the caption of the scale. What is below gets the events of the mouse, so that the wheel scrolls the panel.
    """

    def __init__(self, name: str, axis: str) -> None:
        self._caption = axis
        self._strips: Sequence[Strip] = ()
        super().__init__(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """A size that follows the text."""
        return QSize(scaled(_SIZE.width()), scaled(_SIZE.height()))

    def minimumSizeHint(self) -> QSize:
        """Room for a line of each row, for the caption, and for the axis."""
        lines = max(5, len(self._strips) + _LINES_AROUND)
        return QSize(2 * self.sizeHint().width() // 3, lines * self.fontMetrics().height())

    def show_strips(self, strips: Sequence[Strip], text: str) -> None:
        """Show `strips`; `text` is the tooltip, which also describes the plot to screen readers."""
        self._strips = strips
        self.updateGeometry()
        set_tooltip(self, text)
        self.restyle()

    def restyle(self) -> None:
        """Draw the strips."""
        colors = color_scheme_of(self.palette())
        self.plotItem.clear()
        self.setBackground(colors.window)
        self.plotItem.setVisible(bool(self._strips))
        if not self._strips:
            return
        rows = len(self._strips)
        low, high = self._ends()
        beside = _BESIDE * (high - low)
        tenths = [(tenth / 10, f"{10 * tenth}%") for tenth in range(round(10 * low), 11)]
        ring = " Ring: this run." if any(strip.current is not None for strip in self._strips) else ""
        self._show_title(f"{self._caption}.{ring} Dashed: always one class", colors.text)
        left, bottom = self._axes
        self._set_axis(bottom, tenths, (low - beside, high + beside), colors.muted)
        names = [(rows - 1 - row, strip.name) for row, strip in enumerate(self._strips)]
        self._set_axis(left, names, (-_BELOW, rows - 1 + (1 - _BELOW) + _ABOVE), colors.text)
        # Else the title would be painted at its place of before.
        self.plotItem.layout.activate()
        pen = self._pen(colors.text, 1.5, Qt.PenStyle.DashLine)
        for row, strip in enumerate(self._strips):
            base = rows - 1 - row
            if strip.line is not None:
                self.plotItem.plot(2 * [strip.line], [base - _BELOW, base + 1 - _BELOW], pen=pen, antialias=True)
            self._draw_strip(strip, base, colors)

    def _show_title(self, title: str, color: str) -> None:
        label = self.plotItem.titleLabel
        label.item.document().setDocumentMargin(0)
        self.plotItem.setTitle(title, color=color, size=f"{QFontInfo(self.font()).pointSizeF()}pt")
        height = label.itemRect().height()
        label.setMaximumHeight(height)
        self.plotItem.layout.setRowFixedHeight(0, height)  # which is not that of the text
        label.setMinimumWidth(0)  # else the plot would be as wide

    def _set_axis(self, axis: pg.AxisItem, ticks: Sequence[tuple[float, str]], ends: Ends, color: str) -> None:
        """Set the ends of an axis, its ticks, and the color of their names."""
        axis.setTicks([list(ticks)])
        axis.setPen(color_scheme_of(self.palette()).line)
        axis.setTextPen(color)
        set_range = self.plotItem.setXRange if axis is self._axes[1] else self.plotItem.setYRange
        set_range(*ends, padding=0)

    def _add_symbols(
        self, x: Sequence[float], y: Sequence[float], symbol: str, size: float, brush: object, pen: QPen | None = None
    ) -> None:
        self.plotItem.plot(
            list(x), list(y), pen=None, symbol=symbol, symbolSize=scaled(size), symbolBrush=brush, symbolPen=pen
        )

    def _pen(self, color: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        # Lines are as large as the text. Pens are in device pixels, which are smaller than ours on a scaled screen.
        pen: QPen = pg.mkPen(color, width=width * self.devicePixelRatioF() * scaled(100) / 100, style=style)
        return pen

    def _ends(self) -> Ends:
        """The scale's ends: the lowest value rounded down to tenths, and 1."""
        values = [value for strip in self._strips for value in strip.values]
        values += [strip.line for strip in self._strips if strip.line is not None]
        return min(int(10 * min(values)), 9) / 10, 1.0

    def _draw_strip(self, strip: Strip, base: int, colors: ColorScheme) -> None:
        bins = [round(value * _BINS) for value in strip.values]
        tallest = max(Counter(bins).values(), default=1)
        low, high = self.plotItem.vb.viewRange()[1]
        step = min((1 - _BELOW) / tallest, scaled(_DOT) * (high - low) / max(self.plotItem.vb.height(), 1.0))
        stacks: Counter[int] = Counter()
        heights = []
        for number in bins:
            heights.append(base + stacks[number] * step)
            stacks[number] += 1
        x, size = [number / _BINS for number in bins], _SIZES[strip.symbol]
        self._add_symbols(x, heights, strip.symbol, size, strip.color(colors))
        if strip.current is not None:
            pen = self._pen(colors.text, 2)
            self._add_symbols([strip.current], [base], "o", _RING, None, pen)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Stack the dots anew, whose size does not change. (pyqtgraph passes no event.)"""
        super().resizeEvent(event)
        if self.is_ready:
            self.restyle()
