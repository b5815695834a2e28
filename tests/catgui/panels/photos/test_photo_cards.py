"""The list of cards: its selection, sizes, and which card stays visible while cards are added and sorted."""

import pytest
from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QApplication

from catgui.models.photos.rows import PhotoListModel
from catgui.panels.photos.photo_cards import PhotoCards
from tests.support.photo_entries import make_entry


@pytest.fixture
def rows(qapp):
    rows = PhotoListModel()
    rows.insert([(row, make_entry(f"{row}", 0.9)) for row in range(60)])
    return rows


@pytest.fixture
def cards(qtbot, rows):
    cards = PhotoCards()
    qtbot.addWidget(cards)
    cards.setModel(rows)
    cards.resize(700, 300)
    cards.show()
    cards.activateWindow()
    return cards


def test_by_tab_the_first_card_is_selected_for_the_keys(cards, qtbot):
    cards.setFocus(Qt.FocusReason.MouseFocusReason)
    assert cards.selected_indexes() == []
    cards.clearFocus()
    cards.setFocus(Qt.FocusReason.TabFocusReason)
    assert [index.row() for index in cards.selected_indexes()] == [0]


def test_cards_fill_the_width_in_columns(cards):
    rects = [cards.visualRect(cards.model().index(row, 0)) for row in range(6)]
    columns = len({rect.x() for rect in rects})
    assert columns == 2
    assert all(rect.right() < cards.viewport().width() for rect in rects)
    assert columns * rects[0].width() > 0.8 * cards.viewport().width()


def is_visible(cards, row):
    return cards.viewport().rect().contains(cards.visualRect(cards.model().index(row, 0)))


@pytest.mark.parametrize("size", [(380, 300), (700, 130)])
def test_the_current_card_stays_visible_when_there_is_less_room(cards, size):
    cards.select_row(40)
    cards.resize(*size)
    QApplication.processEvents()
    assert is_visible(cards, 40)


def top_of(cards, row):
    return cards.visualRect(cards.model().index(row, 0)).top()


def test_new_cards_are_scrolled_to_once(cards):
    cards.visibility.reveal_next()
    cards.visibility.reveal(40)
    assert top_of(cards, 40) == 0
    cards.visibility.reveal(0)
    assert top_of(cards, 40) == 0


def test_a_new_card_stays_visible_when_it_is_sorted_elsewhere_until_the_user_acts(cards, rows, qtbot):
    sorted_rows = QSortFilterProxyModel()
    sorted_rows.setSourceModel(rows)
    cards.setModel(sorted_rows)
    cards.visibility.reveal_next()
    cards.visibility.reveal(40)
    sorted_rows.sort(0)
    assert is_visible(cards, sorted_rows.mapFromSource(rows.index(40, 0)).row())
    cards.visibility.end_reveal()
    cards.scrollToTop()
    sorted_rows.sort(0, Qt.SortOrder.DescendingOrder)
    assert cards.verticalScrollBar().value() == 0
