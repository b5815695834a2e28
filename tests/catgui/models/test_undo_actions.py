"""The texts and the state of the actions that undo and redo."""

from catgui.models.undo_actions import RedoAction, UndoAction
from catgui.models.undo_stack import UndoCommand, UndoStack


def test_the_actions_say_what_they_would_do(qapp):
    stack = UndoStack()
    undo, redo = UndoAction(stack, stack), RedoAction(stack, stack)

    def offers():
        return [(action.text(), action.isEnabled()) for action in (undo, redo)]

    assert offers() == [("Undo", False), ("Redo", False)]
    stack.push(UndoCommand("move of the threshold"))
    assert offers() == [("Undo move of the threshold", True), ("Redo", False)]
    undo.trigger()
    assert offers() == [("Undo", False), ("Redo move of the threshold", True)]
    redo.trigger()
    assert stack.index == 1
