"""The ground of a plot on which a click or a drag picks a place along the horizontal axis."""

from __future__ import annotations

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent
from PySide6.QtCore import QPointF, Qt, Signal


class TravelBox(pg.ViewBox):
    """As pyqtgraph's, but the left button picks; the wheel and the other buttons zoom and move.

    Signals: `picked(float)`, a place on the horizontal axis.
    """

    picked = Signal(float)

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
        self.picked.emit(self.mapSceneToView(position).x())
