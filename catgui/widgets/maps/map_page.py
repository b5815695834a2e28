"""A page of maps side by side, with a slider for their strength and a note on what they are not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QStackedLayout, QVBoxLayout, QWidget

from catgui.domain.maps import map_texts
from catgui.domain.maps.place_map import MappedPicture
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.maps.map_figure import MapFigure

_STRENGTH = 70
_SLIDER_WIDTH = 120
# In a smaller page the maps need the room of the note, which has then one line, and the rest of it in its tooltip.
_LOWEST_WITH_NOTE, _NARROWEST_WITH_NOTE = 260, 420


class MapPage(QWidget):
    """Shows the maps of a picture, or a text in their place; `count` is the number of maps.

    Signals: `save_requested(object, str)`, as that of a MapFigure.
    """

    save_requested = Signal(object, str)

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = [MapFigure() for _ in range(count)]
        for figure in self.figures:
            figure.save_requested.connect(self.save_requested)
        self._strength = QSlider(Qt.Orientation.Horizontal)
        self._strength.setObjectName("map_strength")
        self._strength.setRange(0, 100)
        self._strength.setFixedWidth(_SLIDER_WIDTH)
        self._strength.setAccessibleName(map_texts.STRENGTH)
        set_tooltip(self._strength, map_texts.STRENGTH)
        self._note = label(role="muted", wrap=True)
        self._note.setObjectName("map_note")
        self._short_note = ElidedLabel(role="muted")
        self._text = label(wrap=True)
        self._text.setObjectName("map_missing")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setMargin(16)
        self._lay_out()
        self._strength.valueChanged.connect(self._on_strength)
        self._strength.setValue(_STRENGTH)
        self.show_text(map_texts.FINDING)

    def _lay_out(self) -> None:
        page = QWidget()
        maps, below = QHBoxLayout(), QHBoxLayout()
        maps.setSpacing(16)
        for figure in self.figures:
            maps.addWidget(figure, stretch=1)
        below.setSpacing(8)
        below.addWidget(label("Strength", role="muted"))
        below.addWidget(self._strength)
        below.addWidget(self._note, stretch=1)
        below.addWidget(self._short_note, stretch=1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(maps, stretch=1)
        layout.addLayout(below)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._text)
        self._pages.addWidget(page)

    def show_maps(self, mapped: MappedPicture) -> None:
        """Show the maps of a picture."""
        if not all(map_.is_finite for map_ in mapped.maps):
            self.show_text(map_texts.DIVERGED)
            return
        for figure, map_ in zip(self.figures, mapped.maps, strict=True):
            figure.show_map(mapped.pixels, map_, mapped.classes)
        is_exact = all(map_.bias is not None for map_ in mapped.maps)
        self._note.setText(map_texts.WHAT_IT_IS_NOT if is_exact else map_texts.WHAT_OCCLUSION_IS_NOT)
        self._short_note.show_text(self._note.text(), map_texts.SHORT_WHAT_IT_IS_NOT)
        self._pages.setCurrentIndex(1)

    def show_text(self, text: str) -> None:
        """Show why there are no maps."""
        self._text.setText(text)
        self._pages.setCurrentIndex(0)

    def _on_strength(self, percent: int) -> None:
        for figure in self.figures:
            figure.set_strength(percent / 100)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the note where there is little room."""
        super().resizeEvent(event)
        has_room = self.height() >= _LOWEST_WITH_NOTE and self.width() >= _NARROWEST_WITH_NOTE
        self._note.setVisible(has_room)
        self._short_note.setVisible(not has_room)
