"""The size and the place of a window: those it is given, those it had, and how they fit the screens there are."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from catgui.services.settings import Settings

# So much of the window must be on a screen that it can be taken hold of.
_MIN_VISIBLE = 64
# What the system puts around a window, at its usual sizes: before a window is shown, it does not say how much.
_FRAME = QSize(16, 40)
# In so many milliseconds, a window that was shown has been given its size by the system.
_SETTLE_MS = 500


def set_initial_size(window: QWidget, wanted: QSize) -> None:
    """Make `window` as large as is wanted, or as its screen has room for; then it stands in the corner."""
    screen = window.screen()
    size = _fitted_size(wanted, window, screen.availableGeometry())
    window.resize(size)
    if size != wanted:
        # Where the system is left to choose, it may choose a place that leads off the screen.
        window.move(screen.availableGeometry().topLeft())


def restore_geometry(window: QMainWindow, settings: Settings) -> None:
    """Put `window`, which is not shown yet, where it was kept, and all in it.

    The docks come first. Of a window that it knows is to be maximized, Qt 6 would keep their layout aside until they
    have the room they need, or for 150 ms after the last try; and it crashes where one is moved before that.
    """
    if settings.layout is not None:
        window.restoreState(settings.layout)
    if settings.geometry is not None:
        window.restoreGeometry(settings.geometry)
        bring_onto_screen(window)
    if settings.layout is not None and _fills_screen(window):
        _LayoutRestorer(window, settings.layout)


class _LayoutRestorer(QObject):
    """Lays out the docks again when a window has grown to fill its screen: before, they may have been squeezed."""

    def __init__(self, window: QMainWindow, layout: QByteArray) -> None:
        super().__init__(window)
        self._window, self._layout = window, layout
        # Not while the window is being resized: laying out takes its layout apart.
        self._relayout_timer = QTimer(self, singleShot=True, interval=0)
        self._relayout_timer.timeout.connect(self._lay_out)
        self._settle_timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle_timer.timeout.connect(self.deleteLater)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window from when it is shown until it has its size, or is closed."""
        if event.type() == QEvent.Type.Show:
            self._settle_timer.start()
        elif event.type() == QEvent.Type.Resize and self._settle_timer.isActive():
            self._relayout_timer.start()
        elif event.type() == QEvent.Type.Close:
            self._relayout_timer.stop()
            self._settle_timer.stop()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._window.restoreState(self._layout)


def save_geometry(window: QMainWindow, settings: Settings) -> None:
    """Remember where `window` is, and all in it."""
    settings.geometry = window.saveGeometry()
    settings.layout = window.saveState()


def bring_onto_screen(window: QWidget) -> None:
    """Shrink and move `window` so that it lies within the screen it is mostly on, or the first one."""
    frame = window.frameGeometry()
    screen = QGuiApplication.screenAt(frame.center()) or QGuiApplication.primaryScreen()
    # What fills its screen is given its size by the system.
    if screen is None or _fills_screen(window):
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
    """No larger than `free` with the frame around it, but never below what the window needs."""
    return size.boundedTo(free.size() - _FRAME).expandedTo(window.minimumSizeHint()).boundedTo(size)


def _fitted_position(frame: QRect, free: QRect) -> QPoint:
    """Where the corner of `frame` must be for all of it to lie in `free`, or as much as there is room for."""
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
