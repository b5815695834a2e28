"""The base of panels that analyze what the window shows, as long as they are seen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget


class FollowingPanel(QWidget):
    """A panel that knows whether it is seen: shown, and not behind the tab of another one.

    Signals: `seen_changed()`, emitted whenever `is_seen` may have changed.
    """

    seen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_behind = False

    @property
    def is_seen(self) -> bool:
        """Whether the user can see the panel now."""
        return self.isVisible() and not self._is_behind

    def set_behind(self, behind: bool) -> None:
        """Take note of whether the dock of the panel is behind the tab of another one, where Qt calls it visible."""
        self._is_behind = behind
        self.seen_changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that the panel is shown."""
        super().showEvent(event)
        self.seen_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that the panel is hidden."""
        super().hideEvent(event)
        self.seen_changed.emit()
