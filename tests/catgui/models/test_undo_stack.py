"""Pushing, undoing and redoing commands, and which of them are dropped."""

import gc
import weakref

import pytest

from catgui.models.undo_stack import RedoAction, UndoAction, UndoCommand, UndoStack


class Put(UndoCommand):
    """Puts a letter at the end of a list."""

    def __init__(self, letters, letter):
        super().__init__(f"put {letter}")
        self._letters, self._letter = letters, letter

    def redo(self):
        self._letters.append(self._letter)

    def undo(self):
        assert self._letters.pop() == self._letter


class Count(UndoCommand):
    """Adds to a count; merges with what follows."""

    def __init__(self, change):
        super().__init__("count")
        self.change = change

    def merge(self, later):
        if not isinstance(later, Count):
            return False
        self.change += later.change
        return True


@pytest.fixture
def letters():
    return []


@pytest.fixture
def stack(letters):
    stack = UndoStack(limit=3)
    for letter in "abc":
        stack.push(Put(letters, letter))
    return stack


def texts(stack):
    return [command.text for command in stack.commands]


def test_commands_are_undone_from_the_last_and_redone(stack, letters):
    stack.undo()
    stack.undo()
    assert letters == ["a"]
    assert (stack.next_undo.text, stack.next_redo.text) == ("put a", "put b")
    stack.redo()
    assert letters == ["a", "b"]


def test_a_command_takes_the_place_of_those_that_were_undone(stack, letters):
    stack.undo()
    stack.undo()
    stack.push(Put(letters, "d"))
    assert texts(stack) == ["put a", "put d"]
    assert stack.next_redo is None


def test_the_oldest_are_dropped_beyond_the_limit(stack, letters):
    stack.push(Put(letters, "d"))
    assert texts(stack) == ["put b", "put c", "put d"]
    assert stack.index == 3


def test_a_command_lives_as_long_as_the_stack_has_it(letters):
    stack = UndoStack(limit=2)
    alive = []
    for letter in "abcd":
        stack.push(command := Put(letters, letter))
        alive.append(weakref.ref(command))
    del command
    gc.collect()
    assert [command() is not None for command in alive] == [False, False, True, True]
    stack.clear()
    gc.collect()
    assert not any(command() for command in alive)


def test_commands_merge_until_another_follows(letters):
    stack = UndoStack()
    for command in (Count(1), Count(2), Put(letters, "a"), Count(3)):
        stack.push(command)
    assert texts(stack) == ["count", "put a", "count"]
    assert stack.commands[0].change == 3


@pytest.mark.parametrize("undone", range(4))
def test_commands_of_a_kind_are_dropped_and_what_was_undone_of_others_stays_so(letters, undone):
    stack = UndoStack()
    for command in (Put(letters, "a"), Count(1), Put(letters, "b")):
        stack.push(command)
    for _ in range(undone):
        stack.undo()
    stack.discard(Count)
    assert (texts(stack), stack.index) == (["put a", "put b"], len(letters))


def test_a_macro_is_one_command_which_is_undone_from_its_end(letters):
    stack = UndoStack()
    with stack.macro("put two"):
        stack.push(Put(letters, "a"))
        assert (stack.next_undo, stack.next_redo) == (None, None)
        stack.push(Put(letters, "b"))
    assert texts(stack) == ["put two"]
    stack.undo()
    assert letters == []
    stack.redo()
    assert letters == ["a", "b"]


def test_a_command_that_fails_is_not_pushed(stack):
    class Failing(UndoCommand):
        def redo(self):
            raise ValueError("no memory")

    with pytest.raises(ValueError, match="no memory"):
        stack.push(Failing("fail"))
    assert texts(stack) == ["put a", "put b", "put c"]


def test_every_change_of_the_stack_is_reported(stack, letters, qtbot):
    for change in (stack.undo, stack.redo, lambda: stack.push(Put(letters, "d")), stack.clear):
        with qtbot.waitSignal(stack.changed):
            change()


def test_the_actions_say_what_they_would_do(qapp):
    stack = UndoStack()
    undo, redo = UndoAction(stack, stack), RedoAction(stack, stack)

    def offers():
        return [(action.text(), action.isEnabled()) for action in (undo, redo)]

    assert offers() == [("Undo", False), ("Redo", False)]
    stack.push(UndoCommand("move of the threshold"))
    assert offers() == [("Undo: move of the threshold", True), ("Redo", False)]
    undo.trigger()
    assert offers() == [("Undo", False), ("Redo: move of the threshold", True)]
    redo.trigger()
    assert stack.index == 1
