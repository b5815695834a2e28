"""Putting a window right that no longer fits the screens there are."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

# So much of the window must be on a screen that it can be taken hold of.
_HOLD = 64


def bring_onto_screen(window: QWidget) -> None:
    """Shrink and move `window` so that it lies within the screen it is mostly on, or the first one."""
    frame = window.frameGeometry()
    screen = QGuiApplication.screenAt(frame.center()) or QGuiApplication.primaryScreen()
    if screen is None:
        return
    free = screen.availableGeometry()
    seen = frame.intersected(free)
    if seen.width() >= min(frame.width(), _HOLD) and seen.height() >= _HOLD and free.contains(frame.topLeft()):
        return
    window.resize(min(window.width(), free.width()), min(window.height(), free.height()))
    window.move(free.topLeft())
