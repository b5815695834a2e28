"""A card that lies over other widgets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of

_RADIUS = 6
_STRIPE_WIDTH = 4
_TINT = 0.06  # as much as keeps the contrast of muted text


def accent_color(colors: ColorScheme) -> str:
    """The accent color of a scheme."""
    return colors.accent


class Card(QFrame):
    """An opaque panel with an outline and a stripe in `color` on its left. Hidden at first."""

    def __init__(self, color: Callable[[ColorScheme], str] = accent_color, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color = color
        self.hide()

    @property
    def color(self) -> str:
        """The color of its stripe, #rrggbb."""
        return self._color(color_scheme_of(self.palette()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background, the outline and the stripe."""
        colors = color_scheme_of(self.palette())
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        tint = QColor(self.color)
        tint.setAlphaF(_TINT)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colors.edge), 1))
            for background in (QColor(colors.raised), tint):
                painter.setBrush(background)
                painter.drawRoundedRect(area, _RADIUS, _RADIUS)
            painter.setClipRect(0, 0, _STRIPE_WIDTH, self.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.color))
            painter.drawRoundedRect(self.rect(), _RADIUS, _RADIUS)
