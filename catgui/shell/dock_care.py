"""What Qt leaves undone of docks: what their buttons and tabs are called, and that floating ones are seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMainWindow, QTabBar

# The buttons of a dock's title, by the names that Qt gives them.
_BUTTONS = {"qt_dockwidget_floatbutton": "Float or dock", "qt_dockwidget_closebutton": "Close"}


class DockAccessibility(QObject):
    """Takes care of the docks of a window."""

    def __init__(self, window: QMainWindow, docks: Sequence[QDockWidget]) -> None:
        super().__init__(window)
        self._docks = docks
        self._activated = False
        for dock in docks:
            _name_buttons(dock)
        for child in window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            _name_tabs(child)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Name tabs as they are made, and see to the floating docks when the window has come."""
        if isinstance(event, QChildEvent) and event.type() == QEvent.Type.ChildPolished:
            _name_tabs(event.child())
        elif event.type() == QEvent.Type.WindowActivate and not self._activated:
            self._activated = True
            self._raise_floating()
        return super().eventFilter(watched, event)

    def _raise_floating(self) -> None:
        """A layout that was remembered has shown them before the window, which has come up over them."""
        for dock in self._docks:
            if dock.isFloating() and dock.isVisible():
                dock.raise_()


def _name_tabs(child: QObject) -> None:
    if isinstance(child, QTabBar):
        child.setAccessibleName("Panels that share this place")


def _name_buttons(dock: QDockWidget) -> None:
    for name, words in _BUTTONS.items():
        button = dock.findChild(QAbstractButton, name, Qt.FindChildOption.FindDirectChildrenOnly)
        if button is not None:
            button.setToolTip(f"{words} this panel")
            button.setAccessibleName(f"{words}: {dock.windowTitle()}")
