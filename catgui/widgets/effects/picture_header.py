"""The head of a page about a picture: the picture, a heading, and lines below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSpacerItem, QVBoxLayout, QWidget

from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.elided_label import ElidedLabel
from catgui.widgets.pictures.picture_view import PictureView

_PICTURE_SIDE = 64


class PictureHeader(QWidget):
    """Shows a picture, beside it a heading with a title, and `lines`; the names of the widgets begin with `name`.

    Attributes: `picture`; `heading`; `title`, more about the picture; `back`, the button to the picture before.

    Signals: `back_requested()`, the user pressed it.
    """

    back_requested = Signal()

    def __init__(self, name: str, lines: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureView()
        self.picture.setFixedSize(_PICTURE_SIDE, _PICTURE_SIDE)
        self.heading, self.title = ElidedLabel(role="heading"), ElidedLabel(role="muted")
        self.heading.setObjectName(f"{name}_heading")
        self.title.setObjectName(f"{name}_title")
        self.back = IconToolButton("undo", "Back to the previous picture")
        self.back.setObjectName(f"{name}_back_button")
        self.back.hide()
        self.back.clicked.connect(self.back_requested)
        self._corner = QSpacerItem(0, 0)
        self._lay_out(lines)

    def _lay_out(self, lines: Sequence[QWidget]) -> None:
        heading, texts, layout = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        heading.setSpacing(16)
        heading.addWidget(self.heading)
        heading.addWidget(self.title, stretch=1)
        heading.addWidget(self.back)
        heading.addItem(self._corner)
        texts.setSpacing(0)
        texts.addLayout(heading)
        for line in lines:
            texts.addWidget(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.picture, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, stretch=1)

    def leave_corner(self, size: QSize) -> None:
        """Leave room of `size` in the upper right corner."""
        self._corner.changeSize(size.width(), size.height())
