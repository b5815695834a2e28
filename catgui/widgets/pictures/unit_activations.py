"""The units of a layer as rows of lamps: how strongly a picture lights each, and which are dead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.tooltips import escape_tooltip

# So small that the notebook's layers have one row each in the narrow column they stand in.
_UNIT_SIZE, _GAP = 10, 3
_PITCH = _UNIT_SIZE + _GAP


class UnitActivations(QWidget):
    """A lamp is filled from below as far as it is lit against the brightest of its layer; a dead one is crossed out.

    Where a row is full, the next begins.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._activations: list[float] = []
        self._dead: list[bool] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_units(self, activations: Sequence[float], dead: Sequence[bool], text: str) -> None:
        """Show the activation of each unit, not below 0, and whether it is dead; `text` says it in words."""
        self._activations, self._dead = list(activations), list(dead)
        self.setAccessibleName(text)
        self.setToolTip(escape_tooltip(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One row of lamps."""
        return QSize(len(self._dead) * _PITCH, _PITCH)

    def minimumSizeHint(self) -> QSize:
        """A few of them."""
        return QSize(4 * _PITCH, _PITCH)

    def heightForWidth(self, width: int) -> int:
        """What all rows need."""
        return max(1, -(-len(self._dead) // _units_per_row(width))) * _PITCH

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lamps of the rows that are to be seen: a wide layer has many that are not."""
        colours = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            in_row, largest = _units_per_row(self.width()), max(self._activations, default=0.0)
            first = event.rect().top() // _PITCH * in_row
            behind = (event.rect().bottom() // _PITCH + 1) * in_row
            for place in range(first, min(behind, len(self._dead))):
                row, column = divmod(place, in_row)
                square = QRectF(column * _PITCH + 0.5, row * _PITCH + 1.5, _UNIT_SIZE - 1, _UNIT_SIZE - 1)
                share = self._activations[place] / largest if largest > 0 else 0.0
                _paint_unit(painter, square, share, self._dead[place], colours)


def _units_per_row(width: int) -> int:
    """How many stand in a row; the gap after the last may be cut off."""
    return max(1, (width + _GAP) // _PITCH)


def _paint_unit(painter: QPainter, square: QRectF, share: float, dead: bool, colours: ColorScheme) -> None:
    painter.setPen(QPen(QColor(colours.edge), 1))
    painter.setBrush(QColor(colours.base))
    painter.drawRect(square)
    if share > 0:
        painter.fillRect(square.adjusted(1, 1 + (1 - share) * (square.height() - 2), -1, -1), QColor(colours.accent))
    if dead:
        painter.setPen(QPen(QColor(colours.error), 1.5, Qt.PenStyle.SolidLine))
        painter.drawLine(square.topLeft(), square.bottomRight())
        painter.drawLine(square.bottomLeft(), square.topRight())
