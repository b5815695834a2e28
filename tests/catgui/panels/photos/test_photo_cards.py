"""The list of cards: its selection, sizes, and which card stays visible."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from catgui.models.photos.rows import PhotoListModel
from catgui.panels.photos.photo_cards import PhotoCards
from tests.support.photo_entries import make_entry

PositionAtTop = PhotoCards.ScrollHint.PositionAtTop


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
    assert columns >= 3
    assert all(rect.right() < cards.viewport().width() for rect in rects)
    assert columns * rects[0].width() > 0.8 * cards.viewport().width()


def is_visible(cards, row):
    return cards.viewport().rect().contains(cards.visualRect(cards.model().index(row, 0)))


@pytest.mark.parametrize("size", [(380, 300), (700, 130)])
def test_the_first_card_that_is_seen_stays_so_in_another_size(cards, size):
    cards.scrollTo(cards.model().index(30, 0), PositionAtTop)
    first = cards.first_seen()
    cards.resize(*size)
    QApplication.processEvents()
    assert is_visible(cards, first.row())
