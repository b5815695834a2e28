"""A unit: its picture enlarged, and the pictures that activate it most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import column_of, pages_of
from catgui.widgets.pictures.picture_delegate import Captions
from catgui.widgets.pictures.picture_grid import PictureGrid
from catgui.widgets.pictures.picture_view import PictureView

# The viewer with room for both pictures, five times the size of the usual one.
UNIT_SIZE = 2 * 320 + 64, 320 + 176


class UnitPage(QWidget):
    """Shows one network unit's picture enlarged, beside the selected picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subject, self._view = PictureView(minimum_side=128), PictureView(minimum_side=128)
        self._subject.setObjectName("unit_subject")
        self._view.setObjectName("unit_picture")
        self._subject_title, self._title = label(wrap=True), label(wrap=True, selectable=True)
        self._title.setObjectName("unit_title")
        self._legend = label(role="muted", wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        pictures = QGridLayout()
        pictures.setHorizontalSpacing(16)
        pictures.setVerticalSpacing(8)
        pictures.setRowStretch(0, 1)
        for column, (view, title) in enumerate(((self._subject, self._subject_title), (self._view, self._title))):
            title.setAlignment(Qt.AlignmentFlag.AlignTop)
            pictures.addWidget(view, 0, column)
            pictures.addWidget(title, 1, column)
            pictures.setColumnStretch(column, 1)
        column_of((pictures, 1), self._legend, spacing=8).on(self)

    def show_subject(self, pixels: NDArray[np.uint8] | None, title: str) -> None:
        """Show the selected picture (height, width, 3), or none, with a title."""
        self._subject.show_pixels(pixels, title)
        self._subject_title.setText(title)

    def show_unit(self, pixels: NDArray[np.uint8], description: str, legend: str) -> None:
        """Show the picture of a unit (height, width, 3); `legend` says how to read it."""
        self._view.show_pixels(pixels, description)
        self._title.setText(description)
        self._legend.setText(legend)


# Enlarged pictures must leave room for three rows of three.
_FACTORS, _LEAST = (3, 2, 1), 9


class Collage(QWidget):
    """Shows the pictures of a list model, or a message in their place.

    Attributes: `grid`, the pictures.
    """

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = ElidedLabel(role="heading")
        self._heading.setObjectName("collage_heading")
        self._note = ElidedLabel(role="muted")
        self._note.setObjectName("collage_note")
        self.grid = PictureGrid("collage_grid", Captions.BELOW, _FACTORS, _LEAST)
        self.grid.setModel(model)
        self._message = label(wrap=True)
        self._message.setObjectName("collage_message")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = pages_of(self.grid, self._message)
        column_of(self._heading, self._note, (self._pages, 1), spacing=4).on(self)

    def show_unit(self, heading: str, note: str, message: str) -> None:
        """Show another unit, and `message` in place of its pictures if not ''."""
        self._heading.show_text(heading)
        self._note.show_text(note)
        self.grid.setAccessibleName(f"Training pictures that activate it most. {heading}")
        self._message.setText(message)
        self._pages.setCurrentWidget(self._message if message else self.grid)
