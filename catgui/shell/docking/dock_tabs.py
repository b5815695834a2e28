"""The tab bars of docks that share a place, and floating docks at start-up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

from catgui.style.tooltips import set_tooltip


class DockTabs(QObject):
    """Names the tab bars of a window, and raises its floating docks once.

    Signals: `clicked(object)` and `double_clicked(object)`, the dock whose tab was clicked or double-clicked.
    """

    clicked = Signal(object)
    double_clicked = Signal(object)

    def __init__(self, window: QMainWindow, docks: Sequence[QDockWidget]) -> None:
        super().__init__(window)
        self._docks = docks
        self._activated = False
        for bar in window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            self._take(bar)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take on new tab bars; raise the floating docks when the window is first activated."""
        if isinstance(event, QChildEvent) and event.type() == QEvent.Type.ChildPolished:
            child = event.child()
            if isinstance(child, QTabBar):
                self._take(child)
        elif event.type() == QEvent.Type.WindowActivate and not self._activated:
            self._activated = True
            self._raise_floating()
        return super().eventFilter(watched, event)

    def _take(self, bar: QTabBar) -> None:
        bar.setAccessibleName("Panels that share this place")
        set_tooltip(bar, "A double click fills the window with the panel")
        # Qt polishes a bar again when it is shown again.
        bar.tabBarClicked.connect(self._on_clicked, Qt.ConnectionType.UniqueConnection)
        bar.tabBarDoubleClicked.connect(self._on_double_clicked, Qt.ConnectionType.UniqueConnection)

    def _on_clicked(self, place: int) -> None:
        self._emit_dock(self.clicked, place)

    def _on_double_clicked(self, place: int) -> None:
        self._emit_dock(self.double_clicked, place)

    def _emit_dock(self, signal: SignalInstance, place: int) -> None:
        """Emit `signal` with the dock of the tab at `place` of the bar that sends."""
        bar = self.sender()
        assert isinstance(bar, QTabBar)
        title = bar.tabText(place) if place >= 0 else None
        for dock in self._docks:
            if dock.windowTitle() == title:
                signal.emit(dock)

    def _raise_floating(self) -> None:
        """Raise the docks that a restored layout has shown before the window."""
        for dock in self._docks:
            if dock.isFloating() and dock.isVisible():
                dock.raise_()
