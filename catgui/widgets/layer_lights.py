"""The units of a layer as a row of lamps: how strongly a picture lights each, and which are dead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.colours import colours_of
from catgui.tips import plain_tip

_LAMP, _GAP = 14, 4
# Lamps beyond these are not drawn; the text counts them.
_MOST = 64


class LayerLights(QWidget):
    """A lamp is filled from below as far as it is lit against the brightest of its layer; a dead one is crossed out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lit: list[float] = []
        self._dead: list[bool] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_units(self, lit: Sequence[float], dead: Sequence[bool], text: str) -> None:
        """Show the activation of each unit, not below 0, and whether it is dead; `text` says it in words."""
        self._lit, self._dead = list(lit[:_MOST]), list(dead[:_MOST])
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One row of lamps."""
        return QSize(len(self._dead) * (_LAMP + _GAP), _LAMP + 2)

    def minimumSizeHint(self) -> QSize:
        """A few of them."""
        return QSize(4 * (_LAMP + _GAP), _LAMP + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lamps."""
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        brightest = max(self._lit, default=0.0)
        for place, (lit, dead) in enumerate(zip(self._lit, self._dead, strict=True)):
            lamp = QRectF(place * (_LAMP + _GAP) + 0.5, 1.5, _LAMP - 1, _LAMP - 1)
            painter.setPen(QPen(QColor(colours.edge), 1))
            painter.setBrush(QColor(colours.base))
            painter.drawRect(lamp)
            share = lit / brightest if brightest > 0 else 0.0
            if share > 0:
                painter.fillRect(
                    lamp.adjusted(1, 1 + (1 - share) * (lamp.height() - 2), -1, -1), QColor(colours.accent)
                )
            if dead:
                painter.setPen(QPen(QColor(colours.error), 1.5, Qt.PenStyle.SolidLine))
                painter.drawLine(QPointF(lamp.topLeft()), QPointF(lamp.bottomRight()))
                painter.drawLine(QPointF(lamp.bottomLeft()), QPointF(lamp.topRight()))
        painter.end()
