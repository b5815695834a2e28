"""When something that changes all the time is drawn again: soon, but never so often that nothing else gets done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer, Signal

# Redraw no more often than this, in milliseconds, and use no more than this share of the time for it.
_INTERVAL = 33
_SHARE = 0.06


class RedrawTimer(QObject):
    """Signals: `due`, it is time to redraw what `request_redraw` was called for, once for many calls."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_timeout)
        self._drawn_at = 0.0
        self._duration = 0.0

    def request_redraw(self) -> None:
        """Say that there is something new to draw."""
        if not self._timer.isActive():
            self._timer.start(_INTERVAL)

    @contextmanager
    def measure_drawing(self) -> Iterator[None]:
        """Measures this call, and all `measure_painting` until the next, to keep them a small share of the time."""
        self._timer.stop()
        began = time.monotonic()
        yield
        self._drawn_at = time.monotonic()
        self._duration = self._drawn_at - began

    @contextmanager
    def measure_painting(self) -> Iterator[None]:
        """Putting on the screen what was drawn; it counts towards the share."""
        began = time.monotonic()
        yield
        self._duration += time.monotonic() - began

    def _on_timeout(self) -> None:
        rest = self._drawn_at + self._duration / _SHARE - time.monotonic()
        if rest > 0:
            self._timer.start(round(1000 * rest) + 1)
        else:
            self.due.emit()
