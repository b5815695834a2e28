"""The size and the place of a window: those it is given, those it had, and how they fit the screens there are."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from catgui.settings import Settings

# So much of the window must be on a screen that it can be taken hold of.
_HOLD = 64
# What the system puts around a window, at its usual sizes: before a window is shown, it does not say how much.
_FRAME = QSize(16, 40)


def give_first_size(window: QWidget, wanted: QSize) -> None:
    """Make `window` as large as is wanted, or as its screen has room for; then it stands in the corner."""
    screen = window.screen()
    size = _shrunk(wanted, window, screen.availableGeometry())
    window.resize(size)
    if size != wanted:
        # Where the system is left to choose, it may choose a place that leads off the screen.
        window.move(screen.availableGeometry().topLeft())


def restore_place(window: QMainWindow, settings: Settings) -> None:
    """Put `window` where it was kept, and all in it."""
    if settings.geometry is not None:
        window.restoreGeometry(settings.geometry)
        bring_onto_screen(window)
    if settings.layout is not None:
        window.restoreState(settings.layout)


def keep_place(window: QMainWindow, settings: Settings) -> None:
    """Remember where `window` is, and all in it."""
    settings.geometry = window.saveGeometry()
    settings.layout = window.saveState()


def bring_onto_screen(window: QWidget) -> None:
    """Shrink and move `window` so that it lies within the screen it is mostly on, or the first one."""
    frame = window.frameGeometry()
    screen = QGuiApplication.screenAt(frame.center()) or QGuiApplication.primaryScreen()
    # What fills its screen is given its size by the system.
    if screen is None or window.isMaximized() or window.isFullScreen():
        return
    free = screen.availableGeometry()
    size = _shrunk(window.size(), window, free)
    if size != window.size():
        window.resize(size)
        window.move(_within(QRect(frame.topLeft(), size + _FRAME), free))
    elif not _can_be_held(frame, free):
        window.move(free.topLeft())


def _shrunk(size: QSize, window: QWidget, free: QRect) -> QSize:
    """No larger than `free` with the frame around it, but never below what the window needs."""
    return size.boundedTo(free.size() - _FRAME).expandedTo(window.minimumSizeHint()).boundedTo(size)


def _within(frame: QRect, free: QRect) -> QPoint:
    """Where the corner of `frame` must be for all of it to lie in `free`, or as much as there is room for."""
    x = min(frame.x(), free.x() + free.width() - frame.width())
    y = min(frame.y(), free.y() + free.height() - frame.height())
    return QPoint(max(x, free.x()), max(y, free.y()))


def _can_be_held(frame: QRect, free: QRect) -> bool:
    seen = frame.intersected(free)
    return seen.width() >= min(frame.width(), _HOLD) and seen.height() >= _HOLD and free.contains(frame.topLeft())
