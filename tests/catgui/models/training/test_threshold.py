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


@pytest.mark.parametrize(
    ("moves", "undone"),
    [
        ((0.6, 0.7, 0.8), (THRESHOLD,)),
        ((0.8, THRESHOLD), ()),
        ((THRESHOLD, None), ()),
        ((0.8, None, 0.6, THRESHOLD), (0.8, THRESHOLD)),
        ((0.8, None, 0.3), (THRESHOLD, 0.8, THRESHOLD)),
    ],
    ids=["in a row", "back to the beginning", "to the same", "back to the reset", "a reset is a step of its own"],
)
def test_moves_in_a_row_are_undone_together(editor, session, stack, moves, undone):
    for threshold in moves:
        editor.reset() if threshold is None else editor.move(threshold)
    for expected in undone:
        stack.undo()
        assert session.now.threshold == expected
    assert stack.next_undo is None


def test_moves_are_made_again_together(editor, session, stack):
    for threshold in (0.6, 0.8):
        editor.move(threshold)
    stack.undo()
    stack.redo()
    assert session.now.threshold == 0.8


def test_a_new_run_begins_at_the_usual_threshold(editor, session, dataset, qtbot):
    qtbot.train(session, dataset, SHORT)
    editor.move(0.8)
    qtbot.train(session, dataset, SHORT)
    assert session.now.threshold == session.now.snapshot.test.threshold == THRESHOLD
