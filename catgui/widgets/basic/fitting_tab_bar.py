"""A bar of tabs that lists those for which it has no room."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QTabBar, QToolButton, QWidget

from catgui.style.text_size import scaled
from catgui.style.tooltips import set_tooltip, unescape_caption
from catgui.widgets.basic.layouts import NO_LIMIT
from engine.text import counted

_PADDING = 12  # around the number of the tabs in the list
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_FIT_CHANGES = (QEvent.Type.FontChange, QEvent.Type.StyleChange)


class FittingTabBar(QTabBar):
    """Shows the tabs that have room, always the current one, and at its end a list of the others.

    The arrow keys lead through all of them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)  # of a tab that is wider than the bar
        self._list = QToolButton(self)
        self._list.setObjectName("more_tabs")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._list)
        menu.aboutToShow.connect(self._fill_list)
        self._list.setMenu(menu)
        self._list.hide()
        self.currentChanged.connect(self.fit)

    def sizeHint(self) -> QSize:
        """The size in which all tabs are shown."""
        return QSize(sum(self._widths), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for the first tab and the list."""
        return QSize(sum(self._widths[:1]) + self._list_width, super().minimumSizeHint().height())

    @property
    def _widths(self) -> list[int]:
        return [self.tabSizeHint(tab).width() for tab in range(self.count())]

    @property
    def _list_width(self) -> int:
        return self.fontMetrics().horizontalAdvance("+00") + scaled(_PADDING) if self.count() > 1 else 0

    @property
    def _hidden(self) -> list[int]:
        return [tab for tab in range(self.count()) if not self.isTabVisible(tab)]

    def fit(self) -> None:
        """Show the tabs that there is room for now, or all while the bar has no room yet."""
        width, room = self._list_width, self.width() if self.isVisible() else NO_LIMIT
        for tab, is_shown in enumerate(fitting_tabs(self._widths, self.currentIndex(), room, width)):
            if self.isTabVisible(tab) != is_shown:
                self.setTabVisible(tab, is_shown)
        hidden = [unescape_caption(self.tabText(tab)) for tab in self._hidden]
        self._list.setText(f"+{len(hidden)}")
        self._list.setVisible(bool(hidden))
        set_tooltip(self._list, "\n".join(hidden))
        self._list.setAccessibleName(counted(len(hidden), "more tab", "more tabs"))
        self._list.setGeometry(self.width() - width, 0, width, self.height())

    def _fill_list(self) -> None:
        menu = self._list.menu()
        menu.clear()
        for tab in self._hidden:
            menu.addAction(self.tabText(tab)).triggered.connect(partial(self._choose, tab))

    def _choose(self, tab: int, _checked: bool = False) -> None:
        self.setCurrentIndex(tab)
        self.tabBarClicked.emit(tab)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next tab, also if it is in the list, which Qt would leave out."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            further = [tab for tab in range(self.count())[::step] if (tab - self.currentIndex()) * step > 0]
            self.setCurrentIndex(further[0] if further else self.currentIndex())

    def tabInserted(self, index: int) -> None:  # noqa: N802  Qt's name
        super().tabInserted(index)
        self.fit()

    def tabRemoved(self, index: int) -> None:  # noqa: N802  Qt's name
        super().tabRemoved(index)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _FIT_CHANGES:
            self.fit()


def fitting_tabs(widths: Sequence[int], current: int, room: int, list_width: int) -> list[bool]:
    """Mask of the tabs that are shown: all, or beside the list the current one, and from the first on what fits."""
    if sum(widths) <= room:
        return [True] * len(widths)
    free = room - list_width - (widths[current] if current >= 0 else 0)
    shown = []
    for tab, width in enumerate(widths):
        fits = tab == current or width <= free
        free -= width * (fits and tab != current)
        shown.append(fits)
    return shown
