"""The place of messages: its height, its buttons, and what waits while it is in use."""

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from catgui.domain.message import Message
from catgui.widgets.basic.buttons import IconToolButton
from catgui.widgets.basic.message_place import MessagePlace
from tests.support.accessibility import read_tree, walk


@pytest.fixture
def place(qtbot):
    window = QWidget()
    layout = QHBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    place = MessagePlace()
    layout.addWidget(place)
    qtbot.addWidget(window)
    window.resize(800, 60)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    place.window_kept = window
    return place


def make(text, *captions, pressed=None, **fields):
    log = [] if pressed is None else pressed
    actions = tuple((caption, lambda caption=caption: log.append(caption)) for caption in captions)
    return Message(text, actions, QObject(), **fields)


def show(place, *messages):
    place.show_messages(messages)


def captions(place):
    return [button.text() for button in place.buttons]


def text(place):
    return place.findChild(QLabel, "message_text")


def test_its_height_is_the_same_with_and_without_messages(place):
    heights = {place.height()}
    for messages in ((), (make("Saved."),), (make("broken.h5: " * 90, "A", "B"),), (make("A", "B"), make("C"))):
        show(place, *messages)
        QApplication.processEvents()
        heights.add(place.height())
    assert len(heights) == 1
    assert heights.pop() < 2 * place.fontMetrics().lineSpacing() + 8


def test_each_button_calls_its_action(place, qtbot):
    pressed = []
    show(place, make("This or that?", "This", "That", pressed=pressed))
    assert captions(place) == ["This", "That"]
    qtbot.mouseClick(place.buttons[1], Qt.MouseButton.LeftButton)
    assert pressed == ["That"]


def test_the_newest_is_in_front(place):
    show(place, make("One."), make("Two."), make("Three."))
    assert place.shown.text == "Three."


def test_screen_readers_find_the_buttons_in_the_message(place):
    show(place, make("This or that?", "This", "That"))
    (message,) = read_tree(QAccessible.queryAccessibleInterface(place)).children
    assert message.name == "Message"
    assert [node.name for node in walk(message) if not node.children] == [
        *("This or that?", "This", "That"),
        "Close",
    ]


def test_an_error_is_told_by_its_word_and_its_icon_by_color(place):
    show(place, make("<b>broken</b>.h5", is_error=True))
    assert text(place).text() == "Error: <b>broken</b>.h5"
    as_error = text(place).grab().toImage()
    show(place, make("Error: <b>broken</b>.h5"))
    assert text(place).grab().toImage() != as_error


def test_closing_tells_which(place, qtbot):
    question = make("Restore it?", "Restore")
    show(place, question)
    close = place.findChild(IconToolButton, "close_message_button")
    with qtbot.waitSignal(place.closed) as closed:
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert closed.args == [question]


def test_esc_closes_the_message_with_the_focus_and_calls_no_shortcut(place, qtbot):
    called = []
    QShortcut("Esc", place.window(), lambda: called.append("the shortcut"))
    place.closed.connect(lambda _: show(place))
    show(place, make("Saved.", "Open folder"))
    place.buttons[0].setFocus()
    qtbot.keyClick(place.window().windowHandle(), Qt.Key.Key_Escape)
    assert place.shown is None
    assert called == []
    assert QApplication.focusWidget() in (None, place.window()), "no other button, which the next key would press"
    qtbot.keyClick(place.window().windowHandle(), Qt.Key.Key_Escape)
    assert called == ["the shortcut"]


def test_the_focus_stays_on_a_button_whose_action_asks_again(place, qtbot):
    again = make("Again?", "Again")
    show(place, Message("Now?", (("Again", lambda: show(place, again)),), QObject()))
    place.buttons[0].setFocus()
    qtbot.waitUntil(place.buttons[0].hasFocus)
    qtbot.keyClick(place.buttons[0], Qt.Key.Key_Space)
    assert place.shown is again
    assert place.buttons[0].hasFocus()
