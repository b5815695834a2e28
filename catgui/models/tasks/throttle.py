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
        self._waiting = False
        self._rest = QTimer(self, singleShot=True, interval=interval_ms)
        self._rest.timeout.connect(self._on_rested)

    def ask(self) -> None:
        """Wish: it is passed on now, or at the end of the interval under way."""
        if self._rest.isActive():
            self._waiting = True
        else:
            self._rest.start()
            self.due.emit()

    def hurry(self) -> None:
        """Pass on now what waits: no more is expected."""
        waiting = self._waiting
        self.stop()
        if waiting:
            self.due.emit()

    def stop(self) -> None:
        """Forget what waits."""
        self._rest.stop()
        self._waiting = False

    def _on_rested(self) -> None:
        if self._waiting:
            self._waiting = False
            self.ask()
