"""The live plot of the costs: it is told the curves, and draws them no more often than an eye can follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.plots.cost_axis import CostAxis
from catgui.widgets.plots.decimation import decimate
from catgui.widgets.plots.image_export import render_png, render_svg
from catgui.widgets.plots.overlays import Overlay, PlotOverlays
from catgui.widgets.plots.plot_axis import PlotAxis
from catgui.widgets.plots.plot_cursor import KEYS_HINT, PlotCursor, cursor_after_key, zoom_for_key
from catgui.widgets.plots.redraw_timer import RedrawTimer
from catgui.widgets.plots.time_view_box import TimeViewBox

FloatArray = NDArray[np.float64]

# Lower than this, in pixels, it has no title and no name under the axis.
_LOW = 132
# What is under the legend shows through, but does not make it hard to read.
_LEGEND_OPACITY = 0.5
# Twice the columns of a usual screen's plot: more would not be seen.
_MAX_POINTS = 1500


class CostCurves(Protocol):
    """What the plot draws: the costs of a run, which grow while it is shown."""

    @property
    def train(self) -> FloatArray:
        """The training cost of iterations 0, 1, 2, ..."""

    @property
    def test(self) -> tuple[FloatArray, FloatArray]:
        """Iterations done, and the test cost after them."""


class CostPlot(pg.PlotWidget):
    """Training cost solid, test cost dashed, and a cursor that reads both off, moved by the mouse or by keys.

    Signals: `seek_requested(int)`, the user has picked a moment on the curve, by a click, a drag or the Enter key;
    `zoomed(bool)`, whether less than the whole run is seen.
    """

    seek_requested = Signal(int)
    zoomed = Signal(bool)

    def __init__(self, curves: CostCurves, parent: QWidget | None = None) -> None:
        self._box = TimeViewBox()
        self._axes = {"left": CostAxis(), "bottom": PlotAxis("bottom")}
        super().__init__(parent, viewBox=self._box, axisItems=self._axes, enableMenu=False)
        self._curves = curves
        self._logarithmic = False
        self._cursor_at: int | None = None
        self._title = ""
        self._redraw_timer = RedrawTimer(self)
        self._redraw_timer.due.connect(self.redraw)
        self._train = self.plot(name="training cost")
        self._test = self.plot(name="test cost")
        self._cursor = PlotCursor(self.plotItem)
        self._position_line = pg.InfiniteLine(angle=90, movable=False)
        self._legend = self.plotItem.addLegend(offset=(-12, 8), labelTextSize="9pt", colCount=2)
        self._overlays = PlotOverlays(self.plotItem, self._legend)
        self._build()
        self.show_curves(0)

    def _build(self) -> None:
        self.setAccessibleName("Cost against iterations")
        self.plotItem.setLabel("bottom", "iterations")
        self.plotItem.setLabel("left", "cost")
        for axis in self._axes.values():
            axis.enableAutoSIPrefix(False)
            axis.place_behind(self._box)
        self.plotItem.showGrid(x=True, y=True, alpha=0.15)
        self.plotItem.hideButtons()
        self.plotItem.addItem(self._position_line, ignoreBounds=True)
        self._position_line.hide()
        self._legend.addItem(self._train, "training cost")
        self._legend.addItem(self._test, "test cost")
        self._box.position_picked.connect(self._on_picked)
        self._box.zoomed.connect(self.zoomed)
        self._box.sigXRangeChanged.connect(self._show_reading)
        self.setMouseTracking(True)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self._tint()

    @property
    def logarithmic(self) -> bool:
        """Whether the costs are on a logarithmic axis."""
        return self._logarithmic

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Draw the costs on a logarithmic axis, or on a linear one."""
        self._logarithmic = logarithmic
        self.plotItem.setLogMode(x=False, y=logarithmic)
        self._box.autoscale_y(logarithmic)
        self.redraw()

    def set_title(self, title: str) -> None:
        """The title over the plot."""
        self._title = title
        shown = title if self.height() >= _LOW else None
        self.plotItem.setTitle(shown, color=color_scheme_of(self.palette()).text, size="11pt")

    def show_curves(self, iterations: int) -> None:
        """Draw the curves of a run of so many iterations from the beginning."""
        self._box.show_run(iterations)
        self._box.autoscale_y(self._logarithmic)
        self._cursor_at = None
        self.redraw()

    def show_whole_run(self) -> None:
        """Zoom out as far as it goes."""
        self._box.show_whole_run()

    def show_overlays(self, overlays: Sequence[Overlay]) -> None:
        """Draw the training costs of other runs, each with its title, behind the curves."""
        self._overlays.show(overlays)
        for _, label in self._legend.items:
            label.setText(label.text, color=color_scheme_of(self.palette()).text)

    def show_position(self, iterations: int | None) -> None:
        """Mark the moment after so many iterations, which is shown elsewhere; None for no mark."""
        self._position_line.setVisible(iterations is not None)
        if iterations is not None:
            self._position_line.setPos(iterations)

    def schedule_redraw(self) -> None:
        """Say that the curves have grown; they are drawn again soon."""
        self._redraw_timer.request_redraw()

    def redraw(self) -> None:
        """Draw the curves as they are now."""
        with self._redraw_timer.measure_drawing():
            train = self._curves.train
            self._train.setData(*decimate(np.arange(len(train), dtype=np.float64), train, _MAX_POINTS))
            self._test.setData(*decimate(*self._curves.test, _MAX_POINTS))
            self._show_reading()

    def move_cursor(self, iteration: int) -> None:
        """Put the cursor on an iteration; it is kept within the curve."""
        count = len(self._curves.train)
        self._cursor_at = min(max(iteration, 0), count - 1) if count else None
        self._show_reading()

    @property
    def cursor_text(self) -> str:
        """What the cursor reads off."""
        return self._cursor.label

    def _show_reading(self) -> None:
        train, (iterations, test) = self._curves.train, self._curves.test
        at = self._cursor_at
        if at is None or at >= len(train):
            self._cursor.hide()
            self.setAccessibleDescription(KEYS_HINT)
            return
        text = f"iteration {at:,}\ntraining {train[at]:.4f}"
        if len(test):
            text += f"\ntest {test[np.argmin(np.abs(iterations - at))]:.4f}"
        self._cursor.show(at, text)
        self.setAccessibleDescription(text.replace("\n", ", "))

    def _on_picked(self, place: float) -> None:
        count = len(self._curves.train)
        if count:
            self.seek_requested.emit(min(max(round(place), 0), count))

    def _on_mouse_moved(self, position: QPointF) -> None:
        box = self.plotItem.vb
        if box.sceneBoundingRect().contains(position):
            self.move_cursor(round(box.mapSceneToView(position).x()))

    def png(self) -> bytes:
        """The plot as it stands as a PNG, twice as fine as the screen. Raises PictureError."""
        return render_png(self)

    def svg(self) -> bytes:
        """The plot as it stands as an SVG. Raises PictureError."""
        return render_svg(self, "Cost against iterations")

    def _tint(self) -> None:
        colours = color_scheme_of(self.palette())
        # The pens of a plot are in the screen's pixels, which are finer than ours on a scaled screen.
        pixel = self.devicePixelRatioF()
        self.setBackground(colours.base)
        self._train.setPen(pg.mkPen(colours.accent, width=2 * pixel))
        self._test.setPen(pg.mkPen(colours.test_curve, width=2 * pixel, style=Qt.PenStyle.DashLine))
        self._cursor.tint(colours, pixel)
        self._position_line.setPen(pg.mkPen(colours.text, width=2 * pixel))
        self._overlays.tint(colours.muted, pixel)
        background = QColor(colours.base)
        background.setAlphaF(_LEGEND_OPACITY)
        self._legend.setBrush(pg.mkBrush(background))
        for _, label in self._legend.items:
            label.setText(label.text, color=colours.text)
        for axis in self._axes.values():
            axis.set_background(colours.base)
            axis.setPen(colours.line)
            axis.setTextPen(colours.muted)
        self.set_title(self._title)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and count the time towards the share that drawing may have."""
        with self._redraw_timer.measure_painting():
            super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Leave the height to the curves where there is little of it. (pyqtgraph calls it without an event, too.)"""
        super().resizeEvent(event)
        if self._is_ready:
            self._axes["bottom"].showLabel(self.height() >= _LOW)
            self.set_title(self._title)
            self._show_reading()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the cursor of the pointer away with it; one that is moved by keys stays."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._cursor_at = None
            self._show_reading()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor along the curve, or zoom."""
        place = cursor_after_key(event, self._cursor_at, len(self._curves.train))
        zoom = zoom_for_key(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor_at is not None:
            self.seek_requested.emit(self._cursor_at)
        elif zoom is not None:
            self._box.zoom(zoom, self._cursor_at)
        elif place is None:
            super().keyPressEvent(event)
        else:
            self.move_cursor(place)
            self._box.bring_into_view(self._cursor_at)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._is_ready:
            self._tint()

    @property
    def _is_ready(self) -> bool:
        # It is asked before it is built, and after it was closed, when pyqtgraph has taken its item away.
        return hasattr(self, "_legend") and self.plotItem is not None
