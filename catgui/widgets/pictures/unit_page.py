"""The picture of a unit enlarged beside the selected picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.pictures.picture_view import PictureView

# The viewer with room for both pictures, five times the size of the usual one.
UNIT_SIZE = 2 * 320 + 64, 320 + 176


class UnitPage(QWidget):
    """Shows one unit at a time."""

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
