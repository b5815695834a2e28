"""A histogram of the probabilities of both classes, with a movable threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.tooltips import set_tooltip

_MARGIN = 12
_STEP, _WIDE_STEP = 0.01, 0.1
_KEYS: dict[int, float] = {
    Qt.Key.Key_Left: -_STEP,
    Qt.Key.Key_Right: _STEP,
    Qt.Key.Key_PageDown: -_WIDE_STEP,
    Qt.Key.Key_PageUp: _WIDE_STEP,
}


class ProbabilityHistogram(QWidget):
    """Bars of class 1 above the axis and of class 0 below it.

    Right of the threshold, class 1 is predicted.

    Signals: `threshold_moved(float)`, the threshold that the user chose, from 0 to 1.
    """

    threshold_moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: NDArray[np.int64] = np.zeros((2, 1), np.int64)
        self._classes = ("", "")
        self._threshold = 0.5
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Threshold between the classes")
        set_tooltip(
            self,
            "Drag, or press the arrow keys: pictures to the right of the line are predicted as class 1. "
            "A double click resets the threshold to 0.5.",
        )

    def show_counts(self, counts: NDArray[np.int64], classes: tuple[str, str], threshold: float) -> None:
        """Show `counts` (2, bins) of each class by probability, and `threshold`."""
        self._counts, self._classes, self._threshold = counts, classes, threshold
        self.setAccessibleDescription(f"Predicted as {classes[1]} above a probability of {threshold:.2f}")
        self.update()

    def sizeHint(self) -> QSize:
        """A size at which single bars can be seen."""
        return QSize(360, 140)

    def minimumSizeHint(self) -> QSize:
        """Room for the two names and some bars."""
        return QSize(160, 5 * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars, the axis, the names and the threshold."""
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = self._area()
            self._paint_bars(painter, area, colors)
            self._paint_texts(painter, area, colors)
            x = area.left() + self._threshold * area.width()
            painter.setPen(QPen(QColor(colors.text), 2))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            if self.hasFocus():
                painter.setPen(QPen(QColor(colors.accent), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _area(self) -> QRectF:
        """The area of the bars, above the numbers of the axis."""
        numbers = self.fontMetrics().height() + 4
        return QRectF(self.rect()).adjusted(_MARGIN, 4, -_MARGIN, -numbers)

    def _paint_bars(self, painter: QPainter, area: QRectF, colors: ColorScheme) -> None:
        middle, half = area.center().y(), area.height() / 2
        width = area.width() / self._counts.shape[1]
        tallest = max(1, int(self._counts.max()))
        painter.setPen(Qt.PenStyle.NoPen)
        for label, direction in ((1, -1), (0, 1)):
            painter.setBrush(QColor(colors.classes[label]))
            for number, count in enumerate(self._counts[label]):
                height = half * int(count) / tallest
                top = middle - height if direction < 0 else middle
                painter.drawRect(QRectF(area.left() + number * width + 0.5, top, width - 1, height))
        painter.setPen(QColor(colors.line))
        painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))

    def _paint_texts(self, painter: QPainter, area: QRectF, colors: ColorScheme) -> None:
        height = self.fontMetrics().height()
        painter.setPen(QColor(colors.text))
        # At the ends where a network that has learned anything leaves the most room: its bars are at the other ones.
        top = QRectF(area.left() + 4, area.top(), area.width() - 8, height)
        painter.drawText(top, int(Qt.AlignmentFlag.AlignLeft), f"▲ actually {self._classes[1]}")
        bottom = QRectF(top.left(), area.bottom() - height, top.width(), height)
        painter.drawText(bottom, int(Qt.AlignmentFlag.AlignRight), f"▼ actually {self._classes[0]}")
        painter.setPen(QColor(colors.muted))
        for probability in (0.0, 0.25, 0.5, 0.75, 1.0):
            box = QRectF(area.left() + probability * area.width() - 20, area.bottom() + 2, 40, height)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter), f"{probability:g}")

    def _move_to(self, threshold: float) -> None:
        threshold = min(max(round(threshold, 3), 0.0), 1.0)
        if threshold != self._threshold:
            self.threshold_moved.emit(threshold)

    def _pick(self, x: float) -> None:
        area = self._area()
        self._move_to((x - area.left()) / area.width())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the threshold to the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the threshold."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pick(event.position().x())

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
