"""A dialog with one picture enlarged or under a map, its prediction, and buttons to the next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from catgui.domain.edits.edit_texts import MOVE_TO_TRAINING_TIP
from catgui.domain.photo_texts import NETWORK
from catgui.domain.place_map import MapKind
from catgui.domain.prediction_texts import WHY_TIP
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_title, set_tooltip
from catgui.widgets.basic.focus import keep_focus
from catgui.widgets.basic.labels import label
from catgui.widgets.figures.probability_figure import ProbabilityFigure
from catgui.widgets.maps.map_tabs import MapTabs
from catgui.widgets.pictures.picture_view import PictureView
from catgui.widgets.pictures.step_bar import StepBar

# Six times the size of the usual picture, with room for two maps side by side.
_SIDE, _WIDTH = 384, 560


class PictureDialog(QDialog):
    """Shows one picture at a time; Esc closes it.

    Attributes: `maps`, the tabs of the picture and its maps.

    Signals: `step_requested(int)`, -1 for the previous picture and 1 for the next, by the buttons or the arrow keys;
    `why_requested()`, what made the network predict this; `training_requested()`, put the picture into the training
    part.
    """

    step_requested = Signal(int)
    why_requested = Signal()
    training_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picture_dialog")
        self._view = PictureView(minimum_side=128)
        self.maps = MapTabs("Picture", self._view, keys=True)
        # Whose prediction it is, under a map of another network.
        self._owner = label(NETWORK, role="muted")
        self._owner.setObjectName("picture_owner")
        self._owner.hide()
        self._title = label(role="title", wrap=True, selectable=True)
        self._title.setObjectName("picture_title")
        self._probability = ProbabilityFigure("picture_probability")
        self._why = QPushButton("Why?")
        self._why.setObjectName("why_button")
        set_tooltip(self._why, WHY_TIP)
        self._train = QPushButton("Move to training")
        self._train.setObjectName("move_to_training_button")
        set_tooltip(self._train, MOVE_TO_TRAINING_TIP)
        for button in (self._why, self._train):
            button.setAutoDefault(False)
        self._steps = StepBar()
        self._lay_out()
        self.maps.chosen.connect(self._on_map_chosen)
        self._steps.step_requested.connect(self.step_requested)
        self._why.clicked.connect(self.why_requested)
        self._train.clicked.connect(self.training_requested)
        self._steps.setFocus()
        keep_scaled(self.resize, _WIDTH, _SIDE + 232)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(self.maps, stretch=1)
        verdict = QHBoxLayout()
        verdict.addWidget(self._title, stretch=1)
        verdict.addWidget(self._train)
        verdict.addWidget(self._why)
        layout.addWidget(self._owner)
        layout.addLayout(verdict)
        layout.addWidget(self._probability)
        layout.addSpacing(8)
        layout.addWidget(self._steps)

    def show_picture(self, name: str, pixels: NDArray[np.uint8], is_test: bool = False) -> None:
        """Show another picture, (height, width, 3), called `name` in the title bar; `is_test` for the test part."""
        with keep_focus(self, lambda: self._steps):
            self._train.setVisible(is_test)
        self.setWindowTitle(escape_title(name))
        self._view.show_pixels(pixels, name)

    def show_verdict(self, title: str, class_name: str, probability: float, threshold: float, place: str) -> None:
        """Show the prediction for the picture.

        `probability` is that of class 1, `class_name`, which is predicted above `threshold`; `place` is the position of
        the picture in its list, as text.
        """
        self._title.setText(title)
        self._probability.show_probability(class_name, probability, threshold)
        self._steps.show_place(place)

    def _on_map_chosen(self, kind: MapKind | None) -> None:
        self._owner.setVisible(kind is MapKind.DETECTOR)

    def enable_steps(self, has_previous: bool, has_next: bool) -> None:
        """Enable the buttons to the previous and the next picture."""
        self._steps.enable(has_previous, has_next)
