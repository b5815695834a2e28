"""Commands: one action with its words, key, tip and state, wherever it is shown."""

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QListWidget

from catgui.widgets.basic.commands import Command, CommandButton, find_command
from tests.support.qt_inverses import unescape_tooltip

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def owner(qtbot):
    owner = QListWidget()
    owner.addItems(["a", "b"])
    qtbot.addWidget(owner)
    return owner


@pytest.fixture
def command(owner):
    return Command(owner, "pin", "&Pin", "Keep it at the top", ("P", "Backspace"))


@pytest.fixture
def button(command, qtbot):
    button = CommandButton(command)
    qtbot.addWidget(button)
    button.show()
    return button


def test_a_button_has_the_words_the_tip_and_the_key_of_its_command(button, command):
    assert button.objectName() == "pin_button"
    assert button.text() == "Pin"
    assert unescape_tooltip(button.toolTip()) == button.accessibleDescription() == "Keep it at the top (P)"
    command.setText("Un&pin")
    assert button.text() == "Unpin"


def test_the_key_delete_of_a_mac_deletes(owner, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    remove = Command(owner, "remove", "&Remove", keys=QKeySequence.StandardKey.Delete)

    assert remove.shortcuts()[:2] == [QKeySequence("Backspace"), QKeySequence("Del")]


def test_a_disabled_command_says_why_in_its_button_and_to_the_search(button, command):
    command.offer("Select runs first.")
    assert not button.isEnabled()
    assert unescape_tooltip(button.toolTip()) == "Select runs first."
    assert (command.property("obstacle"), command.statusTip()) == ("Select runs first.", "Keep it at the top")
    command.offer(tip="Move it to the top")
    assert button.isEnabled()
    assert unescape_tooltip(button.toolTip()) == "Move it to the top (P)"


def test_a_short_text_of_a_button_is_read_aloud_in_full(button, command):
    command.set_texts("Actual: R&&D", "R&&D")
    assert button.text() == "R&&D"
    assert button.accessibleName() == "Actual: R&D"


def test_a_click_triggers_and_checks_the_command_once(button, command, qtbot):
    command.setCheckable(True)
    with qtbot.waitSignal(command.triggered):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert command.isChecked()
    assert button.isChecked()
    command.setChecked(False)
    assert not button.isChecked()


def test_the_icon_follows_the_colors(owner, qtbot):
    drawn = []

    def draw(palette):
        drawn.append(palette.color(QPalette.ColorRole.Base))
        return QIcon()

    command = Command(owner, "pin", "&Pin")
    command.draw_icon = draw
    button = CommandButton(command)
    qtbot.addWidget(button)
    dark = QPalette(button.palette())
    dark.setColor(QPalette.ColorRole.Base, "black")
    button.setPalette(dark)
    assert drawn[-1] == dark.color(QPalette.ColorRole.Base)


def test_the_owner_has_the_keys_while_it_has_the_focus(owner, command, qtbot):
    owner.show()
    qtbot.waitUntil(owner.isActiveWindow)
    owner.setFocus()
    with qtbot.waitSignal(command.triggered):
        qtbot.keyClick(owner, Key.Key_P)


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "expected"),
    [
        (Key.Key_P, Modifier.NoModifier, "p", "pin"),
        (Key.Key_Backspace, Modifier.NoModifier, "\b", "pin"),
        (Key.Key_P, Modifier.ControlModifier, "", None),
        (Key.Key_P, Modifier.ShiftModifier, "P", None),
        (Key.Key_Plus, Modifier.ShiftModifier, "+", "larger"),
        (Key.Key_Plus, Modifier.KeypadModifier, "+", "larger"),
        (Key.Key_Delete, Modifier.ShiftModifier, "\x7f", None),
        (Key.Key_Delete, Modifier.NoModifier, "\x7f", "remove"),
    ],
)
def test_a_key_is_that_of_a_command_on_any_keyboard(owner, command, key, modifiers, text, expected):
    Command(owner, "larger", "Larger", "", ("+",))
    Command(owner, "remove", "Remove", "", QKeySequence.StandardKey.Delete)
    found = find_command(owner.actions(), QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text))
    assert (None if found is None else found.objectName()) == (expected and f"{expected}_action")


def test_a_command_that_is_offered_again_as_it_is_tells_nobody(command):
    told = []
    command.offer("Select a picture")
    command.changed.connect(lambda: told.append(command.tip))
    command.offer("Select a picture")
    assert told == []
    command.offer()
    assert told
    assert set(told) == {"Keep it at the top (P)"}
