"""One picture, with what it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QWidget,
)

from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import column_of, row_of
from catgui.widgets.pictures.picture_delegate import SIDE
from catgui.widgets.pictures.picture_view import PictureView

_ENLARGED_SIDE = 128
# The heights of a panel from which the text is shown below the grid, the picture beside it, and that enlarged.
_LOWEST, _LOW, _HIGH = 340, 400, 720


class CaptionedPicture(QWidget):
    """Shows one picture, and beside it what it is; a low panel has room for the text alone, or for the grid alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_picture = self._has_room = self._has_text_room = False
        self._view = PictureView()
        self._text = label(wrap=True, selectable=True)
        self._text.setObjectName("picture_sentence")
        self._file = ElidedLabel(role="muted", elide=Qt.TextElideMode.ElideMiddle)
        self._file.setObjectName("picture_file")
        row_of(self._view, (column_of(..., self._text, self._file, ..., spacing=2), 1), spacing=8).on(self)
        self.fit(0)

    def fit(self, height: int) -> None:
        """Take the size that leaves the most of a panel of `height` to the grid."""
        side = scaled(SIDE if height < scaled(_HIGH) else _ENLARGED_SIDE)
        self._view.setFixedSize(side, side)
        self._has_room, self._has_text_room = height >= scaled(_LOW), height >= scaled(_LOWEST)
        self._show_parts()

    def show_picture(self, pixels: NDArray[np.uint8] | None, caption: str, details: str = "", file: str = "") -> None:
        """Show a picture (height, width, 3), its `caption`, and the `file` it is from; `details` are in the tooltip."""
        self._has_picture = pixels is not None
        self._show_parts()
        self._view.show_pixels(pixels, details or caption)
        self._text.setText(caption)
        set_tooltip(self._text, details)
        self._file.show_text(file)
        self._file.setVisible(bool(file))

    def _show_parts(self) -> None:
        self._view.setVisible(self._has_room and self._has_picture)
        self.setVisible(self._has_text_room or not self._has_picture)

    def show_message(self, text: str) -> None:
        """Show no picture, and why."""
        self.show_picture(None, text)
