"""Plots drawn as a whole, which the mouse neither moves nor zooms: accuracies as dots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.roles import Role, set_role
from catgui.widgets.plots.plot_axis import LABEL_OVERHANG, PlotAxis
from catgui.widgets.plots.plot_header import LegendEntry, PlotHeader

Ends = tuple[float, float]


class _TickAxis(PlotAxis):
    """An axis whose ticks are given, of which the last may stick out."""

    def boundingRect(self) -> QRectF:  # noqa: N802  Qt's name
        """The area of the axis, with the numbers that stick out."""
        out = scaled(LABEL_OVERHANG)
        return super().boundingRect().adjusted(-out, -out, out, out)


class StillPlot(pg.PlotWidget):
    """A base of plots in the colors and the font of the window; a subclass overrides `_draw`.

    What is below gets the events of the mouse, so that the wheel scrolls the panel.
    """

    # At the left, the top, the right and the bottom; scaled.
    _margins = 1, 4, LABEL_OVERHANG, 1

    def __init__(self, name: str, size: QSize, parent: QWidget | None = None) -> None:
        self._size = size
        self._left, self._bottom = _TickAxis("left"), _TickAxis("bottom")
        self._is_outdated = False
        super().__init__(parent, axisItems={"left": self._left, "bottom": self._bottom}, enableMenu=False)
        set_role(self, Role.Chart)
        self.setAccessibleName(name)
        self.viewport().setAccessibleName(f"{name}: plot")  # another than that of the widget with the focus
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # pyqtgraph makes a menu even if it is never to be shown, without a parent that would delete it.
        self.plotItem.ctrlMenu.setParent(self, Qt.WindowType.Popup)
        self.plotItem.hideButtons()
        for axis in (self._left, self._bottom):
            axis.enableAutoSIPrefix(False)
            axis.place_behind(self.plotItem.vb)
        self._header = PlotHeader()
        self._header.replace_title(self.plotItem)
        self._take_font()

    def _take_font(self) -> None:
        """Write in the font of the plot, which may have another size than before."""
        for item in (self._left, self._bottom, self._header):
            item.take_font(self.font())
        self.plotItem.layout.setContentsMargins(*map(scaled, self._margins))

    def useOpenGL(self, b: bool = False) -> None:  # noqa: N802  pyqtgraph's name
        """Use a viewport that Python creates, as the cost plot does."""
        self.setViewport(QWidget())

    def sizeHint(self) -> QSize:
        """The size given, which follows the text."""
        return QSize(scaled(self._size.width()), scaled(self._size.height()))

    def minimumSizeHint(self) -> QSize:
        """Room for the axes, their captions and a low curve."""
        return QSize(2 * self.sizeHint().width() // 3, 5 * self.fontMetrics().height())

    def show_text(self, text: str) -> None:
        """Set the tooltip, which also describes the plot to screen readers, and draw the plot anew."""
        set_tooltip(self, text)
        self.redraw()

    def redraw(self) -> None:
        """Have what there is now drawn when the plot is painted next: once, however often this is called before."""
        self._is_outdated = True
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what has changed, and paint."""
        if self._is_outdated:
            self._is_outdated = False
            self._draw_all()
        super().paintEvent(event)

    def _draw_all(self) -> None:
        colors = color_scheme_of(self.palette())
        self.plotItem.clear()
        self.setBackground(colors.window)
        for axis in (self._left, self._bottom):
            axis.set_background(colors.window)
            axis.setPen(colors.line)
            axis.setTextPen(colors.muted)
        self._draw(colors)
        # Else the header would be painted at its place of before.
        self.plotItem.layout.activate()

    def _draw(self, colors: ColorScheme) -> None:
        """Add the items to the plot, which is empty."""
        raise NotImplementedError

    def _set_axis(self, axis: PlotAxis, ticks: Sequence[tuple[float, str]], ends: Ends) -> None:
        """Set the ends of an axis and its ticks, each with a grid line."""
        axis.setTicks([list(ticks)])
        axis.setGrid(255)
        set_range = self.plotItem.setXRange if axis is self._bottom else self.plotItem.setYRange
        set_range(*ends, padding=0)

    def _add_curve(self, x: object, y: object, pen: QPen) -> None:
        self.plotItem.plot(x, y, pen=pen, antialias=True)

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

    def _show_header(self, title: str, legend: Sequence[LegendEntry], colors: ColorScheme) -> None:
        self._header.set_contents(title, legend, colors.text)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the size of the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange) and self._is_ready:
            self._take_font()
            self.redraw()

    @property
    def _is_ready(self) -> bool:
        # Events come before the constructor is through, and after `close`, when pyqtgraph has removed the item.
        return hasattr(self, "_header") and self.plotItem is not None


_DOT, _RING = 8.0, 14.0  # pixels
_SIZES = {"o": _DOT, "d": 11.0}  # of symbols, which look as large as each other
_LINES_AROUND = 4  # of text, around the rows
_LINE_NAME = "always one class"
# The number of bins; values in the same bin are stacked.
_BINS = 100
# Room at the edges of the plot, in rows and as a part of the scale: for dots, and for the name of the line.
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


class StripPlot(StillPlot):
    """A row of dots per strip, with its name on the left, a ring at the marked value, and a dashed line.

    `axis` is the caption of the scale.
    """

    def __init__(self, name: str, axis: str, parent: QWidget | None = None) -> None:
        super().__init__(name, QSize(320, 124), parent)
        self._caption = axis
        self._strips: Sequence[Strip] = ()

    def show_strips(self, strips: Sequence[Strip], text: str) -> None:
        """Show `strips`; `text` describes the plot."""
        self._strips = strips
        self.updateGeometry()
        self.show_text(text)

    def minimumSizeHint(self) -> QSize:
        """Room for a line of each row, for the caption and the legend, and for the axis."""
        lines = max(5, len(self._strips) + _LINES_AROUND)
        return QSize(super().minimumSizeHint().width(), lines * self.fontMetrics().height())

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
        pen = self._pen(colors.text, 1.5, Qt.PenStyle.DashLine)
        self._show_header(caption, [LegendEntry(_LINE_NAME, pen)], colors)
        self._set_axis(self._bottom, tenths, (low - beside, high + beside))
        names = [(rows - 1 - row, strip.name) for row, strip in enumerate(self._strips)]
        self._set_axis(self._left, names, (-_BELOW, rows - 1 + (1 - _BELOW) + _ABOVE))
        self._left.setGrid(False)
        self._left.setTextPen(colors.text)
        for row, strip in enumerate(self._strips):
            base = rows - 1 - row
            if strip.line is not None:
                self._add_curve(2 * [strip.line], [base - _BELOW, base + 1 - _BELOW], pen)
            self._draw_strip(strip, base, colors)

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
            self.redraw()
