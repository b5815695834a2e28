"""Which card stays visible while cards are added, sorted and laid out again."""

import pytest
from PySide6.QtCore import QPoint, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QApplication

from catgui.widgets.photos.cards.card_layout import VIEW_SIDES


def is_visible(cards, row):
    return cards.viewport().rect().contains(cards.visualRect(cards.model().index(row, 0)))


def test_the_current_card_stays_visible_when_the_size_changes(cards):
    cards.select_row(30)
    cards.scrollTo(cards.currentIndex())
    cards.set_size(len(VIEW_SIDES) - 1)
    assert cards.viewport().rect().intersects(cards.visualRect(cards.currentIndex()))


@pytest.mark.parametrize("size", [(380, 300), (700, 130)])
def test_the_current_card_stays_visible_when_there_is_less_room(cards, size):
    cards.select_row(40)
    cards.resize(*size)
    QApplication.processEvents()
    assert is_visible(cards, 40)


def test_the_first_visible_card_stays_there_when_the_current_one_is_not(cards):
    cards.select_row(0)
    cards.scrollTo(cards.model().index(41, 0), cards.ScrollHint.PositionAtTop)
    first = cards.indexAt(QPoint(16, 16)).row()
    cards.resize(380, 300)
    QApplication.processEvents()
    assert is_visible(cards, first)


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


def test_the_visible_rows_are_those_on_the_screen(cards):
    cards.scrollTo(cards.model().index(30, 0), cards.ScrollHint.PositionAtTop)
    on_the_screen = [row for row in range(60) if is_visible(cards, row)]
    rows = cards.visibility.rows()
    assert set(on_the_screen) <= set(rows)
    assert len(rows) <= len(on_the_screen) + 10
    cards.hide()
    assert list(cards.visibility.rows()) == []
