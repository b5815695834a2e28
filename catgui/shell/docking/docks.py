"""The docks around the central widget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QObject, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from catgui.shell.docking.dock import Dock
from catgui.shell.docking.dock_sizes import DockSizes
from catgui.shell.docking.dock_tabs import DockTabs
from catgui.shell.docking.layouts import FIRST_LAYOUT, LAYOUTS, Layout
from catgui.shell.docking.panel_fill import PanelFill

# The margin of a panel at the edge of the window, and of one beside a splitter.
_EDGE_MARGIN, _MARGIN = 16, 8

TitledPanel = tuple[str, QWidget]


class Docks(QObject):
    """A dock on the left, one on the right, and several in tabs at the bottom.

    The order of Tab is left, `center`, right, bottom. `deferred` gives, by object name, the titles of panels at the
    bottom that are added later by `set_panels`.

    Attributes: `all`, the docks in that order; `deferred`, those that are empty at first.

    Signals: `help_requested(str)`, on the panel with this object name.
    """

    help_requested = Signal(str)

    def __init__(
        self,
        window: QMainWindow,
        left: TitledPanel,
        center: QWidget,
        right: TitledPanel,
        bottom: Sequence[TitledPanel],
        deferred: Mapping[str, str],
    ) -> None:
        super().__init__(window)
        self._window = window
        window.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        area = Qt.DockWidgetArea
        # The order of Tab is that of adding them to the window.
        data = self._add(left, area.LeftDockWidgetArea)
        window.setCentralWidget(center)
        results = self._add(right, area.RightDockWidgetArea)
        sharing = [self._add(panel, area.BottomDockWidgetArea) for panel in bottom]
        self.deferred = [self._add_empty(title, name, area.BottomDockWidgetArea) for name, title in deferred.items()]
        sharing += self.deferred
        for dock in sharing[1:]:
            window.tabifyDockWidget(sharing[0], dock)
        sharing[0].raise_()
        self.all = [data, results, *sharing]
        self._layout_name = FIRST_LAYOUT
        self._sizes = DockSizes(window, self.all, LAYOUTS[FIRST_LAYOUT])
        self._fill = PanelFill(window, center, self.all)
        self._connect()
        self._first_places: QByteArray = window.saveState()

    def _connect(self) -> None:
        for dock in self.all:
            dock.help_requested.connect(partial(self._on_help_requested, dock))
            dock.fill_requested.connect(partial(self._fill.toggle, dock))
            dock.toggleViewAction().triggered.connect(lambda shown, dock=dock: self._on_toggled(dock, shown))
        self._fill.left.connect(self._sizes.apply)
        tabs = DockTabs(self._window, self.all)
        tabs.clicked.connect(self._on_tab_clicked)
        tabs.double_clicked.connect(self._fill.toggle)

    @property
    def layout_name(self) -> str:
        """The name of the layout whose sizes the docks have; '' if the user has chosen others."""
        return self._layout_name if self._sizes.layout is not None else ""

    def resume_layout(self, name: str) -> None:
        """Give the docks, whose places have been restored, the sizes of the layout `name`; none if it is ''."""
        self._layout_name = name if name in LAYOUTS else FIRST_LAYOUT
        self._sizes.layout = LAYOUTS.get(name)
        self._sizes.apply()

    def apply_default_sizes(self) -> None:
        """Resize the docks to the shares of the window that the layout gives them."""
        self.resume_layout(self._layout_name)

    def show_layout(self, name: str) -> None:
        """Arrange the docks as the layout `name` of `LAYOUTS` has it."""
        self._fill.leave()
        focused = self._window.focusWidget()
        self._window.setUpdatesEnabled(False)
        for dock in self.all:
            # Qt could not close a floating dock again that was hidden when its place was restored.
            dock.show()
        self._window.restoreState(self._first_places)
        self._arrange(LAYOUTS[name])
        self.resume_layout(name)
        self._window.setUpdatesEnabled(True)
        # Qt moves the focus on as it hides the docks.
        if focused is not None and focused.isVisible():
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._dock_of(LAYOUTS[name].front[-1]).take_focus()

    def _arrange(self, layout: Layout) -> None:
        """Move, hide and raise docks, which are at their first places."""
        for moved, other in layout.beside:
            self._window.tabifyDockWidget(self._dock_of(other), self._dock_of(moved))
        for name in layout.hidden:
            self._dock_of(name).hide()
        for name in layout.front:
            self._dock_of(name).raise_()

    def _dock_of(self, panel_name: str) -> Dock:
        return next(dock for dock in self.all if dock.objectName() == _dock_name(panel_name))

    def restore_layout(self) -> None:
        """Arrange the docks as the current layout had them at first."""
        self.show_layout(self._layout_name)

    def fill_window(self) -> None:
        """Fill the window with the panel that has the focus, or leave that."""
        focused = self._window.focusWidget()
        docks = (dock for dock in self.all if focused is not None and dock.isAncestorOf(focused))
        self._fill.toggle(next(docks, None))

    def leave_fill(self) -> None:
        """Show all panels again, if one fills the window."""
        self._fill.leave()

    def raise_panel(self, panel: QWidget) -> None:
        """Show the dock of `panel`, in front of the tabs beside it, or the center."""
        if panel is self._window.centralWidget():
            self._fill.leave()
        else:
            self.raise_named(panel.objectName())

    def raise_named(self, panel_name: str) -> None:
        """Show the dock of the panel with this object name, in front of the tabs beside it."""
        dock = self._dock_of(panel_name)
        if dock.isHidden():
            self._fill.leave()
        dock.show()
        dock.raise_()

    def set_panels(self, panels: Iterable[QWidget]) -> None:
        """Put each panel into the deferred dock named after it."""
        docks = {dock.objectName(): dock for dock in self.deferred}
        for panel in panels:
            docks[_dock_name(panel.objectName())].set_panel(panel)

    def _on_help_requested(self, dock: Dock) -> None:
        self.help_requested.emit(dock.widget().objectName())

    def _on_tab_clicked(self, dock: Dock) -> None:
        """Give the focus to the panel: F1 and F11 are then about what the user looks at."""
        # Not to one of its controls, which could be a button that Space presses instead of training.
        dock.widget().setFocus(Qt.FocusReason.MouseFocusReason)

    def _on_toggled(self, dock: Dock, shown: bool) -> None:
        """Leave the filled window for a dock that the View menu opens or closes."""
        if self._fill.is_active:
            self._fill.leave()
            dock.setVisible(shown)
            dock.raise_()

    def _add(self, titled: TitledPanel, area: Qt.DockWidgetArea) -> Dock:
        title, panel = titled
        dock = self._add_empty(title, panel.objectName(), area)
        # Last: the panel is styled again whenever its parent changes.
        dock.set_panel(panel)
        return dock

    def _add_empty(self, title: str, name: str, area: Qt.DockWidgetArea) -> Dock:
        margin = _EDGE_MARGIN if area == Qt.DockWidgetArea.LeftDockWidgetArea else _MARGIN
        dock = Dock(title, _dock_name(name), margin)
        self._window.addDockWidget(area, dock)
        return dock


def _dock_name(panel_name: str) -> str:
    return f"{panel_name}_dock"
