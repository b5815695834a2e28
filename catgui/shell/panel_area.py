"""The panels around the plot, in rows of tabs between splitters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QTabBar, QWidget
from shiboken6 import isValid

from catgui.help.panels import PANEL_HELP
from catgui.shell.tab_row import PanelPage, TabRow
from catgui.style.text_size import scaled, scaled_size, text_size
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.focus import takes_escape
from catgui.widgets.basic.layouts import column_of, row_of

# The panels that are open at a first start; the others are opened by the user, and stay open until they are closed.
FIRST_PANELS = (
    *("data_panel", "training_panel", "results_panel"),
    *("wrong_predictions_panel", "answers_panel", "photos_panel"),
)
# The one that has no tab: the rows are around it.
CENTER = "training_panel"
# Those in front of the tabs beside them at a first start.
FIRST_IN_FRONT = ("wrong_predictions_panel",)

# The rows of tabs, with their names on the screen.
ROWS = {"left": "Left side", "right": "Right side", "bottom": "Bottom"}
_HOMES = {"data_panel": "left", "more_settings_panel": "left", "results_panel": "right"}

# Of the window: the width of a side, at least that of the confusion matrix, and at most that of a narrow window.
_LEAST_SIDE, _SIDE_SHARE, _MOST_SIDE_SHARE = 276, 0.18, 0.25
# Of the window, for what a panel on a side needs.
_MOST_NEEDED = 0.45
# Of the height of all rows, for the bottom; and the height above it that the plot needs with what is around it.
_LEAST_BOTTOM_SHARE, _MOST_BOTTOM_SHARE, _LEAST_UPPER = 0.29, 0.42, 394
# Of the window without its bars: in less, one panel fills it.
_LEAST_ROOM = QSize(720, 440)
_HANDLE = 8  # the width of what is between two rows
_FRAME = 4  # around the pages of a row
_HORIZONTAL, _VERTICAL = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class PanelArea(QWidget):
    """All panels of a window, by their object names.

    Those not among `panels` are made later. `center` and `bar`, which belongs to it, stand between the rows. One panel
    alone, below a tab for each, fills a small window, and any other when it is asked to.

    Attributes: `pages`, in the order of Tab, by panel; `actions_of`, which open and close panels, checked if they are
    open, by panel.

    Signals: `left()`, the panel that was asked to fill the window is about to make way for the others.
    """

    left = Signal()

    def __init__(self, window: QMainWindow, bar: QWidget, center: QWidget, panels: Iterable[QWidget]) -> None:
        super().__init__(window)
        self._window, self._bar = window, bar
        self._rows: dict[str, TabRow] = {}
        self.pages: dict[str, PanelPage] = {}
        self._make_choice()
        self._make_pages({CENTER: center, **{panel.objectName(): panel for panel in panels}})
        self.actions_of = {name: self._make_action(name, page.title) for name, page in self.pages.items()}
        # The panel that fills the window, or ''; and the sizes and the focus before.
        self._alone = ""
        self._is_asked = self._is_small = False
        self._before: tuple[dict[str, QByteArray], QWidget | None] = {}, None
        self._used = CENTER
        self._is_dragged = False
        self._build()
        text_size.changed.connect(self._fit_to_window)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._update_used_panel)
        self.show_panels(FIRST_PANELS)

    def _make_choice(self) -> None:
        """Make the row of all panels, above the one that fills the window."""
        self._choice = QTabBar()
        self._choice.setObjectName("panel_choice")
        self._choice.setAccessibleName("All panels")
        self._choice.setExpanding(False)
        self._choice.setUsesScrollButtons(True)
        self._choice.setElideMode(Qt.TextElideMode.ElideNone)
        for help_ in PANEL_HELP.values():
            self._choice.addTab(help_.title)
        self._choice.currentChanged.connect(self._show_chosen)
        self._leave = IconToolButton("close", "Leave (Esc)")
        self._leave.setObjectName("leave_button")
        self._leave.clicked.connect(self.leave)
        self._choices = QWidget(self)
        row_of((self._choice, 1), self._leave).on(self._choices)

    def _make_pages(self, panels: Mapping[str, QWidget]) -> None:
        """Make the rows and pages, in the order of Tab, which is that of the View menu."""
        self._bar.setParent(self)
        for name, help_ in PANEL_HELP.items():
            if name != CENTER and _row_name(name) not in self._rows:
                self._rows[_row_name(name)] = self._make_row(_row_name(name))
            page = PanelPage(name, help_.title, self)
            if name in panels:
                page.set_panel(panels[name])
            if name == CENTER:
                self._center = page
            else:
                self.pages[name] = page

    def _build(self) -> None:
        """Put the rows and the center between splitters."""
        right, bottom = self._rows["right"], self._rows["bottom"]
        self._upper = self._make_splitter(_HORIZONTAL, self._center, right, ROWS["right"])
        self._middle = self._make_splitter(_VERTICAL, self._upper, bottom, ROWS["bottom"])
        self._columns = self._make_splitter(_HORIZONTAL, self._rows["left"], self._middle, ROWS["left"])
        self._columns.installEventFilter(self)
        column_of(self._choices, self._bar, (self._columns, 1), spacing=0).on(self)

    def _make_row(self, name: str) -> TabRow:
        row = TabRow(self)
        row.setObjectName(f"{name}_row")
        row.setAccessibleName(ROWS[name])
        row.tabBarClicked.connect(lambda place: self._on_tab_clicked(row.widget(place)))
        row.tabBarDoubleClicked.connect(lambda place: self._on_tab_double_clicked(row.widget(place)))
        return row

    def _make_splitter(self, orientation: Qt.Orientation, first: QWidget, second: QWidget, edge_of: str) -> QSplitter:
        splitter = QSplitter(orientation, self)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(_HANDLE)
        splitter.addWidget(first)
        splitter.addWidget(second)
        splitter.splitterMoved.connect(self._mark_dragged)
        splitter.handle(1).setAccessibleName(f"Edge of: {edge_of}")
        return splitter

    def _make_action(self, name: str, title: str) -> QAction:
        action = QAction(title, self)
        action.setObjectName(f"{name}_action")
        action.setCheckable(True)
        action.triggered.connect(lambda checked: self.open(name) if checked else self.close_panel(name))
        return action

    # What is open.

    @property
    def open_panels(self) -> list[str]:
        """The open panels, in the order of their tabs."""
        return [page.panel_name for row in self._rows.values() for page in row.pages]

    def is_open(self, name: str) -> bool:
        """Whether a panel is in a row of tabs."""
        return self._row_of(name).indexOf(self.pages[name]) >= 0

    @property
    def front_panels(self) -> list[str]:
        """The panels in front of the tabs beside them."""
        return [row.front for row in self._rows.values() if row.front]

    def show_panels(self, names: Iterable[str], front: Iterable[str] = FIRST_IN_FRONT) -> None:
        """Open the panels `names`, of which those of `front` are in front, and close the others."""
        self.leave()
        names = [name for name in names if name in self.pages]
        for name in self.pages:
            self._set_open(name, is_open=False)
        for name in names:
            self._set_open(name, is_open=True)
        for name in set(front) & set(names):
            self._row_of(name).setCurrentWidget(self.pages[name])
        self._update_visibility()

    def restore_layout(self) -> None:
        """Open the panels of a first start, with their initial sizes; those that the user has opened stay open."""
        self._is_dragged = False
        opened = [name for name in self.open_panels if name not in FIRST_PANELS]
        self.show_panels([*FIRST_PANELS, *opened])

    def open(self, name: str) -> None:
        """Show a panel in front of the tabs beside it."""
        if self._alone:
            self._show_alone(name)
            return
        if name == CENTER:
            return
        if not self.is_open(name):
            self._set_open(name, is_open=True)
            self._update_visibility()
        self._raise(name)

    def close_panel(self, name: str) -> None:
        """Close a panel, and show all others."""
        self.leave()
        self._set_open(name, is_open=False)
        self._update_visibility()

    def _row_of(self, name: str) -> TabRow:
        return self._rows[_row_name(name)]

    def _set_open(self, name: str, *, is_open: bool) -> None:
        page = self.pages[name]
        if is_open:
            self._row_of(name).add_page(page, None if name in FIRST_PANELS else self.actions_of[name].trigger)
        else:
            page.setParent(self)  # which takes it from its row
        self._row_of(name).show_style()
        self.actions_of[name].setChecked(is_open)

    def _raise(self, name: str) -> None:
        self._used = name
        page = self.pages[name]
        row, focused = self._row_of(name), self._window.focusWidget()
        hides_focus = focused is not None and row.currentWidget() is not page and row.isAncestorOf(focused)
        row.setCurrentWidget(page)
        if hides_focus:
            page.take_focus()

    # What fills the window.

    def fill_used(self) -> None:
        """Fill the window with the panel that was used last, or leave that."""
        if self._is_asked:
            self.leave()
        else:
            self.fill(self.seen)

    def fill(self, name: str) -> None:
        """Fill the window with a panel, until `leave` or Esc."""
        self._is_asked = True
        self._window.installEventFilter(self)
        self._show_alone(name)

    def leave(self) -> None:
        """Show all open panels again, as far as there is room."""
        if self._is_asked:
            self.left.emit()
            self._is_asked = False
            self._window.removeEventFilter(self)
            self._fit_to_window()
            self._update_visibility()

    @property
    def seen(self) -> str:
        """The panel that was used last, or what is seen in its place."""
        page = self.pages.get(self._used)
        if page is None or page.isVisible():
            return self._used
        row = self._row_of(self._used)
        return row.front if row.isVisible() else CENTER

    def _show_alone(self, name: str) -> None:
        if not self._alone:
            self._before = self.splitter_states(), self._window.focusWidget()
        self._alone = self._used = name
        if name != CENTER:
            if not self.is_open(name):
                self._set_open(name, is_open=True)
            self._row_of(name).setCurrentWidget(self.pages[name])
        self._update_visibility()
        page, focused = self.pages.get(name, self._center), self._window.focusWidget()
        if focused is not self._choice and (focused is None or not page.isAncestorOf(focused)):
            page.take_focus()

    def _show_all(self) -> None:
        if not self._alone:
            return
        self._alone = ""
        states, focused = self._before
        self._update_visibility()
        self.restore_splitters(states)
        if focused is not None and isValid(focused) and focused.isVisible():
            focused.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_chosen(self, place: int) -> None:
        name = list(PANEL_HELP)[place]
        if self._alone not in ("", name):
            self._show_alone(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_to_window()

    def _fit_to_window(self) -> None:
        """Show one panel alone where there is no room for more."""
        least = scaled_size(_LEAST_ROOM)
        self._is_small = self.width() < least.width() or self.height() < least.height()
        if self._is_small and not self._alone:
            self._show_alone(self.seen)
        elif not (self._is_small or self._is_asked):
            self._show_all()
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Resize the rows with the window; leave at Esc, before it is the shortcut of an action."""
        if watched is self._columns:
            if event.type() == QEvent.Type.Resize:
                self._fit()
        elif takes_escape(event):
            if event.type() == QEvent.Type.KeyPress:
                self.leave()
            return True
        return super().eventFilter(watched, event)

    # Sizes.

    @property
    def _splitters(self) -> dict[str, QSplitter]:
        return {"columns": self._columns, "middle": self._middle, "upper": self._upper}

    def splitter_states(self) -> dict[str, QByteArray]:
        """The states of the splitters by name, if the user has dragged one; those before one panel fills the window."""
        if self._alone:
            return self._before[0]
        return {name: splitter.saveState() for name, splitter in self._splitters.items()} if self._is_dragged else {}

    def restore_splitters(self, states: Mapping[str, QByteArray]) -> None:
        """Restore the `states` of the splitters, or their initial sizes if there are none."""
        self._is_dragged = bool(states)
        for name, splitter in self._splitters.items():
            if name in states:
                splitter.restoreState(states[name])
        self._fit()

    def _mark_dragged(self) -> None:
        self._is_dragged = True

    def _update_visibility(self) -> None:
        """Show and hide rows, center and splitters: those with panels, or the one that fills the window."""
        if self._alone not in ("", CENTER, *self.open_panels):
            self._alone = CENTER
        alone, page = self._alone, self.pages.get(self._alone)
        self._choices.setVisible(bool(alone))
        self._leave.setVisible(self._is_asked)
        if alone:
            self._choice.setCurrentIndex(list(PANEL_HELP).index(alone))
        for row in self._rows.values():
            row.setVisible(row.count() > 0 and (not alone or row.currentWidget() is page))
            row.tabBar().setHidden(bool(alone))
        self._center.setVisible(alone in ("", CENTER))
        self._bar.setVisible(alone in ("", CENTER))
        self._upper.setVisible(any(not part.isHidden() for part in (self._center, self._rows["right"])))
        self._middle.setVisible(any(not part.isHidden() for part in (self._upper, self._rows["bottom"])))
        self._fit()

    def _fit(self) -> None:
        """Set the initial sizes of the rows, unless the user has dragged an edge."""
        if self._is_dragged or not self.isVisible():
            return
        whole, height = self.width(), self._columns.height()
        needed = {
            name: max((page.needed().width() for page in row.pages), default=0) + _FRAME
            for name, row in self._rows.items()
        }
        left, right = _side_width(whole, needed["left"]), _side_width(whole, needed["right"])
        bottom = _bottom_height(height)
        self._columns.setSizes([left, whole - left])
        self._middle.setSizes([height - bottom, bottom])
        self._upper.setSizes([whole - left - right - 2 * _HANDLE, right])

    # What is used.

    def _on_tab_clicked(self, page: QWidget | None) -> None:
        """Focus the panel, so that F1 is about what the user looks at."""
        if isinstance(page, PanelPage):
            page.take_focus()

    def _on_tab_double_clicked(self, page: QWidget | None) -> None:
        if isinstance(page, PanelPage):
            self.fill(page.panel_name)

    def _update_used_panel(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Remember the panel that has the focus as the one used last."""
        if now is None or not isValid(self):
            return
        parts = [(CENTER, self._bar), (CENTER, self._center), *self.pages.items()]
        self._used = next((name for name, part in parts if part.isAncestorOf(now)), self._used)


def _row_name(name: str) -> str:
    """The row that a panel is in."""
    return _HOMES.get(name, "bottom")


def _side_width(window_width: int, needed: int) -> int:
    """The initial width of a side row, whose panels need the width `needed`."""
    width = min(max(scaled(_LEAST_SIDE), round(_SIDE_SHARE * window_width)), round(_MOST_SIDE_SHARE * window_width))
    return max(width, min(needed, round(_MOST_NEEDED * window_width)))


def _bottom_height(height: int) -> int:
    """The initial height of the bottom row, of the `height` of all rows."""
    left = max(height - scaled(_LEAST_UPPER), round(_LEAST_BOTTOM_SHARE * height))
    return min(left, round(_MOST_BOTTOM_SHARE * height))
