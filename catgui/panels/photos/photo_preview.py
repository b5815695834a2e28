"""Painting a photo with its framing, or a warning in its place."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from catgui.style.colors import ColorScheme
from catgui.style.qimage import to_qimage
from catgui.style.text_size import scaled
from catgui.widgets.basic.buttons import icon
from engine.images.photo import Framing, Photo, crop_box

_WARNING = 32
# More than are visible at once; each takes about as much memory as its photo.
_CACHE_SIZE = 128


def paint_photo(painter: QPainter, area: QRect, photo: Photo, framing: Framing, colors: ColorScheme) -> None:
    """Paint the photo centered in `area`; dim what the framing cuts off."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawImage(area.topLeft(), _rendered(photo, framing, area.width(), area.height(), ratio, colors))


def paint_warning(painter: QPainter, area: QRect, colors: ColorScheme) -> None:
    """Paint a warning in `area`, in the place of a photo that could not be read."""
    background = QColor(colors.error)
    background.setAlphaF(0.08)
    painter.fillRect(area, background)
    where = QRect(0, 0, scaled(_WARNING), scaled(_WARNING))
    where.moveCenter(area.center())
    icon("warning", colors.error).paint(painter, where)


def render_photo(photo: Photo, framing: Framing, width: int, height: int, ratio: float, colors: ColorScheme) -> QImage:
    """The photo on a transparent background, `width` x `height`, with `ratio` pixels per unit."""
    result = QImage(ceil(width * ratio), ceil(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    with QPainter(result) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        where = photo_area(photo, width, height)
        painter.drawImage(where, to_qimage(photo.preview))
        if framing is not Framing.WHOLE and framing in photo.views:
            _paint_crop(painter, where, photo, framing, colors)
    return result


# Cards are repainted at each new verdict, with the same photo at the same size.
_rendered = lru_cache(maxsize=_CACHE_SIZE)(render_photo)


def photo_area(photo: Photo, width: int, height: int) -> QRectF:
    """Where a photo is in an image of it: in the middle, as large as there is room."""
    rows, columns = photo.preview.shape[:2]
    size = QSizeF(columns, rows).scaled(QSizeF(width, height), Qt.AspectRatioMode.KeepAspectRatio)
    where = QRectF(0, 0, max(1.0, size.width()), max(1.0, size.height()))
    where.moveCenter(QRectF(0, 0, width, height).center())
    return where


def _paint_crop(painter: QPainter, where: QRectF, photo: Photo, framing: Framing, colors: ColorScheme) -> None:
    rows, columns = photo.views[framing].shape[:2]
    left, upper, right, lower = crop_box(photo.size, (rows, columns), framing)
    across, down = where.width() / photo.size[0], where.height() / photo.size[1]
    crop = QRectF(where.x() + left * across, where.y() + upper * down, (right - left) * across, (lower - upper) * down)
    shade = QColor(colors.raised)
    shade.setAlphaF(0.65)
    painter.setClipRect(where)
    for outside in (
        QRectF(where.left(), where.top(), crop.left() - where.left(), where.height()),
        QRectF(crop.right(), where.top(), where.right() - crop.right(), where.height()),
        QRectF(where.left(), where.top(), where.width(), crop.top() - where.top()),
        QRectF(where.left(), crop.bottom(), where.width(), where.bottom() - crop.bottom()),
    ):
        painter.fillRect(outside, shade)
    painter.setPen(QPen(QColor(colors.accent), 2))
    painter.drawRect(crop.adjusted(1, 1, -1, -1))
