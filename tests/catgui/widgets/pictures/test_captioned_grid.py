"""Pictures with two lines under each."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from catgui.widgets.pictures.captioned_grid import CaptionedGrid
from tests.support.small_data import make_dataset

PIXELS, LABEL, LINES = range(Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 3)


@pytest.fixture
def grid(qtbot):
    grid = CaptionedGrid(PIXELS, LABEL, LINES)
    qtbot.addWidget(grid)
    model = QStandardItemModel(grid)
    for picture in make_dataset(side=64).train.pictures:
        item = QStandardItem()
        item.setData(picture, PIXELS)
        item.setData(1, LABEL)
        item.setData(("+12.34", "cat"), LINES)
        model.appendRow(item)
    grid.setModel(model)
    grid.resize(330, 108)
    grid.show()
    return grid


@pytest.mark.parametrize("height", [108, 120, 240])
def test_rows_are_whole_if_little_is_left(grid, height):
    grid.resize(330, height)
    cell, room = grid.gridSize(), grid.viewport().height()
    assert 0 <= room - room // cell.height() * cell.height() < room // cell.height()


def test_where_much_is_left_the_next_row_is_seen(grid):
    grid.resize(330, 180)
    columns = grid.viewport().width() // grid.gridSize().width()
    below = grid.visualRect(grid.model().index(columns, 0))
    assert below.top() < grid.viewport().height() - 64


def test_the_caption_is_below_the_picture(grid):
    image = grid.grab().toImage()
    ratio = image.height() / grid.height()
    cell = grid.visualRect(grid.model().index(0, 0))
    below = range(round(ratio * (cell.top() + 74)), round(ratio * (cell.top() + 100)))
    across = range(round(ratio * cell.left()) + 4, round(ratio * cell.right()))
    ground = grid.palette().base().color()
    assert any(image.pixelColor(x, y) != ground for y in below for x in across)


def test_enter_opens_the_current_picture(grid, qtbot):
    grid.setCurrentIndex(grid.model().index(2, 0))
    with qtbot.waitSignal(grid.opened) as opened:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert opened.args[0].row() == 2
