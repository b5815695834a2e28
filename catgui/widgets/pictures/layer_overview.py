"""An overview of the layers: the selected picture, and the units that it activates in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.basic.layouts import VerticalScrollArea, column_of, row_of
from catgui.widgets.basic.roles import Role, set_role
from catgui.widgets.pictures.picture_view import PictureView

# Small enough for one row per layer of the notebook's network.
_UNIT_SIZE, _GAP = 10, 3
_PITCH = _UNIT_SIZE + _GAP


@dataclass(frozen=True, slots=True)
class LayerState:
    """A layer of the overview.

    Attributes: `title`, and a shorter one where there is little room; `activations` of its units, at least 0; `dead`,
    which units are.
    """

    title: str
    short_title: str
    activations: Sequence[float]
    dead: Sequence[bool]


class LayerOverview(VerticalScrollArea):
    """Shows a picture, and a row of squares for each layer.

    Signals: `unit_clicked(int, int)`, the number of a layer and of one of its units, from 0.
    """

    unit_clicked = Signal(int, int)

    def __init__(self) -> None:
        column = QWidget()
        super().__init__(column, "Layers")
        self._layers: list[tuple[ElidedLabel, UnitActivations]] = []
        self._view = PictureView()
        keep_scaled(self._view.setFixedSize, 64, 64)
        self._title = ElidedLabel()
        self._title.setObjectName("lit_title")
        picture = row_of(self._view, (self._title, 1), spacing=8)
        self._column = column_of(picture, ..., spacing=4).on(column)

    def show_picture(self, pixels: NDArray[np.uint8] | None, title: str) -> None:
        """Show the selected picture (height, width, 3), or none, with a title."""
        self._view.show_pixels(pixels, title)
        self._title.show_text(title)

    def show_layers(self, states: Sequence[LayerState]) -> None:
        """Show the units of each layer."""
        self._set_count(len(states))
        for (caption, view), state in zip(self._layers, states, strict=True):
            caption.show_text(state.title, state.short_title)
            view.show_units(state.activations, state.dead, state.title)

    def _set_count(self, count: int) -> None:
        while len(self._layers) < count:
            number = len(self._layers)
            caption, view = ElidedLabel(), UnitActivations()
            caption.setObjectName(f"layer_{number + 1}_words")
            view.clicked.connect(lambda unit, number=number: self.unit_clicked.emit(number, unit))
            self._layers.append((caption, view))
            for widget in (caption, view):
                self._column.insertWidget(self._column.count() - 1, widget)
        while len(self._layers) > count:
            for widget in self._layers.pop():
                self._column.removeWidget(widget)
                widget.hide()  # it is deleted later, and would be painted over the others till then
                widget.deleteLater()


class UnitActivations(QWidget):
    """Shows a square per unit, filled up to its activation relative to the largest; a dead unit is crossed out.

    The squares wrap into rows.

    Signals: `clicked(int)`, the unit whose square was clicked.
    """

    clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, Role.Graphic)
        self._activations: list[float] = []
        self._dead: list[bool] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_units(self, activations: Sequence[float], dead: Sequence[bool], text: str) -> None:
        """Show the activation of each unit, at least 0, and whether it is dead; `text` is the accessible name."""
        self._activations, self._dead = list(activations), list(dead)
        self.setAccessibleName(text)
        set_tooltip(self, text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(len(self._dead) * _PITCH, _PITCH)

    def minimumSizeHint(self) -> QSize:
        return QSize(4 * _PITCH, _PITCH)

    def heightForWidth(self, width: int) -> int:
        return max(1, -(-len(self._dead) // _units_per_row(width))) * _PITCH

    def mousePressEvent(self, event: QMouseEvent) -> None:
        where, in_row = event.position().toPoint(), _units_per_row(self.width())
        column, unit = where.x() // _PITCH, where.y() // _PITCH * in_row + where.x() // _PITCH
        if event.button() == Qt.MouseButton.LeftButton and column < in_row and unit < len(self._dead):
            self.clicked.emit(unit)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the visible rows only: a wide layer has many."""
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            in_row, largest = _units_per_row(self.width()), max(self._activations, default=0.0)
            first = event.rect().top() // _PITCH * in_row
            behind = (event.rect().bottom() // _PITCH + 1) * in_row
            for place in range(first, min(behind, len(self._dead))):
                row, column = divmod(place, in_row)
                square = QRectF(column * _PITCH + 0.5, row * _PITCH + 1.5, _UNIT_SIZE - 1, _UNIT_SIZE - 1)
                share = self._activations[place] / largest if largest > 0 else 0.0
                _paint_unit(painter, square, share, self._dead[place], colors)


def _units_per_row(width: int) -> int:
    """The number of squares in a row; the gap after the last may be cut off."""
    return max(1, (width + _GAP) // _PITCH)


def _paint_unit(painter: QPainter, square: QRectF, share: float, dead: bool, colors: ColorScheme) -> None:
    painter.setPen(QPen(QColor(colors.edge), 1))
    painter.setBrush(QColor(colors.base))
    painter.drawRect(square)
    if share > 0:
        painter.fillRect(square.adjusted(1, 1 + (1 - share) * (square.height() - 2), -1, -1), QColor(colors.accent))
    if dead:
        painter.setPen(QPen(QColor(colors.error), 1.5, Qt.PenStyle.SolidLine))
        painter.drawLine(square.topLeft(), square.bottomRight())
        painter.drawLine(square.bottomLeft(), square.topRight())
