"""A photo with the part of it that the network is shown."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from catgui.style.colors import Colours
from catgui.style.qimage import image_of
from engine.images.photo import Framing, Photo, kept_box

# More than are seen at once; each takes about as much memory as its photo.
_KEPT = 128


def paint_photo(painter: QPainter, area: QRect, photo: Photo, framing: Framing, colours: Colours) -> None:
    """Paint the photo in the middle of `area`, smoothed; what the framing leaves out is dimmed."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawImage(area.topLeft(), _prepared(photo, framing, area.width(), area.height(), ratio, colours))


# A card is painted anew at each verdict, with the same photo at the same size.
@lru_cache(maxsize=_KEPT)
def _prepared(photo: Photo, framing: Framing, width: int, height: int, ratio: float, colours: Colours) -> QImage:
    """The photo on a transparent ground, `width` x `height` with `ratio` pixels to a unit."""
    result = QImage(ceil(width * ratio), ceil(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    with QPainter(result) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image = image_of(photo.preview)
        where = _place(photo, image.size(), QRectF(0, 0, width, height), ratio)
        painter.drawImage(where, image)
        if framing is not Framing.WHOLE:
            _paint_kept(painter, where, photo, framing, colours)
    return result


def _place(photo: Photo, image: QSize, area: QRectF, ratio: float) -> QRectF:
    size = QSizeF(image).scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
    # A picture smaller than the room for it is not blown up.
    if size.width() > image.width() / ratio and photo.size[0] <= image.width():
        size = QSizeF(image) / ratio if ratio > 1 else QSizeF(image)
    where = QRectF(0, 0, max(1.0, size.width()), max(1.0, size.height()))
    where.moveCenter(area.center())
    return where


def _paint_kept(painter: QPainter, where: QRectF, photo: Photo, framing: Framing, colours: Colours) -> None:
    rows, columns = photo.views[framing].shape[:2]
    left, upper, right, lower = kept_box(photo.size, (rows, columns), framing)
    across, down = where.width() / photo.size[0], where.height() / photo.size[1]
    kept = QRectF(where.x() + left * across, where.y() + upper * down, (right - left) * across, (lower - upper) * down)
    veil = QColor(colours.raised)
    veil.setAlphaF(0.65)
    painter.setClipRect(where)
    for outside in (
        QRectF(where.left(), where.top(), kept.left() - where.left(), where.height()),
        QRectF(kept.right(), where.top(), where.right() - kept.right(), where.height()),
        QRectF(where.left(), where.top(), where.width(), kept.top() - where.top()),
        QRectF(where.left(), kept.bottom(), where.width(), where.bottom() - kept.bottom()),
    ):
        painter.fillRect(outside, veil)
    painter.setPen(QPen(QColor(colours.accent), 2))
    painter.drawRect(kept.adjusted(1, 1, -1, -1))
