"""Ctrl+Z in a field: typing first, then the window's own undo."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QLineEdit, QMainWindow, QSpinBox, QVBoxLayout, QWidget

from catgui.widgets.forms.setting_fields import TypingUndo

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot):
    window, body = QMainWindow(), QWidget()
    qtbot.addWidget(window)
    window.setCentralWidget(body)
    window.text, window.number = QLineEdit("first"), QSpinBox()
    column = QVBoxLayout(body)
    column.addWidget(window.text)
    column.addWidget(window.number)
    TypingUndo(window.text, window.text)
    TypingUndo(window.number, window.number.lineEdit())
    window.stack = QUndoStack(window)
    window.stack.push(QUndoCommand("something before"))
    for action, key in (
        (window.stack.createUndoAction(window), "Ctrl+Z"),
        (window.stack.createRedoAction(window), "Ctrl+Shift+Z"),
    ):
        action.setShortcut(key)
        window.addAction(action)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_typing_is_undone_before_the_window_undoes(window, qtbot):
    window.text.setFocus()
    qtbot.keyClicks(window.text, "!")
    qtbot.keyClick(window.text, Qt.Key.Key_Z, CONTROL)
    assert (window.text.text(), window.stack.canUndo()) == ("first", True)
    qtbot.keyClick(window.text, Qt.Key.Key_Z, CONTROL)
    assert (window.text.text(), window.stack.canUndo()) == ("first", False)
    qtbot.keyClick(window.text, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert window.text.text() == "first!"


def test_typing_that_is_finished_is_left_to_the_window(window, qtbot):
    window.text.setFocus()
    qtbot.keyClicks(window.text, "!")
    qtbot.keyClick(window.text, Qt.Key.Key_Return)
    qtbot.keyClick(window.text, Qt.Key.Key_Z, CONTROL)
    assert (window.text.text(), window.stack.canUndo()) == ("first!", False)


def test_a_spin_box_leaves_the_key_too(window, qtbot):
    window.number.setFocus()
    qtbot.keyClick(window.number, Qt.Key.Key_Z, CONTROL)
    assert not window.stack.canUndo()
    qtbot.keyClick(window.number, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert window.stack.canUndo()
