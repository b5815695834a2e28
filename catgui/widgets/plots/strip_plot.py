"""A dot plot of the accuracies of many trainings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from catgui.style.colors import ColorScheme
from catgui.style.text_size import scaled
from catgui.widgets.plots.still_plot import Ends, StillPlot

_DOT, _RING = 8.0, 14.0  # pixels
_SIZES = {"o": _DOT, "d": 11.0}  # of symbols, which look as large as each other
# The number of bins; values in the same bin are stacked.
_BINS = 100
# Room at the edges of the plot, in rows and as a part of the scale: for dots, and for the name of the line.
_BELOW, _ABOVE, _BESIDE = 0.3, 0.4, 0.02


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of dots: name, values from 0 to 1, color in a scheme, symbol of pyqtgraph, marked value."""

    name: str
    values: tuple[float, ...]
    color: Callable[[ColorScheme], str]
    symbol: str = "o"
    current: float | None = None


class StripPlot(StillPlot):
    """A row of dots per strip, with its name on the left, and a ring at the marked value.

    `axis` is the caption of the scale.
    """

    def __init__(self, name: str, axis: str, parent: QWidget | None = None) -> None:
        super().__init__(name, QSize(320, 124), parent)
        self._caption = axis
        self._strips: Sequence[Strip] = ()
        self._line: tuple[str, float] | None = None

    def show_strips(self, strips: Sequence[Strip], line: tuple[str, float] | None, text: str) -> None:
        """Show `strips` and a named line; `text` describes the plot."""
        self._strips, self._line = strips, line
        self.show_text(text)

    def _draw(self, colors: ColorScheme) -> None:
        self.plotItem.setVisible(bool(self._strips))
        if not self._strips:
            return
        rows = len(self._strips)
        low, high = self._ends()
        beside = _BESIDE * (high - low)
        tenths = [(tenth / 10, f"{10 * tenth}%") for tenth in range(round(10 * low), 11)]
        has_current = any(strip.current is not None for strip in self._strips)
        caption = f"{self._caption}. Ring: this run" if has_current else self._caption
        self._show_header(caption, (), colors)
        self._set_axis(self._bottom, tenths, (low - beside, high + beside))
        names = [(rows - 1 - row, strip.name) for row, strip in enumerate(self._strips)]
        self._set_axis(self._left, names, (-_BELOW, rows - 1 + (1 - _BELOW) + _ABOVE))
        self._left.setGrid(False)
        self._left.setTextPen(colors.text)
        if self._line is not None:
            name, value = self._line
            self._add_line(value, 90, self._pen(colors.text, 1.5, Qt.PenStyle.DashLine))
            side = 0.0 if value < (low + high) / 2 else 1.0
            self._add_text(name, value, self.plotItem.vb.viewRange()[1][1], (side, 0.0), colors)
        for row, strip in enumerate(self._strips):
            self._draw_strip(strip, rows - 1 - row, colors)

    def _ends(self) -> Ends:
        """The ends of the scale: the tenth below all values, and 1."""
        values = [value for strip in self._strips for value in strip.values]
        if self._line is not None:
            values.append(self._line[1])
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
        if self._is_ready:
            self.redraw()
