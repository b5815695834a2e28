"""A dialog with one of the user's photos, large or under a map, beside what the network sees."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.photo_texts import (
    DETECTOR,
    addition_obstacle,
    answer_text,
    description,
    outcome_line,
    prediction_text,
)
from catgui.style.tooltips import escape_title
from catgui.widgets.basic.labels import label
from catgui.widgets.figures.probability_figure import ProbabilityFigure
from catgui.widgets.maps.map_tabs import MapTabs
from catgui.widgets.photos.actual_line import Classes
from catgui.widgets.photos.actual_switch import ActualSwitch
from catgui.widgets.photos.addition_buttons import AdditionButtons
from catgui.widgets.photos.photo_cards import part_to_add_to
from catgui.widgets.photos.photo_view import PhotoView
from catgui.widgets.pictures.picture_view import PictureView
from catgui.widgets.pictures.step_bar import StepBar
from engine.images.photo import Photo

_SIZE, _SMALLEST = (960, 640), (720, 600)
# The sides of the view: the largest for which the dialog has at least this height. Not as large as the texts leave it
# room: they are fewer while a network is trained, and the buttons must not move then.
_VIEW_SIDES = {256: 720, 192: 620, 128: 0}
# The texts beside the photo are wrapped, to leave it the room.
_TEXT_WIDTH = 304


class PhotoDialog(QDialog):
    """Shows one photo at a time; Esc closes it, the arrow keys step, 1, 2, 3 and 0 set the actual class, T adds it.

    Attributes: `maps`, the tabs of the photo and its maps.

    Signals: `step_requested(int)`, -1 for the previous photo and 1 for the next; `actual_chosen(str)`, a class name,
    NEITHER, or '' for none; `addition_requested(str)`, to add the photo to "train" or "test".
    """

    step_requested = Signal(int)
    actual_chosen = Signal(str)
    addition_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("photo_dialog")
        self._photo = PhotoView()
        self.maps = MapTabs("Photo", self._photo, keys=True)
        self._seen = label("What the network sees", role="muted")
        self._view = PictureView(minimum_side=min(_VIEW_SIDES))
        self._prediction = label(role="title", wrap=True, selectable=True)
        self._prediction.setObjectName("photo_prediction")
        self._detected = label(role="title", wrap=True, selectable=True)
        self._detected.setObjectName("photo_detected")
        self._records = label(role="muted", wrap=True)
        self._records.setObjectName("photo_records")
        self._probability = ProbabilityFigure("photo_probability", lines=2)
        self._actual = ActualSwitch()
        self._additions = AdditionButtons()
        self._outcome = label(wrap=True)
        self._outcome.setObjectName("photo_outcome")
        self._steps = StepBar()
        self._lay_out()
        self._actual.chosen.connect(self.actual_chosen)
        self._additions.chosen.connect(self.addition_requested)
        self._steps.step_requested.connect(self.step_requested)
        self._steps.setFocus()
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_SIZE)

    def _lay_out(self) -> None:
        facts = QVBoxLayout()
        facts.setSpacing(6)
        facts.addWidget(self._seen)
        facts.addWidget(self._view, stretch=1)
        for widget in (self._detected, self._prediction, self._probability, self._actual, self._additions):
            facts.addWidget(widget)
        facts.addWidget(self._outcome)
        facts.addWidget(self._records)
        texts = (self._detected, self._prediction, self._probability, self._outcome, self._records)
        for widget in (*texts, self._actual):
            widget.setFixedWidth(_TEXT_WIDTH)
        policy = self._probability.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._probability.setSizePolicy(policy)
        facts.addStretch()
        pictures = QHBoxLayout()
        pictures.setSpacing(16)
        pictures.addWidget(self.maps, stretch=1)
        pictures.addLayout(facts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addLayout(pictures, stretch=1)
        layout.addWidget(self._steps)

    def show_photo(self, entry: PhotoEntry, photo: Photo | None, classes: Classes | None) -> None:
        """Show what is known of a photo; `photo` may have a larger preview than the one of `entry`."""
        self.setWindowTitle(escape_title(entry.name))
        self.maps.offer_maps(photo is not None)
        self._photo.show_photo(photo, entry.framing, description(entry), unreadable=bool(entry.error))
        self._view.show_pixels(entry.view, self._seen.text() if photo else "")
        for of_a_picture in (self._seen, self._view):
            of_a_picture.setVisible(not entry.error)
        self._actual.show_classes(None if entry.error else classes)
        self._actual.show_actual(entry.actual)
        self._additions.setVisible(not entry.error)
        self._additions.offer(entry.photo is not None, entry.part, addition_obstacle(entry))
        self._outcome.setText("" if classes is None else outcome_line(entry))
        self._show_prediction(entry)

    def show_records(self, records: Sequence[str]) -> None:
        """Show sentences on how often the detector and the network were right on pictures they had never seen."""
        self._records.setText("\n".join(filter(None, records)))
        self._records.setVisible(bool(self._records.text()))

    def _show_prediction(self, entry: PhotoEntry) -> None:
        verdict, detected = entry.verdict, entry.detected
        self._detected.setText("" if detected is None else answer_text(DETECTOR, detected))
        self._detected.setVisible(detected is not None)
        self._prediction.setText(prediction_text(entry))
        self._probability.setVisible(verdict is not None)
        if verdict is not None:
            self._probability.show_probability(verdict.classes[1], verdict.probability, verdict.threshold)

    def show_place(self, place: str, has_previous: bool, has_next: bool) -> None:
        """Show the place of the photo in its list, and enable the buttons to its neighbors."""
        self._steps.show_place(place)
        self._steps.enable(has_previous, has_next)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the side of the view."""
        super().resizeEvent(event)
        self._view.setMaximumHeight(next(side for side, height in _VIEW_SIDES.items() if self.height() >= height))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Set the actual class, or add the photo to the data, as on a card."""
        if self._actual.choose(event):
            return
        if (part := part_to_add_to(event)) is not None:
            self._additions.choose(part)
        else:
            super().keyPressEvent(event)
