"""An overview of the layers: the selected picture, and the units that it activates in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.vertical_scroll import VerticalScrollArea
from catgui.widgets.pictures.picture_view import PictureView
from catgui.widgets.pictures.unit_activations import UnitActivations


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

    def __init__(self, parent: QWidget | None = None) -> None:
        column = QWidget()
        super().__init__(column, "Layers", parent)
        self._layers: list[tuple[ElidedLabel, UnitActivations]] = []
        self._view = PictureView()
        self._view.setFixedSize(64, 64)
        self._title = ElidedLabel()
        self._title.setObjectName("lit_title")
        picture = QHBoxLayout()
        picture.setSpacing(8)
        picture.addWidget(self._view)
        picture.addWidget(self._title, stretch=1)
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(picture)
        self._column.addStretch()

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
                widget.deleteLater()
