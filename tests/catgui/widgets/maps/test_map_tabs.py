"""The tabs of maps and their pages."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QTabBar

from catgui.domain import map_texts
from catgui.domain.map_texts import MappedPicture, PlaceMap
from catgui.domain.prediction_texts import DIVERGED
from catgui.widgets.basic.labels import ElidedLabel
from catgui.widgets.figures.figure_menu import figure_exports
from catgui.widgets.maps.map_tabs import MapPage, MapTabs
from catgui.widgets.maps.map_view import MapView

MAPPED = MappedPicture(np.zeros((8, 8, 3), np.uint8), PlaceMap("a map", np.ones((2, 2)), 1.0, 0.0), ("a", "b"))
PIXELS = np.full((64, 64, 3), 100, np.uint8)
CLASSES = ("non-cat", "cat")


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
    for is_map in (True, False):
        with qtbot.waitSignal(tabs.chosen) as chosen:
            tabs.choose_map(is_map)
        assert chosen.args == [is_map]
        assert tabs.shows_map == tabs.findChild(MapPage).isVisible() == is_map
    assert picture.isVisible()


def test_a_map_that_comes_is_shown_in_its_tab(tabs):
    tabs.choose_map()
    tabs.show_map(MAPPED)
    assert tabs.findChild(QLabel, "map_sum").isVisible()
    tabs.show_text("The filters cannot be read.")
    assert [text.text() for text in tabs.findChildren(QLabel, "map_missing") if text.isVisible()] == [
        "The filters cannot be read."
    ]


@pytest.mark.parametrize("is_map", [False, True])
def test_after_a_picture_without_a_map_the_map_is_shown_again(tabs, is_map):
    tabs.choose_map(is_map)
    tabs.offer_map(False)
    tabs.offer_map(False)
    assert not tabs.shows_map
    assert not tabs.findChild(QTabBar).isVisible()
    tabs.offer_map(True)
    assert tabs.shows_map == is_map
    assert tabs.findChild(QTabBar).isVisible()


def test_what_stands_beside_the_tabs_has_the_room_that_they_leave(qtbot):
    beside = ElidedLabel("the picture that all pages are about")
    tabs = MapTabs("Picture", QLabel("the picture"), beside=beside)
    qtbot.addWidget(tabs)
    tabs.resize(600, 300)
    tabs.show()
    bar = tabs.findChild(QTabBar)
    assert beside.geometry().right() < bar.geometry().left()
    assert bar.geometry().right() == 599


def exact(name, value=3.4, bias=-0.8):
    values = np.full((4, 4), value)
    values[3, 3] += 1.6
    values[0, 0] -= 1.6
    return PlaceMap(name, values, value + bias, bias)


def by_occlusion(value=1.0):
    return PlaceMap(map_texts.BY_OCCLUSION, np.full((64, 64), value), value, patch=16)


def shown(qtbot, map_, size=(800, 500)):
    page = MapPage()
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    page.show_map(MappedPicture(PIXELS, map_, CLASSES))
    return page


def texts(page, name):
    return [text.text() for text in page.findChildren(QLabel, name)]


def is_seen(page, name):
    return [text.isVisible() for text in page.findChildren(QLabel, name)]


def test_each_map_has_its_name_its_sum_and_its_strongest_place(qtbot):
    page = shown(qtbot, exact("Detector"))

    assert texts(page, "map_name") == ["Detector"]
    assert texts(page, "map_sum") == ["Bias −0.80 + mean of the map 3.40 = score 2.60, 93% cat"]
    assert texts(page, "map_place")[0] == "Most for cat: lower right (+5.00)."


def test_the_place_under_the_pointer_says_its_value(qtbot):
    page = shown(qtbot, exact("Detector"))
    view = page.findChild(MapView)
    middle = view.rect().center()

    qtbot.mouseMove(view, middle + QPoint(5, 5))
    assert texts(page, "map_place") == [map_texts.place_text(exact("Detector"), 2, 2, "cat")]
    qtbot.mouseMove(view, middle)
    view.pointed.emit(-1, -1)
    assert texts(page, "map_place") == ["Most for cat: lower right (+5.00)."]


def test_a_text_takes_the_place_of_the_maps(qtbot):
    page = shown(qtbot, exact("Detector"))
    page.show_text("The filters cannot be read.")
    assert texts(page, "map_missing") == ["The filters cannot be read."]
    assert is_seen(page, "map_missing") == [True]
    page.show_map(MappedPicture(PIXELS, exact("Detector"), CLASSES))
    assert is_seen(page, "map_missing") == [False]


@pytest.mark.parametrize("logit", [np.nan, np.inf])
def test_a_diverged_network_has_no_map(qtbot, logit):
    page = shown(qtbot, by_occlusion(logit))
    assert texts(page, "map_missing") == [DIVERGED]


def test_a_low_page_has_its_texts_beside_the_picture(qtbot):
    page = shown(qtbot, exact("Detector"), size=(340, 170))
    assert page.height() == 170
    figure = page.figure
    view, name = figure.findChild(MapView), figure.findChild(QLabel, "map_name")
    qtbot.waitUntil(lambda: view.height() >= 120)
    assert name.mapTo(figure, QPoint()).x() > view.geometry().right()
    page.resize(340, 500)
    qtbot.waitUntil(lambda: name.mapTo(figure, QPoint()).y() > view.geometry().bottom())


def test_in_a_small_page_no_number_is_cut(qtbot):
    page = shown(qtbot, exact("Detector"), size=(176, 400))
    labels = [text for text in page.findChildren(ElidedLabel) if text.isVisible()]
    assert len(labels) == len(("name", "ends", "ends", "meaning"))
    for text in labels:
        assert text.fontMetrics().horizontalAdvance(text.shown_text) <= text.width()
        cut_off = text.text().removeprefix(text.shown_text.removesuffix("…"))
        assert not any(character.isdigit() for character in cut_off)


@pytest.mark.parametrize(("size", "is_there"), [((450, 170), True), ((320, 140), False)])
def test_beside_the_picture_the_scale_says_what_its_numbers_are_where_there_is_room(qtbot, size, is_there):
    page = shown(qtbot, exact("Detector", 1_234_567.0, -1_000_000.0), size=size)
    meanings = [text for text in page.findChildren(QLabel) if text.text() == "The mean adds to the score"]
    assert [text.isVisible() for text in meanings] == [is_there]
    seen = [text for text in page.findChildren(QLabel) if text.isVisible()]
    qtbot.waitUntil(lambda: all(text.mapTo(page, text.rect().bottomLeft()).y() < page.height() for text in seen))


def test_the_picture_under_its_map_is_copied_and_saved(qtbot):
    page = shown(qtbot, exact("Detector"))
    figure = page.figure
    QApplication.sendEvent(figure, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(9, 9), QPoint(9, 9)))
    copy, save = figure.findChild(QMenu).actions()
    copy.trigger()
    image = QGuiApplication.clipboard().image()
    assert image.size() == page.findChild(MapView).render_image().size()
    assert image.pixelColor(image.width() - 1, image.height() - 1) != image.pixelColor(1, 1)
    with qtbot.waitSignal(figure_exports.requested) as saved:
        save.trigger()
    assert (saved.args[0].size(), saved.args[1]) == (image.size(), "Detector")


def test_in_a_wide_page_the_texts_begin_beside_the_picture(qtbot):
    page = shown(qtbot, exact("Detector"), size=(940, 170))
    figure = page.figure
    view, name = figure.findChild(MapView), figure.findChild(QLabel, "map_name")
    qtbot.waitUntil(lambda: view.x() == 0 and name.mapTo(figure, QPoint()).x() <= view.width() + 8)


def test_the_place_that_is_pointed_at_keeps_its_value_up_to_date(qtbot):
    page = shown(qtbot, exact("Detector"))
    page.findChild(MapView).pointed.emit(2, 1)
    assert texts(page, "map_place") == [map_texts.place_text(exact("Detector"), 2, 1, "cat")]
    later = exact("Detector", value=1.1)
    page.show_map(MappedPicture(PIXELS, later, CLASSES))
    assert texts(page, "map_place") == [map_texts.place_text(later, 2, 1, "cat")]
    coarser = PlaceMap("Detector", np.ones((2, 2)), 1.0, 0.0)
    page.show_map(MappedPicture(PIXELS, coarser, CLASSES))
    assert texts(page, "map_place") == [map_texts.strongest_text(coarser, CLASSES)]
