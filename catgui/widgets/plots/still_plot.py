"""Accuracies as dots: a plot drawn as a whole, which the mouse neither moves nor zooms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.focus import Role, set_role
from catgui.widgets.plots.plot_text import show_title, take_font

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


class StripPlot(pg.PlotWidget):
    """A row of dots per strip, with its name on the left, a ring at the marked value, and a dashed line.

    `axis` is the caption of the scale. What is below gets the events of the mouse, so that the wheel scrolls the panel.
    """

    def __init__(self, name: str, axis: str, parent: QWidget | None = None) -> None:
        self._caption = axis
        self._strips: Sequence[Strip] = ()
        super().__init__(parent, enableMenu=False)
        self._left, self._bottom = self.plotItem.getAxis("left"), self.plotItem.getAxis("bottom")
        set_role(self, Role.Chart)
        self.setAccessibleName(name)
        self.viewport().setAccessibleName(f"{name}: plot")  # another than that of the widget with the focus
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # pyqtgraph makes a menu even if it is never to be shown, without a parent that would delete it.
        self.plotItem.ctrlMenu.setParent(self, Qt.WindowType.Popup)
        self.plotItem.hideButtons()
        for axis_item in (self._left, self._bottom):
            take_font(axis_item, self.font())

    def useOpenGL(self, b: bool = False) -> None:  # noqa: N802  pyqtgraph's name
        """Use a viewport that Python creates, as the cost plot does."""
        self.setViewport(QWidget())

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
        self._draw()

    def _draw(self) -> None:
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
        show_title(self.plotItem, f"{self._caption}.{ring} Dashed: always one class", self.font(), colors.text)
        self._set_axis(self._bottom, tenths, (low - beside, high + beside), colors.muted)
        names = [(rows - 1 - row, strip.name) for row, strip in enumerate(self._strips)]
        self._set_axis(self._left, names, (-_BELOW, rows - 1 + (1 - _BELOW) + _ABOVE), colors.text)
        # Else the title would be painted at its place of before.
        self.plotItem.layout.activate()
        pen = self._pen(colors.text, 1.5, Qt.PenStyle.DashLine)
        for row, strip in enumerate(self._strips):
            base = rows - 1 - row
            if strip.line is not None:
                self.plotItem.plot(2 * [strip.line], [base - _BELOW, base + 1 - _BELOW], pen=pen, antialias=True)
            self._draw_strip(strip, base, colors)

    def _set_axis(self, axis: pg.AxisItem, ticks: Sequence[tuple[float, str]], ends: Ends, color: str) -> None:
        """Set the ends of an axis, its ticks, and the color of their names."""
        axis.setTicks([list(ticks)])
        axis.setPen(color_scheme_of(self.palette()).line)
        axis.setTextPen(color)
        set_range = self.plotItem.setXRange if axis is self._bottom else self.plotItem.setYRange
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

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and self._is_ready:
            for axis in (self._left, self._bottom):
                take_font(axis, self.font())
            self._draw()

    @property
    def _is_ready(self) -> bool:
        # Events come before the constructor is through, and after `close`, when pyqtgraph has removed the item.
        return hasattr(self, "_bottom") and self.plotItem is not None

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
        if self._is_ready:
            self._draw()
