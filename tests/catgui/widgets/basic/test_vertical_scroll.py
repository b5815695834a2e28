"""Scroll areas that Tab skips while there is nothing to scroll, and one as high as what it shows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import column_of
from catgui.widgets.basic.vertical_scroll import FittingScrollArea, VerticalScrollArea


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


def test_a_column_that_does_not_fit_is_scrolled_by_keys(column, qtbot):
    column.resize(200, 250)
    qtbot.waitUntil(column.scroll.verticalScrollBar().isVisible)
    qtbot.keyClick(column.buttons[0], Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is column.scroll
    assert column.scroll.accessibleName() == "Figures"
    qtbot.keyClick(column.scroll, Qt.Key.Key_Down)
    assert column.scroll.verticalScrollBar().value() > 0


@pytest.fixture
def fitting(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.text = label("words " * 40, wrap=True)
    window.scroll = FittingScrollArea(column_of(window.text), "Overview")
    column_of(window.scroll, (QWidget(), 1), margins=None).on(window)
    window.resize(300, 600)
    window.show()
    return window


def shows_all(scroll):
    return scroll.height() == scroll.widget().height() and not scroll.verticalScrollBar().isVisible()


def test_it_is_as_high_as_its_text_in_any_width(fitting, qtbot):
    qtbot.waitUntil(lambda: shows_all(fitting.scroll))
    before = fitting.scroll.height()
    fitting.resize(200, 600)
    qtbot.waitUntil(lambda: fitting.scroll.height() > before and shows_all(fitting.scroll))


def test_it_scrolls_where_there_is_less_room(fitting, qtbot):
    fitting.text.setText("words " * 400)
    qtbot.waitUntil(fitting.scroll.verticalScrollBar().isVisible)
    assert fitting.minimumSizeHint().height() < 200
