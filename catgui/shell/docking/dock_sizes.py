"""The sizes of the docks, which follow that of the window until the user chooses others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow

from catgui.shell.docking.layouts import Layout


class DockSizes(QObject):
    """Gives each area of docks its share of the window, as a layout has it.

    Attributes: `layout`, or None once the user has dragged a splitter: then the sizes are the user's.
    """

    def __init__(self, window: QMainWindow, docks: Sequence[QDockWidget], layout: Layout) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self.layout: Layout | None = layout
        # Not during the resize event, in which Qt lays the docks out itself.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.apply)
        window.installEventFilter(self)

    def apply(self) -> None:
        """Resize the sides and the bottom, whatever docks are there."""
        if self.layout is None:
            return
        area, size = Qt.DockWidgetArea, self._window.size()
        widths = {
            area.LeftDockWidgetArea: self.layout.left(size.width()),
            area.RightDockWidgetArea: self.layout.right(size.width()),
        }
        self._resize(widths, Qt.Orientation.Horizontal)
        self._resize({area.BottomDockWidgetArea: self.layout.bottom(size.height())}, Qt.Orientation.Vertical)

    def _resize(self, lengths: Mapping[Qt.DockWidgetArea, int], orientation: Qt.Orientation) -> None:
        docks = {area: dock for area in lengths if (dock := self._dock_in(area)) is not None}
        self._window.resizeDocks(list(docks.values()), [lengths[area] for area in docks], orientation)

    def _dock_in(self, area: Qt.DockWidgetArea) -> QDockWidget | None:
        """A dock that is shown in `area`."""
        shown = (dock for dock in self._docks if not dock.isHidden() and not dock.isFloating())
        return next((dock for dock in shown if self._window.dockWidgetArea(dock) == area), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window; leave the sizes to the user who presses a splitter."""
        if event.type() == QEvent.Type.Resize and self._window.isVisible():
            self._timer.start()
        elif event.type() == QEvent.Type.Close:
            self._timer.stop()
        elif isinstance(event, QMouseEvent) and self._begins_splitting(event):
            self.layout = None
        return super().eventFilter(watched, event)

    def _begins_splitting(self, event: QMouseEvent) -> bool:
        pressed = event.type() == QEvent.Type.MouseButtonPress
        return pressed and self._window.isSeparator(event.position().toPoint())
