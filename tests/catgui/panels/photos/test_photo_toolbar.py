"""The controls of which photos are shown, and how large."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QWidget

from catgui.domain.photo_notes import PhotoCounts
from catgui.models.photos.rows import PhotoListModel
from catgui.panels.photos.photo_cards import PhotoCards
from catgui.panels.photos.photo_toolbar import PhotoViewBar
from tests.support.photo_entries import facts_of


@pytest.fixture
def owner(qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    return owner


class Shown:
    """Takes what is chosen."""

    def show_wrong(self, only):
        self.only_wrong = only


@pytest.fixture
def bar(qtbot, owner):
    cards = PhotoCards(owner)
    cards.setModel(PhotoListModel(cards))
    bar = PhotoViewBar(Shown(), cards)
    bar.shown, bar.cards = bar._shown, cards
    show(bar, 2, 1, 0)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def show(bar, *counts, **facts):
    bar.show_facts(facts_of(PhotoCounts(*counts), **facts))


def test_the_choices_show_their_counts_and_which_one_is_made(bar):
    show(bar, 1200, 1, 3, only_wrong=True)
    box = bar.findChild(QComboBox, "photos_filter")
    assert box.currentText() == "Wrong (1)"
    assert [box.itemText(row) for row in range(box.count())] == ["All (1,200)", "Wrong (1)"]


def test_the_wrong_ones_are_chosen_by_the_keyboard(bar, qtbot):
    qtbot.keyClick(bar.findChild(QComboBox, "photos_filter"), Qt.Key.Key_Down)
    assert bar.shown.only_wrong


def test_screen_readers_say_what_the_boxes_are_for(bar):
    for box, label in ((box, box.accessibleName()) for box in bar.findChildren(QComboBox)):
        relations = QAccessible.queryAccessibleInterface(box).relations()
        assert label in [one.text(QAccessible.Text.Name) for one, _ in relations]
