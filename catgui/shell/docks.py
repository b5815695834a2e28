"""The docks around the central widget: their places, titles and accessible names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QByteArray, QChildEvent, QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMainWindow, QTabBar, QWidget

_SIDE_WIDTHS = (344, 288)
_BOTTOM_HEIGHT = 256
# The buttons of a dock's title bar, by the object names that Qt gives them.
_TITLE_BUTTONS = {"qt_dockwidget_floatbutton": "Float or dock", "qt_dockwidget_closebutton": "Close"}

TitledPanel = tuple[str, QWidget]


class Docks:
    """A dock on the left, one on the right, and several in tabs at the bottom.

    The order of Tab is left, `center`, right, bottom. `deferred` gives, by object name, the titles of panels at the
    bottom that are added later by `set_panels`.

    Attributes: `all`, the docks in that order; `deferred`, those that are empty at first.
    """

    def __init__(
        self,
        window: QMainWindow,
        left: TitledPanel,
        center: QWidget,
        right: TitledPanel,
        bottom: Sequence[TitledPanel],
        deferred: Mapping[str, str],
    ) -> None:
        self._window = window
        window.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        area = Qt.DockWidgetArea
        # The order of Tab is that of adding them to the window.
        sides = [self._add(left, area.LeftDockWidgetArea)]
        window.setCentralWidget(center)
        sides.append(self._add(right, area.RightDockWidgetArea))
        sharing = [self._add(panel, area.BottomDockWidgetArea) for panel in bottom]
        self.deferred = [self._add_empty(title, name, area.BottomDockWidgetArea) for name, title in deferred.items()]
        sharing += self.deferred
        for dock in sharing[1:]:
            window.tabifyDockWidget(sharing[0], dock)
        sharing[0].raise_()
        self.all = [*sides, *sharing]
        self._sides, self._bottom = sides, sharing[0]

    def apply_default_sizes(self) -> None:
        """Resize the docks to their default shares of the window."""
        self._window.resizeDocks(self._sides, list(_SIDE_WIDTHS), Qt.Orientation.Horizontal)
        self._window.resizeDocks([self._bottom], [_BOTTOM_HEIGHT], Qt.Orientation.Vertical)
        self._default_layout: QByteArray = self._window.saveState()

    def restore_default_layout(self) -> None:
        """Move every dock back to its first place."""
        for dock in self.all:
            # Qt could not close a floating dock again that was hidden when its place was restored.
            dock.show()
        self._window.restoreState(self._default_layout)

    def raise_panel(self, panel: QWidget) -> None:
        """Show the dock of `panel`, in front of the tabs beside it."""
        for dock in self.all:
            if dock.widget() is panel:
                dock.show()
                dock.raise_()

    def raise_named(self, panel_name: str) -> None:
        """Show the dock of the panel with this object name, in front of the tabs beside it."""
        for dock in self.all:
            if dock.objectName() == _dock_name(panel_name):
                dock.show()
                dock.raise_()

    def set_panels(self, panels: Iterable[QWidget]) -> None:
        """Put each panel into the deferred dock named after it."""
        docks = {dock.objectName(): dock for dock in self.deferred}
        for panel in panels:
            docks[_dock_name(panel.objectName())].setWidget(panel)

    def _add(self, titled: TitledPanel, area: Qt.DockWidgetArea) -> QDockWidget:
        title, panel = titled
        dock = self._add_empty(title, panel.objectName(), area)
        # Last: the panel is styled again whenever its parent changes.
        dock.setWidget(panel)
        return dock

    def _add_empty(self, title: str, name: str, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title)
        dock.setObjectName(_dock_name(name))
        self._window.addDockWidget(area, dock)
        return dock


class DockAccessibility(QObject):
    """Names the tabs and title buttons of docks, and raises floating docks once."""

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
        """Name new tab bars; raise the floating docks when the window is first activated."""
        if isinstance(event, QChildEvent) and event.type() == QEvent.Type.ChildPolished:
            _name_tabs(event.child())
        elif event.type() == QEvent.Type.WindowActivate and not self._activated:
            self._activated = True
            self._raise_floating()
        return super().eventFilter(watched, event)

    def _raise_floating(self) -> None:
        """Raise the docks that a restored layout has shown before the window."""
        for dock in self._docks:
            if dock.isFloating() and dock.isVisible():
                dock.raise_()


def _dock_name(panel_name: str) -> str:
    return f"{panel_name}_dock"


def _name_tabs(child: QObject) -> None:
    if isinstance(child, QTabBar):
        child.setAccessibleName("Panels that share this place")


def _name_buttons(dock: QDockWidget) -> None:
    for name, verb in _TITLE_BUTTONS.items():
        button = dock.findChild(QAbstractButton, name, Qt.FindChildOption.FindDirectChildrenOnly)
        if button is not None:
            button.setToolTip(f"{verb} this panel")
            button.setAccessibleName(f"{verb}: {dock.windowTitle()}")
