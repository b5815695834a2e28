"""The actions that undo and redo, named after what they would undo or redo."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from catgui.models.undo_stack import UndoCommand, UndoStack
from catgui.style.tooltips import escape_caption


class UndoAction(QAction):
    """Undoes the last command of `stack`."""

    def __init__(self, stack: UndoStack, parent: QObject) -> None:
        super().__init__(parent)
        self._stack = stack
        self.setShortcut(QKeySequence.StandardKey.Undo)
        self.triggered.connect(stack.undo)
        stack.changed.connect(self._update)
        self._update()

    def _update(self) -> None:
        _offer(self, "Undo", self._stack.next_undo)


class RedoAction(QAction):
    """Makes again what was undone last of `stack`."""

    def __init__(self, stack: UndoStack, parent: QObject) -> None:
        super().__init__(parent)
        self._stack = stack
        self.setShortcut(QKeySequence.StandardKey.Redo)
        self.triggered.connect(stack.redo)
        stack.changed.connect(self._update)
        self._update()

    def _update(self) -> None:
        _offer(self, "Redo", self._stack.next_redo)


def _offer(action: QAction, verb: str, command: UndoCommand | None) -> None:
    action.setEnabled(command is not None)
    action.setText(verb if command is None else f"{verb} {escape_caption(command.text)}")
