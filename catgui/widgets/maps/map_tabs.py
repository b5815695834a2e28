"""Tabs for a page about a picture and the map of the network."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from catgui.domain import map_texts
from catgui.domain.map_texts import MappedPicture
from catgui.domain.prediction_texts import DIVERGED
from catgui.style.tooltips import escape_tab_tip
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, pages_of, row_of
from catgui.widgets.maps.map_figure import MapFigure

_FIRST, _MAP = 0, 1


class MapTabs(QWidget):
    """Shows `first`, under the tab `title`, or the network's map of a picture.

    `keys` gives the tabs keys, Alt and a letter. `beside` stands before them.

    Signals: `chosen(bool)`, the tab of the map was chosen, or the first one.
    """

    chosen = Signal(bool)

    def __init__(
        self,
        title: str,
        first: QWidget,
        keys: bool = False,
        beside: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._first, self._page = first, MapPage()
        self._offers_map, self._showed_map = True, False
        self._tabs, self._stack = QTabBar(self), QStackedWidget()
        self._tabs.setObjectName("map_tabs")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        for page, text in ((first, title), (self._page, map_texts.NETWORK_MAP)):
            self._stack.addWidget(page)
            tab = self._tabs.addTab(f"&{text}" if keys else text)
            # Qt gives screen readers the name of the current tab, not that of the tab bar.
            self._tabs.setAccessibleTabName(tab, text)
        self._tabs.setTabToolTip(_MAP, escape_tab_tip(map_texts.NETWORK_MAP_TIP))
        head = row_of(self._tabs, ...)
        if beside is not None:
            self._tabs.setProperty("role", "corner")
            head = row_of((beside, 1), self._tabs, spacing=16)
        column_of(head, (self._stack, 1), spacing=4).on(self)
        self._tabs.currentChanged.connect(self._on_tab_changed)

    @property
    def shows_map(self) -> bool:
        """Whether the tab of the map is chosen."""
        return self._tabs.currentIndex() == _MAP

    def choose_map(self, chosen: bool = True) -> None:
        """Choose the tab of the map, or the first one."""
        self._tabs.setCurrentIndex(_MAP if chosen else _FIRST)

    def offer_map(self, offered: bool) -> None:
        """Show the tabs, or only `first` without tabs, for a picture that could not be read.

        With the tabs the map is shown again if it was shown before.
        """
        if offered == self._offers_map:
            return
        self._offers_map = offered
        if not offered:
            self._showed_map = self.shows_map
        self._tabs.setVisible(offered)
        self.choose_map(offered and self._showed_map)

    def show_map(self, mapped: MappedPicture) -> None:
        """Show a map in its tab."""
        self._page.show_map(mapped)

    def show_text(self, text: str) -> None:
        """Show in its tab why there is no map."""
        self._page.show_text(text)

    def _on_tab_changed(self, tab: int) -> None:
        self._stack.setCurrentIndex(tab)
        self.chosen.emit(self.shows_map)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the tabs the height of their style: the layout has asked for it before they had one."""
        super().showEvent(event)
        self._tabs.updateGeometry()


class MapPage(QWidget):
    """Shows the map of a picture, or a text in its place.

    Attributes: `figure`, the map.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = MapFigure()
        self._text = label(wrap=True)
        self._text.setObjectName("map_missing")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setMargin(16)
        self._pages = pages_of(self._text, self.figure)
        column_of(self._pages).on(self)
        self.show_text(map_texts.FINDING)

    def show_map(self, mapped: MappedPicture) -> None:
        """Show the map of a picture."""
        if not mapped.map.is_finite:
            self.show_text(DIVERGED)
            return
        self.figure.show_map(mapped)
        self._pages.setCurrentIndex(1)

    def show_text(self, text: str) -> None:
        """Show why there is no map."""
        self._text.setText(text)
        self._pages.setCurrentIndex(0)
