"""The tabs of maps: what is chosen is shown, and the detector's only where it is offered."""

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QTabBar

from catgui.domain.maps.place_map import MapKind, MappedPicture, PlaceMap
from catgui.widgets.maps.map_page import MapPage
from catgui.widgets.maps.map_tabs import MapTabs
from catgui.widgets.maps.map_view import MapView

MAPPED = MappedPicture(np.zeros((8, 8, 3), np.uint8), (PlaceMap("a map", np.ones((2, 2)), 1.0, 0.0),), ("a", "b"))


@pytest.fixture
def tabs(qtbot):
    tabs = MapTabs("Picture", QLabel("the picture"))
    qtbot.addWidget(tabs)
    tabs.resize(600, 400)
    tabs.show()
    return tabs


def names(tabs):
    bar = tabs.findChild(QTabBar)
    return [bar.tabText(tab) for tab in range(bar.count()) if bar.isTabVisible(tab)]


def test_what_is_chosen_is_shown(tabs, qtbot):
    picture = tabs.findChild(QLabel)
    assert picture.isVisible()
    for kind in (MapKind.NETWORK, MapKind.DETECTOR, None):
        with qtbot.waitSignal(tabs.chosen) as chosen:
            tabs.choose(kind)
        assert chosen.args == [kind]
        assert tabs.kind is kind
        assert [page.isVisible() for page in tabs.findChildren(MapPage)].count(True) == (kind is not None)
    assert picture.isVisible()


def test_another_page_has_its_tab_after_the_first(qtbot):
    first, other = QLabel("the shares"), QLabel("the effects")
    tabs = MapTabs("Shares", first, pages={"Effects": other})
    qtbot.addWidget(tabs)
    tabs.show()
    assert names(tabs) == ["Shares", "Effects", "Network's map", "Detector's map"]
    assert tabs.page is first
    tabs.choose_page(other)
    assert (tabs.page, tabs.kind) == (other, None)
    assert other.isVisible()
    tabs.choose(MapKind.NETWORK)
    assert (tabs.page, tabs.kind) == (None, MapKind.NETWORK)
    tabs.offer_detector(False)
    assert names(tabs) == ["Shares", "Effects", "Network's map"]


def test_maps_that_come_are_shown_in_their_tab(tabs):
    tabs.show_maps(MapKind.NETWORK, MAPPED)
    tabs.show_text(MapKind.DETECTOR, "The filters cannot be read.")
    tabs.choose(MapKind.NETWORK)
    assert any(text.isVisible() for text in tabs.findChildren(QLabel, "map_sum"))
    tabs.choose(MapKind.DETECTOR)
    assert [text.text() for text in tabs.findChildren(QLabel, "map_missing") if text.isVisible()] == [
        "The filters cannot be read."
    ]


@pytest.mark.parametrize("kind", [None, *MapKind])
def test_after_a_picture_without_maps_the_kind_of_maps_is_shown_again(tabs, kind):
    tabs.choose(kind)
    tabs.offer_maps(False)
    tabs.offer_maps(False)
    assert tabs.kind is None
    assert not tabs.findChild(QTabBar).isVisible()
    tabs.offer_maps(True)
    assert tabs.kind is kind
    assert tabs.findChild(QTabBar).isVisible()


def test_a_kind_of_maps_that_is_not_offered_any_more_is_not_shown_again(tabs):
    tabs.choose(MapKind.DETECTOR)
    tabs.offer_maps(False)
    tabs.offer_detector(False)
    tabs.offer_maps(True)
    assert tabs.kind is None


def test_the_tab_of_the_detector_goes_where_it_has_nothing_to_say(tabs, qtbot):
    tabs.choose(MapKind.DETECTOR)
    tabs.offer_detector(False)
    assert names(tabs) == ["Picture", "Network's map"]
    assert tabs.kind is None
    tabs.offer_detector(True)
    assert names(tabs) == ["Picture", "Network's map", "Detector's map"]


def test_the_pages_are_made_when_they_are_looked_at(tabs):
    assert tabs.findChildren(MapPage) == []


@pytest.mark.parametrize("in_corner", [False, True])
def test_tabs_in_the_corner_take_no_height(qtbot, in_corner):
    first = QLabel("the picture")
    tabs = MapTabs("Picture", first, in_corner=in_corner)
    qtbot.addWidget(tabs)
    tabs.resize(600, 300)
    tabs.show()
    assert (first.height() == 300) is in_corner


def test_tabs_in_the_corner_stay_there_when_one_of_them_goes(qtbot):
    tabs = MapTabs("Picture", QLabel("the picture"), in_corner=True)
    qtbot.addWidget(tabs)
    tabs.resize(600, 300)
    tabs.show()
    tabs.offer_detector(False)
    assert tabs.findChild(QTabBar).geometry().right() == 599
    assert tabs.findChild(QTabBar).width() == tabs.tabs_size.width()


def test_a_picture_with_its_map_can_be_saved(tabs, qtbot):
    tabs.show_maps(MapKind.NETWORK, MAPPED)
    tabs.choose(MapKind.NETWORK)
    (page,) = tabs.findChildren(MapPage)
    with qtbot.waitSignal(tabs.save_requested) as requested:
        page.figures[0].save()
    image, name = requested.args
    assert name == "a map"
    assert image.size() == page.findChild(MapView).render_image().size()
