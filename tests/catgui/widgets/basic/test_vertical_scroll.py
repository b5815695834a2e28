"""A scroll area that Tab skips while there is nothing to scroll."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from catgui.widgets.basic.vertical_scroll import VerticalScrollArea


@pytest.fixture
def column(qtbot):
    window, inside = QWidget(), QLabel("a column")
    qtbot.addWidget(window)
    inside.setMinimumHeight(300)
    window.scroll = VerticalScrollArea(inside, "Figures")
    window.buttons = [QPushButton("before"), QPushButton("after")]
    layout = QVBoxLayout(window)
    for widget in (window.buttons[0], window.scroll, window.buttons[1]):
        layout.addWidget(widget)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.buttons[0].setFocus()
    return window


def test_tab_skips_a_column_that_fits(column, qtbot):
    column.resize(200, 600)
    qtbot.waitUntil(lambda: not column.scroll.verticalScrollBar().isVisible())
    qtbot.keyClick(column.buttons[0], Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is column.buttons[1]


def test_a_column_that_does_not_fit_is_scrolled_by_keys(column, qtbot):
    column.resize(200, 250)
    qtbot.waitUntil(column.scroll.verticalScrollBar().isVisible)
    qtbot.keyClick(column.buttons[0], Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is column.scroll
    assert column.scroll.accessibleName() == "Figures"
    qtbot.keyClick(column.scroll, Qt.Key.Key_Down)
    assert column.scroll.verticalScrollBar().value() > 0
