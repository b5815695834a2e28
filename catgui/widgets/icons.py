"""The program's line icons, in the colour of the text around them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from engine.bundle import bundled

_SIDES = (16, 24, 32, 48, 64)
_STROKE = "#000000"


def icon(name: str, colour: str) -> QIcon:
    """The icon `name` of the resources in `colour` (#rrggbb), at every size a screen may want."""
    return _rendered(name, colour)


def palette_icon(name: str, palette: QPalette, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """The icon `name` in a colour of `palette`, and faint where it is disabled."""
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    return _with_disabled(name, palette.color(QPalette.ColorGroup.Active, role).name(), faint.name(), faint.alphaF())


@lru_cache(maxsize=128)
def _with_disabled(name: str, colour: str, faint: str, opacity: float) -> QIcon:
    # Kept: every button asks again at each change of the style.
    result = QIcon(_rendered(name, colour))
    for side in _SIDES:
        result.addPixmap(_pixmap(name, faint, side, opacity), QIcon.Mode.Disabled)
    return result


@lru_cache(maxsize=128)
def _rendered(name: str, colour: str) -> QIcon:
    result = QIcon()
    for side in _SIDES:
        result.addPixmap(_pixmap(name, colour, side))
    return result


@lru_cache(maxsize=32)
def _source(name: str) -> str:
    return bundled("resources", "icons", f"{name}.svg").read_text(encoding="utf-8")


def _pixmap(name: str, colour: str, side: int, opacity: float = 1.0) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace(_STROKE, colour).encode()))
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(opacity)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap
