"""The focus stays where it is while widgets are hidden and disabled."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from catgui.widgets.basic.keep_focus import keep_focus


@pytest.fixture
def buttons(qtbot):
    """Three buttons in a panel, and one outside of it."""
    window, panel = QWidget(), QWidget()
    qtbot.addWidget(window)
    buttons = [QPushButton(text) for text in ("first", "second", "third", "outside")]
    inner, outer = QVBoxLayout(panel), QVBoxLayout(window)
    for button in buttons[:3]:
        inner.addWidget(button)
    outer.addWidget(panel)
    outer.addWidget(buttons[3])
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield buttons
    window.close()


def keep_focus_in(buttons):
    return keep_focus(buttons[0].parentWidget(), lambda: buttons[2])


@pytest.mark.parametrize("verb", [QPushButton.hide, lambda button: button.setEnabled(False)])
def test_a_widget_that_is_hidden_or_disabled_gives_the_focus_to_the_fallback(buttons, verb):
    buttons[0].setFocus()
    with keep_focus_in(buttons):
        verb(buttons[0])
    assert QApplication.focusWidget() is buttons[2]


def test_a_widget_that_is_hidden_and_shown_again_keeps_the_focus(buttons):
    buttons[0].setFocus()
    with keep_focus_in(buttons):
        buttons[0].setEnabled(False)
        buttons[0].setEnabled(True)
    assert QApplication.focusWidget() is buttons[0]
