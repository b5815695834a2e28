"""Layouts that wrap."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from catgui.widgets.basic.wrapping import FlowRow

SPACING = 10


class Item(QWidget):
    """A widget of a size that counts how often it is asked for."""

    def __init__(self, width):
        super().__init__()
        self.width_hint, self.asked = width, 0

    def sizeHint(self):
        self.asked += 1
        return QSize(self.width_hint, 20)


@pytest.fixture
def shown(qtbot):
    """Such a row of three items, whose events are through."""
    row = FlowRow(SPACING)
    row.items = [Item(width) for width in (50, 60, 70)]
    for item in row.items:
        row.add(item)
    qtbot.addWidget(row)
    row.show()
    QApplication.processEvents()
    return row


def places(row, width):
    row.resize(width, 200)
    QApplication.processEvents()
    return [item.geometry().getRect() for item in row.items]


def test_items_that_do_not_fit_go_into_the_next_row(shown):
    assert places(shown, 200) == [(0, 0, 50, 20), (60, 0, 60, 20), (130, 0, 70, 20)]
    assert places(shown, 199) == [(0, 0, 50, 20), (60, 0, 60, 20), (0, 25, 70, 20)]
    assert shown.heightForWidth(199) == 45


def test_a_hidden_item_takes_no_room_and_the_others_are_as_high_as_their_row(shown):
    shown.items[0].hide()
    shown.items[1].setMinimumHeight(30)
    assert places(shown, 200)[1:] == [(0, 0, 60, 30), (70, 0, 70, 30)]
    assert shown.minimumSizeHint().height() == 30
