"""Which earlier run the plot compares with."""

from dataclasses import replace

import pytest

from catgui.models.runs.history import RunHistory, previous_run
from catgui.models.undo_stack import UndoStack
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset

QUICK = TrainingConfig(hidden_layers=(4,), iterations=3)


@pytest.fixture
def history(session):
    return RunHistory(session, UndoStack(session))


def train(qtbot, session, dataset, seed):
    qtbot.train(session, dataset, replace(QUICK, seed=seed))


def test_it_is_the_run_before_unless_that_is_drawn_anyway(history, session, dataset, qtbot):
    train(qtbot, session, dataset, seed=1)
    assert previous_run(history, session, dataset) is None
    train(qtbot, session, dataset, seed=2)
    assert previous_run(history, session, dataset).number == 1
    history.show(1, True)
    assert previous_run(history, session, dataset) is None


def test_after_starting_over_it_is_the_dropped_run_on_the_same_data(history, session, dataset, qtbot):
    train(qtbot, session, dataset, seed=1)
    session.start_over()
    assert previous_run(history, session, dataset).number == 1
    assert previous_run(history, session, make_dataset(name="others")) is None
    assert previous_run(history, session, None) is None
