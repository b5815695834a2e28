"""The rows of tabs of the docks, with the buttons on them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QChildEvent, QEvent, QObject, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QMainWindow, QTabBar, QToolButton

from catgui.shell.dock import Dock, DockMenuButton
from catgui.shell.layouts import FIRST_PANELS
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton

_CLOSE_ICON, _CLOSE_BUTTON = QSize(12, 12), QSize(16, 16)
_END = 8  # between the menu and the end of its row


def tab_bars(window: QMainWindow) -> list[QTabBar]:
    """The rows of tabs of the docks; Qt keeps some hidden ones."""
    return window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)


class DockTabs(QObject):
    """Puts names and buttons on the tabs of a window, and raises its floating docks once.

    The menu of the dock in front stands at the end of its row of tabs, in place of a title, which would repeat the tab.
    What the user has opened has a button that closes it on its tab.

    Signals: `clicked(object)` and `double_clicked(object)`, the dock whose tab was clicked or double-clicked.
    """

    clicked = Signal(object)
    double_clicked = Signal(object)

    def __init__(self, window: QMainWindow, docks: Sequence[Dock]) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._activated = False
        # Qt moves tabs later than it tells of it.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.update)
        for dock in docks:
            for changed in (dock.visibilityChanged, dock.topLevelChanged, dock.dockLocationChanged):
                changed.connect(self._timer.start)
        for bar in tab_bars(window):
            self._take(bar)
        window.installEventFilter(self)

    def update(self) -> None:
        """Show titles where there are no tabs, and put the buttons on the tabs that there are."""
        for dock in self._docks:
            beside = self._window.tabifiedDockWidgets(dock)
            dock.show_tabbed(not dock.isFloating() and not all(other.isHidden() for other in beside))
        for bar in tab_bars(self._window):
            # Qt moves a row that it does not need out of the window, where Tab would find it.
            is_shown = bar.count() > 1
            bar.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_shown else Qt.FocusPolicy.NoFocus)
            if is_shown:
                self._dress(bar)

    def _dress(self, bar: QTabBar) -> None:
        """Put the buttons on the tabs of `bar`, and the menu of the dock in front at its end."""
        side = QTabBar.ButtonPosition.RightSide
        for place in range(bar.count()):
            dock = self._dock_at(bar, place)
            closable = dock is not None and dock.panel_name not in FIRST_PANELS
            button = bar.tabButton(place, side)
            if dock is not None and closable and button is None:
                bar.setTabButton(place, side, _CloseButton(dock))
            elif button is not None and not closable:
                bar.setTabButton(place, side, None)
        front = self._dock_at(bar, bar.currentIndex())
        if front is not None:
            menu = bar.findChild(_TabMenu) or _TabMenu(front, bar)
            menu.show_menu(front.windowTitle(), front.menu)
            menu.move_to_end()

    def _dock_at(self, bar: QTabBar, place: int) -> Dock | None:
        title = bar.tabText(place) if place >= 0 else None
        return next((dock for dock in self._docks if dock.windowTitle() == title), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take on new tab bars; raise the floating docks when the window is first activated."""
        if isinstance(watched, QTabBar):
            if event.type() == QEvent.Type.Resize:
                self._timer.start()  # once it has placed its arrows
        elif event.type() == QEvent.Type.Close:
            self._timer.stop()
        elif isinstance(event, QChildEvent) and event.type() == QEvent.Type.ChildPolished:
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
        bar.installEventFilter(self)
        self._timer.start()
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
        dock = self._dock_at(bar, place)
        if dock is not None:
            signal.emit(dock)

    def _raise_floating(self) -> None:
        """Raise the docks that a restored layout has shown before the window."""
        for dock in self._docks:
            if dock.isFloating() and dock.isVisible():
                dock.raise_()


class _CloseButton(IconToolButton):
    """Closes a dock, on its tab."""

    def __init__(self, dock: Dock) -> None:
        super().__init__("close", f"Close {dock.windowTitle()}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the View menu does the same by keys
        keep_scaled(self.setIconSize, _CLOSE_ICON)
        keep_scaled(self.setFixedSize, _CLOSE_BUTTON)
        self.clicked.connect(dock.close)


class _TabMenu(DockMenuButton):
    """The menu of the dock in front, at the end of a row of tabs."""

    def __init__(self, dock: Dock, bar: QTabBar) -> None:
        super().__init__(dock.windowTitle(), dock.menu, bar)
        self._bar = bar
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self.setAutoFillBackground(True)
        self.show()

    def move_to_end(self) -> None:
        """Stand at the end of the row; before the arrows that scroll it, if there is no room for all tabs."""
        bar, size = self._bar, self.sizeHint()
        arrow = bar.findChild(QToolButton, "ScrollLeftButton")
        end = arrow.x() if arrow is not None and not arrow.isHidden() else bar.width() - _END
        self.setGeometry(end - size.width(), (bar.height() - size.height()) // 2, size.width(), size.height())
        self.raise_()
