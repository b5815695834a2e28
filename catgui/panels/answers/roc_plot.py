"""The ROC curve, with the point of the current threshold."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.roles import Role, set_role

_SIZE, _LEAST = QSize(200, 140), QSize(150, 0)
_TICKS = ("0", "0.5", "1")
_DOT = 5
_GAP = 3

Curve = tuple[NDArray[np.float64], NDArray[np.float64]]


class RocPlot(QWidget):
    """The ROC curve of a network.

    The dashed diagonal is guessing; the dot is the current threshold.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, Role.Chart)
        self.setAccessibleName("ROC curve")
        self._curve: Curve = np.empty(0), np.empty(0)
        self._point = (0.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(scaled(_SIZE.width()), scaled(_SIZE.height()))

    def minimumSizeHint(self) -> QSize:
        """The least width of a readable curve; the panel decides on the height."""
        return QSize(scaled(_LEAST.width()), scaled(_LEAST.height()))

    def show_curve(self, curve: Curve, point: tuple[float, float], text: str) -> None:
        """Show a curve and a point on it.

        Both are (false positive rate, true positive rate), each from 0 to 1; `text` describes the plot to screen
        readers.
        """
        self._curve, self._point = curve, point
        set_tooltip(self, text)
        self.update()

    @property
    def _field(self) -> QRectF:
        """Where the rates are from 0 to 1."""
        metrics = self.fontMetrics()
        left, line = metrics.horizontalAdvance(_TICKS[1]) + 2 * _GAP, metrics.height()
        field = QRectF(self.rect()).adjusted(left, line + _GAP, -scaled(_DOT) - 1, -2 * line - _GAP)
        field.setHeight(min(field.height(), field.width()))
        return field

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, field = color_scheme_of(self.palette()), self._field
        at = partial(_at, field)
        with QPainter(self) as painter:
            self._paint_axes(painter, field, colors.line, colors.muted, colors.text)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colors.edge), 1, Qt.PenStyle.DashLine))
            painter.drawLine(at(0, 0), at(1, 1))
            painter.setPen(QPen(QColor(colors.accent), scaled(2)))
            painter.drawPolyline(QPolygonF(list(map(at, *map(np.ndarray.tolist, self._curve)))))
            painter.setPen(QPen(QColor(colors.window), 2))
            painter.setBrush(QColor(colors.text))
            painter.drawEllipse(at(*self._point), scaled(_DOT), scaled(_DOT))

    def _paint_axes(self, painter: QPainter, field: QRectF, line: str, muted: str, text: str) -> None:
        at, metrics = partial(_at, field), painter.fontMetrics()
        height = metrics.height()
        align = Qt.AlignmentFlag
        painter.setPen(QColor(line))
        for share in (0, 0.5, 1):
            painter.drawLine(at(0, share), at(1, share))
            painter.drawLine(at(share, 0), at(share, 1))
        painter.setPen(QColor(muted))
        for number, tick in enumerate(_TICKS):
            y, x = at(0, number / 2).y(), at(number / 2, 0).x()
            left = QRectF(0, y - height / 2, field.left() - _GAP, height)
            painter.drawText(left, int(align.AlignRight | align.AlignVCenter), tick)
            width = metrics.horizontalAdvance(tick)
            below = QRectF(min(x - width / 2, self.width() - width - 1), field.bottom() + _GAP, width + 1, height)
            painter.drawText(below, int(align.AlignLeft | align.AlignTop), tick)
        painter.setPen(QColor(text))
        for caption, top in (("Found", 0), ("False alarms", round(field.bottom()) + height + _GAP)):
            width = round(field.width() if top else self.width())
            shown = metrics.elidedText(caption, Qt.TextElideMode.ElideRight, width)
            painter.drawText(
                QRectF(field.left() if top else 0, top, width, height),
                int(align.AlignCenter if top else align.AlignLeft),
                shown,
            )


def _at(field: QRectF, x: float, y: float) -> QPointF:
    """The point of two rates in `field`."""
    return QPointF(field.left() + x * field.width(), field.bottom() - y * field.height())
