"""Tabs for a page about a picture, the map of the network and that of the detector."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSlider, QStackedWidget, QWidget

from catgui.domain import map_texts
from catgui.domain.map_texts import MapKind, MappedPicture
from catgui.domain.prediction_texts import DIVERGED
from catgui.style.text_size import keep_scaled
from catgui.style.tooltips import escape_tab_tip, set_tooltip
from catgui.widgets.basic.fitting_tab_bar import FittingTabBar
from catgui.widgets.basic.labels import ElidedLabel, label
from catgui.widgets.basic.layouts import column_of, pages_of, row_of
from catgui.widgets.maps.map_figure import MapFigure

_KINDS = (MapKind.NETWORK, MapKind.DETECTOR)
_TIPS = {MapKind.NETWORK: map_texts.NETWORK_MAP_TIP, MapKind.DETECTOR: map_texts.DETECTOR_MAP_TIP}
# The detector's map is beside that of the same network untrained.
_COUNTS = {MapKind.NETWORK: 1, MapKind.DETECTOR: 2}
_STRENGTH = 70
_SLIDER_WIDTH = 120


class MapTabs(QWidget):
    """Shows `first`, under the tab `title`, or the maps of a picture.

    `keys` gives the tabs keys, Alt and a letter. `beside` stands before them.

    Signals: `chosen(object)`, the MapKind of the tab that was chosen, or None for another.
    """

    chosen = Signal(object)

    def __init__(
        self,
        title: str,
        first: QWidget,
        keys: bool = False,
        beside: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        # What each tab shows.
        self._first = first
        self._contents: list[QWidget | MapKind] = [first, *_KINDS]
        self._offers_maps = self._offers_detector = True
        self._left: MapKind | None = None
        self._tabs, self._stack = FittingTabBar(self), QStackedWidget()
        self._tabs.setObjectName("map_tabs")
        self._tabs.setDrawBase(False)
        self._stack.addWidget(first)
        self._pages: dict[MapKind, MapPage] = {}
        titles = [title, map_texts.NETWORK_MAP, map_texts.DETECTOR_MAP]
        for content, text in zip(self._contents, titles, strict=True):
            tab = self._tabs.addTab(f"&{text}" if keys else text)
            # Qt gives screen readers the name of the current tab, not that of the tab bar.
            self._tabs.setAccessibleTabName(tab, text)
            self._tabs.setTabToolTip(tab, escape_tab_tip(_TIPS[content] if isinstance(content, MapKind) else ""))
        head = row_of(self._tabs, ...)
        if beside is not None:
            self._tabs.setProperty("role", "corner")
            head = row_of((beside, 1), self._tabs, spacing=16)
        column_of(head, (self._stack, 1), spacing=4).on(self)
        self._tabs.currentChanged.connect(self._on_tab_changed)

    @property
    def kind(self) -> MapKind | None:
        """The kind of maps shown, or None for another page."""
        content = self._contents[self._tabs.currentIndex()]
        return content if isinstance(content, MapKind) else None

    def choose(self, kind: MapKind | None) -> None:
        """Choose the tab of a kind of maps, or the first for None."""
        self._tabs.setCurrentIndex(0 if kind is None else self._contents.index(kind))

    def offer_detector(self, offered: bool) -> None:
        """Show or hide the tab of the detector's map; the first tab takes the place of a hidden one."""
        self._offers_detector = offered
        self._show_tabs()

    def offer_maps(self, offered: bool) -> None:
        """Show the tabs, or only `first` without tabs, for a picture that could not be read.

        With the tabs the kind of maps is shown again that was shown before.
        """
        if offered == self._offers_maps:
            return
        self._offers_maps = offered
        if not offered:
            self._left = self.kind
        self._show_tabs()
        self._tabs.setVisible(offered)
        if offered and (self._left is not MapKind.DETECTOR or self._offers_detector):
            self.choose(self._left)

    def _show_tabs(self) -> None:
        offered = {
            MapKind.NETWORK: self._offers_maps,
            MapKind.DETECTOR: self._offers_maps and self._offers_detector,
        }
        if self.kind is not None and not offered[self.kind]:
            self.choose(None)
        for kind in _KINDS:
            self._tabs.offer_tab(self._contents.index(kind), offered[kind])

    def show_maps(self, kind: MapKind, mapped: MappedPicture) -> None:
        """Show the maps of one kind in their tab."""
        self._page(kind).show_maps(mapped)

    def show_text(self, kind: MapKind, text: str) -> None:
        """Show in their tab why there are no maps of one kind."""
        self._page(kind).show_text(text)

    def _page(self, kind: MapKind) -> MapPage:
        if kind not in self._pages:  # most are never looked at
            self._pages[kind] = MapPage(_COUNTS[kind])
            self._stack.addWidget(self._pages[kind])
        return self._pages[kind]

    def _on_tab_changed(self) -> None:
        content = self._contents[self._tabs.currentIndex()]
        self._stack.setCurrentWidget(content if isinstance(content, QWidget) else self._page(content))
        self.chosen.emit(self.kind)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the tabs the height of their style: the layout has asked for it before they had one."""
        super().showEvent(event)
        self._tabs.updateGeometry()


class MapPage(QWidget):
    """Shows the maps of a picture, or a text in their place; `count` is the number of maps."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = [MapFigure() for _ in range(count)]
        self._strength = QSlider(Qt.Orientation.Horizontal)
        self._strength.setObjectName("map_strength")
        self._strength.setRange(0, 100)
        keep_scaled(self._strength.setFixedWidth, _SLIDER_WIDTH)
        self._strength.setAccessibleName(map_texts.STRENGTH)
        set_tooltip(self._strength, map_texts.STRENGTH)
        self._note = ElidedLabel(role="muted")
        self._note.setObjectName("map_note")
        self._text = label(wrap=True)
        self._text.setObjectName("map_missing")
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setMargin(16)
        self._lay_out()
        self._strength.valueChanged.connect(self._on_strength)
        self._strength.setValue(_STRENGTH)
        self.show_text(map_texts.FINDING)

    def _lay_out(self) -> None:
        maps = row_of(*((figure, 1) for figure in self.figures), spacing=16)
        strength = label("Strength", role="muted")
        below = row_of(strength, self._strength, (self._note, 1), spacing=8)
        self._pages = pages_of(self._text, column_of((maps, 1), below, spacing=4).widget())
        column_of(self._pages).on(self)

    def show_maps(self, mapped: MappedPicture) -> None:
        """Show the maps of a picture."""
        if not all(map_.is_finite for map_ in mapped.maps):
            self.show_text(DIVERGED)
            return
        for figure, map_ in zip(self.figures, mapped.maps, strict=True):
            figure.show_map(mapped.pixels, map_, mapped.classes)
        is_exact = all(map_.bias is not None for map_ in mapped.maps)
        self._note.show_text(map_texts.WHAT_IT_IS_NOT if is_exact else map_texts.WHAT_OCCLUSION_IS_NOT)
        self._pages.setCurrentIndex(1)

    def show_text(self, text: str) -> None:
        """Show why there are no maps."""
        self._text.setText(text)
        self._pages.setCurrentIndex(0)

    def _on_strength(self, percent: int) -> None:
        for figure in self.figures:
            figure.set_strength(percent / 100)
