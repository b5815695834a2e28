"""Rows and columns, written as they are seen."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from catgui.widgets.basic.layouts import SteadyRoom, column_of, pages_of, row_of
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


def test_numbers_are_gaps_and_dots_take_the_room_that_is_left(window):
    left, middle, right = of_size(20, 10), of_size(20, 10), of_size(20, 10)
    row_of(left, 30, (middle, Qt.AlignmentFlag.AlignTop), ..., right, spacing=0).on(window)
    assert places(window, left, middle, right) == [(0, 0, 20, 200), (50, 0, 20, 10), (280, 0, 20, 200)]


def test_rows_stand_in_columns_and_leave_no_wrappers_behind_when_a_part_is_taken_out(window):
    above, left, right = of_size(20, 10), of_size(20, 10), of_size(20, 10)
    column_of(above, (row_of((left, 1), (right, 1), spacing=0), 1), spacing=0).on(window)
    assert places(window, above, left, right) == [(0, 0, 300, 10), (0, 10, 150, 190), (150, 10, 150, 190)]
    left.setParent(None)
    assert not stale_layout_items()


def test_a_box_can_be_a_widget(window):
    part = of_size(20, 10)
    box = row_of(part).widget()
    column_of(box).on(window)
    assert places(window, part) == [(0, 0, 300, 200)]


def test_the_first_of_pages_is_shown(window):
    first, second = QWidget(), QWidget()
    pages = pages_of(first, second)
    column_of(pages).on(window)
    assert pages.currentWidget() is first
    assert pages.count() == 2


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
    row_of(SteadyRoom(reading), beside, ...).on(window)
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


def test_a_text_that_came_while_its_steady_room_was_hidden_has_its_room_once_that_is_shown(window):
    reading, beside = QLabel("1"), QLabel("beside")
    room = SteadyRoom(reading)
    row_of(room, beside, ...).on(window)
    window.show()
    QApplication.processEvents()
    room.hide()
    reading.setText("333,333,333")
    room.show()
    QApplication.processEvents()
    assert reading.width() == reading.sizeHint().width()
