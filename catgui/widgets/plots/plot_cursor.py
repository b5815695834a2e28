"""The cursor of a plot, which reads off its curve, and the keys that move it."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent

from catgui.style.colors import ColorScheme

_DIRECTIONS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: -1,
    Qt.Key.Key_PageUp: 1,
}
_PAGE_KEYS = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
_Modifier = Qt.KeyboardModifier
# What a zoom key does to the part of the run that is seen.
_ZOOMS: dict[int, float] = {Qt.Key.Key_Plus: 0.5, Qt.Key.Key_Minus: 2.0}
_OTHER_MODIFIERS = _Modifier.ControlModifier | _Modifier.AltModifier | _Modifier.MetaModifier
KEYS_HINT = (
    "The arrow keys read off the costs: one iteration a step, with Shift or Page Up and Page Down a hundredth. "
    "Plus and minus zoom."
)

# How far down the plot the words stand, and how far from the line.
_HEIGHT, _GAP = 0.35, 8


class PlotCursor:
    """A line across a plot, with words beside it."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._box = plot.vb
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._text = pg.TextItem(anchor=(0, 0))
        self._text.setParentItem(self._box)
        plot.addItem(self._line, ignoreBounds=True)
        self.hide()

    @property
    def label(self) -> str:
        """What stands beside it; nothing where it is hidden."""
        return self._text.toPlainText() if self._text.isVisible() else ""

    def hide(self) -> None:
        """Show neither the line nor the words."""
        self._line.hide()
        self._text.hide()

    def show(self, at: float, label: str) -> None:
        """Stand at a place on the horizontal axis, with the words on the side where there is room."""
        self._line.setPos(at)
        self._text.setText(label)
        x = self._box.mapFromView(QPointF(at, 0)).x()
        on_left = x > self._box.width() / 2
        self._text.setAnchor((1, 0) if on_left else (0, 0))
        self._text.setPos(x - _GAP if on_left else x + _GAP, self._box.height() * _HEIGHT)
        self._line.show()
        self._text.show()

    def tint(self, colours: ColorScheme, width: float) -> None:
        """Draw it in the colours of a scheme, the line so many pixels wide."""
        self._line.setPen(pg.mkPen(colours.muted, width=width))
        self._text.setColor(QColor(colours.text))
        self._text.fill = pg.mkBrush(colours.base)


def cursor_after_key(event: QKeyEvent, at: int | None, count: int) -> int | None:
    """Where a key moves the cursor of a curve of `count` iterations that stands at `at`; None if it is no key for that.

    A cursor that is not shown yet comes in at the end from which the key moves it. The place may lie off the curve.
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
    """How many times as much is to be seen after a key; None if it is no key for that."""
    return None if event.modifiers() & _OTHER_MODIFIERS else _ZOOMS.get(event.key())
