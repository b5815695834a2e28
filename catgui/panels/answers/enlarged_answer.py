"""The enlarged picture below the pointer, with what the network answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame

from catgui.style.text_size import keep_scaled
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.pictures.picture_view import PictureView

_SIDE, _GAP = 128, 6


class EnlargedAnswer(QFrame):
    """A picture with a text, in a window of its own beside the picture of `view` that it enlarges."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view, Qt.WindowType.ToolTip)
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.setObjectName("enlarged_answer")
        self.setAccessibleName("Enlarged picture")
        self._picture, self._text = PictureView(), label(wrap=True)
        keep_scaled(self._picture.setFixedSize, _SIDE, _SIDE)
        keep_scaled(self._text.setFixedWidth, _SIDE + 40)
        picture = self._picture, Qt.AlignmentFlag.AlignHCenter
        column_of(picture, self._text, margins=(_GAP, _GAP, _GAP, _GAP)).on(self)

    def show_picture(self, pixels: NDArray[np.uint8], text: str, beside: QRect) -> None:
        """Show `pixels` (height, width, 3) and `text` beside a rectangle of the view, on its screen."""
        self._picture.show_pixels(pixels, text)
        self._text.setText(text)
        self.adjustSize()
        viewport, screen = self._view.viewport(), self._view.screen().availableGeometry()
        above = viewport.mapToGlobal(beside.topLeft()) - QPoint(0, self.height() + _GAP)
        below = viewport.mapToGlobal(beside.bottomLeft()) + QPoint(0, _GAP)
        at = above if above.y() >= screen.top() else below
        at.setX(min(max(at.x(), screen.left()), screen.right() - self.width()))
        self.move(at)
        self.show()
