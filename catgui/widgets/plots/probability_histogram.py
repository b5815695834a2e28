"""A histogram of the probabilities of both classes, with a movable threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from catgui.style.colors import ColorScheme
from catgui.style.tooltips import escape_tooltip
from catgui.widgets.plots.plot_axis import LABEL_OVERHANG
from catgui.widgets.plots.still_plot import StillPlot

_STEP, _WIDE_STEP = 0.01, 0.1
_GAP = 0.04  # on either side of a bar, as a part of its bin
_KEYS: dict[int, float] = {
    Qt.Key.Key_Left: -_STEP,
    Qt.Key.Key_Right: _STEP,
    Qt.Key.Key_PageDown: -_WIDE_STEP,
    Qt.Key.Key_PageUp: _WIDE_STEP,
}
_TICKS = tuple((probability, f"{probability:g}") for probability in (0.0, 0.25, 0.5, 0.75, 1.0))
_TIP = (
    "Drag, or press the arrow keys: pictures to the right of the line are predicted as class 1. "
    "A double click resets the threshold to 0.5."
)


class ProbabilityHistogram(StillPlot):
    """Bars of class 1 above the axis and of class 0 below it.

    Right of the threshold, class 1 is predicted.

    Signals: `threshold_moved(float)`, the threshold that the user chose, from 0 to 1.
    """

    threshold_moved = Signal(float)

    # At the top and the bottom of the axis of counts stand halves of numbers.
    _margins = 1, LABEL_OVERHANG, LABEL_OVERHANG, 1

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Threshold between the classes", QSize(360, 140), parent)
        self._counts: NDArray[np.int64] = np.zeros((2, 1), np.int64)
        self._classes = ("", "")
        self._threshold = 0.5
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, on=False)
        self.viewport().setCursor(Qt.CursorShape.SizeHorCursor)
        self.show_text(_TIP)
        self.plotItem.setToolTip(escape_tooltip(_TIP))  # the scene shows it

    def show_counts(self, counts: NDArray[np.int64], classes: tuple[str, str], threshold: float) -> None:
        """Show `counts` (2, bins) of each class by probability, and `threshold`."""
        self._counts, self._classes, self._threshold = counts, classes, threshold
        self.setAccessibleDescription(f"Predicted as {classes[1]} above a probability of {threshold:.2f}")
        self.redraw()

    def _draw(self, colors: ColorScheme) -> None:
        tallest = max(1, int(self._counts.max()))
        self._set_axis(self._bottom, _TICKS, (0.0, 1.0))
        self._bottom.setGrid(False)
        # Counts of both classes, up and down.
        counts = sorted({direction * count for count in (0, tallest // 2, tallest) for direction in (-1, 1)})
        self._set_axis(self._left, [(count, f"{abs(count):,}") for count in counts], (-tallest, tallest))
        self._left.setGrid(False)
        bins = self._counts.shape[1]
        # Steps to the counts and back to 0 between them.
        edges = (np.repeat(np.arange(bins), 2) + np.tile([_GAP, 1 - _GAP], bins)) / bins
        heights = np.zeros(2 * bins - 1, np.int64)
        for label, direction in ((1, 1), (0, -1)):
            heights[::2] = direction * self._counts[label]
            brush = colors.classes[label]
            self.plotItem.plot(edges, heights.copy(), stepMode="center", fillLevel=0, brush=brush, pen=None)
        self._add_line(0.0, 0, self._pen(colors.line, 1))
        self._add_line(self._threshold, 90, self._pen(colors.text, 2))
        # At the ends where a network that has learned anything leaves the most room: its bars are at the other ones.
        self._add_text(f"▲ actually {self._classes[1]}", 0.0, tallest, (0.0, 0.0), colors)
        self._add_text(f"▼ actually {self._classes[0]}", 1.0, -tallest, (1.0, 1.0), colors)

    def _move_to(self, threshold: float) -> None:
        threshold = min(max(round(threshold, 3), 0.0), 1.0)
        if threshold != self._threshold:
            self.threshold_moved.emit(threshold)

    def _pick(self, position: QPointF) -> None:
        self._move_to(self.plotItem.vb.mapSceneToView(position).x())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the threshold to the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the threshold."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pick(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing: the threshold is where it was dragged to."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Move the threshold to one half."""
        self._move_to(0.5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the threshold by 0.01, by 0.1, or to an end."""
        key = event.key()
        if key in _KEYS:
            self._move_to(self._threshold + _KEYS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._move_to(0.0 if key == Qt.Key.Key_Home else 1.0)
        else:
            super().keyPressEvent(event)
