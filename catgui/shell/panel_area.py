"""The panels around the plot, in rows of tabs between splitters, and in windows of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QSplitter, QToolButton, QWidget
from shiboken6 import isValid

from catgui.shell.layouts import (
    CENTER,
    FIRST_LAYOUT,
    FIRST_PANELS,
    FOLDED,
    PRESENTATION,
    PRESENTED_PANEL,
    ROWS,
    SETTINGS_PANEL,
    TALL_PANEL,
    Arrangement,
    Place,
    arrange_layout,
    arrange_presentation,
    bottom_height,
    folded_rows,
    folded_width,
    row_width,
)
from catgui.shell.screens import place_on_screen
from catgui.shell.tab_row import PanelPage, TabRow
from catgui.style.text_size import scaled, text_size
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.basic.roles import Role, set_role

_HANDLE = 8  # the width of what is between two rows
# A panel that floats first lies this far from its place, so that it is seen to have left it.
_SHIFT = QPoint(40, -56)
# The width of the plot beside a panel that is opened in a presentation, beside text of 9 points.
_PRESENTED_PLOT = 348
_STEP = 40  # by which the menu makes a panel larger
# Of the width of the window, for what a panel on a side needs.
_MOST_NEEDED = 0.45
_KEY_EVENTS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_HORIZONTAL, _VERTICAL = Qt.Orientation.Horizontal, Qt.Orientation.Vertical


class PanelArea(QWidget):
    """All panels of a window, arranged as an `Arrangement` says: what is where follows from that and from the sizes.

    Panels are named by their object names. `titles` has the titles of all, in the order of the View menu; those not
    among `panels` are made later. `center` and `bar`, which belongs to it, stand between the rows. At times one panel
    fills the window, or a presentation shows others, which changes nothing in `arrangement`.

    Signals: `help_requested(str)`, from the menu of a panel; `leaving()`, the arrangement is about to be shown again;
    `presented(bool)`, a presentation shows other panels, and whether one was opened in it.

    Attributes: `pages`, in the order of Tab, by panel; `actions_of`, which open and close panels, checked if they are
    open, by panel.
    """

    help_requested = Signal(str)
    leaving = Signal()
    presented = Signal(bool)

    def __init__(
        self, window: QMainWindow, titles: Mapping[str, str], bar: QWidget, center: QWidget, panels: list[QWidget]
    ) -> None:
        super().__init__(window)
        self._window, self._bar, self._center = window, bar, center
        self._made = {panel.objectName(): panel for panel in panels}
        self.pages: dict[str, PanelPage] = {}
        self._rows: dict[str, TabRow] = {}
        self._floating: dict[str, TabRow] = {}
        self._floated_at: dict[str, Place] = {}
        self._arrangement = arrange_layout(FIRST_LAYOUT)
        # The arrangement while something else is shown, and what had the focus then.
        self._before: tuple[Arrangement, QWidget | None] | None = None
        self._used = CENTER
        self._has_center = True
        self._folded: dict[str, str] = {}
        self._build(titles)
        self.actions_of = {name: self._make_action(name, title) for name, title in titles.items() if name != CENTER}
        text_size.changed.connect(self._arrange_again)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        application.screenRemoved.connect(self._bring_back)
        self._arrange(self._arrangement)

    def _build(self, titles: Mapping[str, str]) -> None:
        """Make rows, pages and splitters, in the order of Tab."""
        self._bar.setParent(self)
        left = self._make_row("left")
        self._add_page("data_panel", titles)
        beside = self._make_row("beside")
        self._center.setParent(self)
        self._right = self._make_splitter(_VERTICAL, self._make_row("right"))
        self._add_page("results_panel", titles)
        self._right.addWidget(self._make_row("corner"))
        self._sides = self._make_splitter(_HORIZONTAL, self._center, self._right)
        self._main = self._make_splitter(_VERTICAL, self._sides, self._make_row("bottom"))
        self._columns = self._make_splitter(_HORIZONTAL, self._main)
        self._columns.insertWidget(0, beside)
        self._columns.insertWidget(0, left)
        for name in titles:
            if name not in self.pages and name != CENTER:
                self._add_page(name, titles)
        column_of(self._bar, (self._columns, 1), spacing=0).on(self)
        # The splitter and the place in it that each row is sized by, with the edge before or after it.
        self._places = {
            "left": (self._columns, 0),
            "beside": (self._columns, 1),
            "right": (self._sides, 1),
            "corner": (self._right, 1),
            "bottom": (self._main, 1),
        }
        for row, (splitter, place) in self._places.items():
            edge = splitter.handle(place + 1 if splitter is self._columns else place)
            set_role(edge, Role.Separator)
            edge.setAccessibleName(_edge_name(row))

    def _make_splitter(self, orientation: Qt.Orientation, *widgets: QWidget) -> QSplitter:
        """A splitter, in which the first of `widgets` takes the room that is left."""
        splitter = QSplitter(orientation, self)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(_HANDLE)
        for widget in widgets:
            splitter.addWidget(widget)
        splitter.setStretchFactor(0, 1)
        splitter.splitterMoved.connect(partial(self._keep_sizes, splitter))
        return splitter

    def _make_row(self, name: str) -> TabRow:
        row = self._rows[name] = TabRow(self)
        row.setObjectName(f"{name}_row")
        row.setAccessibleName(ROWS[name])
        self._connect_row(row)
        return row

    def _connect_row(self, row: TabRow) -> None:
        row.menu_opening.connect(partial(self._fill_menu, row.menu))
        row.clicked.connect(self._on_tab_clicked)
        row.double_clicked.connect(self.fill)
        row.close_requested.connect(self.close_panel)

    def _add_page(self, name: str, titles: Mapping[str, str]) -> None:
        page = self.pages[name] = PanelPage(name, titles[name], self)
        page.needs_changed.connect(self.fit_later)
        if name in self._made:
            page.set_panel(self._made[name])

    def _make_action(self, name: str, title: str) -> QAction:
        action = QAction(title, self)
        action.setObjectName(f"{name}_action")
        action.setCheckable(True)
        action.triggered.connect(lambda checked: self.open(name) if checked else self.close_panel(name))
        return action

    def _fill_menu(self, menu: QMenu, name: str) -> None:
        """Make the entries of the menu of a panel, which say what they would do now."""
        menu.clear()
        for places in menu.findChildren(QMenu):
            places.deleteLater()
        floats = name in self._arrangement.floating
        fill = "&Show the other panels" if self.is_filled else "&Fill the window"
        is_arranged = self._before is None
        menu.addAction("&Help on this panel").triggered.connect(lambda: self.help_requested.emit(name))
        menu.addAction(fill).triggered.connect(lambda: self.fill(name))
        places = menu.addMenu("&Move to")
        places.setEnabled(is_arranged)
        for row, text in ROWS.items():
            move = places.addAction(f"&{text}")
            move.setEnabled(row != self._row_of(name) or floats)
            move.setVisible(row not in self._folded)
            move.triggered.connect(partial(self.move_to, name, row))
        for text, step in (("La&rger", _STEP), ("Sm&aller", -_STEP)):
            resize = menu.addAction(text)
            resize.setEnabled(is_arranged and not floats)
            resize.triggered.connect(partial(self._move_edge, name, step))
        float_ = menu.addAction("&Put back into the window" if floats else "F&loat")
        float_.setEnabled(is_arranged)
        float_.triggered.connect(lambda: self.put_back(name) if floats else self.float(name))
        close = menu.addAction("&Close")
        close.setEnabled(self._arrangement.layout != PRESENTATION)
        close.triggered.connect(lambda: self.close_panel(name))

    # What is where.

    @property
    def arrangement(self) -> Arrangement:
        """The arrangement outside of a presentation and of a panel that fills the window."""
        return self._captured() if self._before is None else self._before[0]

    def _captured(self) -> Arrangement:
        """What is shown, with what the user has dragged."""
        docked = [page.panel_name for row in self._rows.values() for page in row.pages]
        return replace(
            self._arrangement,
            tabs=(*docked, *self._floating),
            front=self._captured_front(),
            floating={name: _place_of(row) for name, row in self._floating.items()},
        )

    def _captured_front(self) -> tuple[str, ...]:
        """The panels in front of their rows, then those that will be once the rows are not folded."""
        shown = [row.front for row in reversed(self._rows.values()) if row.front]
        rows = {self._arrangement.row_of(name) for name in shown}
        docked = (name for name in self._arrangement.front if self.is_open(name) and name not in self._floating)
        return (*shown, *(name for name in docked if self._arrangement.row_of(name) not in rows))

    def _change(self, **changes: Any) -> None:
        """Show the present arrangement with `changes`."""
        self.leave()
        self._arrange(replace(self._captured(), **changes))

    def arrange(self, arrangement: Arrangement) -> None:
        """Show `arrangement`, whatever was shown before."""
        self.leave()
        self._arrange(arrangement)

    def show_layout(self, name: str) -> None:
        """Arrange the panels by the layout `name` of `LAYOUTS`; panels that the user has opened stay open."""
        opened = [panel for panel in self.actions_of if panel in self.arrangement.tabs and panel not in FIRST_PANELS]
        focused = self._window.focusWidget()
        arrangement = arrange_layout(name, opened)
        self.arrange(arrangement)
        if focused is None or not focused.isVisible():
            self.pages[arrangement.front[-1]].take_focus()

    def restore_layout(self) -> None:
        """Arrange the panels as the layout had them at first."""
        self.show_layout(self.arrangement.layout)

    def is_open(self, name: str) -> bool:
        """Whether a panel is in a row of tabs or floats, as things are shown now."""
        return name in self._arrangement.tabs

    def open(self, name: str) -> None:
        """Show a panel in front of the tabs beside it."""
        if name == CENTER:
            if not self.is_presenting or self._center.isHidden():
                self.leave_panel()
            return
        if not self.is_open(name) and self.is_presenting:
            self._present(name)
        elif not self.is_open(name):
            self._change(tabs=tuple(dict.fromkeys((*self.arrangement.tabs, name))))
        self._raise(name)

    def _raise(self, name: str) -> None:
        self._used = name
        page = self.pages[name]
        row, focused = self._row_with(name), self._window.focusWidget()
        if row.isWindow():
            row.raise_()
            row.activateWindow()
        hides_focus = focused is not None and row.currentWidget() is not page and row.isAncestorOf(focused)
        row.setCurrentWidget(page)
        if hides_focus and page.panel is not None:
            # Not one of its controls, which could be a button that Space presses instead of training.
            page.panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self, name: str) -> None:
        """Close a panel; during a presentation, show the presentation's own panels."""
        if self.is_presenting:
            self._present()
        else:
            self._change(tabs=tuple(tab for tab in self.arrangement.tabs if tab != name))

    def move_to(self, name: str, row: str) -> None:
        """Put a panel into another row, in front."""
        now = self.arrangement
        tabs = (*(tab for tab in now.tabs if tab != name), name)
        floating = {other: place for other, place in now.floating.items() if other != name}
        self._change(tabs=tabs, homes=now.homes | {name: row}, floating=floating)
        self._raise(name)

    def float(self, name: str) -> None:
        """Show a panel in a window of its own, where it floated before, or beside its place."""
        self.leave()
        page = self.pages[name]
        corner, size = page.mapToGlobal(_SHIFT), page.size().expandedTo(page.wanted())
        place = self._floated_at.get(name) or (*corner.toTuple(), *size.toTuple())
        self._change(floating=self.arrangement.floating | {name: place})

    def put_back(self, name: str) -> None:
        """Put a panel that floats back into its row, in front."""
        self.move_to(name, self._arrangement.row_of(name))

    # For a time.

    @property
    def is_filled(self) -> bool:
        """Whether one panel fills the window."""
        return self._before is not None and not self.is_presenting

    @property
    def is_presenting(self) -> bool:
        """Whether a presentation is shown, or a panel that was opened in it."""
        return self._arrangement.layout in (PRESENTATION, PRESENTED_PANEL)

    def fill_used(self) -> None:
        """Fill the window with the panel that was used last, or leave that."""
        self._note_seen()
        self.fill(self._used)

    def open_menu(self) -> None:
        """Open the menu of the panel that was used last, or of the plot."""
        self._note_seen()
        if self._used != CENTER:
            self._row_with(self._used).open_menu()
        elif (button := self._center.findChild(QToolButton, "plot_menu_button")) is not None:
            button.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _note_seen(self) -> None:
        """Take the panel that is seen in the place of a hidden one for that used last."""
        page = self.pages.get(self._used)
        if page is not None and not page.isVisible():
            row = self._row_with(self._used)
            self._used = row.front if row.isVisible() else CENTER

    def fill(self, name: str) -> None:
        """Fill the window with a panel, or leave that; a presentation stays."""
        if self._before is not None:
            if self._arrangement.layout != PRESENTATION:
                self.leave_panel()
            return
        captured = self._begin()
        others = {other: place for other, place in captured.floating.items() if other != name}
        shown = () if name == CENTER else (name,)
        self._arrange(replace(captured, tabs=(*shown, *others), front=shown, floating=others), has_center=not shown)
        focused = self._window.focusWidget()
        if shown and (focused is None or not self.pages[name].isAncestorOf(focused)):
            self.pages[name].take_focus()

    def present(self) -> None:
        """Show only the plot, the results and the wrong predictions, as a presentation has them."""
        self.leave()
        self._begin()
        self._present()

    def _begin(self) -> Arrangement:
        captured = self._captured()
        self._before = captured, self._window.focusWidget()
        self._window.installEventFilter(self)
        return captured

    def _present(self, name: str = "") -> None:
        """Show what a presentation has, or a panel that is opened in it, beside the plot if both have room."""
        page = self.pages.get(name)
        needed = 0 if page is None else page.wanted().width()
        plot = max(scaled(_PRESENTED_PLOT), self._center.minimumSizeHint().width())
        has_center = needed + _HANDLE + plot <= self.width()
        self._arrange(arrange_presentation(name), has_center=has_center)
        self.presented.emit(self._arrangement.layout == PRESENTED_PANEL)

    def leave_panel(self) -> None:
        """Close the panel opened in a presentation, else show the arrangement again."""
        if self._arrangement.layout == PRESENTED_PANEL:
            self._present()
        else:
            self.leave()

    def leave(self) -> None:
        """Show the arrangement again."""
        if self._before is None:
            return
        self.leaving.emit()
        (arrangement, focused), self._before = self._before, None
        self._window.removeEventFilter(self)
        moved = {name: _place_of(row) for name, row in self._floating.items()}
        self._arrange(replace(arrangement, floating={**arrangement.floating, **moved}))
        if focused is not None and isValid(focused):
            focused.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave at Esc, before it is the shortcut of an action."""
        if isinstance(event, QKeyEvent) and event.type() in _KEY_EVENTS and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.leave_panel()
            return True
        return super().eventFilter(watched, event)

    def panel_of(self, widget: QWidget) -> str:
        """The panel that `widget` is or belongs to; '' if there is none."""
        parts = {CENTER: self._center, **self.pages}
        names = (name for name, part in parts.items() if part is widget or part.isAncestorOf(widget))
        return next(names, CENTER if self._bar.isAncestorOf(widget) else "")

    # The widgets.

    @property
    def _has_only_row(self) -> bool:
        """Whether all panels are in the row on the right."""
        return self._folded.get("left") == "right"

    def _row_of(self, name: str) -> str:
        """The row of a panel in a window as large as this."""
        row = self._arrangement.row_of(name)
        return self._folded.get(row, row)

    def _find_folded(self) -> dict[str, str]:
        """The rows that are folded in a window as large as this; none in a presentation."""
        return {} if self.is_presenting else folded_rows(self._window.width(), self._window.height())

    def _arrange(self, arrangement: Arrangement, *, has_center: bool = True) -> None:
        """Show `arrangement` and nothing else."""
        self._arrangement, self._has_center = arrangement, has_center
        self._folded = self._find_folded()
        focused = self._window.focusWidget()
        self.setUpdatesEnabled(False)
        for name in arrangement.floating.keys() - self._floating.keys():
            self._begin_floating(name, arrangement.floating[name])
        rows = {name: self._row_with(name) for name in arrangement.tabs}
        for name, page in self.pages.items():
            if name not in rows or rows[name].indexOf(page) < 0:
                page.setParent(self)  # which takes it from its row
        hint = "Esc shows the other panels" if self.is_filled else ""
        for row in (*self._rows.values(), *(self._floating[name] for name in arrangement.floating)):
            row.show_pages([self.pages[name] for name in rows if rows[name] is row], arrangement.front, hint)
        for name in self._floating.keys() - arrangement.floating.keys():
            self._end_floating(name)
        for name, action in self.actions_of.items():
            action.setChecked(self.is_open(name))
        self._show_places()
        self.setUpdatesEnabled(True)
        if focused is not None and focused.isVisible():  # Qt moves the focus on as it hides pages
            focused.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row_with(self, name: str) -> TabRow:
        """The row that a panel is in, be it in a window of its own."""
        floats = name in self._arrangement.floating
        return self._floating[name] if floats else self._rows[self._row_of(name)]

    def _begin_floating(self, name: str, place: Place) -> None:
        row = self._floating[name] = TabRow(self._window, self.pages[name].title)
        self._connect_row(row)
        row.closed.connect(partial(self.put_back, name))
        place_on_screen(row, QRect(*place))

    def _end_floating(self, name: str) -> None:
        row = self._floating.pop(name)
        self._floated_at[name] = _place_of(row)
        if row.isActiveWindow():
            self._window.activateWindow()
        row.hide()
        row.deleteLater()

    def _show_places(self) -> None:
        """Show the center and the splitters that have something to show."""
        has_right = any(self._rows[row].count() for row in ("right", "corner"))
        self._bar.setVisible(self._has_center or self.is_presenting)
        self._center.setVisible(self._has_center)
        self._rows["left"].setVisible(self._rows["left"].count() > 0)
        self._right.setVisible(has_right)
        self._sides.setVisible(self._has_center or has_right)
        self._main.setVisible(self._has_center or has_right or self._rows["bottom"].count() > 0)
        # The edge beside the center, also where there is no second column.
        self._columns.handle(2).setAccessibleName(_edge_name("beside" if self._rows["beside"].count() else "left"))
        self._fit()

    # Sizes, which are a function of the arrangement, the window and the texts.

    def _fit(self) -> None:
        """Give each row its size."""
        if not self.isVisible():
            return
        whole = self.width()
        self._columns.setSizes([self._wish("left"), self._wish("beside"), whole])
        self._sides.setSizes([whole, self._wish("right", "corner")])
        if self._has_center:
            height = self._arrangement.sizes.get("bottom") or self._bottom_height()
            self._main.setSizes([self.height(), height])
        room, lower = self._right.height() - _HANDLE, self._arrangement.sizes.get("corner", 0)
        if self._arrangement.layout == PRESENTATION:
            upper = self._rows["right"]
            lower = room - upper.tabs_height - max((page.needed().height() for page in upper.pages), default=0)
        lower = lower or room // 2
        self._right.setSizes([room - lower, lower])

    def _wish(self, row: str, *others: str) -> int:
        """The width that a row should have, and others in its column."""
        if (size := self._arrangement.sizes.get(self._size_name(row))) is not None:
            return size
        pages = [page for name in (row, *others) for page in self._rows[name].pages]
        if self._size_name(row) == FOLDED:
            width = folded_width(self.width(), is_only=self._has_only_row)
        else:
            is_broad = row == "left" and self.pages[SETTINGS_PANEL] in pages
            is_low = "bottom" in self._folded
            width = row_width(self._arrangement, row, self.width(), is_broad=is_broad, is_low=is_low)
        needed = max((page.needed().width() for page in pages), default=0)
        return max(width, min(needed, round(_MOST_NEEDED * self.width())))

    def _size_name(self, row: str) -> str:
        """The name of the size of a row among `sizes`."""
        return FOLDED if row == "right" == self._folded.get("bottom") else row

    def lacking(self) -> QSize:
        """How much larger the column on the right would have to be than it is at least, for no panel to scroll."""
        columns = [self._rows[row].pages for row in ("right", "corner")]
        more = [[page.needed() - page.minimumSizeHint() for page in pages] for pages in columns]
        width = max((size.width() for sizes in more for size in sizes), default=0)
        return QSize(width, sum(max((size.height() for size in sizes), default=0) for sizes in more))

    def _bottom_height(self) -> int:
        """The height of the bottom that leaves the plot its room."""
        plot, layout = self._center.findChild(QWidget, "cost_plot"), self._center.layout()
        assert plot is not None
        assert layout is not None
        # The sentence above the plot has as many lines as that width needs, not the one of before.
        controls = layout.totalMinimumHeightForWidth(self._center.width()) - plot.minimumSizeHint().height()
        row, tall = self._rows["bottom"], self.pages[TALL_PANEL]
        panel = tall.panel if tall in row.pages else None
        wanted = 0 if panel is None else panel.heightForWidth(self._main.width()) + row.tabs_height
        return max(1, bottom_height(self._window.height(), self._main.height() - _HANDLE, controls, wanted))

    def _keep_sizes(self, splitter: QSplitter, *_: int) -> None:
        """Keep the sizes of the rows beside the edges of `splitter`, one of which the user has dragged."""
        places = [(self._size_name(row), place) for row, (owner, place) in self._places.items() if owner is splitter]
        dragged = {name: splitter.sizes()[place] for name, place in places}
        sizes = self._arrangement.sizes | {row: size for row, size in dragged.items() if size}
        self._arrangement = replace(self._arrangement, sizes=sizes)

    def _move_edge(self, name: str, step: int) -> None:
        """Give the row of a panel so much more room, as dragging its edge does."""
        splitter, place = self._places[self._row_of(name)]
        sizes, rest = splitter.sizes(), 2 if splitter is self._columns else 0
        sizes[place] += step
        sizes[rest] -= step
        splitter.setSizes(sizes)
        self._keep_sizes(splitter)

    def _arrange_again(self) -> None:
        """Fold the rows that the window has no room for now, and no others."""
        if self._find_folded() != self._folded:
            self._arrange(self._captured(), has_center=self._has_center)

    def fit_later(self) -> None:
        """Resize the rows, once, when all panels have said what they need."""
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def event(self, event: QEvent) -> bool:
        """Resize the rows when what they need has changed."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_again()
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """The least size of the window's panels, in one row beside the plot, or of what is shown for a time."""
        if self._before is not None:
            return super().minimumSizeHint()
        row = QSize(0, 0)
        for least in (row.minimumSizeHint() for row in self._rows.values() if row.count()):
            row = row.expandedTo(least)
        center = self._center.minimumSizeHint().expandedTo(self._center.minimumSize())
        columns = [part for part in (row, center) if not part.isEmpty()]
        width = sum(part.width() for part in columns) + _HANDLE * (len(columns) - 1)
        height = max(part.height() for part in columns)
        bar = self._bar.minimumSizeHint()
        return QSize(max(width, bar.width()), bar.height() + height)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        for row in self._floating.values():
            row.show()

    def _bring_back(self) -> None:
        """Move the floating panels of a disconnected screen to another one."""
        for row in self._floating.values():
            place_on_screen(row, row.frameGeometry())

    def _on_tab_clicked(self, name: str) -> None:
        """Give the focus to the panel: F1 and F8 are then about what the user looks at."""
        panel = self.pages[name].panel
        if panel is not None:
            # Not to one of its controls, which could be a button that Space presses instead of training.
            panel.setFocus(Qt.FocusReason.MouseFocusReason)

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Note which panel is used."""
        if now is not None and isValid(self):
            self._used = self.panel_of(now) or self._used


def _edge_name(row: str) -> str:
    return f"Edge of: {ROWS[row]}"


def _place_of(row: TabRow) -> Place:
    """Where a panel floats, its frame included, and its size."""
    return row.x(), row.y(), row.width(), row.height()
