"""Undo and redo, by commands that are plain Python objects, and the actions named after what they would undo.

Not those of Qt, which deletes them itself: PySide 6.11 crashes if such a command was made in the memory of an object
that is gone but whose wrapper is still known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from catgui.style.tooltips import escape_caption


class UndoCommand:
    """A change that `text` names: subclasses make it in `redo`, and take it back in `undo`."""

    def __init__(self, text: str) -> None:
        self.text = text

    def redo(self) -> None:
        """Make the change; called by the stack's `push` and by each redo."""

    def undo(self) -> None:
        """Undo the change."""

    def merge(self, later: UndoCommand) -> bool:
        """Merge with `later`, which has been done; False if it stays a separate command."""
        return False


class UndoStack(QObject):
    """A stack of the newest `limit` commands (0: all); `index` is the number of commands that are done.

    Signals: `changed`, after each push, undo and redo, and when commands are dropped.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None, limit: int = 0) -> None:
        super().__init__(parent)
        self._limit = limit
        self._commands: list[UndoCommand] = []
        self._macro: _Macro | None = None
        self.index = 0

    @property
    def commands(self) -> Sequence[UndoCommand]:
        """The commands, oldest first."""
        return tuple(self._commands)

    @property
    def next_undo(self) -> UndoCommand | None:
        """The command that `undo` takes back; None during a macro."""
        return self._commands[self.index - 1] if self.index and self._macro is None else None

    @property
    def next_redo(self) -> UndoCommand | None:
        """The command that `redo` makes again; None during a macro."""
        return self._commands[self.index] if self.index < len(self._commands) and self._macro is None else None

    def push(self, command: UndoCommand) -> None:
        """Do `command` and drop undone ones; it may merge with the command before."""
        command.redo()
        if self._macro is not None:
            self._macro.commands.append(command)
        else:
            self._add(command)

    def undo(self) -> None:
        """Undo the last command."""
        if (command := self.next_undo) is not None:
            command.undo()
            self.index -= 1
            self.changed.emit()

    def redo(self) -> None:
        """Redo the command that was undone last."""
        if (command := self.next_redo) is not None:
            command.redo()
            self.index += 1
            self.changed.emit()

    @contextmanager
    def macro(self, text: str) -> Iterator[None]:
        """Merge the commands that are pushed in the block into one."""
        macro = self._macro = _Macro(text)
        try:
            yield
        finally:
            self._macro = None
            if macro.commands:
                self._add(macro)

    def discard(self, kind: type[UndoCommand]) -> None:
        """Drop the commands of a kind, wherever they are: they have nothing left to undo or redo."""
        kept = [command for command in self._commands if not isinstance(command, kind)]
        if len(kept) < len(self._commands):
            self.index = sum(not isinstance(command, kind) for command in self._commands[: self.index])
            self._commands = kept
            self.changed.emit()

    def clear(self) -> None:
        """Drop all commands; what they have changed stays."""
        self._commands.clear()
        self.index = 0
        self.changed.emit()

    def _add(self, command: UndoCommand) -> None:
        del self._commands[self.index :]
        last = self._commands[-1] if self._commands else None
        if last is None or not last.merge(command):
            self._commands.append(command)
        if self._limit:
            del self._commands[: -self._limit]
        self.index = len(self._commands)
        self.changed.emit()


class _Macro(UndoCommand):
    """Several commands as one."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.commands: list[UndoCommand] = []

    def redo(self) -> None:
        for command in self.commands:
            command.redo()

    def undo(self) -> None:
        """Undo the commands, the last one first."""
        for command in reversed(self.commands):
            command.undo()


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
    action.setText(verb if command is None else f"{verb}: {escape_caption(command.text)}")
