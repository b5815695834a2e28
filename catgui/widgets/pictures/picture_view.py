"""A view of one picture, enlarged by a whole factor without smoothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.qimage import to_qimage
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.focus import Role, set_role


def integer_scale_rect(image: QSize, area: QRect, ratio: float = 1.0, fills: bool = False) -> QRect:
    """The rectangle of an image, centered in `area` and enlarged.

    The factor, the largest that fits, is whole in device pixels, of which there are `ratio` per unit of `area`. An
    image larger than the area is reduced to fit, and one that `fills` the area has any factor.
    """
    fit = min(area.width() * ratio / image.width(), area.height() * ratio / image.height())
    factor = (fit if fills or fit < 1 else int(fit)) / ratio
    width, height = max(1, round(image.width() * factor)), max(1, round(image.height() * factor))
    return QRect(area.x() + (area.width() - width) // 2, area.y() + (area.height() - height) // 2, width, height)


def paint_picture(painter: QPainter, area: QRect, image: QImage, fills: bool = False) -> QRect:
    """Paint `image` in `area`, smoothed only if its factor is not whole; returns its rectangle.

    The factor is whole unless the image is larger than the area, or `fills` it.
    """
    ratio = painter.device().devicePixelRatioF()
    where = integer_scale_rect(image.size(), area, ratio, fills)
    painter.save()
    is_whole = round(where.width() * ratio) % image.width() == 0
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_whole)
    painter.drawImage(where, image)
    painter.restore()
    return where


class PictureView(QWidget):
    """Shows one picture, which `fills` it or is enlarged by a whole factor, or nothing."""

    def __init__(self, minimum_side: int = 64, fills: bool = False) -> None:
        super().__init__()
        set_role(self, Role.Graphic)
        self._image, self._fills = QImage(), fills
        self.setMinimumSize(minimum_side, minimum_side)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_pixels(self, pixels: NDArray[np.uint8] | None, description: str = "") -> None:
        """Show `pixels` (height, width, 3) with a description for screen readers; None for nothing."""
        self._image = QImage() if pixels is None else to_qimage(pixels)
        self.setAccessibleName(description)
        set_tooltip(self, description)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(128, 128)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        with QPainter(self) as painter:
            paint_picture(painter, self.rect(), self._image, self._fills)
