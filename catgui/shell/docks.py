"""The docks around the central widget: places, sizes and tabs, and the panel that fills the window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStyle, QTabWidget, QToolBar, QWidget
from shiboken6 import isValid

from catgui.shell.dock import Dock
from catgui.shell.dock_tabs import DockTabs, tab_bars
from catgui.shell.layouts import (
    FIRST_LAYOUT,
    FIRST_PANELS,
    LAYOUTS,
    PRESENTATION,
    SETTINGS_PANEL,
    TALL_PANEL,
    Layout,
    bottom_height,
    is_wide,
    presented_width,
    settings_width,
)
from catgui.style.text_size import text_size

# The margin of a panel at the edge of the window, and of one beside a splitter.
_EDGE_MARGIN, _MARGIN = 12, 8
_VERTICAL = Qt.Orientation.Vertical


class Docks(QObject):
    """The docks on the left, on the right and in tabs at the bottom; most are hidden until the user opens them.

    The order of Tab is left, `center`, right, bottom. `titles` gives the titles of all panels by object name; those not
    among the arguments are added later by `set_panels`.

    Attributes: `all`, the docks in that order; `deferred`, those that are empty at first.

    Signals: `leaving_fill()`, all panels are about to be shown again, after one filled the window or a presentation;
    `presented(bool)`, a presentation shows other panels; whether the user has opened one in it.
    """

    leaving_fill = Signal()
    presented = Signal(bool)

    def __init__(
        self,
        window: QMainWindow,
        titles: Mapping[str, str],
        *,
        left: QWidget,
        center: QWidget,
        right: QWidget,
        bottom: QWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._titles = titles
        window.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        area = Qt.DockWidgetArea
        # The order of Tab is that of adding them to the window.
        data = self._add(left, area.LeftDockWidgetArea)
        window.setCentralWidget(center)
        results = self._add(right, area.RightDockWidgetArea)
        first = self._add(bottom, area.BottomDockWidgetArea)
        present = {panel.objectName() for panel in (left, center, right, bottom)}
        self.deferred = [
            self._add_empty(name, area.LeftDockWidgetArea if name == SETTINGS_PANEL else area.BottomDockWidgetArea)
            for name in titles
            if name not in present
        ]
        self.all = [data, results, first, *self.deferred]
        for dock in self.deferred:
            dock.setVisible(dock.panel_name in FIRST_PANELS)  # before: Qt makes tabs for all that are not hidden
            if dock.panel_name != SETTINGS_PANEL:
                window.tabifyDockWidget(first, dock)
        first.raise_()
        self._layout_name = FIRST_LAYOUT
        self._sizes = _DockSizes(window, center, self.all, LAYOUTS[FIRST_LAYOUT])
        self._sizes_outside: Layout | None = None
        self._fill = _PanelFill(window, center, self.all)
        self._connect()
        self._first_places: QByteArray = window.saveState()

    def _connect(self) -> None:
        for dock in self.all:
            dock.fill_requested.connect(partial(self._fill.toggle, dock))
            dock.toggleViewAction().triggered.connect(lambda shown, dock=dock: self._on_toggled(dock, shown))
            dock.closed.connect(self._sizes.apply_later)
        self._fill.leaving.connect(self.leaving_fill)
        self._fill.left.connect(self._on_fill_left)
        self._fill.presented.connect(self._on_presented)
        self._tabs = tabs = DockTabs(self._window, self.all)
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
        self._tabs.update()
        self._sizes.apply()

    def follow_contents(self) -> None:
        """Give the bottom the height that its contents want now, unless the user has chosen another."""
        self._sizes.apply_later()

    def apply_default_sizes(self) -> None:
        """Resize the docks to the shares of the window that the layout gives them."""
        self.resume_layout(self._layout_name)

    def show_layout(self, name: str) -> None:
        """Arrange the docks as the layout `name` of `LAYOUTS` has it."""
        self._fill.leave()
        focused = self._window.focusWidget()
        opened = [dock for dock in self.all if not dock.isHidden() and dock.panel_name not in FIRST_PANELS]
        self._window.setUpdatesEnabled(False)
        for dock in self.all:
            if dock.isFloating():
                # Qt could not close a floating dock again that was hidden when its place was restored.
                dock.show()
        self._window.restoreState(self._first_places)
        for dock in opened:
            self._show(dock)
        self._arrange(LAYOUTS[name])
        self.resume_layout(name)
        self._window.setUpdatesEnabled(True)
        # Qt moves the focus on as it hides the docks.
        if focused is not None and focused.isVisible():
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.dock_of(LAYOUTS[name].front[-1]).take_focus()

    def _arrange(self, layout: Layout) -> None:
        """Move, hide, show and raise docks, which are at their first places."""
        for name in layout.hidden:  # first: the window grows to the least size of all that is in it
            self.dock_of(name).hide()
        for moved, other in layout.beside:
            self._window.tabifyDockWidget(self.dock_of(other), self.dock_of(moved))
        for name in layout.front:
            self.dock_of(name).show()
            self.dock_of(name).raise_()

    def _show(self, dock: Dock) -> None:
        """Show a dock that was hidden; More settings in a column of its own where the window is wide enough."""
        area, left = self._window.dockWidgetArea(dock), Qt.DockWidgetArea.LeftDockWidgetArea
        data = self.all[0]
        if dock.panel_name == SETTINGS_PANEL and area == left == self._window.dockWidgetArea(data):
            if is_wide(self._window.width()) and not data.isHidden():
                self._window.splitDockWidget(data, dock, Qt.Orientation.Horizontal)
            else:
                self._window.tabifyDockWidget(data, dock)
        dock.show()

    def dock_of(self, panel_name: str) -> Dock:
        """The dock of the panel with this object name."""
        return next(dock for dock in self.all if dock.panel_name == panel_name)

    def restore_layout(self) -> None:
        """Arrange the docks as the current layout had them at first."""
        self.show_layout(self._layout_name)

    def fill_window(self) -> None:
        """Fill the window with the panel that has the focus, or leave that."""
        focused = self._window.focusWidget()
        docks = (dock for dock in self.all if focused is not None and dock.isAncestorOf(focused))
        self._fill.toggle(next(docks, None))

    def present(self) -> None:
        """Show only the plot, the results and the wrong predictions, as a presentation has them."""
        self._fill.leave()
        results, wrong = map(self.dock_of, PRESENTATION.front)
        self._sizes_outside = self._sizes.layout
        self._fill.present((results, wrong))
        self._window.splitDockWidget(results, wrong, Qt.Orientation.Vertical)
        self._sizes.layout = PRESENTATION
        self._sizes.apply()

    def close_presented(self, panel_name: str) -> bool:
        """Close the panel with this object name if it was opened within a presentation; whether it was."""
        is_open = self._fill.presented_panel is self.dock_of(panel_name)
        if is_open:
            self._fill.show_presented(None)
        return is_open

    def _on_presented(self, has_panel: bool) -> None:
        self._sizes.apply()
        self.presented.emit(has_panel)

    def _on_fill_left(self) -> None:
        if self._sizes.layout is PRESENTATION:
            self._sizes.layout = self._sizes_outside
        self._sizes.apply()

    @property
    def is_filled(self) -> bool:
        """Whether one panel fills the window, or a presentation."""
        return self._fill.is_active

    def leave_fill(self) -> None:
        """Show all panels again, if one fills the window, or in a presentation."""
        self._fill.leave()

    def raise_panel(self, panel: QWidget) -> None:
        """Show the dock of `panel`, in front of the tabs beside it, or the center."""
        if panel is self._window.centralWidget():
            self._leave_filled()
        else:
            self.raise_named(panel.objectName())

    def raise_named(self, panel_name: str) -> None:
        """Show the dock of the panel with this object name, in front of the tabs beside it."""
        self.open(self.dock_of(panel_name))

    def open(self, dock: Dock) -> None:
        """Show `dock`, in front of the tabs beside it."""
        if dock.isHidden():
            self._leave_filled()
        if dock.isHidden() and self._fill.presents:
            self._fill.show_presented(dock)
        elif dock.isHidden():
            self._show(dock)
            self._sizes.apply()
        dock.raise_()

    def _leave_filled(self) -> None:
        """Show all panels again, if one fills the window; a presentation has room for another one."""
        if not self._fill.presents:
            self._fill.leave()

    def set_panels(self, panels: Iterable[QWidget]) -> None:
        """Put each panel into the deferred dock named after it."""
        docks = {dock.panel_name: dock for dock in self.deferred}
        for panel in panels:
            docks[panel.objectName()].set_panel(panel)

    def _on_tab_clicked(self, dock: Dock) -> None:
        """Give the focus to the panel: F1 and F8 are then about what the user looks at."""
        # Not to one of its controls, which could be a button that Space presses instead of training.
        dock.widget().setFocus(Qt.FocusReason.MouseFocusReason)

    def _on_toggled(self, dock: Dock, shown: bool) -> None:
        """Show a dock that the View menu opens in front; leave the filled window for it."""
        if self._fill.is_active and not self._fill.presents:
            self._fill.leave()
            dock.setVisible(shown)
        if shown:
            dock.hide()  # Qt has shown it, where it was
            self.open(dock)

    def _add(self, panel: QWidget, area: Qt.DockWidgetArea) -> Dock:
        dock = self._add_empty(panel.objectName(), area)
        # Last: the panel is styled again whenever its parent changes.
        dock.set_panel(panel)
        return dock

    def _add_empty(self, name: str, area: Qt.DockWidgetArea) -> Dock:
        margin = _EDGE_MARGIN if area == Qt.DockWidgetArea.LeftDockWidgetArea else _MARGIN
        dock = Dock(self._titles[name], name, margin)
        self._window.addDockWidget(area, dock)
        return dock


class _DockSizes(QObject):
    """Gives each area of docks its share of the window, as a layout has it.

    Attributes: `layout`, or None once the user has dragged a splitter: then the sizes are the user's.
    """

    def __init__(self, window: QMainWindow, center: QWidget, docks: Sequence[Dock], layout: Layout) -> None:
        super().__init__(window)
        self._window = window
        self._center = center
        self._docks = docks
        self.layout: Layout | None = layout
        self._had_lesson = False
        # Not during the resize event, in which Qt lays the docks out itself.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.apply)
        text_size.changed.connect(self.apply_later)
        window.installEventFilter(self)

    def apply(self) -> None:
        """Resize the sides and the bottom, whatever docks are there."""
        if self.layout is None:
            return
        area, width = Qt.DockWidgetArea, self._window.width()
        widths: dict[Dock, int] = {}
        if left := self._docks_in(area.LeftDockWidgetArea):
            columns = [dock for dock in left[1:] if dock not in self._window.tabifiedDockWidgets(left[0])]
            widths = {left[0]: self.layout.left(width), **dict.fromkeys(columns, settings_width(width))}
            # One width for both, so that a lesson keeps its own as it opens the settings.
            if self._has_lesson() or any(dock.panel_name == SETTINGS_PANEL and dock not in columns for dock in left):
                widths[left[0]] = max(widths[left[0]], settings_width(width))
        if right := self._docks_in(area.RightDockWidgetArea):
            widths[right[0]] = self.layout.right(width)
            if self.layout is PRESENTATION:
                widths[right[0]] = presented_width(width, right[0].panel_name not in PRESENTATION.front)
                if len(right) > 1:  # the first one takes no more room than it needs
                    self._window.resizeDocks(right, [right[0].sizeHint().height(), self._window.height()], _VERTICAL)
        self._window.resizeDocks(list(widths), list(widths.values()), Qt.Orientation.Horizontal)
        if bottom := self._docks_in(area.BottomDockWidgetArea):
            room = width - sum(max(size, dock.minimumSizeHint().width()) for dock, size in widths.items())
            # With large text in a low window there is nothing left, of which Qt would warn.
            height = max(1, self._bottom_height(room - len(widths) * self._separator()))
            self._window.resizeDocks(bottom[:1], [height], _VERTICAL)

    def _has_lesson(self) -> bool:
        """Whether a lesson stands at the foot of the left side."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        dock = self._window.findChild(QDockWidget, "lesson_dock", direct)
        return dock is not None and not dock.isHidden()

    def apply_later(self) -> None:
        """Resize them once a dock is closed, or has another font."""
        if self._window.isVisible():
            self._timer.start()

    def _bottom_height(self, center_width: int) -> int:
        """The height of the bottom, with its tabs, where what is between the docks gets `center_width`."""
        window, layout = self._window, self._center.layout()
        plot = self._center.findChild(QWidget, "cost_plot")
        assert plot is not None
        assert layout is not None
        # The sentence above the plot has as many lines as that width needs, not the one of before.
        controls = layout.totalMinimumHeightForWidth(center_width) - plot.minimumSizeHint().height()
        bars = (window.menuBar(), window.statusBar(), *window.findChildren(QToolBar))
        room = window.height() - sum(bar.sizeHint().height() for bar in bars)
        return bottom_height(window.height(), room - self._separator(), controls, self._wanted_height())

    def _wanted_height(self) -> int:
        """The height, with its tabs, that the panel with photos wants if it is at the bottom."""
        for dock in self._docks_in(Qt.DockWidgetArea.BottomDockWidgetArea):
            panel = dock.widget()
            if dock.panel_name == TALL_PANEL and panel is not None:
                tabs = max((bar.sizeHint().height() for bar in tab_bars(self._window)), default=0)
                return panel.sizeHint().height() + tabs
        return 0

    def _separator(self) -> int:
        """The width of what is between two docks."""
        return self._window.style().pixelMetric(QStyle.PixelMetric.PM_DockWidgetSeparatorExtent, None, self._window)

    def _docks_in(self, area: Qt.DockWidgetArea) -> list[Dock]:
        """The docks that are shown in `area`."""
        shown = (dock for dock in self._docks if not dock.isHidden() and not dock.isFloating())
        return [dock for dock in shown if self._window.dockWidgetArea(dock) == area]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window; leave the sizes to the user who presses a splitter."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):  # it may have been resized before it is shown
            self.apply_later()
        elif event.type() == QEvent.Type.LayoutRequest and self._has_lesson() != self._had_lesson:
            self._had_lesson = not self._had_lesson
            self.apply_later()
        elif event.type() == QEvent.Type.Close:
            self._timer.stop()
        elif isinstance(event, QMouseEvent) and self._begins_splitting(event):
            self.layout = None
        return super().eventFilter(watched, event)

    def _begins_splitting(self, event: QMouseEvent) -> bool:
        pressed = event.type() == QEvent.Type.MouseButtonPress
        return pressed and self._window.isSeparator(event.position().toPoint())


_KEY_EVENTS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class _PanelFill(QObject):
    """Hides all but one dock, or all docks, and shows the layout as it was again.

    The other docks are hidden, not covered, so that neither Tab nor a screen reader gets to them.

    Signals: `leaving()`, the layout is about to be shown again; `left()`, it is shown again, perhaps in a window of
    another size; `presented(bool)`, a presentation shows other docks, and whether one was opened in their place.

    Attributes: `presented_panel`, the dock that was opened within a presentation.
    """

    leaving = Signal()
    left = Signal()
    presented = Signal(bool)

    def __init__(self, window: QMainWindow, center: QWidget, docks: Sequence[Dock]) -> None:
        super().__init__(window)
        self._window = window
        self._center = center
        self._docks = docks
        self._filling: Dock | None = None
        self._hidden: list[Dock] = []
        self._presents = False
        self._presented: Sequence[Dock] = ()
        self.presented_panel: Dock | None = None
        self._layout: QByteArray | None = None
        self._focus: QWidget | None = None
        for dock in docks:
            dock.topLevelChanged.connect(self._on_dock_changed)
            dock.visibilityChanged.connect(self._on_dock_changed)

    @property
    def is_active(self) -> bool:
        """Whether a panel fills the window."""
        return self._layout is not None

    @property
    def presents(self) -> bool:
        """Whether a few docks are shown for a presentation."""
        return self._presents

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
        self._show_center(dock is None)
        self._window.setUpdatesEnabled(True)
        if dock is not None:
            self._filling = dock
            dock.show_filling(True)
            if self._focus is None or not dock.isAncestorOf(self._focus):
                dock.take_focus()
        self._window.installEventFilter(self)

    def present(self, shown: Sequence[Dock]) -> None:
        """Show only the docks `shown`, on the right of what is between the docks."""
        self._layout, self._presents, self._presented = self._window.saveState(), True, shown
        self._focus = self._window.focusWidget()
        self._window.setUpdatesEnabled(False)
        self._hidden = [dock for dock in self._docks if not dock.isHidden()]
        for dock in self._docks:
            dock.setVisible(dock in shown)
        for dock in shown:
            dock.setFloating(False)
            self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        self._window.setUpdatesEnabled(True)
        self._window.installEventFilter(self)

    def show_presented(self, dock: Dock | None) -> None:
        """Show `dock` in place of the docks of the presentation, or them again if it is None."""
        if dock in self._presented:
            dock = None
        shown = self._presented if dock is None else (dock,)
        # First: a window grows to the least size of all that is in it.
        self.presented_panel = None
        self._window.setUpdatesEnabled(False)
        for other in self._docks:
            if other not in shown and not other.isFloating():
                other.hide()
        if dock is not None:
            dock.setFloating(False)
            self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        for other in shown:
            other.show()
        self.presented_panel = dock
        self._window.setUpdatesEnabled(True)
        self.presented.emit(dock is not None)

    def _show_center(self, shown: bool) -> None:
        """Show what is between the docks, and the bar over it, or hide both."""
        for widget in (self._center, *self._window.findChildren(QToolBar)):
            widget.setVisible(shown)

    def leave(self) -> None:
        """Show the layout as it was before."""
        if self._layout is None:
            return
        layout, focus = self._layout, self._focus
        self.leaving.emit()
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
        hidden, presented, self._presents = self._hidden, self._presents, False
        self._layout, self._filling, self._hidden, self._focus = None, None, [], None
        self._presented, self.presented_panel = (), None
        self._show_center(True)
        if presented:
            for dock in self._docks:
                dock.hide()
            # The others are shown at their places: on the right, the window would grow to the least size of them all.
            hidden = [dock for dock in hidden if dock.isFloating()]
        for dock in hidden:
            dock.show()

    def _on_dock_changed(self) -> None:
        """Show the others when the dock in their place is dragged out of the window, or closed."""
        # Without restoring the layout, which would end the drag.
        if self._filling is not None and (self._filling.isFloating() or self._filling.isHidden()):
            self._show_others()
            self.left.emit()
        elif (panel := self.presented_panel) is not None and (panel.isFloating() or panel.isHidden()):
            self.show_presented(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave at Esc, before it is the shortcut of an action; at first only the panel opened in a presentation."""
        if isinstance(event, QKeyEvent) and event.type() in _KEY_EVENTS and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress and self.presented_panel is not None:
                self.show_presented(None)
            elif event.type() == QEvent.Type.KeyPress:
                self.leave()
            return True
        return super().eventFilter(watched, event)
