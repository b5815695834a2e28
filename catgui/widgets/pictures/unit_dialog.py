"""A dialog with the picture of a unit enlarged beside the selected picture, and buttons to the next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_title
from catgui.widgets.basic.labels import label
from catgui.widgets.pictures.picture_view import PictureView
from catgui.widgets.pictures.step_bar import StepBar

# Five times the size of the usual picture.
_SIDE = 320


class UnitDialog(QDialog):
    """Shows one unit at a time; Esc closes it.

    Signals: `step_requested(int)`, -1 for the previous unit and 1 for the next, by the buttons or the arrow keys.
    """

    step_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unit_dialog")
        self._subject, self._view = PictureView(minimum_side=128), PictureView(minimum_side=128)
        self._subject.setObjectName("unit_subject")
        self._view.setObjectName("unit_picture")
        self._subject_title, self._title = label(wrap=True), label(wrap=True, selectable=True)
        self._title.setObjectName("unit_title")
        self._legend = label(role="muted", wrap=True)
        self._steps = StepBar()
        self._steps.step_requested.connect(self.step_requested)
        self._lay_out()
        self._steps.setFocus()
        keep_scaled(self.resize, 2 * _SIDE + 64, _SIDE + 176)

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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addLayout(pictures, stretch=1)
        layout.addWidget(self._legend)
        layout.addWidget(self._steps)

    def show_subject(self, pixels: NDArray[np.uint8] | None, title: str) -> None:
        """Show the selected picture (height, width, 3), or none, with a title."""
        self._subject.show_pixels(pixels, title)
        self._subject_title.setText(title)

    def show_unit(self, name: str, pixels: NDArray[np.uint8], description: str, legend: str) -> None:
        """Show the picture of a unit (height, width, 3); `legend` says how to read it."""
        self.setWindowTitle(escape_title(name))
        self._view.show_pixels(pixels, description)
        self._title.setText(description)
        self._legend.setText(legend)

    def show_place(self, row: int, count: int) -> None:
        """Show the place of the unit among `count`, and enable the buttons to its neighbors."""
        self._steps.show_place(f"{row + 1:,} of {count:,}")
        self._steps.enable(row > 0, row + 1 < count)
