"""Window geometry: initial, stored, and fitted to the screens."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from catgui.domain.photo_order import PhotoOrder
from catgui.models.training.controls import RunControls
from catgui.panels.results_panel import ResultsPanel
from catgui.panels.training_panel import TrainingPanel
from catgui.services.settings import Settings
from catgui.shell.docks import Docks
from catgui.style.text_size import text_size

if TYPE_CHECKING:
    from catgui.panels.photos_panel import PhotosPanel

# Of the stored places of the docks.
_VERSION = 1
# A view that has changed is written at most so often, and not later: the system may end the program at any time.
_STORE_INTERVAL_MS = 3_000


class ViewSettings(QObject):
    """Stores and restores geometry, layout, speed, scale of the costs, metrics per class, size and order of photos.

    They are stored within seconds of a change. The size of the text is only stored: it is set before there is a window.
    """

    def __init__(
        self,
        settings: Settings,
        window: QMainWindow,
        docks: Docks,
        training: TrainingPanel,
        results: ResultsPanel,
        controls: RunControls,
    ) -> None:
        super().__init__(window)
        self._settings = settings
        self._window = window
        self._docks = docks
        self._training, self._results = training, results
        self._controls = controls
        self._photos: PhotosPanel | None = None
        self._stored: dict[str, object] = {}
        # What is shown has no one signal, and a signal for each pixel of a window that grows would be too many.
        self._store_timer = QTimer(self, interval=_STORE_INTERVAL_MS)
        self._store_timer.timeout.connect(self._store_changes)

    def restore(self) -> None:
        """Show the view as it was stored, before the window is shown."""
        settings = self._settings
        if restore_geometry(self._window, settings):
            self._docks.resume_layout(settings.layout_name)
        self._controls.set_speed(settings.speed)
        self._training.log_scale.setChecked(settings.log_scale)
        self._results.is_unfolded = settings.per_class_shown
        self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the view from when the window is first shown."""
        if event.type() == QEvent.Type.Show:
            self._window.removeEventFilter(self)
            self._store_timer.start()
        return super().eventFilter(watched, event)

    def restore_photos(self, photos: PhotosPanel) -> None:
        """Show `photos`, whose panel is made after the window, in the size and order that were stored."""
        self._photos = photos
        if self._settings.photo_size >= 0:
            photos.cards.set_size(self._settings.photo_size)
        with suppress(ValueError):  # that of another version
            photos.shown.set_order(PhotoOrder(self._settings.photo_order))

    def store(self) -> None:
        """Write the view to the settings, as the window closes."""
        self._store_timer.stop()
        self._docks.leave_fill()
        self._write(self._view())

    def _store_changes(self) -> None:
        """Write the view if it is another one; that of a presentation, or of a panel that fills the window, is none."""
        if self._window.isVisible() and not self._docks.is_filled and (view := self._view()) != self._stored:
            self._write(view)

    def _view(self) -> dict[str, object]:
        """The view, by the names that the settings have for its parts."""
        view: dict[str, object] = {
            "geometry": self._window.saveGeometry(),
            "layout": self._window.saveState(_VERSION),
            "layout_name": self._docks.layout_name,
            "speed": self._controls.speed,
            "log_scale": self._training.plot.logarithmic,
            "text_size": text_size.percent,
            "per_class_shown": self._results.is_unfolded,
        }
        if self._photos is not None:
            view |= {"photo_size": self._photos.cards.size_index, "photo_order": self._photos.shown.order.value}
        return view

    def _write(self, view: dict[str, object]) -> None:
        for name, value in view.items():
            setattr(self._settings, name, value)
        self._stored = view


_MIN_VISIBLE = 64  # pixels of the window that must be on a screen, to drag it by
_FRAME = QSize(16, 40)  # the usual window frame; the real one is unknown until the window is shown
_SETTLE_MS = 500  # after a window is shown, until the system has given it its size


def set_initial_size(window: QWidget, preferred: QSize) -> None:
    """Resize `window` to `preferred`, or to what its screen has room for."""
    screen = window.screen()
    size = _fitted_size(preferred, window, screen.availableGeometry())
    window.resize(size)
    if size != preferred:
        # The system might choose a place that is partly off the screen.
        window.move(screen.availableGeometry().topLeft())


def restore_geometry(window: QMainWindow, settings: Settings) -> bool:
    """Restore the stored geometry and docks of `window`, before it is shown; whether there were docks of this version.

    The docks are first: if Qt 6 knows that the window will be maximized, it delays their layout until they have enough
    room, or for 150 ms, and crashes if one is moved before that.
    """
    layout = settings.layout
    is_restored = layout is not None and window.restoreState(layout, _VERSION)
    if settings.geometry is not None:
        window.restoreGeometry(settings.geometry)
        bring_onto_screen(window)
    if layout is not None and is_restored and _fills_screen(window):
        _LayoutRestorer(window, layout)
    return is_restored


class _LayoutRestorer(QObject):
    """Restores the docks again when the window has grown to the screen."""

    def __init__(self, window: QMainWindow, layout: QByteArray) -> None:
        super().__init__(window)
        self._window, self._layout = window, layout
        # Not during the resize event: restoring rebuilds the layout.
        self._relayout_timer = QTimer(self, singleShot=True, interval=0)
        self._relayout_timer.timeout.connect(self._lay_out)
        self._settle_timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle_timer.timeout.connect(self.deleteLater)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the resize events of the window until it settles or is closed."""
        if event.type() == QEvent.Type.Show:
            self._settle_timer.start()
        elif event.type() == QEvent.Type.Resize and self._settle_timer.isActive():
            self._relayout_timer.start()
        elif event.type() == QEvent.Type.Close:
            self._relayout_timer.stop()
            self._settle_timer.stop()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._window.restoreState(self._layout, _VERSION)


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
