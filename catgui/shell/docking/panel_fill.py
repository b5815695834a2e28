"""One panel that fills the window, until the layout before is restored."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMainWindow, QWidget
from shiboken6 import isValid

from catgui.shell.docking.dock import Dock

_KEY_EVENTS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class PanelFill(QObject):
    """Hides all but one dock, or all docks, and shows the layout as it was again.

    The other docks are hidden, not covered, so that neither Tab nor a screen reader gets to them.

    Signals: `left()`, the layout is shown again, perhaps in a window of another size.
    """

    left = Signal()

    def __init__(self, window: QMainWindow, center: QWidget, docks: Sequence[Dock]) -> None:
        super().__init__(window)
        self._window = window
        self._center = center
        self._docks = docks
        self._filling: Dock | None = None
        self._hidden: list[Dock] = []
        self._layout: QByteArray | None = None
        self._focus: QWidget | None = None
        for dock in docks:
            dock.topLevelChanged.connect(self._on_dock_changed)
            dock.visibilityChanged.connect(self._on_dock_changed)

    @property
    def is_active(self) -> bool:
        """Whether a panel fills the window."""
        return self._layout is not None

    def toggle(self, dock: Dock | None) -> None:
        """Fill the window with `dock`, or with what is between the docks if it is None; or leave that."""
        if self.is_active:
            self.leave()
        else:
            self._fill(dock)

    def _fill(self, dock: Dock | None) -> None:
        self._layout = self._window.saveState()
        self._focus = self._window.focusWidget()
        self._window.setUpdatesEnabled(False)
        if dock is not None:
            dock.setFloating(False)
            dock.show()
        self._hidden = [
            other for other in self._docks if other is not dock and not other.isHidden() and not other.isFloating()
        ]
        for other in self._hidden:
            other.hide()
        self._center.setVisible(dock is None)
        self._window.setUpdatesEnabled(True)
        if dock is not None:
            self._filling = dock
            dock.show_filling(True)
            if self._focus is None or not dock.isAncestorOf(self._focus):
                dock.take_focus()
        self._window.installEventFilter(self)

    def leave(self) -> None:
        """Show the layout as it was before."""
        if self._layout is None:
            return
        layout, focus = self._layout, self._focus
        self._window.setUpdatesEnabled(False)
        self._show_others()
        self._window.restoreState(layout)
        self._window.setUpdatesEnabled(True)
        if focus is not None and isValid(focus):
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()

    def _show_others(self) -> None:
        self._window.removeEventFilter(self)
        if self._filling is not None:
            self._filling.show_filling(False)
        hidden = self._hidden
        self._layout, self._filling, self._hidden, self._focus = None, None, [], None
        self._center.show()
        for dock in hidden:
            dock.show()

    def _on_dock_changed(self) -> None:
        """Show the others when the dock that fills the window is dragged out of it, or closed."""
        # Without restoring the layout, which would end the drag.
        if self._filling is not None and (self._filling.isFloating() or self._filling.isHidden()):
            self._show_others()
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave at Esc, before it is the shortcut of an action."""
        if isinstance(event, QKeyEvent) and event.type() in _KEY_EVENTS and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.leave()
            return True
        return super().eventFilter(watched, event)
