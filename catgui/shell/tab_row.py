"""A row of tabs, and the pages behind them, each of which has a panel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QWidget,
)

from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import set_tooltip
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.layouts import column_of

_CLOSE_ICON, _CLOSE_BUTTON = QSize(12, 12), QSize(16, 16)
# What a page needs at least, in pixels whatever the size of the text: of larger panels the rest is scrolled to.
_LEAST = QSize(176, 80)
# How often a panel may change its size while the scroll bars are fitted to it.
_MOST_CHANGES = 3


class PanelPage(QScrollArea):
    """The place of a panel, which scrolls where it has less room than the panel needs; empty until that is made.

    Signals: `missing()`, it is seen, but has no panel yet.

    Attributes: `panel_name`, the object name of the panel; `title`; `panel`, None at first.
    """

    missing = Signal()

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_page")
        self.setAccessibleName(title)
        self.panel_name, self.title = name, title
        self.panel: QWidget | None = None
        self._changes = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.hide()

    def set_panel(self, panel: QWidget) -> None:
        """Put `panel` into the page, which has none yet."""
        panel.setAccessibleName(self.title)  # it has the focus after a click on its tab
        self.panel = panel
        holder = _PanelHolder(panel)
        self.setWidget(holder)
        holder.show()

    def needed(self) -> QSize:
        """The size in which nothing needs to be scrolled."""
        holder = self.widget()
        return QSize(0, 0) if holder is None else holder.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """The least room, in which the panel may need to be scrolled."""
        return self.needed().boundedTo(_LEAST)

    def take_focus(self) -> None:
        """Focus the panel, not a control, which Space could press instead of training."""
        if self.panel is not None:
            self.panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the scroll bars to a panel of another size, but not without end where that changes its size again."""
        if event.type() != QEvent.Type.Resize:
            return super().eventFilter(watched, event)
        self._changes += 1
        if self._changes <= _MOST_CHANGES:
            super().eventFilter(watched, event)
        self._changes -= 1
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.panel is None:
            self.missing.emit()


class _PanelHolder(QWidget):
    """Holds a panel in a scroll area, which would else be as high as its lists would like to be."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        column_of(panel).on(self)

    def heightForWidth(self, _width: int) -> int:
        return self.minimumSizeHint().height()


class TabRow(QTabWidget):
    """Pages behind tabs. A single tab looks like a title."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        bar = self.tabBar()
        bar.setAccessibleName("Panels that share this place")
        set_tooltip(bar, "Double-click to fill the window")

    @property
    def pages(self) -> list[PanelPage]:
        """The pages in the order of their tabs."""
        return [page for place in range(self.count()) if isinstance(page := self.widget(place), PanelPage)]

    @property
    def front(self) -> str:
        """The name of the panel in front; '' if there is none."""
        page = self.currentWidget()
        return page.panel_name if isinstance(page, PanelPage) else ""

    def add_page(self, page: PanelPage, close: Callable[[], object] | None) -> None:
        """Add `page` as the last one; the button on its tab, if any, calls `close`."""
        place = self.addTab(page, page.title)
        if close is not None:
            button = _CloseButton(page.title)
            button.clicked.connect(close)
            self.tabBar().setTabButton(place, QTabBar.ButtonPosition.RightSide, button)

    def show_style(self) -> None:
        """Look like tabs or like a title."""
        bar, is_title = self.tabBar(), self.count() == 1
        bar.setFocusPolicy(Qt.FocusPolicy.NoFocus if is_title else Qt.FocusPolicy.TabFocus)
        if bar.property("title") is not is_title:
            bar.setProperty("title", is_title)
            bar.setDrawBase(not is_title)
            bar.style().unpolish(bar)
            bar.style().polish(bar)


class _CloseButton(IconToolButton):
    """Closes a panel, on its tab. It takes no focus: the View menu does the same by keys."""

    def __init__(self, title: str) -> None:
        super().__init__("close", f"Close {title}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        keep_scaled(self.setIconSize, _CLOSE_ICON)
        keep_scaled(self.setFixedSize, _CLOSE_BUTTON)
