"""The ground of a plot of a run: along its horizontal axis one picks, zooms in, and moves."""

from __future__ import annotations

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent
from PySide6.QtCore import QPointF, Qt, Signal

# What is left free beside the curve, as a share of the run.
_MARGIN = 0.02
# Nearer than this, in iterations, there is nothing more to see.
_MIN_ITERATIONS = 4
# What a vertical axis shows before there is a number to show: costs, or their powers of ten.
_COSTS, _POWERS = (0.0, 1.0), (-2.0, 0.0)


class TimeViewBox(pg.ViewBox):
    """The left button picks; the wheel and the right button zoom, and the middle one moves, but never off the run.

    The vertical axis is not zoomed: it always fits what is seen of the curves.

    Signals: `position_picked(float)`, a place on the horizontal axis; `zoomed(bool)`, whether less than the whole run
    is seen.
    """

    position_picked = Signal(float)
    zoomed = Signal(bool)

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self._iterations = 0
        self._is_zoomed = False
        self.setMouseEnabled(x=True, y=False)
        self.setAutoVisible(y=True)
        self.setDefaultPadding(0.03)
        self.sigXRangeChanged.connect(self._on_range_changed)

    def show_run(self, iterations: int) -> None:
        """Have room for a run of so many iterations; of one that is as long, the same part is seen as before."""
        if iterations and iterations != self._iterations:
            self._iterations = iterations
            low, high = self._full_range
            self.setLimits(xMin=low, xMax=high, minXRange=min(_MIN_ITERATIONS, high - low))
            self.show_whole_run()

    def show_whole_run(self) -> None:
        """Zoom out as far as it goes."""
        self.setXRange(*self._full_range, padding=0)

    def zoom(self, factor: float, center: float | None) -> None:
        """Show `factor` times as much of the run; `center`, or the middle where it is None, stays in its place."""
        low, high = self.viewRange()[0]
        centre = (low + high) / 2 if center is None else center
        self.setXRange(centre + factor * (low - centre), centre + factor * (high - centre), padding=0)

    def bring_into_view(self, place: float | None) -> None:
        """Move along as far as it takes to see a place."""
        low, high = self.viewRange()[0]
        if place is not None and not low <= place <= high:
            shift = place - (low + high) / 2
            self.setXRange(low + shift, high + shift, padding=0)

    def autoscale_y(self, logarithmic: bool) -> None:
        """Have the vertical axis fit the curves; where nothing is drawn, it does not keep what other costs needed."""
        self.setYRange(*(_POWERS if logarithmic else _COSTS), padding=0)
        self.enableAutoRange(axis="y")

    @property
    def _full_range(self) -> tuple[float, float]:
        return -_MARGIN * self._iterations, (1 + _MARGIN) * self._iterations

    def _on_range_changed(self) -> None:
        # pyqtgraph does so itself only where this axis fits what is drawn, too.
        self.updateAutoRange()
        (low, high), (first, last) = self.viewRange()[0], self._full_range
        # Not quite: zooming in and out again leaves a rounding error.
        is_zoomed = high - low < 0.999 * (last - first)
        if is_zoomed != self._is_zoomed:
            self._is_zoomed = is_zoomed
            self.zoomed.emit(is_zoomed)

    def mouseDragEvent(self, ev: MouseDragEvent, axis: int | None = None) -> None:
        """Pick every place that the mouse comes by."""
        if ev.button() == Qt.MouseButton.LeftButton and axis is None:
            ev.accept()
            self._pick(ev.scenePos())
        else:
            super().mouseDragEvent(ev, axis)

    def mouseClickEvent(self, ev: MouseClickEvent) -> None:
        """Pick the place under the mouse."""
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self._pick(ev.scenePos())
        else:
            super().mouseClickEvent(ev)

    def _pick(self, position: QPointF) -> None:
        self.position_picked.emit(self.mapSceneToView(position).x())
