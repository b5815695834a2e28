"""The live plot of the costs of a run, and the pace of its redraws."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsSimpleTextItem, QGraphicsView, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.qimage import ImageExportError, to_png
from catgui.style.text_size import scaled
from catgui.widgets.basic.roles import Role, set_role
from catgui.widgets.plots.overlays import CostCurves, CurveLengths, Overlay, PlotOverlays, PlotView, RunCurves
from catgui.widgets.plots.plot_text import css_size, show_title, take_font
from catgui.widgets.plots.time_view_box import TimeViewBox

# Pixels of a PNG per pixel on the screen, along each side.
_PNG_SCALE = 2
# Below this height, scaled, the plot has neither a label of the axis nor a legend.
_LOW = 132
# From the top right corner of the curves, which are seen through it; of 255.
_LEGEND_OFFSET, _LEGEND_ALPHA = (-8, 4), 150
# A run that takes another's place is drawn after so many milliseconds, and as far as it is then: while a slider is
# dragged, one whole curve follows another, which costs half as much and is calmer than to see each of them grow.
_WHOLE_CURVE_MS = 400
# The axis is at most so many times as long as the run: in less of it, the run could not be read.
_MOST_TIMES_LONGER = 4
_Modifier = Qt.KeyboardModifier
# Factors by which the keys change the visible range.
_ZOOMS: dict[int, float] = {Qt.Key.Key_Plus: 0.5, Qt.Key.Key_Minus: 2.0}
_OTHER_MODIFIERS = _Modifier.ControlModifier | _Modifier.AltModifier | _Modifier.MetaModifier
# How much wider the pens are for a class room, besides that they follow the text.
_BOLD = 1.7


class CostPlot(pg.PlotWidget):
    """Training cost solid, test cost dashed, and the iteration that the panels show as a vertical line.

    Attributes: `prompt`, a text in the place of curves.

    Signals: `seek_requested(int)`, the iteration that the user picked by a click or a drag;
    `zoomed(bool)`, whether less than the whole run is visible; `grown()`, new costs were drawn while the plot is live.
    """

    seek_requested = Signal(int)
    zoomed = Signal(bool)
    grown = Signal()

    def __init__(self, curves: CostCurves, parent: QWidget | None = None) -> None:
        self._box = TimeViewBox()
        super().__init__(parent, viewBox=self._box, enableMenu=False)
        self._axes = tuple(self.plotItem.getAxis(side) for side in ("left", "bottom"))
        self._legend = self.plotItem.addLegend(offset=_LEGEND_OFFSET)
        self._curves = curves
        self._logarithmic = False
        # The costs that are drawn; None while those of the run before are.
        self._drawn_counts: CurveLengths | None = CurveLengths()
        self._is_bold = False
        self._iterations = 0  # of the run
        self._title = self._next_title = ""
        self._export_scale = 1.0  # another while an image is drawn
        self._redraw_timer = RedrawTimer(self)
        self._redraw_timer.due.connect(self.draw_growth)
        self._run_curves = RunCurves(self.plotItem)
        self._overlays = PlotOverlays(self.plotItem)
        self._seek_line = pg.InfiniteLine(angle=90, movable=False)
        self.prompt = _Prompt(self._box)
        self._corner: QWidget | None = None
        self._build()
        self.show_curves(curves, 0)

    def useOpenGL(self, b: bool = False) -> None:  # noqa: N802  pyqtgraph's name
        """Use a viewport that Python creates, without OpenGL, when pyqtgraph asks which one to use.

        For a widget that Qt has created, PySide tries all classes of widgets, and so creates some 50 that are not used.
        """
        self.setViewport(QWidget())

    def _build(self) -> None:
        set_role(self, Role.Chart)
        self.setAccessibleName("Cost against iterations")
        self.setAccessibleDescription("Plus and minus zoom.")
        self.viewport().setAccessibleName("Curves of the costs")
        # pyqtgraph makes a menu even if it is never to be shown, without a parent that would delete it.
        self.plotItem.ctrlMenu.setParent(self, Qt.WindowType.Popup)
        self.plotItem.setLabel("bottom", "iterations")
        self.plotItem.setLabel("left", "cost")
        self._legend.setEnabled(False)  # a click on it is one on the plot
        self._take_font()
        self.plotItem.hideButtons()
        self.plotItem.addItem(self._seek_line, ignoreBounds=True)
        self._seek_line.hide()
        self._box.position_picked.connect(self._on_picked)
        self._box.zoomed.connect(self.zoomed)
        for changed in (self._box.sigXRangeChanged, self._box.sigResized):
            changed.connect(self._on_range_changed)
        self._tint()

    @property
    def logarithmic(self) -> bool:
        """Whether the cost axis is logarithmic."""
        return self._logarithmic

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Make the cost axis logarithmic or linear."""
        self._logarithmic = logarithmic
        self.plotItem.setLogMode(x=False, y=logarithmic)
        self._box.autoscale_y(logarithmic)
        self.redraw()

    def set_title(self, title: str) -> None:
        """Set the title. That of a run to come appears with its curve."""
        self._next_title = title
        if not self.shows_run_before:
            self._take_title()

    def _take_title(self) -> None:
        if self._title != self._next_title:
            self._title = self._next_title
            self._show_title()

    def _show_title(self) -> None:
        show_title(self.plotItem, self._title, self.font(), color_scheme_of(self.palette()).text)

    def show_curves(self, curves: CostCurves, iterations: int, at_once: bool = True) -> None:
        """Draw the costs of another run, of `iterations` iterations in all.

        Unless `at_once`, what is drawn stays until the new run is complete, or for a moment if that takes longer, and
        its costs stay in sight until the plot is no longer live: it does not flicker.
        """
        self._curves = curves
        self._drawn_counts = None
        self._iterations = iterations
        self._fit_iterations()
        if at_once:
            self._box.autoscale_y(self._logarithmic)
            self.redraw()
        else:
            self._box.hold_costs()
            self._redraw_timer.postpone(_WHOLE_CURVE_MS)

    def set_corner(self, widget: QWidget) -> None:
        """Put a widget of its own into the top right corner, beside the title."""
        self._corner = widget
        widget.setParent(self.viewport())  # what else is in a view, screen readers do not find
        self._place_corner()

    def _place_corner(self) -> None:
        if self._corner is not None:
            size = self._corner.sizeHint()
            self._corner.setGeometry(self.width() - size.width(), 0, size.width(), size.height())

    def _fit_iterations(self) -> None:
        """Have the horizontal axis end with the run, or with the longest of the others that are drawn over it."""
        self._box.show_run(self._last_iteration)
        self._show_legend()  # it names the curves that go on

    @property
    def _last_iteration(self) -> int:
        return max(self._iterations, min(self._overlays.last, _MOST_TIMES_LONGER * self._iterations))

    def set_bold(self, bold: bool) -> None:
        """Draw the curves with pens for a class room, or for a screen."""
        self._is_bold = bold
        self._tint()

    def show_whole_run(self) -> None:
        """Zoom out to the whole run."""
        self._box.show_whole_run()

    def show_overlays(self, overlays: Sequence[Overlay]) -> None:
        """Draw the costs of other runs behind the curves."""
        if self._overlays.show(overlays, color_scheme_of(self.palette()), self._curve_pixel):
            self._fit_iterations()

    def _show_legend(self) -> None:
        """Name the curves; while the plot is low there is no room for that."""
        entries = self._run_curves.legend + self._overlays.legend(self._last_iteration)
        if entries != [(label.text, sample.item) for sample, label in self._legend.items]:
            self._legend.clear()
            for name, item in entries:
                self._legend.addItem(item, name)
        self._legend.setVisible(self.height() >= scaled(_LOW))

    def show_position(self, iterations: int | None) -> None:
        """Mark the iteration that the other panels show; None removes the mark."""
        self._seek_line.setVisible(iterations is not None)
        if iterations is not None:
            self._seek_line.setPos(iterations)

    def set_live(self, live: bool, watched: bool = False) -> None:
        """Start or stop redrawing the curves as they grow; with `watched`, beside an axis that seldom moves."""
        if live:
            if watched:
                self._box.round_costs()
            self._redraw_timer.start()
        else:
            self._redraw_timer.stop()
            self._box.release_costs()
            if self._is_outdated:
                self.redraw()

    @property
    def _is_outdated(self) -> bool:
        """Whether there are costs that are not drawn yet."""
        return CurveLengths.of(self._curves) != self._drawn_counts

    def has_curves(self, curves: CostCurves) -> bool:
        """Whether the curves shown are `curves`."""
        return self._curves is curves

    @property
    def shows_run_before(self) -> bool:
        """Whether the curves of a run that was replaced are still there."""
        return self._drawn_counts is None

    def redraw(self) -> None:
        """Draw the curves as they are now."""
        with self._redraw_timer.measure_drawing():
            self._take_title()
            self._drawn_counts = self._draw_visible()
            # Else pyqtgraph fits the axis while it paints, and has to paint again.
            self._box.prepareForPaint()

    def _draw_visible(self) -> CurveLengths:
        """Draw what the visible range has of the curves; returns how many costs there are of each."""
        view = PlotView(self._box.visible_iterations, self._box.width(), self._logarithmic)
        self._overlays.show_range(view)
        return self._run_curves.draw(self._curves, self._iterations, view)

    def _on_range_changed(self) -> None:
        """Draw what is visible now: every cost, if there are so few that each can be seen."""
        if not self.shows_run_before:
            self._draw_visible()

    def paint_growth(self) -> None:
        """Draw and paint new costs now, instead of when the next redraw is due."""
        if self._is_outdated:
            self.draw_growth()
            paint_now(self)

    def draw_growth(self) -> None:
        """Draw new costs, to be painted with all else."""
        if self._is_outdated:
            self.redraw()
            self.grown.emit()

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
        self._export_scale = scale
        self._tint()
        try:
            yield
        finally:
            self._export_scale = 1.0
            self._tint()

    def _take_font(self) -> None:
        """Write in the font of the plot, which may have another size than before."""
        for axis in self._axes:
            take_font(axis, self.font())
        self._legend.setLabelTextSize(css_size(self.font()))
        self._legend.clear()  # filled anew by `_tint`: only new labels have that size
        self.prompt.setFont(self.font())

    @property
    def _pixel(self) -> float:
        """A thin line's width in device pixels, scaled with the text."""
        return self._export_scale * self.devicePixelRatioF() * scaled(100) / 100

    @property
    def _curve_pixel(self) -> float:
        return self._pixel * (_BOLD if self._is_bold else 1)

    def _tint(self) -> None:
        colors = color_scheme_of(self.palette())
        pixel = self._pixel
        self.setBackground(colors.base)
        self._run_curves.tint(colors, self._curve_pixel)
        self._seek_line.setPen(pg.mkPen(colors.text, width=2 * pixel))
        self._overlays.tint(colors, self._curve_pixel)
        for axis in self._axes:
            axis.setPen(colors.line)
            axis.setTextPen(colors.muted)
        self._legend.setLabelTextColor(colors.text)
        see_through = QColor(colors.base)
        see_through.setAlpha(_LEGEND_ALPHA)
        self._legend.setBrush(see_through)
        self.prompt.tint(colors.muted)
        self._show_title()
        self._show_legend()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and count the time as part of the redraw."""
        with self._redraw_timer.measure_painting():
            super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Hide the axis label if low. (pyqtgraph passes no event.)"""
        super().resizeEvent(event)
        if self._is_ready:
            self._axes[1].showLabel(self.height() >= scaled(_LOW))
            self._place_corner()
            self._show_legend()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom."""
        zoom = None if event.modifiers() & _OTHER_MODIFIERS else _ZOOMS.get(event.key())
        if zoom is None:
            super().keyPressEvent(event)
        else:
            self._box.zoom(zoom)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the size of the text."""
        super().changeEvent(event)
        if not self._is_ready:
            return
        if event.type() == QEvent.Type.FontChange:
            self._take_font()
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._tint()

    @property
    def _is_ready(self) -> bool:
        # Events come before the constructor is through, and after `close`, when pyqtgraph has removed the item.
        return hasattr(self, "prompt") and self.plotItem is not None


class _Prompt(QGraphicsSimpleTextItem):
    """A text in the middle of a view box."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__(box)
        self._box = box
        box.sigResized.connect(self._center)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self.setText(text)
        self._center()

    def tint(self, color: str) -> None:
        """Write in a color given as #rrggbb."""
        self.setBrush(QColor(color))

    def _center(self) -> None:
        self.setPos(self._box.rect().center() - self.boundingRect().center())


# The shortest time between two redraws, in milliseconds, and the largest share of the time that they may take.
_INTERVAL_MS = 33
_MAX_SHARE = 0.06


class RedrawTimer(QObject):
    """Emits `due()` every 33 ms, or less often if redraws are slow."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_timeout)
        self._running = False
        self._not_before = 0.0
        self._drawn_at = 0.0
        self._duration = 0.0

    def start(self) -> None:
        """Emit `due` from now on."""
        self._running = True
        self._timer.start(_INTERVAL_MS)

    def stop(self) -> None:
        """Emit `due` no more."""
        self._running = False
        self._timer.stop()

    def postpone(self, milliseconds: int) -> None:
        """Emit no `due` for so long from now."""
        self._not_before = time.perf_counter() + milliseconds / 1000

    @contextmanager
    def measure_drawing(self) -> Iterator[None]:
        """Measure a redraw; each `measure_painting` until the next one adds to it."""
        began = time.perf_counter()
        yield
        self._drawn_at = time.perf_counter()
        self._duration = self._drawn_at - began

    @contextmanager
    def measure_painting(self) -> Iterator[None]:
        """Measure a paint event as part of the last redraw."""
        began = time.perf_counter()
        yield
        self._duration += time.perf_counter() - began

    def _on_timeout(self) -> None:
        rest = max(self._not_before, self._drawn_at + self._duration / _MAX_SHARE) - time.perf_counter()
        if rest > 0:
            self._timer.start(round(1000 * rest) + 1)
            return
        self.due.emit()
        if self._running:
            self._timer.start(_INTERVAL_MS)


def paint_now(view: QGraphicsView) -> None:
    """Paint what has changed in the scene of `view`, and in its window, without waiting for the event loop."""
    # The scene has queued which parts have changed, and the window then queues their painting.
    QCoreApplication.sendPostedEvents(view.scene(), QEvent.Type.MetaCall)
    QCoreApplication.sendPostedEvents(view.window(), QEvent.Type.UpdateRequest)
