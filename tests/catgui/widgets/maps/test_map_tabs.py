"""The tabs of maps and their pages."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QTabBar

from catgui.domain import map_texts
from catgui.domain.map_texts import MappedPicture
from catgui.domain.prediction_texts import DIVERGED
from catgui.widgets.basic.commands import figure_exports
from catgui.widgets.maps.map_tabs import MapPage, MapTabs
from catgui.widgets.maps.map_view import MapView

PIXELS = np.full((64, 64, 3), 100, np.uint8)


def mapped(value=3.4, shape=(4, 4)):
    return MappedPicture(PIXELS, np.full(shape, value), ("non-cat", "cat"), is_exact=True)


LEGEND = map_texts.legend(mapped())


@pytest.fixture
def tabs(qtbot):
    picture = QLabel("the picture")
    tabs = MapTabs("Picture", picture)
    tabs.picture = picture
    qtbot.addWidget(tabs)
    tabs.resize(600, 400)
    tabs.show()
    return tabs


def test_what_is_chosen_is_shown(tabs, qtbot):
    assert tabs.picture.isVisible()
    for is_map in (True, False):
        with qtbot.waitSignal(tabs.chosen) as chosen:
            tabs.choose_map(is_map)
        assert chosen.args == [is_map]
        assert tabs.shows_map == tabs.findChild(MapPage).isVisible() == is_map
    assert tabs.picture.isVisible()


def test_a_map_or_a_text_is_shown_in_its_tab(tabs):
    caption, missing = tabs.findChild(QLabel, "map_caption"), tabs.findChild(QLabel, "map_missing")
    assert not caption.isVisible()
    tabs.choose_map()
    tabs.show_map(mapped())
    assert (caption.text(), caption.isVisible(), missing.isVisible()) == (LEGEND, True, False)
    tabs.show_text("The filters cannot be read.")
    assert (caption.text(), missing.text(), missing.isVisible()) == ("", "The filters cannot be read.", True)
    tabs.show_map(mapped(np.nan))
    assert missing.text() == DIVERGED


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


@pytest.fixture
def page(qtbot):
    page = MapPage()
    qtbot.addWidget(page)
    page.resize(400, 400)
    page.show()
    page.show_map(mapped())
    return page


def test_the_place_under_the_pointer_says_its_value_also_when_the_map_changes(page, qtbot):
    view = page.findChild(MapView)
    qtbot.mouseMove(view, view.rect().center() + QPoint(5, 5))
    assert page.caption.text() == map_texts.place_text(mapped(), 2, 2)
    page.show_map(mapped(1.1))
    assert page.caption.text() == map_texts.place_text(mapped(1.1), 2, 2)
    page.show_map(mapped(1.1, shape=(2, 2)))
    assert page.caption.text() == LEGEND
    view.pointed.emit(1, 1)
    view.pointed.emit(-1, -1)
    assert page.caption.text() == LEGEND


def test_the_picture_under_its_map_is_copied_and_saved(page, qtbot):
    QApplication.sendEvent(page, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(9, 9), QPoint(9, 9)))
    copy, save = page.findChild(QMenu).actions()
    copy.trigger()
    image = QGuiApplication.clipboard().image()
    assert image.size() == page.findChild(MapView).render_image().size()
    with qtbot.waitSignal(figure_exports.requested) as saved:
        save.trigger()
    assert (saved.args[0].size(), saved.args[1]) == (image.size(), map_texts.NETWORK_MAP)
