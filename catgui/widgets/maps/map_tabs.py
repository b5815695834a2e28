"""The map of a picture with its caption, and tabs for a page about a picture and its map."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from catgui.domain import map_texts
from catgui.domain.map_texts import MappedPicture
from catgui.domain.prediction_texts import DIVERGED
from catgui.style.tooltips import escape_tab_tip, set_tooltip
from catgui.widgets.basic.commands import offer_figure
from catgui.widgets.basic.focus import announce
from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of, pages_of, row_of
from catgui.widgets.maps.map_view import MapView

_FIRST, _MAP = 0, 1


class MapTabs(QWidget):
    """Shows `first`, under the tab `title`, or the network's map of a picture; Alt and a letter choose a tab.

    Signals: `chosen(bool)`, the tab of the map was chosen, or the first one.
    """

    chosen = Signal(bool)

    def __init__(self, title: str, first: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first, self._page = first, MapPage()
        self._offers_map, self._showed_map = True, False
        self._tabs, self._stack = QTabBar(self), QStackedWidget()
        self._tabs.setObjectName("map_tabs")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        for page, text in ((first, title), (self._page, map_texts.NETWORK_MAP)):
            self._stack.addWidget(page)
            tab = self._tabs.addTab(f"&{text}")
            # Qt gives screen readers the name of the current tab, not that of the tab bar.
            self._tabs.setAccessibleTabName(tab, text)
        self._tabs.setTabToolTip(_MAP, escape_tab_tip(map_texts.NETWORK_MAP_TIP))
        column_of(row_of(self._tabs, ...), (self._stack, 1), self._page.caption, spacing=4).on(self)
        self._page.caption.hide()
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
        self._page.caption.setVisible(self.shows_map)
        self.chosen.emit(self.shows_map)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the tabs the height of their style: the layout has asked for it before they had one."""
        super().showEvent(event)
        self._tabs.updateGeometry()


class MapPage(QWidget):
    """Shows the map of a picture, or a text in its place.

    Attributes: `caption`, what its colors mean, or what the place does that is pointed at; its owner lays it out.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mapped: MappedPicture | None = None
        self._cell = (-1, -1)
        self.caption = label(role="muted", wrap=True)
        self.caption.setObjectName("map_caption")
        self._view = MapView()
        self._view.setAccessibleName(map_texts.NETWORK_MAP)
        set_tooltip(self._view, map_texts.HOW_TO_READ)
        self._text = label(wrap=True)
        self._text.setObjectName("map_missing")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = pages_of(self._text, self._view)
        column_of(self._pages).on(self)
        self._view.pointed.connect(self._on_pointed)
        self.show_text(map_texts.FINDING)

    def show_map(self, mapped: MappedPicture) -> None:
        """Show the map of a picture."""
        if not np.isfinite(mapped.values).all():
            self.show_text(DIVERGED)
            return
        self._mapped = mapped
        self._view.show_map(mapped)
        self._show_caption()
        self._pages.setCurrentWidget(self._view)

    def show_text(self, text: str) -> None:
        """Show why there is no map."""
        self._mapped = None
        self._text.setText(text)
        self.caption.setText("")
        self._pages.setCurrentWidget(self._text)

    def _on_pointed(self, row: int, column: int) -> None:
        self._cell = row, column
        self._show_caption()
        if row >= 0 and self._view.hasFocus():
            announce(self._view, self.caption.text())

    def _show_caption(self) -> None:
        if self._mapped is not None:
            (row, column), (rows, columns) = self._cell, self._mapped.values.shape
            is_there = 0 <= row < rows and 0 <= column < columns
            text = map_texts.place_text(self._mapped, row, column) if is_there else map_texts.legend(self._mapped)
            self.caption.setText(text)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy or save the picture with its map."""
        if self._mapped is not None:
            name = map_texts.NETWORK_MAP
            offer_figure(self, "picture with map", name, self._view.render_image, event.globalPos())
