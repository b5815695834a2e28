"""The live plot of the costs of a run, and the pace of its redraws."""

from __future__ import annotations

import html
import math
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QCoreApplication, QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFontInfo, QImage, QKeyEvent, QPainter, QRegion, QResizeEvent
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsEllipseItem, QStyleOptionGraphicsItem, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.qimage import ImageExportError, to_png
from catgui.style.text_size import scaled
from catgui.widgets.plots.plot import Plot, TimeViewBox
from catgui.widgets.plots.run_curves import CostCurves, OtherRun, Overlay, RunCurves

# Pixels of a PNG per pixel on the screen, along each side.
_PNG_SCALE = 2
# Below this height, scaled, the plot has neither a label of the axis nor a legend.
_LOW = 132
# The share of the width that the legend may take, and the space between its entries.
_LEGEND_SHARE, _LEGEND_SPACING = 0.85, 12
_LINE_WIDTH, _DOT_SIZE = 2, 9
# A run that takes another's place is drawn after so many milliseconds, and as far as it is then: while a slider is
# dragged, one whole curve follows another, which costs half as much and is calmer than to see each of them grow.
_WHOLE_CURVE_MS = 400
# The shortest time between two redraws, and the largest share of the time that they may take.
_INTERVAL_MS, _MAX_SHARE = 33, 0.06
# The costs of an empty plot, or their common logarithms, and the margin beyond both ends.
_COSTS, _LOG_COSTS, _MARGIN = (0.0, 1.0), (-2.0, 0.0), 0.04
# Factors by which the keys change the visible range.
_ZOOMS: dict[int, float] = {Qt.Key.Key_Plus: 0.5, Qt.Key.Key_Minus: 2.0}
_Modifier = Qt.KeyboardModifier
_OTHER_MODIFIERS = _Modifier.ControlModifier | _Modifier.AltModifier | _Modifier.MetaModifier


class _Dot(QGraphicsEllipseItem):
    """A dot of one size at any zoom: a tenth of the time of a `ScatterPlotItem`, which is for many."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(1)
        self.hide()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        super().paint(painter, option, widget)


class CostPlot(Plot):
    """The costs of a run, a dot at those of the iteration that the panels show, and other runs behind it.

    The axes hold the run and the newest other one whole, the costs from 0; other runs are cut off there.

    Signals: `seek_requested(int)`, the iteration that the user picked by a click or a drag; `grown()`, new costs were
    drawn while the plot is live.
    """

    seek_requested = Signal(int)
    grown = Signal()

    def __init__(self, curves: CostCurves) -> None:
        self._corner: QWidget | None = None
        self._box = TimeViewBox()
        super().__init__("Cost against iterations", self._box)
        # Of more costs than pixels, pyqtgraph draws the least and the largest of each pixel.
        self.plotItem.setDownsampling(auto=True, mode="peak")
        self.plotItem.setClipToView(True)
        # Over the curves, in place of the upper axis.
        self._legend = self.plotItem.addLegend(offset=None, horSpacing=_LEGEND_SPACING)
        self._legend.layout.setContentsMargins(0, 0, 0, 0)
        self.plotItem.layout.removeItem(self.plotItem.getAxis("top"))
        self.plotItem.layout.addItem(self._legend, 1, 1, Qt.AlignmentFlag.AlignLeft)
        self._curves = curves
        self._iterations = 0  # of the run
        self._title = ""
        self._logarithmic = False
        # How many costs are drawn of the run; None while the run before is.
        self._drawn: tuple[int, int] | None = None
        self._is_live = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_timeout)
        self._run = RunCurves(self.plotItem, z=0.0, draws_all=True)
        self._others: list[OtherRun] = []
        self._dots = [_Dot() for _ in self._run.lines]
        self._position: tuple[int, Sequence[float | None]] = 0, ()
        self._build()
        self.show_curves(curves, 0, "")

    def _build(self) -> None:
        self.setAccessibleDescription("Plus and minus zoom.")
        self.plotItem.setLabel("left", "cost")
        self._legend.setEnabled(False)  # a click on it is one on the plot
        for dot in self._dots:
            self.plotItem.addItem(dot, ignoreBounds=True)
        self._box.position_picked.connect(self._on_picked)
        self._box.sigXRangeChanged.connect(self._fit_costs)
        self.restyle()

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Make the cost axis logarithmic or linear."""
        self._logarithmic = logarithmic
        self.plotItem.setLogMode(x=False, y=logarithmic)
        self._fit_costs()
        self.show_position(*self._position)

    def show_curves(self, curves: CostCurves, iterations: int, title: str, at_once: bool = True) -> None:
        """Draw the costs of another run, of `iterations` iterations in all, over a title.

        Unless `at_once`, what is drawn stays until the new run is complete, or for a moment if that takes longer.
        """
        self._curves, self._iterations, self._title = curves, iterations, title
        self._drawn = None
        self._fit_iterations()
        if at_once:
            self.redraw()
        else:
            self._timer.start(_WHOLE_CURVE_MS)

    def show_overlays(self, overlays: Sequence[Overlay]) -> None:
        """Draw the costs of other runs behind the curves; the axes hold the first of them."""
        drawn = {other.overlay.identity: other for other in self._others}
        others = [drawn.get(overlay.identity) or OtherRun(self.plotItem, overlay) for overlay in overlays]
        if others == self._others:
            return
        for other in set(self._others) - set(others):
            other.remove()
        for other in set(others) - set(self._others):
            self._tint_other(other)
        self._others = others
        self._show_legend()
        self._fit_iterations()

    def _fit_iterations(self) -> None:
        self._box.show_run(max([self._iterations, *(len(other.overlay.costs) for other in self._others[:1])]))
        self._fit_costs()

    def _fit_costs(self) -> None:
        """Fit the vertical axis to what is visible of the run and of the one before."""
        visible = self._box.visible_iterations
        costs = np.concatenate([run.costs_in(visible) for run in (self._run, *(o.curves for o in self._others[:1]))])
        low, high = _LOG_COSTS if self._logarithmic else _COSTS
        if self._logarithmic:
            costs = np.log10(costs[costs > 0])
            low = float(costs.min()) if len(costs) else low
        if len(costs):
            high = float(costs.max())
        self._box.setYRange(low, high, padding=_MARGIN)
        top = self._box.viewRange()[1][1]
        for other in self._others[1:]:
            other.show_off_scale(visible, 10**top if self._logarithmic else top, top)

    def _show_legend(self) -> None:
        """Name the curves in as many columns as there is room for; while the plot is low there is none."""
        self._legend.clear()
        if self.height() >= scaled(_LOW):
            entries = zip(("training cost", "test cost"), self._run.lines, strict=True)
            for name, line in (*entries, *(other.legend_entry for other in self._others)):
                self._legend.addItem(line, name)
        for columns in range(len(self._legend.items), 0, -1):
            self._legend.setColumnCount(columns)
            if self._legend.layout.minimumWidth() <= _LEGEND_SHARE * self.width():
                break
        self.plotItem.layout.activate()  # else it would have its size of before in a picture made now

    def set_corner(self, widget: QWidget) -> None:
        """Put a widget into the top right corner, beside the legend."""
        self._corner = widget
        widget.setParent(self.viewport())  # what else is in a view, screen readers do not find
        self._place_corner()

    def _place_corner(self) -> None:
        if self._corner is not None:
            size = self._corner.sizeHint()
            self._corner.setGeometry(self.width() - size.width(), 0, size.width(), size.height())

    def show_whole_run(self) -> None:
        """Zoom out to the whole run."""
        self._box.show_whole_run()

    def show_position(self, iteration: int, costs: Sequence[float | None]) -> None:
        """Mark the training and test cost of the iteration shown; None is not known."""
        self._position = iteration, costs
        for dot, cost in zip(self._dots, costs, strict=False):
            dot.hide()
            if cost is not None and math.isfinite(cost) and (cost > 0 or not self._logarithmic):
                dot.setPos(iteration, math.log10(cost) if self._logarithmic else cost)
                dot.show()

    def set_live(self, live: bool) -> None:
        """Start or stop redrawing the curves as they grow."""
        self._is_live = live
        if not live:
            self._timer.stop()
            if self._is_outdated:
                self.redraw()
        elif not self._timer.isActive():
            self._timer.start(_INTERVAL_MS)

    @property
    def _counts(self) -> tuple[int, int]:
        return len(self._curves.train), self._curves.test_count

    @property
    def _is_outdated(self) -> bool:
        """Whether there are costs that are not drawn yet."""
        return self._counts != self._drawn

    @property
    def shows_run_before(self) -> bool:
        """Whether the curves of a run that was replaced are still there."""
        return self._drawn is None

    def redraw(self) -> None:
        """Draw the curves as they are now."""
        if self._drawn is None:
            self.plotItem.setLabel("bottom", html.escape(self._title))
            self._fit_texts()
        self._drawn = self._counts
        self._run.draw(self._curves.train, self._curves.test, self._iterations)
        self._fit_costs()
        self._box.prepareForPaint()  # else pyqtgraph takes the new range while it paints, and has to paint again

    def paint_growth(self) -> None:
        """Draw and paint new costs now, instead of when the next redraw is due."""
        if self._is_outdated:
            self.redraw()
            self.grown.emit()
            # The scene has queued which parts have changed, and the window then queues their painting.
            QCoreApplication.sendPostedEvents(self.scene(), QEvent.Type.MetaCall)
            QCoreApplication.sendPostedEvents(self.window(), QEvent.Type.UpdateRequest)

    def _on_timeout(self) -> None:
        began = time.perf_counter()
        self.paint_growth()
        if self._is_live:
            self._timer.start(max(_INTERVAL_MS, round(1000 * (time.perf_counter() - began) / _MAX_SHARE)))

    def _on_picked(self, x: float) -> None:
        count = len(self._curves.train)
        if count:
            self.seek_requested.emit(min(max(round(x), 0), count))

    def png(self) -> bytes:
        """The plot as a PNG at twice the screen's resolution. Raises ImageExportError."""
        scale = _PNG_SCALE * self.devicePixelRatioF()
        image = QImage(self.viewport().size() * scale, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        with self._lines_scaled(_PNG_SCALE):
            # Without the focus frame and the corner.
            self.viewport().render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawWindowBackground)
        return to_png(image)

    def svg(self) -> bytes:
        """The plot as an SVG, made in memory: Qt does not report a file not written. Raises ImageExportError."""
        buffer, generator, painter = QBuffer(), QSvgGenerator(), QPainter()
        generator.setOutputDevice(buffer)
        # Axes are drawn from a picture of the screen's resolution, at any other in another size than the curves.
        generator.setResolution(self.logicalDpiX())
        generator.setSize(self.size())
        generator.setViewBox(self.rect())
        generator.setTitle(self.accessibleName())
        if not painter.begin(generator):
            raise ImageExportError
        with painter, self._lines_scaled(1 / self.devicePixelRatioF()):
            self.render(painter)
        # A viewer that does not have the font would take one with serifs.
        return re.sub(rb'font-family="[^"]+', rb"\g<0>, sans-serif", bytes(buffer.data().data()))

    @contextmanager
    def _lines_scaled(self, scale: float) -> Iterator[None]:
        """Draw lines with so many times as many device pixels as on the screen."""
        self._tint(scale)
        try:
            yield
        finally:
            self._tint()

    def restyle(self) -> None:
        """Draw the curves and the legend in the colors of the theme and the size of the text."""
        self._legend.setLabelTextSize(f"{QFontInfo(self.font()).pointSizeF()}pt")  # of labels to come
        self._tint()

    def _thin(self, scale: float) -> float:
        """The width of a thin line in device pixels, scaled with the text."""
        return scale * self.devicePixelRatioF() * scaled(100) / 100

    def _tint_other(self, other: OtherRun, scale: float = 1.0) -> None:
        colors = color_scheme_of(self.palette())
        color = colors.overlays[other.overlay.number % len(colors.overlays)]
        other.tint(color, colors.base, 1.5 * self._thin(scale))

    def _tint(self, scale: float = 1.0) -> None:
        colors = color_scheme_of(self.palette())
        self.setBackground(colors.base)
        shown = (colors.accent, colors.test_curve)
        self._run.tint(shown, colors.base, _LINE_WIDTH * self._thin(scale))
        for dot, color in zip(self._dots, shown, strict=True):
            size = scaled(_DOT_SIZE)
            dot.setRect(-size / 2, -size / 2, size, size)
            dot.setBrush(pg.mkBrush(color))
            dot.setPen(pg.mkPen(colors.base))
        for other in self._others:
            self._tint_other(other, scale)
        for axis in self._axes:
            axis.setPen(colors.line)
            axis.setTextPen(colors.muted)
        self._legend.setLabelTextColor(colors.text)
        self._show_legend()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the texts. (pyqtgraph passes no event.)"""
        super().resizeEvent(event)
        if self.is_ready:
            self._fit_texts()
            self._place_corner()
            self._show_legend()

    def _fit_texts(self) -> None:
        """Leave out the label of the lower axis, and most numbers, where there is little room."""
        is_low = self.height() < scaled(_LOW)
        self._axes[1].showLabel(not is_low)
        for axis in self._axes:
            axis.setTickDensity(0.4 if is_low else 1.0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by keys."""
        zoom = None if event.modifiers() & _OTHER_MODIFIERS else _ZOOMS.get(event.key())
        if zoom is None:
            super().keyPressEvent(event)
        else:
            self._box.scaleBy(x=zoom)
