"""The controls of which photos are shown, and how large."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QWidget

from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_tally import PhotoTally
from catgui.models.photos.rows import PhotoListModel
from catgui.panels.photos.photo_cards import PhotoCards
from catgui.panels.photos.photo_toolbar import PhotoViewBar
from tests.support.photo_entries import CLASSES, facts_of, make_entry


@pytest.fixture
def owner(qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    return owner


class Shown:
    """Takes what is chosen."""

    def set_filter(self, of):
        self.filter = of


@pytest.fixture
def bar(qtbot, owner):
    cards = PhotoCards(owner)
    cards.setModel(PhotoListModel(cards))
    bar = PhotoViewBar(Shown(), cards)
    bar.shown, bar.cards = bar._shown, cards
    show(bar)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def show(bar, *entries, has_detector=False, **facts):
    bar.show_facts(facts_of(PhotoTally.of(entries, CLASSES, has_detector=has_detector), **facts))


def test_the_filters_show_their_counts_and_the_chosen_one(bar):
    entries = make_entry("a", 0.9), make_entry("b", error="text")
    show(bar, *entries, filter=PhotoFilter.UNREADABLE)
    box = bar.findChild(QComboBox, "photos_filter")
    assert box.currentText() == "Unreadable (1)"
    texts = [box.itemText(row) for row in range(box.count())]
    assert texts == ["All (2)", "Predicted cat (1)", "Unreadable (1)", "Actual: Not known (1)"]  # none without a photo
    show(bar, *entries, filter=PhotoFilter.WRONG)
    assert box.currentText() == "Wrong (0)"  # but the chosen one


def test_a_filter_is_chosen_by_the_keyboard(bar, qtbot):
    show(bar, make_entry("a", 0.9, "cat"))
    qtbot.keyClick(bar.findChild(QComboBox, "photos_filter"), Qt.Key.Key_Down)
    assert bar.shown.filter is PhotoFilter.PREDICTED_1


def test_the_slider_has_the_size_of_the_cards(bar):
    slider = bar.size_slider
    slider.setValue(0)
    assert bar.cards.size_index == 0
    bar.cards.set_size(2)
    assert slider.value() == 2


def test_what_the_user_chooses_to_see_ends_the_scrolling_to_new_cards(bar):
    bar.cards.visibility.reveal_next()
    bar.findChild(QComboBox, "photos_filter").activated.emit(0)
    assert not bar.cards.visibility._reveals_next


def test_the_filters_of_the_detector_come_and_go(bar):
    box = bar.findChild(QComboBox, "photos_filter")
    before = box.count()
    show(bar, make_entry("a", 0.9, detected=0.1), has_detector=True, filter=PhotoFilter.DISAGREEMENT)
    assert box.currentText() == "Detector and network disagree (1)"
    show(bar)
    assert box.count() == before


def test_screen_readers_say_what_the_boxes_are_for(bar):
    for box, label in ((box, box.accessibleName()) for box in bar.findChildren(QComboBox)):
        relations = QAccessible.queryAccessibleInterface(box).relations()
        assert label in [one.text(QAccessible.Text.Name) for one, _ in relations]
