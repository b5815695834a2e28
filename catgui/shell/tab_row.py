"""A row of tabs, and the pages behind them, each of which has a panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QToolButton,
    QWidget,
)

from catgui.shell.layouts import FIRST_PANELS
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_title, set_tooltip
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.fitting_tab_bar import FittingTabBar
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, row_of

_CLOSE_ICON, _CLOSE_BUTTON = QSize(12, 12), QSize(16, 16)
_END = 8  # between the menu and the end of its row
# What a page needs at least, in pixels whatever the size of the text: of larger panels the rest is scrolled to.
_LEAST = QSize(176, 110)


class PanelPage(QScrollArea):
    """The place of a panel, which scrolls where it has less room than the panel needs; empty until that is made.

    Signals: `missing()`, it is seen, but has no panel yet; `needs_changed()`, it may need another size.

    Attributes: `panel_name`, the object name of the panel; `title`; `panel`, None at first.
    """

    missing = Signal()
    needs_changed = Signal()

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_page")
        self.setAccessibleName(title)
        self.panel_name, self.title = name, title
        self.panel: QWidget | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.hide()

    def set_panel(self, panel: QWidget) -> None:
        """Put `panel` into the page, which has none yet."""
        panel.setAccessibleName(self.title)  # it has the focus after a click on its tab
        self.panel = panel
        holder = _PanelHolder(panel, self.needs_changed)
        self.setWidget(holder)
        holder.show()
        self.needs_changed.emit()

    def needed(self) -> QSize:
        """The size in which nothing needs to be scrolled."""
        holder = self.widget()
        return QSize(0, 0) if holder is None else holder.minimumSizeHint()

    def wanted(self) -> QSize:
        """The size that the panel would like to have."""
        return QSize(0, 0) if self.panel is None else self.panel.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The least room, in which the panel may need to be scrolled."""
        return self.needed().boundedTo(_LEAST)

    def take_focus(self) -> None:
        """Give the focus to the first control of the panel that Tab would lead to, or to the panel if it has none."""
        for control in self.findChildren(QWidget):
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isEnabled() and control.isVisible():
                control.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        if self.panel is not None:
            self.panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.panel is None:
            self.missing.emit()


class _PanelHolder(QWidget):
    """Holds a panel in a scroll area, which would else be as high as its lists would like to be."""

    def __init__(self, panel: QWidget, changed: SignalInstance) -> None:
        super().__init__()
        self._panel, self._changed = panel, changed
        self._needs: tuple[QSize, QSize, int] | None = None
        column_of(panel).on(self)

    def heightForWidth(self, _width: int) -> int:
        return self.minimumSizeHint().height()

    def event(self, event: QEvent) -> bool:
        """Tell when the panel needs another size; it is laid out anew for each other text, many times a second."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            panel = self._panel
            needs = self.minimumSizeHint(), panel.sizeHint(), panel.heightForWidth(self.width())
            if needs != self._needs:
                self._needs = needs
                self._changed.emit()
        return done


class TabRow(QTabWidget):
    """Pages behind tabs, with the menu of the one in front at the end of the row. A single tab looks like a title.

    With a `title` it is a window of its own.

    Signals: `menu_opening(str)`, the menu of that panel is to be filled; `clicked(str)`, `double_clicked(str)` and
    `close_requested(str)`, by a tab; `closed()`, the window.

    Attributes: `menu`.
    """

    menu_opening = Signal(str)
    clicked = Signal(str)
    double_clicked = Signal(str)
    close_requested = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget, title: str = "") -> None:
        super().__init__(parent)
        self._owner = parent
        if title:
            self.setWindowFlags(Qt.WindowType.Tool)  # above its parent, whose keys work in it
            self.setWindowTitle(escape_title(title))
            self.setAccessibleName(title)
        bar = FittingTabBar()
        self.setTabBar(bar)
        self.setDocumentMode(True)
        self.setMovable(True)
        bar.setAccessibleName("Panels that share this place")
        set_tooltip(bar, "Double-click to fill the window")
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        bar.customContextMenuRequested.connect(self._open_menu)
        bar.tabBarClicked.connect(lambda place: self._emit(self.clicked, place))
        bar.tabBarDoubleClicked.connect(lambda place: self._emit(self.double_clicked, place))
        self._add_corner()
        self.currentChanged.connect(self._name_menu)

    def _add_corner(self) -> None:
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(lambda: self.menu_opening.emit(self.front))
        self._hint = label(role="muted")
        self._button = IconToolButton("more", "")
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # F10 does the same
        self._button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._button.setMenu(self.menu)
        corner = QWidget()
        row_of(self._hint, self._button, margins=(0, 0, _END, 0)).on(corner)
        self.setCornerWidget(corner)

    @property
    def pages(self) -> list[PanelPage]:
        """The pages in the order of their tabs."""
        return [page for place in range(self.count()) if isinstance(page := self.widget(place), PanelPage)]

    @property
    def front(self) -> str:
        """The name of the panel in front; '' if there is none."""
        page = self.currentWidget()
        return page.panel_name if isinstance(page, PanelPage) else ""

    @property
    def tabs_height(self) -> int:
        """The height of the tabs and of the menu beside them."""
        return max(self.tabBar().sizeHint().height(), self.cornerWidget().sizeHint().height())

    def show_pages(self, pages: Sequence[PanelPage], front: Sequence[str], hint: str) -> None:
        """Show `pages`, in this order, and no others; the first of `front` is in front, `hint` stands by the menu."""
        for place, page in enumerate(pages):
            if self.indexOf(page) < 0:
                self._insert(place, page)
            elif self.indexOf(page) != place:
                self.tabBar().moveTab(self.indexOf(page), place)
        shown = {page.panel_name: page for page in pages}
        for name in [name for name in front if name in shown][:1]:
            self.setCurrentWidget(shown[name])
        self._style()
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        # A window of its own waits for that which it belongs to.
        self.setVisible(bool(pages) and (not self.isWindow() or self._owner.isVisible()))

    def _insert(self, place: int, page: PanelPage) -> None:
        self.insertTab(place, page, page.title)
        if page.panel_name not in FIRST_PANELS:
            button = _CloseButton(page.title)
            button.clicked.connect(lambda: self.close_requested.emit(page.panel_name))
            self.tabBar().setTabButton(place, QTabBar.ButtonPosition.RightSide, button)

    def _style(self) -> None:
        """Look like tabs or like a title."""
        bar, is_title = self.tabBar(), self.count() == 1
        bar.setFocusPolicy(Qt.FocusPolicy.NoFocus if is_title else Qt.FocusPolicy.TabFocus)
        if bar.property("title") is not is_title:
            bar.setProperty("title", is_title)
            bar.setDrawBase(not is_title)
            bar.style().unpolish(bar)
            bar.style().polish(bar)
        self._name_menu()

    def _name_menu(self) -> None:
        self._button.setAccessibleName(f"Menu of {self.tabText(self.currentIndex())}")

    def open_menu(self) -> None:
        """Open the menu of the panel in front, below its button."""
        self.menu.popup(self._button.mapToGlobal(self._button.rect().bottomLeft()))

    def _open_menu(self, pos: QPoint) -> None:
        """Open the menu of the panel whose tab is at `pos`, in front."""
        place = self.tabBar().tabAt(pos)
        if place >= 0:
            self.setCurrentIndex(place)
            self.menu.popup(self.tabBar().mapToGlobal(pos))

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def _emit(self, signal: SignalInstance, place: int) -> None:
        page = self.widget(place)
        if isinstance(page, PanelPage):
            signal.emit(page.panel_name)


class _CloseButton(IconToolButton):
    """Closes a panel, on its tab. It takes no focus: the View menu does the same by keys."""

    def __init__(self, title: str) -> None:
        super().__init__("close", f"Close {title}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        keep_scaled(self.setIconSize, _CLOSE_ICON)
        keep_scaled(self.setFixedSize, _CLOSE_BUTTON)
