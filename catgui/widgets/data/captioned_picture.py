"""A picture of the data enlarged, with its name, its caption and its file."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.basic.labels import label
from catgui.widgets.pictures.picture_view import PictureView

_SIDE = 128


class CaptionedPicture(QWidget):
    """Shows one picture, and beside it what it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = PictureView()
        self._view.setFixedSize(_SIDE, _SIDE)
        self._text = label(wrap=True, selectable=True)
        self._text.setObjectName("picture_sentence")
        self._file = ElidedLabel(role="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._file.setObjectName("picture_file")
        words = QVBoxLayout()
        words.addStretch()
        words.addWidget(self._text)
        words.addWidget(self._file)
        words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(self._view)
        layout.addLayout(words, stretch=1)

    def show_picture(self, pixels: NDArray[np.uint8] | None, name: str, caption: str = "", file: str = "") -> None:
        """Show a picture (height, width, 3), its `name` and `caption`, and the `file` it is from, if any."""
        self._view.show_pixels(pixels, caption or name)
        self._text.setText(f"{name}\n{caption}" if caption else name)
        self._file.show_text(file)
        self._file.setVisible(bool(file))

    def show_message(self, text: str) -> None:
        """Show no picture, and why."""
        self.show_picture(None, text)
