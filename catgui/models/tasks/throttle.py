"""A throttle for requests."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal


class Throttle(QObject):
    """Emits `due()` at once, then at most once per interval."""

    due = Signal()

    def __init__(self, interval_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pending = False
        self._timer = QTimer(self, singleShot=True, interval=interval_ms)
        self._timer.timeout.connect(self._on_timeout)

    def request(self) -> None:
        """Emit `due` now, or at the end of the current interval."""
        if self._timer.isActive():
            self._pending = True
        else:
            self._timer.start()
            self.due.emit()

    def flush(self) -> None:
        """Emit `due` now if a request is pending."""
        pending = self._pending
        self.stop()
        if pending:
            self.due.emit()

    def stop(self) -> None:
        """Drop a pending request."""
        self._timer.stop()
        self._pending = False

    def _on_timeout(self) -> None:
        if self._pending:
            self._pending = False
            self.request()
