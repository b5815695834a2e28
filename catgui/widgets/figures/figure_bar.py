"""A fraction as a bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import ColorScheme, color_scheme_of
from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip

_HEIGHT = 6
# How far a mark extends above and below the bar.
_OVERHANG = 3


def class_color(label: int) -> Callable[[ColorScheme], str]:
    """A function that returns the color of class `label` in a scheme."""
    return lambda colors: colors.classes[label]


class FigureBar(QWidget):
    """A bar from 0 to 1, filled up to a fraction, with an optional mark.

    `color` returns the color of the filled part in a scheme.
    """

    def __init__(self, color: Callable[[ColorScheme], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color = color
        self._share: float | None = None
        self._mark: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_fraction(self, share: float | None, text: str = "", mark: float | None = None) -> None:
        """Fill the bar up to `share` in [0, 1]; None leaves it empty. `text` is the accessible name, with the mark."""
        if (share, text, mark) == (self._share, self.accessibleName(), self._mark):
            return
        self._share, self._mark = share, mark
        self.setAccessibleName(text)
        set_tooltip(self, text)
        self.update()

    def sizeHint(self) -> QSize:
        """The size of a thin bar, with room for a mark."""
        return QSize(48, scaled(_HEIGHT) + 2 * _OVERHANG)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, scaled(_HEIGHT) + 2 * _OVERHANG)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = color_scheme_of(self.palette())
        height = scaled(_HEIGHT)
        background = QRectF(0, (self.height() - height) / 2, self.width(), height)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(background, QColor(colors.line))
            if self._share is not None:
                filled = QRectF(background)
                filled.setWidth(background.width() * self._share)
                painter.fillRect(filled, QColor(self._color(colors)))
            if self._mark is not None:
                self._paint_mark(painter, background, self._mark, colors)

    def _paint_mark(self, painter: QPainter, background: QRectF, mark: float, colors: ColorScheme) -> None:
        # With a light border, so that it is visible on the filled part as well.
        x = min(max(background.width() * mark, 2.0), background.width() - 2.0)
        tall = background.adjusted(0, -_OVERHANG, 0, _OVERHANG)
        painter.fillRect(QRectF(x - 2, tall.y(), 4, tall.height()), QColor(colors.window))
        painter.fillRect(QRectF(x - 1, tall.y(), 2, tall.height()), QColor(colors.text))
