"""The panels around the middle of the window: where they stand at first, and how they come to the front."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

_SIDE_WIDTHS = (344, 288)
_BOTTOM_HEIGHT = 256

TitledPanel = tuple[str, QWidget]


class Docks:
    """One panel on the left, one on the right, and the others share the bottom, the first of them in front.

    Tab walks through them and the `center` as they are read: left, centre, right, bottom. `deferred` gives the titles
    of panels that come to the bottom later, with `set_panels`, by their object names.

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
        # The order of Tab is that in which the window is given them.
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
        """Give each its usual share of the window's room."""
        self._window.resizeDocks(self._sides, list(_SIDE_WIDTHS), Qt.Orientation.Horizontal)
        self._window.resizeDocks([self._bottom], [_BOTTOM_HEIGHT], Qt.Orientation.Vertical)
        self._default_layout: QByteArray = self._window.saveState()

    def restore_default_layout(self) -> None:
        """Put every panel back where it was at first."""
        for dock in self.all:
            # Qt could not close a floating panel again that was closed when its place was restored.
            dock.show()
        self._window.restoreState(self._default_layout)

    def raise_panel(self, panel: QWidget) -> None:
        """Show a panel, in front of those that share its place."""
        for dock in self.all:
            if dock.widget() is panel:
                dock.show()
                dock.raise_()

    def set_panels(self, panels: Iterable[QWidget]) -> None:
        """Put panels into the docks that were named after them."""
        docks = {dock.objectName(): dock for dock in self.deferred}
        for panel in panels:
            docks[_dock_name(panel.objectName())].setWidget(panel)

    def _add(self, titled: TitledPanel, area: Qt.DockWidgetArea) -> QDockWidget:
        title, panel = titled
        dock = self._add_empty(title, panel.objectName(), area)
        # Last: all in it is styled once for each place it is put into.
        dock.setWidget(panel)
        return dock

    def _add_empty(self, title: str, name: str, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title)
        dock.setObjectName(_dock_name(name))
        self._window.addDockWidget(area, dock)
        return dock


def _dock_name(panel_name: str) -> str:
    return f"{panel_name}_dock"
