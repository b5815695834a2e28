"""Paces the redraws of a plot whose data grow all the time, and paints one at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QGraphicsView

# The shortest time between two redraws, in milliseconds, and the largest share of the time that they may take.
_INTERVAL_MS = 33
_MAX_SHARE = 0.06


class RedrawTimer(QObject):
    """Emits `due()` every 33 ms, or less often if redraws are slow."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_timeout)
        self._running = False
        self._not_before = 0.0
        self._drawn_at = 0.0
        self._duration = 0.0

    def start(self) -> None:
        """Emit `due` from now on."""
        self._running = True
        self._timer.start(_INTERVAL_MS)

    def stop(self) -> None:
        """Emit `due` no more."""
        self._running = False
        self._timer.stop()

    def postpone(self, milliseconds: int) -> None:
        """Emit no `due` for so long from now."""
        self._not_before = time.perf_counter() + milliseconds / 1000

    @contextmanager
    def measure_drawing(self) -> Iterator[None]:
        """Measure a redraw; each `measure_painting` until the next one adds to it."""
        began = time.perf_counter()
        yield
        self._drawn_at = time.perf_counter()
        self._duration = self._drawn_at - began

    @contextmanager
    def measure_painting(self) -> Iterator[None]:
        """Measure a paint event as part of the last redraw."""
        began = time.perf_counter()
        yield
        self._duration += time.perf_counter() - began

    def _on_timeout(self) -> None:
        rest = max(self._not_before, self._drawn_at + self._duration / _MAX_SHARE) - time.perf_counter()
        if rest > 0:
            self._timer.start(round(1000 * rest) + 1)
            return
        self.due.emit()
        if self._running:
            self._timer.start(_INTERVAL_MS)


def paint_now(view: QGraphicsView) -> None:
    """Paint what has changed in the scene of `view`, and in its window, without waiting for the event loop."""
    # The scene has queued which parts have changed, and the window then queues their painting.
    QCoreApplication.sendPostedEvents(view.scene(), QEvent.Type.MetaCall)
    QCoreApplication.sendPostedEvents(view.window(), QEvent.Type.UpdateRequest)
