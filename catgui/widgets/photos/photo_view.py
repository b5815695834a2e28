"""A view of one photo, as large as there is room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import color_scheme_of
from catgui.widgets.photos.photo_preview import paint_warning, render_photo
from engine.images.photo import Framing, Photo

_MINIMUM_SIDE = 160


class PhotoView(QWidget):
    """Shows a photo with its framing, or a warning in the place of one that could not be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photo: Photo | None = None
        self._is_unreadable = False
        self._framing = Framing.WHOLE
        self.setMinimumSize(_MINIMUM_SIDE, _MINIMUM_SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_photo(self, photo: Photo | None, framing: Framing, description: str, unreadable: bool = False) -> None:
        """Show the preview of a photo, with a description for screen readers; None if it is not read, or cannot be."""
        self.setAccessibleName(description)
        if photo is not self._photo or (framing, unreadable) != (self._framing, self._is_unreadable):
            self._photo, self._framing, self._is_unreadable = photo, framing, unreadable
            self.update()

    def sizeHint(self) -> QSize:
        """Three times the minimum."""
        return self.minimumSize() * 3

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photo."""
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            if self._photo is None:
                if self._is_unreadable:
                    paint_warning(painter, self.rect(), colors)
                return
            ratio = painter.device().devicePixelRatioF()
            image = render_photo(self._photo, self._framing, self.width(), self.height(), ratio, colors)
            painter.drawImage(0, 0, image)
