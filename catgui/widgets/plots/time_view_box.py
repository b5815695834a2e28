"""The view box of the cost plot: picking, zooming, panning."""

from __future__ import annotations

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent
from PySide6.QtCore import QPointF, Qt, Signal

# The margin beside the curve, as a fraction of the run.
_MARGIN = 0.02
# The smallest visible range.
_MIN_ITERATIONS = 4


class TimeViewBox(pg.ViewBox):
    """Left button picks, wheel and right button zoom, middle button pans: all along the iterations.

    Signals: `position_picked(float)`, an x-coordinate; `zoomed(bool)`, whether less than the whole run is visible.
    """

    position_picked = Signal(float)
    zoomed = Signal(bool)

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self._iterations = 0
        self._is_zoomed = False
        self.setMouseEnabled(x=True, y=False)
        self.disableAutoRange()
        self.sigXRangeChanged.connect(self._on_range_changed)

    def show_run(self, iterations: int) -> None:
        """Show a run; keep the visible range if its length is unchanged."""
        if iterations and iterations != self._iterations:
            self._iterations = iterations
            low, high = self._full_range
            self.setLimits(xMin=low, xMax=high, minXRange=min(_MIN_ITERATIONS, high - low))
            self.show_whole_run()

    def show_whole_run(self) -> None:
        """Zoom out to the whole run."""
        self.setXRange(*self._full_range, padding=0)

    @property
    def visible_iterations(self) -> tuple[float, float]:
        """The ends of the horizontal axis."""
        low, high = self.viewRange()[0]
        return low, high

    def zoom(self, factor: float) -> None:
        """Scale the visible range about its middle."""
        low, high = self.visible_iterations
        middle, half = (low + high) / 2, factor * (high - low) / 2
        self.setXRange(middle - half, middle + half, padding=0)

    @property
    def _full_range(self) -> tuple[float, float]:
        return -_MARGIN * self._iterations, (1 + _MARGIN) * self._iterations

    def _on_range_changed(self) -> None:
        (low, high), (first, last) = self.visible_iterations, self._full_range
        # With a tolerance: zooming in and out leaves a rounding error.
        is_zoomed = high - low < 0.999 * (last - first)
        if is_zoomed != self._is_zoomed:
            self._is_zoomed = is_zoomed
            self.zoomed.emit(is_zoomed)

    def mouseDragEvent(self, ev: MouseDragEvent, axis: int | None = None) -> None:
        """Pick every position along a drag with the left button."""
        if ev.button() == Qt.MouseButton.LeftButton and axis is None:
            ev.accept()
            self._pick(ev.scenePos())
        else:
            super().mouseDragEvent(ev, axis)

    def mouseClickEvent(self, ev: MouseClickEvent) -> None:
        """Pick the position of a click with the left button."""
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            self._pick(ev.scenePos())
        else:
            super().mouseClickEvent(ev)

    def _pick(self, position: QPointF) -> None:
        self.position_picked.emit(self.mapSceneToView(position).x())
