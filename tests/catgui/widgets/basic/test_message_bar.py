"""The bar with one message and its buttons."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from catgui.widgets.basic.message_bar import NOTICE, PROMPT, WARNING, MessageBar


@pytest.fixture(params=[WARNING, PROMPT], ids=["trouble", "offer"])
def bar(qtbot, request):
    window = QWidget()
    layout = QVBoxLayout(window)
    bar = MessageBar(request.param)
    layout.addWidget(bar)
    qtbot.addWidget(window)
    window.resize(600, 200)
    window.show()
    bar.window_kept = window
    return bar


def buttons(bar):
    return [button for button in bar.findChildren(QPushButton) if button.isVisible()]


def test_markup_in_a_message_is_plain_text(bar):
    bar.show_message("<b>bold</b>.npz: it cannot be read")
    bar.adjustSize()
    assert "<b>bold</b>" in bar.text


def test_each_button_calls_its_action(bar, qtbot):
    done = []
    bar.show_message("This or that?", ("This", lambda: done.append("this")), ("That", lambda: done.append("that")))
    qtbot.waitUntil(lambda: [button.text() for button in buttons(bar)] == ["This", "That"])
    qtbot.mouseClick(buttons(bar)[1], Qt.MouseButton.LeftButton)
    assert done == ["that"]


def test_the_focus_stays_on_a_button_whose_action_asks_again(bar, qtbot):
    def ask_again():
        bar.show_message("Again?", ("Again", ask_again))

    ask_again()
    qtbot.waitUntil(lambda: len(buttons(bar)) == 1)
    bar.window().activateWindow()
    buttons(bar)[0].setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is buttons(bar)[0])
    qtbot.keyClick(buttons(bar)[0], Qt.Key.Key_Space)
    assert QApplication.focusWidget() is buttons(bar)[0]


def test_the_bar_can_be_closed(bar, qtbot):
    bar.show_message("It is so.")
    with qtbot.waitSignal(bar.dismissed):
        qtbot.mouseClick(bar.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_esc_closes_the_bar_with_the_focus_and_calls_no_shortcut(bar, qtbot):
    window, elsewhere, called = bar.window(), QPushButton("elsewhere"), []
    window.layout().addWidget(elsewhere)
    elsewhere.show()
    bar.focus_fallback = lambda: elsewhere
    QShortcut("Esc", window, lambda: called.append("the shortcut"))
    bar.show_message("It is so.", ("This", lambda: None))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    buttons(bar)[0].setFocus()
    with qtbot.waitSignal(bar.dismissed):
        qtbot.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert called == []
    assert elsewhere.hasFocus()
    qtbot.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    assert called == ["the shortcut"]


def test_the_bar_says_how_many_messages_follow(bar):
    def shown():
        return [label.text() for label in bar.findChildren(QLabel) if label.isVisible() and label.text()]

    bar.show_message("It is so.", others=2)
    assert shown() == ["It is so.", "2 more"]
    bar.show_message("It is so.")
    assert shown() == ["It is so."]


@pytest.fixture
def notice(qtbot):
    window = QWidget()
    layout = QVBoxLayout(window)
    bar = MessageBar(NOTICE)
    layout.addWidget(bar)
    layout.addWidget(QPushButton("elsewhere"))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    bar.window_kept = window
    return bar


def test_a_notice_goes_by_itself(notice):
    notice.show_message("Saved run.py")
    assert notice._stays.isActive()
    assert notice._stays.interval() == 8000
    notice._stays.timeout.emit()
    assert not notice.isVisible()
    assert not notice._stays.isActive()


def test_a_notice_stays_while_the_focus_is_in_it(notice, qtbot):
    notice.show_message("Saved run.py", ("Open folder", lambda: None))
    buttons(notice)[0].setFocus()
    qtbot.waitUntil(buttons(notice)[0].hasFocus)
    notice._stays.timeout.emit()
    assert notice.isVisible()
    assert notice._stays.isActive()
    notice.window().findChild(QPushButton, "", Qt.FindChildOption.FindDirectChildrenOnly).setFocus()
    notice._stays.timeout.emit()
    assert not notice.isVisible()


def test_a_notice_stays_while_the_pointer_is_in_it(notice, monkeypatch):
    notice.show_message("Saved run.py")
    monkeypatch.setattr(notice, "underMouse", lambda: True)
    notice._stays.timeout.emit()
    assert notice.isVisible()


def test_a_notice_stays_until_its_window_is_active(notice, monkeypatch):
    notice.show_message("Saved run.py")
    monkeypatch.setattr(notice, "isActiveWindow", lambda: False)
    notice._stays.timeout.emit()
    assert notice.isVisible()


def test_a_bar_without_a_message_has_no_widgets(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    assert bar.text == ""
    assert bar.findChildren(QWidget) == []
    bar.show_message("No space left")
    assert bar.text == "No space left"
    assert "No space left" in [label.text() for label in bar.findChildren(QLabel)]
