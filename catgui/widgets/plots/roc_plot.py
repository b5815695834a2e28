"""The ROC curve, with the point of the current threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.tooltips import set_tooltip

_MARGIN = 8


class RocPlot(QWidget):
    """The ROC curve of a network.

    The dashed diagonal is guessing; the dot is the current threshold.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("ROC curve")
        self._x: NDArray[np.float64] = np.empty(0)
        self._y: NDArray[np.float64] = np.empty(0)
        self._point = (0.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_curve(
        self,
        curve: tuple[NDArray[np.float64], NDArray[np.float64]],
        point: tuple[float, float],
        text: str,
    ) -> None:
        """Show a curve and a point on it.

        Both are (false positive rate, true positive rate), each from 0 to 1; `text` describes the plot to screen
        readers.
        """
        (self._x, self._y), self._point = curve, point
        set_tooltip(self, text)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a square with axis labels."""
        return QSize(220, 180)

    def minimumSizeHint(self) -> QSize:
        """A size at which the shape of the curve can be seen."""
        return QSize(150, 90)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axes, the diagonal, the curve and the dot."""
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            line = self.fontMetrics().height()
            area = QRectF(self.rect()).adjusted(_MARGIN, line + 4, -_MARGIN, -line - 4)
            painter.setPen(QColor(colors.muted))
            top, bottom = QRectF(0, 0, self.width(), line), QRectF(0, self.height() - line, self.width(), line)
            painter.drawText(top, int(Qt.AlignmentFlag.AlignLeft), " ↑ True positive rate (recall)")
            painter.drawText(bottom, int(Qt.AlignmentFlag.AlignRight), "False positive rate → ")
            painter.fillRect(area, QColor(colors.base))
            painter.setPen(QPen(QColor(colors.edge), 1, Qt.PenStyle.DashLine))
            painter.drawLine(area.bottomLeft(), area.topRight())
            painter.setPen(QColor(colors.line))
            painter.drawRect(area)
            painter.setPen(QPen(QColor(colors.accent), 2))
            painter.drawPolyline(QPolygonF([self._point_at(area, x, y) for x, y in zip(self._x, self._y, strict=True)]))
            painter.setPen(QPen(QColor(colors.base), 2))
            painter.setBrush(QColor(colors.text))
            painter.drawEllipse(self._point_at(area, *self._point), 5, 5)

    def _point_at(self, area: QRectF, x: float, y: float) -> QPointF:
        return QPointF(area.left() + x * area.width(), area.bottom() - y * area.height())
