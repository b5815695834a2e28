"""Moving the threshold of a session, with undo."""

import pytest

from catgui.models.training.threshold import ThresholdEditor
from catgui.models.undo_stack import UndoStack
from engine.analysis.evaluation import THRESHOLD
from tests.support.sample_widgets import SHORT


@pytest.fixture
def stack(qapp):
    return UndoStack()


@pytest.fixture
def editor(session, stack):
    return ThresholdEditor(session, stack)


def test_moves_in_a_row_are_undone_together_and_made_again(editor, session, stack):
    for threshold in (0.6, 0.7, 0.8):
        editor.move(threshold)
    assert session.now.threshold == 0.8
    stack.undo()
    assert session.now.threshold == THRESHOLD
    assert stack.next_undo is None
    stack.redo()
    assert session.now.threshold == 0.8


def test_moves_back_to_the_beginning_leave_no_step(editor, session, stack):
    editor.move(0.8)
    editor.move(THRESHOLD)
    assert session.now.threshold == THRESHOLD
    assert stack.next_undo is None


def test_moves_that_come_back_leave_the_step_before(editor, session, stack):
    editor.move(0.8)
    editor.reset()
    editor.move(0.6)
    editor.move(THRESHOLD)
    stack.undo()
    assert session.now.threshold == 0.8


def test_a_reset_is_a_step_of_its_own(editor, session, stack):
    editor.move(0.8)
    editor.reset()
    assert session.now.threshold == THRESHOLD
    editor.move(0.3)
    stack.undo()
    assert session.now.threshold == THRESHOLD
    stack.undo()
    assert session.now.threshold == 0.8


def test_the_same_threshold_is_no_step(editor, stack):
    editor.move(THRESHOLD)
    editor.reset()
    assert stack.next_undo is None


def test_a_new_run_begins_at_the_usual_threshold(editor, session, dataset, qtbot):
    qtbot.train(session, dataset, SHORT)
    editor.move(0.8)
    qtbot.train(session, dataset, SHORT)
    assert session.now.threshold == session.now.snapshot.test.threshold == THRESHOLD
