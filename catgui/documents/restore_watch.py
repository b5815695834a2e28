"""Tells when a window has come to rest after its session was restored."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.models.tasks.background_task import BackgroundTask

# Work follows other work after up to half a second, as the answers for photos follow their reading.
_POLL_INTERVAL_MS, _IDLE_POLLS = 1_000, 2
# A restoring that exhausts the memory has done so by then; the user may keep the program busy for hours.
_MOST_POLLS = 600


class RestoreWatch(QObject):
    """Waits until all background work of `window` rests, and no photos are read, as `is_reading_photos` says.

    Signals: `rested()`, once after each `start`.
    """

    rested = Signal()

    def __init__(self, window: QObject, is_reading_photos: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._is_reading_photos = window, is_reading_photos
        self._polls = self._idle_polls = 0
        self._timer = QTimer(self, interval=_POLL_INTERVAL_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def is_active(self) -> bool:
        """Whether it still waits."""
        return self._timer.isActive()

    def start(self) -> None:
        """Wait anew."""
        self._polls = self._idle_polls = 0
        self._timer.start()

    def stop(self) -> None:
        """Stop waiting."""
        self._timer.stop()

    def _poll(self) -> None:
        self._polls += 1
        busy = self._is_reading_photos() or any(task.busy for task in self._window.findChildren(BackgroundTask))
        self._idle_polls = 0 if busy else self._idle_polls + 1
        if self._idle_polls >= _IDLE_POLLS or self._polls >= _MOST_POLLS:
            self._timer.stop()
            self.rested.emit()
