"""One picture, enlarged by a whole factor and not smoothed, so that each of its pixels can be seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.qimage import to_qimage
from catgui.style.tooltips import escape_tooltip


def integer_scale_rect(image: QSize, area: QRect, ratio: float = 1.0) -> QRect:
    """Where in `area` an image of size `image` goes: centred, enlarged by the largest whole factor that fits.

    The factor is whole in the device's pixels, `ratio` of which make one unit of `area`. An image larger than the area
    is reduced to fit it.
    """
    fit = min(area.width() * ratio / image.width(), area.height() * ratio / image.height())
    factor = (int(fit) if fit >= 1 else fit) / ratio
    width, height = max(1, round(image.width() * factor)), max(1, round(image.height() * factor))
    return QRect(area.x() + (area.width() - width) // 2, area.y() + (area.height() - height) // 2, width, height)


def paint_picture(painter: QPainter, area: QRect, image: QImage) -> QRect:
    """Paint `image` in `area` by a whole factor, unsmoothed (smoothed only where it is reduced); where it went."""
    where = integer_scale_rect(image.size(), area, painter.device().devicePixelRatioF())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, where.width() < image.width())
    painter.drawImage(where, image)
    painter.restore()
    return where


class PictureView(QWidget):
    """Shows one picture, or nothing."""

    def __init__(self, minimum_side: int = 64, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setMinimumSize(minimum_side, minimum_side)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_pixels(self, pixels: NDArray[np.uint8] | None, description: str = "") -> None:
        """Show `pixels` (height, width, 3), described in words for those who cannot see them; None for nothing."""
        self._image = QImage() if pixels is None else to_qimage(pixels)
        self.setAccessibleName(description)
        self.setToolTip(escape_tooltip(description))
        self.update()

    def sizeHint(self) -> QSize:
        """Twice the network's own picture."""
        return QSize(128, 128)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture."""
        if self._image.isNull():
            return
        with QPainter(self) as painter:
            paint_picture(painter, self.rect(), self._image)
