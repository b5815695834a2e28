"""The controls of which photos are shown, in which order, and how large."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QToolButton, QWidget

from catgui.domain.photo_filter import PhotoFilter
from catgui.domain.photo_order import PhotoOrder
from catgui.domain.photo_tally import PhotoTally
from catgui.domain.photo_texts import ORDERS, filter_texts
from catgui.widgets.basic.commands import Command
from catgui.widgets.photos.photo_toolbar import PhotoViewBar
from tests.support.photo_entries import CLASSES, make_entry


@pytest.fixture
def owner(qtbot):
    owner = QWidget()
    qtbot.addWidget(owner)
    return owner


@pytest.fixture
def renew(owner):
    return Command(owner, "renew", "Filter and &sort again", "", ("S",))


@pytest.fixture
def bar(qtbot, renew):
    bar = PhotoViewBar(filter_texts(PhotoTally.of([], CLASSES), PhotoFilter.ALL), ORDERS, renew)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def test_the_filters_show_their_counts_and_the_chosen_one(bar):
    tally = PhotoTally.of([make_entry("a", 0.9), make_entry("b", error="text")], CLASSES)
    bar.show_filters(filter_texts(tally, PhotoFilter.UNREADABLE), PhotoFilter.UNREADABLE)
    box = bar.findChild(QComboBox, "photos_filter")
    assert box.currentText() == "Unreadable (1)"
    texts = [box.itemText(row) for row in range(box.count())]
    assert texts == ["All (2)", "Predicted cat (1)", "Unreadable (1)", "Unanswered (1)"]  # none without a photo
    bar.show_filters(filter_texts(tally, PhotoFilter.WRONG), PhotoFilter.WRONG)
    assert box.currentText() == "Wrong (0)"  # but the chosen one


def test_a_filter_and_an_order_are_chosen_by_the_keyboard(bar, qtbot):
    bar.show_filters(filter_texts(PhotoTally.of([make_entry("a", 0.9)], CLASSES), PhotoFilter.ALL), PhotoFilter.ALL)
    with qtbot.waitSignal(bar.filter_chosen) as filtered:
        qtbot.keyClick(bar.findChild(QComboBox, "photos_filter"), Qt.Key.Key_Down)
    assert filtered.args == [PhotoFilter.PREDICTED_1]
    with qtbot.waitSignal(bar.order_chosen) as ordered:
        qtbot.keyClick(bar.findChild(QComboBox, "photos_order"), Qt.Key.Key_End)
    assert ordered.args == [PhotoOrder.TO_LABEL]


def test_sorting_again_is_offered_only_when_it_may_change_something(bar, renew, qtbot):
    again = bar.findChild(QToolButton, "photos_renew_button")
    renew.offer("They are sorted.")
    assert not again.isEnabled()
    renew.offer()
    assert again.accessibleName() == "Filter and sort again"
    with qtbot.waitSignal(renew.triggered):
        qtbot.mouseClick(again, Qt.MouseButton.LeftButton)


def test_what_to_label_next_is_offered_once_there_are_answers_else_it_says_why(bar, qtbot):
    box = bar.findChild(QComboBox, "photos_order")
    item = box.model().item(box.count() - 1)
    assert item.text() == "To label next"
    bar.offer_suggestions(False)
    assert not item.isEnabled()
    assert "train a network first" in item.toolTip()
    assert "train a network first" in box.toolTip()
    with qtbot.waitSignal(bar.order_chosen) as ordered:
        qtbot.keyClick(box, Qt.Key.Key_End)
    assert ordered.args == [PhotoOrder.CERTAIN]
    bar.offer_suggestions(True)
    assert item.isEnabled()
    assert item.toolTip() == ""
    assert "train a network first" not in box.toolTip()


def test_the_filters_of_the_detector_come_and_go(bar):
    box = bar.findChild(QComboBox, "photos_filter")
    before = box.count()
    entries = [make_entry("a", 0.9, detected=0.1)]
    tally = PhotoTally.of(entries, CLASSES, has_detector=True)
    bar.show_filters(filter_texts(tally, PhotoFilter.DISAGREEMENT), PhotoFilter.DISAGREEMENT)
    assert box.currentText() == "Detector and network disagree (1)"
    bar.show_filters(filter_texts(PhotoTally.of([], CLASSES), PhotoFilter.ALL), PhotoFilter.ALL)
    assert box.count() == before
