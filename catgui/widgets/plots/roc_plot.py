"""The ROC curve: what every threshold would make of the two classes, and where the present one stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.tooltips import escape_tooltip

_MARGIN = 8


class RocPlot(QWidget):
    """The share of class 1 that is found, against the share of class 0 that is taken for it.

    The dashed diagonal is guessing; the dot is the present threshold.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("ROC curve")
        self._x: NDArray[np.float64] = np.empty(0)
        self._y: NDArray[np.float64] = np.empty(0)
        self._point = (0.0, 0.0)
        self._axis_labels = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_curve(
        self,
        curve: tuple[NDArray[np.float64], NDArray[np.float64]],
        point: tuple[float, float],
        axis_labels: tuple[str, str],
        text: str,
    ) -> None:
        """Show a curve and a point, both as (false positives, true positives); `axis_labels` name the two axes."""
        (self._x, self._y), self._point, self._axis_labels = curve, point, axis_labels
        self.setAccessibleDescription(text)
        self.setToolTip(escape_tooltip(text))
        self.update()

    def sizeHint(self) -> QSize:
        """A square, and the words of its axes."""
        return QSize(220, 180)

    def minimumSizeHint(self) -> QSize:
        """Large enough to see its shape."""
        return QSize(150, 90)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axes, the diagonal, the curve and the dot."""
        colours = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            line = self.fontMetrics().height()
            area = QRectF(self.rect()).adjusted(_MARGIN, line + 4, -_MARGIN, -line - 4)
            painter.setPen(QColor(colours.muted))
            top, bottom = QRectF(0, 0, self.width(), line), QRectF(0, self.height() - line, self.width(), line)
            painter.drawText(top, int(Qt.AlignmentFlag.AlignLeft), f" ↑ {self._axis_labels[1]}")
            painter.drawText(bottom, int(Qt.AlignmentFlag.AlignRight), f"{self._axis_labels[0]} → ")
            painter.fillRect(area, QColor(colours.base))
            painter.setPen(QPen(QColor(colours.edge), 1, Qt.PenStyle.DashLine))
            painter.drawLine(area.bottomLeft(), area.topRight())
            painter.setPen(QColor(colours.line))
            painter.drawRect(area)
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawPolyline(QPolygonF([self._spot(area, x, y) for x, y in zip(self._x, self._y, strict=True)]))
            painter.setPen(QPen(QColor(colours.base), 2))
            painter.setBrush(QColor(colours.text))
            painter.drawEllipse(self._spot(area, *self._point), 5, 5)

    def _spot(self, area: QRectF, x: float, y: float) -> QPointF:
        return QPointF(area.left() + x * area.width(), area.bottom() - y * area.height())
