"""Two parts in one row, or in two."""

import pytest
from PySide6.QtWidgets import QPushButton

from catgui.widgets.basic.wrapping_row import WrappingRow


@pytest.fixture
def row(qtbot):
    row = WrappingRow(spacing=10)
    qtbot.addWidget(row)
    row.first, row.second = QPushButton("the first part"), QPushButton("the second part")
    row.set_parts(row.first, row.second)
    row.show()
    return row


def needed(row):
    return row.first.sizeHint().width() + 10 + row.second.sizeHint().width()


def test_is_one_row_if_both_fit_and_two_if_not(row, qtbot):
    row.resize(needed(row), 80)
    qtbot.waitUntil(lambda: row.second.x() >= row.first.geometry().right() + 10)
    row.resize(needed(row) - 1, 80)
    qtbot.waitUntil(lambda: row.second.y() > row.first.geometry().bottom())
    assert row.second.x() == row.first.x() == 0
