"""Messages lie over the window: nothing moves, and the pointer and the focus are left alone."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTabBar, QVBoxLayout, QWidget

from catgui.widgets.basic.message_bar import NOTICE, MessageBar
from catgui.widgets.basic.message_stack import MessageStack

LONG = "my pictures.h5: it is a web page, not HDF5. Open the file in a browser to see what it says. " * 3


class Window(QWidget):
    """A window with a field over an area in which messages lie."""

    def __init__(self):
        super().__init__()
        self.field, self.area = QLineEdit(), QPushButton("the plot")
        self.inner = QWidget()
        inside = QVBoxLayout(self.inner)
        inside.addWidget(self.field)
        inside.addWidget(self.area, stretch=1)
        self.area.setMinimumSize(1, 1)
        self.area.setSizePolicy(self.sizePolicy())
        QVBoxLayout(self).addWidget(self.inner)
        self.stack = MessageStack(self)
        self.error, self.notice = MessageBar(), MessageBar(NOTICE)
        for card in (self.error, self.notice):
            self.stack.add(card)
        self.stack.set_area(self.area)
        self.resize(600, 500)

    def settle(self):
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    @property
    def area_rect(self):
        return QRect(self.area.mapTo(self, QPoint()), self.area.size())


@pytest.fixture
def window(qtbot):
    QCursor.setPos(0, 0)
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_nothing_moves_when_a_message_comes_or_goes(window):
    before = [window.field.geometry(), window.area.geometry(), window.minimumSizeHint()]
    window.error.show_message(LONG)
    window.settle()
    assert window.stack.isVisible()
    assert [window.field.geometry(), window.area.geometry(), window.minimumSizeHint()] == before
    window.error.dismiss()
    assert not window.stack.isVisible()
    assert [window.field.geometry(), window.area.geometry(), window.minimumSizeHint()] == before


def test_a_message_keeps_away_from_the_pointer(window):
    QCursor.setPos(window.area.mapToGlobal(QPoint(window.area.width() // 2, window.area.height() - 20)))
    window.error.show_message("It is so.")
    window.settle()
    assert window.area_rect.contains(window.stack.geometry())
    assert window.stack.geometry().top() == window.area_rect.top() + 8
    QCursor.setPos(0, 0)
    window.notice.show_message("Saved run.py")
    window.settle()
    assert window.stack.geometry().top() == window.area_rect.top() + 8, "it must not jump while it is shown"


def test_a_long_text_is_shown_whole(window):
    window.error.show_message(LONG)
    window.settle()
    text = window.error._text
    assert text.height() >= text.heightForWidth(text.width())
    tall = window.stack.height()
    window.error.show_message("It is so.")
    window.settle()
    assert window.stack.height() < tall


def test_a_message_stays_above_an_area_that_is_raised(window):
    window.error.show_message("It is so.")
    window.settle()
    window.inner.raise_()
    window.settle()
    assert window.children()[-1] is window.stack


@pytest.mark.parametrize("hide", [True, False], ids=["hidden", "too low"])
def test_without_room_a_message_lies_at_the_bottom_of_the_window(window, hide):
    window.error.show_message("It is so.")
    if hide:
        window.area.hide()
    else:
        window.area.setFixedHeight(20)
    window.settle()
    assert window.stack.geometry().bottom() == window.rect().bottom() - 8
    assert window.stack.width() == window.width() - 16


def test_a_message_that_would_cover_most_of_the_area_lies_at_the_bottom_of_the_window_above_its_tabs(window):
    tabs = QTabBar(window)
    tabs.addTab("Runs")
    tabs.setGeometry(0, window.height() - 30, 200, 30)
    tabs.show()
    window.field.setFixedHeight(350)
    window.error.show_message("It is so.")
    window.settle()
    assert window.area_rect.contains(window.stack.geometry())
    window.error.show_message(LONG)
    window.settle()
    assert window.stack.height() < window.area.height(), "there would be room"
    assert window.stack.geometry().bottom() == tabs.y() - 8


def test_the_focus_stays_where_it_is_and_can_be_moved_to_the_message_and_back(window):
    window.field.setFocus()
    window.stack.toggle_focus()
    assert window.field.hasFocus(), "there is no message"
    window.error.show_message("It is so.")
    assert window.field.hasFocus()
    window.stack.toggle_focus()
    assert window.error.isAncestorOf(QApplication.focusWidget())
    window.stack.toggle_focus()
    assert window.field.hasFocus()


def test_the_focus_comes_back_when_the_message_is_closed(window):
    window.error.show_message("It is so.")
    window.field.setFocus()
    window.stack.toggle_focus()
    window.error.dismiss()
    assert window.field.hasFocus()


def test_the_focus_goes_to_the_area_if_its_widget_cannot_have_it_any_more(window):
    window.error.show_message("It is so.")
    window.field.setFocus()
    window.stack.toggle_focus()
    window.field.setEnabled(False)
    window.error.dismiss()
    assert window.area.hasFocus()


@pytest.fixture
def drag(window):
    """The left button is down over the window; `release` lets it go."""
    handle, position = window.windowHandle(), QPoint(20, 20)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=position)

    def release():
        if QApplication.mouseButtons():
            QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=position)

    yield release
    release()


def test_no_message_comes_during_a_drag(window, qtbot, drag):
    window.error.show_message("It is so.")
    window.settle()
    assert not window.stack.isVisible()
    drag()
    qtbot.waitUntil(window.stack.isVisible)
    assert window.area_rect.contains(window.stack.geometry())


def test_a_second_message_and_a_longer_text_wait_for_the_end_of_a_drag(window, qtbot):
    window.notice.show_message("Saved run.py")
    window.settle()
    before = window.stack.geometry()
    QTest.mousePress(window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    window.error.show_message("It is so.")
    window.notice.show_message(LONG)
    window.settle()
    assert window.stack.geometry() == before
    assert not window.stack.rect().intersects(window.error.geometry())
    QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    qtbot.waitUntil(lambda: window.stack.height() > 2 * before.height())
    window.settle()
    assert window.stack.rect().contains(window.error.geometry())
    assert window.error.geometry().bottom() < window.notice.geometry().top(), "in the order of adding"


def test_the_keyboard_reaches_the_actions_of_a_message_before_its_close_button(window):
    clicked = []
    window.field.setFocus()
    window.error.show_message("It is so.", ("Start", lambda: clicked.append("start")), ("All", list))
    window.settle()
    window.stack.toggle_focus()
    names = []
    for _ in range(3):
        names.append(QApplication.focusWidget().text())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert names == ["Start", "All", ""]
