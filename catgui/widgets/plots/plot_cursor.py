"""The cursor of a plot, and the keys that move it."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent

from catgui.style.colors import ColorScheme

_DIRECTIONS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: -1,
    Qt.Key.Key_PageUp: 1,
}
_PAGE_KEYS = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
_Modifier = Qt.KeyboardModifier
# Factors by which the keys change the visible range.
_ZOOMS: dict[int, float] = {Qt.Key.Key_Plus: 0.5, Qt.Key.Key_Minus: 2.0}
_OTHER_MODIFIERS = _Modifier.ControlModifier | _Modifier.AltModifier | _Modifier.MetaModifier
KEYS_HINT = "The arrow keys read off costs; plus and minus zoom."

# Position of the text: as a fraction of the plot's height, and its distance from the line in pixels.
_HEIGHT, _GAP = 0.35, 8


class PlotCursor:
    """A vertical line across a plot, with a text beside it."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._box = plot.vb
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._text = pg.TextItem(anchor=(0, 0))
        self._text.setParentItem(self._box)
        plot.addItem(self._line, ignoreBounds=True)
        self.hide()

    @property
    def label(self) -> str:
        """The text beside the line; '' if the cursor is hidden."""
        return self._text.toPlainText() if self._text.isVisible() else ""

    def take_font(self, font: QFont) -> None:
        """Write the text in `font`."""
        self._text.setFont(font)

    def hide(self) -> None:
        """Hide the line and the text."""
        self._line.hide()
        self._text.hide()

    def show(self, at: float, label: str) -> None:
        """Show the cursor at `at`, with `label` on the roomier side."""
        self._line.setPos(at)
        self._text.setText(label)
        x = self._box.mapFromView(QPointF(at, 0)).x()
        on_left = x > self._box.width() / 2
        self._text.setAnchor((1, 0) if on_left else (0, 0))
        self._text.setPos(x - _GAP if on_left else x + _GAP, self._box.height() * _HEIGHT)
        self._line.show()
        self._text.show()

    def tint(self, colors: ColorScheme, width: float) -> None:
        """Set the colors, and the width of the line in device pixels."""
        self._line.setPen(pg.mkPen(colors.muted, width=width))
        self._text.setColor(QColor(colors.text))
        self._text.fill = pg.mkBrush(colors.base)


def cursor_after_key(event: QKeyEvent, at: int | None, count: int) -> int | None:
    """The position of the cursor after a key, or None if it does not move.

    `at` is the position before, `count` the length of the curve. A hidden cursor (`at` is None) appears at the end that
    the key moves it away from. The result may be off the curve.
    """
    key = event.key()
    if event.modifiers() & _OTHER_MODIFIERS:
        return None
    if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        return 0 if key == Qt.Key.Key_Home else count - 1
    direction = _DIRECTIONS.get(key)
    if direction is None:
        return None
    if at is None:
        return 0 if direction > 0 else count - 1
    wide = key in _PAGE_KEYS or bool(event.modifiers() & _Modifier.ShiftModifier)
    return at + direction * (max(1, round(count / 100)) if wide else 1)


def zoom_for_key(event: QKeyEvent) -> float | None:
    """The factor of a zoom key for the visible range, or None."""
    return None if event.modifiers() & _OTHER_MODIFIERS else _ZOOMS.get(event.key())
