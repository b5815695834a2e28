"""The program's line icons, tinted in the color of the text."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from catgui.style.text_size import scaled
from engine.storage.user_dirs import resource_path

_SIDES = (16, 24, 32, 48, 64)
# Buttons draw their icons at most this high, scaled, in units that do not depend on the screen.
_BUTTON_SIDE = 16
# A screen that is connected later most often has this ratio, if not that of the others.
_SPARE_RATIO = 2.0


def icon(name: str, color: str) -> QIcon:
    """The icon `name` in `color` (#rrggbb), at five sizes from 16 to 64 pixels."""
    return _tinted(name, color, _SIDES)


def palette_icon(name: str, palette: QPalette, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """The icon `name` for a button, in the color `role` of `palette` and in its disabled color.

    It has only the sizes that the screens need: a window has many buttons, and drawing them all takes long.
    """
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    color = palette.color(QPalette.ColorGroup.Active, role)
    return _with_disabled(name, color.name(), faint.name(QColor.NameFormat.HexArgb), _button_sides())


def _button_sides() -> tuple[int, ...]:
    """The sizes in pixels at which the icons of buttons are drawn on the screens."""
    ratios = {_SPARE_RATIO, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
    return tuple(sorted({_fitting_side(scaled(_BUTTON_SIDE) * ratio) for ratio in ratios}))


def _fitting_side(pixels: float) -> int:
    """The smallest of our sizes that needs no enlarging."""
    return next((side for side in _SIDES if side >= pixels), _SIDES[-1])


@lru_cache(maxsize=128)
def _with_disabled(name: str, color: str, faint: str, sides: tuple[int, ...]) -> QIcon:
    result = QIcon(_tinted(name, color, sides))
    for side in sides:
        result.addPixmap(_recolored(_shape(name, side), faint), QIcon.Mode.Disabled)
    return result


@lru_cache(maxsize=128)
def _tinted(name: str, color: str, sides: tuple[int, ...]) -> QIcon:
    result = QIcon()
    for side in sides:
        result.addPixmap(_recolored(_shape(name, side), color))
    return result


def _recolored(shape: QPixmap, color: str) -> QPixmap:
    result = QPixmap(shape)
    with QPainter(result) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(result.rect(), QColor(color))
    return result


@lru_cache(maxsize=128)
def _shape(name: str, side: int) -> QPixmap:
    """The icon in black, cached: rendering is slower than tinting."""
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        _renderer(name).render(painter, QRectF(0, 0, side, side))
    return pixmap


@lru_cache(maxsize=64)
def _renderer(name: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(resource_path("resources", "icons", f"{name}.svg").read_bytes()))
