"""The program's line icons, tinted in the color of the text."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from engine.resources import resource_path

_SIDES = (16, 24, 32, 48, 64)


def icon(name: str, color: str) -> QIcon:
    """The icon `name` in `color` (#rrggbb), at five sizes from 16 to 64 pixels."""
    return _tinted(name, color)


def palette_icon(name: str, palette: QPalette, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """The icon `name` in the color `role` of `palette`, and in its disabled color."""
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    color = palette.color(QPalette.ColorGroup.Active, role)
    return _with_disabled(name, color.name(), faint.name(QColor.NameFormat.HexArgb))


@lru_cache(maxsize=128)
def _with_disabled(name: str, color: str, faint: str) -> QIcon:
    result = QIcon(_tinted(name, color))
    for shape in _shapes(name):
        result.addPixmap(_recolored(shape, faint), QIcon.Mode.Disabled)
    return result


@lru_cache(maxsize=128)
def _tinted(name: str, color: str) -> QIcon:
    result = QIcon()
    for shape in _shapes(name):
        result.addPixmap(_recolored(shape, color))
    return result


def _recolored(shape: QPixmap, color: str) -> QPixmap:
    result = QPixmap(shape)
    with QPainter(result) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(result.rect(), QColor(color))
    return result


@lru_cache(maxsize=32)
def _shapes(name: str) -> tuple[QPixmap, ...]:
    """The icon in black at each size, cached: rendering is slower than tinting."""
    source = resource_path("resources", "icons", f"{name}.svg").read_bytes()
    renderer = QSvgRenderer(QByteArray(source))
    return tuple(_rendered(renderer, side) for side in _SIDES)


def _rendered(renderer: QSvgRenderer, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        renderer.render(painter, QRectF(0, 0, side, side))
    return pixmap
