"""Small copies of many pictures, in one pixmap that is made once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

from catgui.style.qimage import to_qimage

_PER_ROW = 64


class Thumbnails:
    """The pictures `pixels`, each (height, width, 3), as squares of `side`, in `ratio` pixels of the screen each."""

    def __init__(self, pixels: Sequence[NDArray[np.uint8]], side: int, ratio: float) -> None:
        self.side, self.ratio = side, ratio
        self._drawn = max(1, round(side * ratio))
        rows = -(-len(pixels) // _PER_ROW)
        self._pixmap = QPixmap(min(len(pixels), _PER_ROW) * self._drawn, rows * self._drawn)
        size = self._pixmap.rect().size().scaled(self._drawn, self._drawn, Qt.AspectRatioMode.IgnoreAspectRatio)
        with QPainter(self._pixmap) as painter:
            for number, picture in enumerate(pixels):
                scaled = to_qimage(picture).scaled(
                    size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
                painter.drawImage(*self._place(number), scaled)
        self._pixmap.setDevicePixelRatio(ratio)

    def _place(self, number: int) -> tuple[int, int]:
        row, column = divmod(number, _PER_ROW)
        return column * self._drawn, row * self._drawn

    def paint(self, painter: QPainter, number: int, x: int, y: int) -> None:
        """Paint a picture with its top left corner at a point."""
        left, top = self._place(number)
        painter.drawPixmap(x, y, self._pixmap, left, top, self._drawn, self._drawn)
