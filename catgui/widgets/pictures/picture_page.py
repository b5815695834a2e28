"""One picture enlarged or under a map, with its prediction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from catgui.domain.photo_texts import NETWORK
from catgui.domain.place_map import MapKind
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.figures.probability_figure import ProbabilityFigure
from catgui.widgets.maps.map_tabs import MapTabs
from catgui.widgets.pictures.picture_view import PictureView

# The viewer with room for the usual picture six times enlarged, or for two maps side by side.
PICTURE_SIZE = 560, 384 + 232


class PicturePage(QWidget):
    """Shows one picture at a time.

    Attributes: `maps`, the tabs of the picture and its maps.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = PictureView(minimum_side=128)
        self.maps = MapTabs("Picture", self._view, keys=True)
        # Whose prediction it is, under a map of another network.
        self._owner = label(NETWORK, role="muted")
        self._owner.setObjectName("picture_owner")
        self._owner.hide()
        self._title = label(role="title", wrap=True, selectable=True)
        self._title.setObjectName("picture_title")
        self._note = label(role="muted", wrap=True)
        self._note.setObjectName("picture_note")
        self._probability = ProbabilityFigure("picture_probability")
        column_of((self.maps, 1), self._owner, self._title, self._note, self._probability, spacing=8).on(self)
        self.maps.chosen.connect(self._on_map_chosen)

    def show_picture(self, name: str, pixels: NDArray[np.uint8]) -> None:
        """Show another picture, (height, width, 3), called `name`."""
        self._view.show_pixels(pixels, name)

    def show_verdict(self, title: str, class_name: str, probability: float, threshold: float, note: str = "") -> None:
        """Show the prediction for the picture, with a `note`.

        `probability` is that of class 1, `class_name`, which is predicted above `threshold`.
        """
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._probability.show_probability(class_name, probability, threshold)

    def _on_map_chosen(self, kind: MapKind | None) -> None:
        self._owner.setVisible(kind is MapKind.DETECTOR)
