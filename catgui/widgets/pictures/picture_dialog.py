"""A dialog with one picture enlarged, its prediction, and buttons to the next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from catgui.widgets.basic.labels import label
from catgui.widgets.figures.figure_bar import FigureBar, class_color
from catgui.widgets.pictures.picture_view import PictureView
from engine.analysis.evaluation import THRESHOLD
from engine.text import format_probability

# Six times the size of the usual picture.
_SIDE = 384


class PictureDialog(QDialog):
    """Shows one picture at a time; Esc closes it.

    Signals: `step_requested(int)`, -1 for the previous picture and 1 for the next, by the buttons or the arrow keys.
    """

    step_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picture_dialog")
        self._view = PictureView(minimum_side=128)
        self._title = label(role="title", wrap=True, selectable=True)
        self._title.setObjectName("picture_title")
        self._probability = label(wrap=True)
        self._probability.setObjectName("picture_probability")
        self._bar = FigureBar(class_color(1))
        self._place = label(role="muted")
        self._place.setObjectName("picture_place")
        self._previous = QPushButton("Previous")
        self._previous.setToolTip("The picture before (left arrow)")
        self._next = QPushButton("Next")
        self._next.setToolTip("The next picture (right arrow)")
        self._next.setDefault(True)
        self._lay_out()
        self._connect()
        self._next.setFocus()
        self.resize(_SIDE + 48, _SIDE + 192)

    def _lay_out(self) -> None:
        steps = QHBoxLayout()
        steps.addWidget(self._previous)
        steps.addStretch()
        steps.addWidget(self._place)
        steps.addStretch()
        steps.addWidget(self._next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(self._view, stretch=1)
        layout.addWidget(self._title)
        layout.addWidget(self._probability)
        layout.addWidget(self._bar)
        layout.addSpacing(8)
        layout.addLayout(steps)

    def _connect(self) -> None:
        self._previous.clicked.connect(self._on_previous)
        self._next.clicked.connect(self._on_next)
        # Shortcuts of the dialog, since a focused button would use the arrow keys to move the focus.
        QShortcut(QKeySequence(Qt.Key.Key_Left), self).activated.connect(self._on_previous)
        QShortcut(QKeySequence(Qt.Key.Key_Right), self).activated.connect(self._on_next)

    def show_picture(self, name: str, pixels: NDArray[np.uint8]) -> None:
        """Show another picture, (height, width, 3), called `name` in the title bar."""
        self.setWindowTitle(name)
        self._view.show_pixels(pixels, name)

    def show_verdict(self, title: str, class_name: str, probability: float, place: str) -> None:
        """Show the prediction for the picture.

        `probability` is that of class 1, `class_name`; `place` is the position of the picture in its list, as text.
        """
        shown = format_probability(probability)
        text = f"Probability of {class_name}: {shown}. Above {THRESHOLD:.0%} the prediction is {class_name}."
        self._title.setText(title)
        self._probability.setText(text)
        self._bar.show_fraction(probability, text, THRESHOLD)
        self._place.setText(place)

    def enable_steps(self, has_previous: bool, has_next: bool) -> None:
        """Enable the buttons to the previous and the next picture."""
        self._previous.setEnabled(has_previous)
        self._next.setEnabled(has_next)

    def _on_previous(self) -> None:
        if self._previous.isEnabled():
            self.step_requested.emit(-1)

    def _on_next(self) -> None:
        if self._next.isEnabled():
            self.step_requested.emit(1)
