"""A plot that is drawn as a whole, and that the mouse neither moves nor zooms."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.plots.plot_axis import LABEL_OVERHANG, PlotAxis
from catgui.widgets.plots.plot_header import LegendEntry, PlotHeader

_LABEL_ALPHA = 170  # a curve may be behind the name of a line
Ends = tuple[float, float]


class _TickAxis(PlotAxis):
    """An axis whose ticks are given, of which the last may stick out."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.enableAutoSIPrefix(False)

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
        self.setAccessibleName(name)
        self.viewport().setAccessibleName(f"{name}: plot")  # another than that of the widget with the focus
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # pyqtgraph makes a menu even if it is never to be shown, without a parent that would delete it.
        self.plotItem.ctrlMenu.setParent(self, Qt.WindowType.Popup)
        self.plotItem.hideButtons()
        for axis in (self._left, self._bottom):
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

    def _add_curve(self, x: object, y: object, pen: QPen, **options: object) -> None:
        self.plotItem.plot(x, y, pen=pen, antialias=True, **options)

    def _add_line(self, at: float, angle: int, pen: QPen) -> None:
        self.plotItem.addItem(pg.InfiniteLine(at, angle, pen), ignoreBounds=True)

    def _add_text(self, text: str, x: float, y: float, anchor: tuple[float, float], colors: ColorScheme) -> None:
        """Add plain text, whose point `anchor`, from (0, 0) at its top left, is at a place of the plot."""
        item = pg.TextItem(text, colors.text, anchor=anchor, fill=faint(colors.window, _LABEL_ALPHA))
        item.setFont(self.font())
        item.setPos(x, y)
        self.plotItem.addItem(item, ignoreBounds=True)

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


def faint(color: str, alpha: int) -> QColor:
    """A color, given as #rrggbb, at an opacity of up to 255."""
    result = QColor(color)
    result.setAlpha(alpha)
    return result
