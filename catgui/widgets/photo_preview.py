"""A photo with the part of it that the network is shown."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from catgui.colours import Colours
from catgui.pixels import image_of
from engine.photos import Framing, Photo, kept_box


def paint_photo(painter: QPainter, area: QRect, photo: Photo, framing: Framing, colours: Colours) -> None:
    """Paint the photo in the middle of `area`, smoothed; what the framing leaves out is dimmed."""
    image = image_of(photo.preview)
    size = QSizeF(image.size()).scaled(QSizeF(area.size()), Qt.AspectRatioMode.KeepAspectRatio)
    # A picture smaller than the room for it is not blown up.
    ratio = painter.device().devicePixelRatioF()
    if size.width() > image.width() / ratio and photo.size[0] <= image.width():
        size = QSizeF(image.size()) / ratio if ratio > 1 else QSizeF(image.size())
    where = QRectF(0, 0, max(1.0, size.width()), max(1.0, size.height()))
    where.moveCenter(QRectF(area).center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(where, image)
    if framing is not Framing.WHOLE:
        _paint_kept(painter, where, photo, framing, colours)
    painter.restore()


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
