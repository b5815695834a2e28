"""Rows and columns, written as they are seen, and rows that wrap."""

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from catgui.widgets.basic.labels import label
from catgui.widgets.basic.layouts import (
    FittingScrollArea,
    FlowRow,
    FollowingPanel,
    LayoutBoundary,
    VerticalScrollArea,
    column_of,
    row_of,
)
from tests.support.leaks import stale_layout_items


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 200)
    return window


def of_size(width, height):
    widget = QWidget()
    widget.setMinimumSize(width, height)
    return widget


def places(window, *widgets):
    window.show()
    return [widget.geometry().getRect() for widget in widgets]


def test_a_column_has_its_parts_below_each_other_and_gives_the_room_to_those_with_a_factor(window):
    first, second, third = of_size(10, 20), of_size(10, 20), of_size(10, 20)
    window.resize(300, 206)
    column_of(first, (second, 1), (third, 3), spacing=10, margins=(1, 2, 3, 4)).on(window)
    found = places(window, first, second, third)
    assert [(x, width) for x, _, width, _ in found] == [(1, 296)] * 3
    assert [(y, height) for _, y, _, height in found] == [(2, 20), (32, 40), (82, 120)]


def test_rows_stand_in_columns_and_leave_no_wrappers_behind_when_a_part_is_taken_out(window):
    above, left, right = of_size(20, 10), of_size(20, 10), of_size(20, 10)
    column_of(above, (row_of((left, 1), (right, 1), spacing=0), 1), spacing=0).on(window)
    assert places(window, above, left, right) == [(0, 0, 300, 10), (0, 10, 150, 190), (150, 10, 150, 190)]
    left.setParent(None)
    assert not stale_layout_items()


class LayoutRequests(QObject):
    """Counts the requests of a widget for another layout."""

    def __init__(self, watched):
        super().__init__()
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_a_label_in_a_steady_room_has_the_window_laid_out_only_for_a_text_of_another_size(window):
    reading, beside = QLabel("111"), QLabel("beside")
    row_of(LayoutBoundary(reading), beside, ...).on(window)
    window.show()
    QApplication.processEvents()
    requests, left = LayoutRequests(window), beside.x()
    for text in ("222", "333"):
        reading.setText(text)
        QApplication.processEvents()
    assert requests.count == 0
    reading.setText("333,333,333")
    for _ in range(2):  # the room asks for it, and gets it
        QApplication.processEvents()
    assert requests.count == 1
    assert reading.width() == reading.sizeHint().width()
    assert beside.x() > left


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


def test_a_column_is_as_high_as_its_text_in_any_width(fitting, qtbot):
    qtbot.waitUntil(lambda: shows_all(fitting.scroll))
    before = fitting.scroll.height()
    fitting.resize(200, 600)
    qtbot.waitUntil(lambda: fitting.scroll.height() > before and shows_all(fitting.scroll))


def test_a_column_scrolls_where_there_is_less_room(fitting, qtbot):
    fitting.text.setText("words " * 400)
    qtbot.waitUntil(fitting.scroll.verticalScrollBar().isVisible)
    assert fitting.minimumSizeHint().height() < 200


@pytest.fixture
def panel(qtbot: QtBot) -> FollowingPanel:
    panel = FollowingPanel()
    qtbot.addWidget(panel)
    return panel


def test_a_panel_tells_when_it_is_shown_and_hidden(panel: FollowingPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.seen_changed):
        panel.show()
    with qtbot.waitSignal(panel.seen_changed):
        panel.hide()


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


def flowed(row, width):
    row.resize(width, 200)
    QApplication.processEvents()
    return [item.geometry().getRect() for item in row.items]


def test_items_that_do_not_fit_go_into_the_next_row(shown):
    assert flowed(shown, 200) == [(0, 0, 50, 20), (60, 0, 60, 20), (130, 0, 70, 20)]
    assert flowed(shown, 199) == [(0, 0, 50, 20), (60, 0, 60, 20), (0, 25, 70, 20)]
    assert shown.heightForWidth(199) == 45


def test_a_hidden_item_takes_no_room_and_the_others_are_as_high_as_their_row(shown):
    shown.items[0].hide()
    shown.items[1].setMinimumHeight(30)
    assert flowed(shown, 200)[1:] == [(0, 0, 60, 30), (70, 0, 70, 30)]
    assert shown.minimumSizeHint().height() == 30
