"""One of the user's photos, large or under a map, beside what the network sees."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.photo_texts import (
    description,
    detected_text,
    outcome_line,
    prediction_text,
)
from catgui.panels.photos.photo_preview import paint_warning, render_photo
from catgui.style.colors import color_scheme_of
from catgui.style.text_size import keep_scaled, scaled
from catgui.widgets.basic.focus import Role, set_role
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import VerticalScrollArea, column_of, row_of
from catgui.widgets.figures.figure_bar import ProbabilityFigure
from catgui.widgets.maps.map_tabs import MapTabs
from catgui.widgets.pictures.picture_view import PictureView
from engine.images.photo import Framing, Photo

# The size of the viewer, and the smallest of the page.
PHOTO_SIZE, _SMALLEST = (960, 640), (560, 170)
# The sides of the view: the largest for which the dialog has at least this height. Not as large as the texts leave it
# room: they are fewer while a network is trained, and the buttons must not move then.
_VIEW_SIDES = {256: 600, 192: 500, 128: 0}
# The texts beside the photo are wrapped, to leave it the room.
_TEXT_WIDTH = 304
_SMALLEST_PHOTO = 128


class PhotoPage(QWidget):
    """Shows one photo at a time.

    Attributes: `maps`, the tabs of the photo and its map.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photo = PhotoView()
        self.maps = MapTabs("Photo", self._photo)
        self._seen = label("What the network sees", role="muted")
        self._view = PictureView(minimum_side=min(_VIEW_SIDES))
        self._prediction = label(role="title", wrap=True, selectable=True)
        self._prediction.setObjectName("photo_prediction")
        self._detected = label(role="muted", wrap=True, selectable=True)
        self._detected.setObjectName("photo_detected")
        self._probability = ProbabilityFigure("photo_probability", lines=2)
        self._outcome = label(wrap=True)
        self._outcome.setObjectName("photo_outcome")
        self._lay_out()
        keep_scaled(self.setMinimumSize, *_SMALLEST)

    def _lay_out(self) -> None:
        texts = (self._prediction, self._probability, self._detected, self._outcome)
        for widget in texts:
            keep_scaled(widget.setFixedWidth, _TEXT_WIDTH)
        policy = self._probability.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._probability.setSizePolicy(policy)
        facts = column_of(self._seen, (self._view, 1), *texts, ..., spacing=6).widget()
        scrolled = VerticalScrollArea(facts, "Answers")
        bar = scrolled.verticalScrollBar().sizeHint().width()
        keep_scaled(scrolled.setFixedWidth, _TEXT_WIDTH + bar)
        row_of((self.maps, 1), scrolled, spacing=16).on(self)

    def show_photo(self, entry: PhotoEntry, photo: Photo | None) -> None:
        """Show what is known of a photo; `photo` may have a larger preview than the one of `entry`."""
        self.maps.offer_map(photo is not None)
        self._photo.show_photo(photo, entry.framing, description(entry), unreadable=bool(entry.error))
        self._view.show_pixels(entry.view, self._seen.text() if photo else "")
        for of_a_picture in (self._seen, self._view):
            of_a_picture.setVisible(not entry.error)
        self._outcome.setText("" if entry.classes is None else outcome_line(entry))
        self._show_prediction(entry)

    def _show_prediction(self, entry: PhotoEntry) -> None:
        verdict, detected = entry.verdict, entry.detected
        self._detected.setText("" if detected is None else detected_text(detected))
        self._detected.setVisible(detected is not None)
        self._prediction.setText(prediction_text(entry))
        self._probability.setVisible(verdict is not None)
        if verdict is not None:
            self._probability.show_probability(verdict.classes[1], verdict.probability, verdict.threshold)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = (side for side, height in _VIEW_SIDES.items() if self.height() >= scaled(height))
        self._view.setMaximumHeight(scaled(next(fitting)))


class PhotoView(QWidget):
    """Shows a photo with its framing, or a warning in the place of one that could not be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, Role.Graphic)
        self._photo: Photo | None = None
        self._is_unreadable = False
        self._framing = Framing.WHOLE
        self.setMinimumSize(_SMALLEST_PHOTO, _SMALLEST_PHOTO)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_photo(self, photo: Photo | None, framing: Framing, description: str, unreadable: bool = False) -> None:
        """Show the preview of a photo, with a description for screen readers; None if it is not read, or cannot be."""
        self.setAccessibleName(description)
        if photo is not self._photo or (framing, unreadable) != (self._framing, self._is_unreadable):
            self._photo, self._framing, self._is_unreadable = photo, framing, unreadable
            self.update()

    def sizeHint(self) -> QSize:
        return self.minimumSize() * 3

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            if self._photo is None:
                if self._is_unreadable:
                    paint_warning(painter, self.rect(), colors)
                return
            ratio = painter.device().devicePixelRatioF()
            painter.drawImage(
                0, 0, render_photo(self._photo, self._framing, self.width(), self.height(), ratio, colors)
            )
