"""Windows that fit their screens, whichever are there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_MIN_VISIBLE = 64  # pixels of the window that must be on a screen, to drag it by
_FRAME = QSize(16, 40)  # the usual window frame; the real one is unknown until the window is shown


def set_initial_size(window: QWidget, preferred: QSize) -> None:
    """Resize `window` to `preferred`, or to what its screen has room for."""
    screen = window.screen()
    size = _fitted_size(preferred, window, screen.availableGeometry())
    window.resize(size)
    if size != preferred:
        # The system might choose a place that is partly off the screen.
        window.move(screen.availableGeometry().topLeft())


def bring_onto_screen(window: QWidget) -> None:
    """Shrink and move `window` into its screen, or the first one."""
    frame = window.frameGeometry()
    screen = QGuiApplication.screenAt(frame.center()) or QGuiApplication.primaryScreen()
    if screen is None or _fills_screen(window):  # then the system sets the size
        return
    free = screen.availableGeometry()
    size = _fitted_size(window.size(), window, free)
    if size != window.size():
        window.resize(size)
        window.move(_fitted_position(QRect(frame.topLeft(), size + _FRAME), free))
    elif not _is_reachable(frame, free):
        window.move(free.topLeft())


def _fills_screen(window: QWidget) -> bool:
    return bool(window.windowState() & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen))


def _fitted_size(size: QSize, window: QWidget, free: QRect) -> QSize:
    """`size` bounded by `free` less the frame, but not below the minimum of the window."""
    return size.boundedTo(free.size() - _FRAME).expandedTo(window.minimumSizeHint()).boundedTo(size)


def _fitted_position(frame: QRect, free: QRect) -> QPoint:
    """The top-left corner for `frame` at which most of it is in `free`."""
    x = min(frame.x(), free.x() + free.width() - frame.width())
    y = min(frame.y(), free.y() + free.height() - frame.height())
    return QPoint(max(x, free.x()), max(y, free.y()))


def _is_reachable(frame: QRect, free: QRect) -> bool:
    seen = frame.intersected(free)
    return (
        seen.width() >= min(frame.width(), _MIN_VISIBLE)
        and seen.height() >= _MIN_VISIBLE
        and free.contains(frame.topLeft())
    )
