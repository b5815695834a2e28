"""The class balance as a bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from catgui.style.colors import color_scheme_of
from catgui.style.tooltips import set_tooltip

_HEIGHT = 8


class BalanceBar(QWidget):
    """Shows two counts side by side in the colors of their classes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: tuple[int, int], text: str) -> None:
        """Show the counts of class 0 and class 1; `text` is the accessible name."""
        self._counts = counts
        self.setAccessibleName(text)
        set_tooltip(self, text)
        self.update()

    def sizeHint(self) -> QSize:
        """The size of a thin bar."""
        return QSize(120, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint both parts of the bar."""
        zeros, ones = self._counts
        if zeros + ones == 0:
            return
        area = QRectF(0, (self.height() - _HEIGHT) / 2, self.width(), _HEIGHT)
        split = area.width() * zeros / (zeros + ones)
        colors = color_scheme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rounded = QPainterPath()
            rounded.addRoundedRect(area, _HEIGHT / 2, _HEIGHT / 2)
            painter.setClipPath(rounded)
            painter.fillRect(area, QColor(colors.classes[1]))
            painter.fillRect(QRectF(area.x(), area.y(), split, _HEIGHT), QColor(colors.classes[0]))
            painter.fillRect(QRectF(area.x() + split - 1, area.y(), 2, _HEIGHT), QColor(colors.base))
