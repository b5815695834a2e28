"""Ctrl+Z in a field: typing first, then what the window can undo."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget


class TypingUndo(QObject):
    """Leaves the keys of undo and redo to the window where `text` has no typing to undo or redo.

    `field` has the keyboard focus: the line edit itself, or the spin box around it. Typing is forgotten when it is
    finished; from then on it is a command of the window.
    """

    def __init__(self, field: QWidget, text: QLineEdit) -> None:
        super().__init__(field)
        self._text = text
        field.installEventFilter(self)
        text.editingFinished.connect(self._forget_typing)

    def _forget_typing(self) -> None:
        at = self._text.cursorPosition()
        # Setting a text clears the history of typing.
        self._text.setText(self._text.text())
        self._text.setCursorPosition(at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Refuse keys that a line edit would claim without a use for them."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return False
        undoes, redoes = event.matches(QKeySequence.StandardKey.Undo), event.matches(QKeySequence.StandardKey.Redo)
        if (undoes and not self._text.isUndoAvailable()) or (redoes and not self._text.isRedoAvailable()):
            event.ignore()
            return True
        return False
