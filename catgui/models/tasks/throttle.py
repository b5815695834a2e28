"""Wishes that come in crowds, passed on at a measured pace."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal


class Throttle(QObject):
    """Passes the first wish on at once, and those of each interval after it as one.

    Signals: `due()`, for one wish or many.
    """

    due = Signal()

    def __init__(self, interval_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pending = False
        self._timer = QTimer(self, singleShot=True, interval=interval_ms)
        self._timer.timeout.connect(self._on_timeout)

    def request(self) -> None:
        """Wish: it is passed on now, or at the end of the interval under way."""
        if self._timer.isActive():
            self._pending = True
        else:
            self._timer.start()
            self.due.emit()

    def flush(self) -> None:
        """Pass on now what waits: no more is expected."""
        pending = self._pending
        self.stop()
        if pending:
            self.due.emit()

    def stop(self) -> None:
        """Forget what waits."""
        self._timer.stop()
        self._pending = False

    def _on_timeout(self) -> None:
        if self._pending:
            self._pending = False
            self.request()
