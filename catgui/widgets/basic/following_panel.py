"""The base of panels that analyze what the window shows, as long as they are seen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget


class FollowingPanel(QWidget):
    """A panel that tells when it is shown or hidden, also by the tab of another one.

    Signals: `seen_changed()`.
    """

    seen_changed = Signal()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.seen_changed.emit()
