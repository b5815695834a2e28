"""A line says how many answers an edit or other settings have changed."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.picture import Picture
from catgui.models.messages import user_messages
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import RunState
from catgui.models.training.summary import AnswerChanges
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset

QUICK = TrainingConfig(hidden_layers=(4,), iterations=30)


@pytest.fixture
def said(session):
    """What is said."""
    changes, texts = AnswerChanges(session, SelectedPicture(session), session), []
    user_messages.posted.connect(
        keep := lambda message: texts.append(message.text) if message.source is changes else None
    )
    yield texts
    user_messages.posted.disconnect(keep)


def text(before, now):
    changed = int((before.predictions != now.predictions).sum())
    answers = "1 answer" if changed == 1 else f"{changed} answers"
    return f"{before.accuracy:.1%} before, {now.accuracy:.1%} now: {answers} changed"


def relabeled(dataset, part="train", count=12):
    return EditedDataset.of(dataset).relabel([PictureKey(part, index) for index in range(count)], 1).dataset


def test_a_run_on_edited_data_and_one_with_other_settings_are_compared_with_the_one_before(
    session, dataset, said, qtbot
):
    before = None
    for data, config in ((dataset, QUICK), (relabeled(dataset), QUICK), (dataset, replace(QUICK, learning_rate=0.2))):
        qtbot.train(session, data, config)
        now = session.now.newest.test
        assert said[-1:] == ([] if before is None else [text(before, now)])
        before = now


def test_a_click_selects_one_picture_after_the_other_whose_answer_has_changed(session, dataset, qtbot):
    picked, messages = SelectedPicture(session), []
    changes = AnswerChanges(session, picked, session)
    keep = user_messages.posted.connect(messages.append)
    qtbot.train(session, dataset, replace(QUICK, iterations=1))
    first = session.now.newest.test.predictions[0]
    qtbot.train(session, dataset, replace(QUICK, learning_rate=0.2, iterations=300))
    changed = np.flatnonzero(first != session.now.newest.test.predictions[0]).tolist()
    user_messages.posted.disconnect(keep)
    ((name, click),) = next(message.actions for message in messages if message.source is changes)
    assert name == "Show next"
    for index in [*changed, changed[0]]:
        click()
        assert picked.picture == Picture("test", index)


@pytest.mark.parametrize("other", ["nothing", "data", "test pictures"])
def test_equal_runs_and_those_with_other_test_pictures_are_not_compared(session, dataset, said, qtbot, other):
    left_out = EditedDataset.of(dataset).leave_out([PictureKey("test", 0)]).dataset
    qtbot.train(session, dataset, QUICK)
    qtbot.train(session, {"nothing": dataset, "data": make_dataset(seed=9), "test pictures": left_out}[other], QUICK)
    assert said == []


def test_a_run_that_was_stopped_is_not_compared(session, dataset, said, qtbot):
    qtbot.train(session, dataset, QUICK)
    session.start(dataset, replace(QUICK, iterations=10**6), limit=5)
    qtbot.waitUntil(lambda: session.now.state is RunState.PAUSED)
    session.stop()
    assert said == []


def test_a_run_in_the_drag_of_a_slider_is_compared_with_the_one_before_the_drag(session, dataset, said, qtbot):
    qtbot.train(session, dataset, QUICK)
    first = session.now.newest.test
    for rate in (0.05, 0.1, 0.2):
        session.restart(dataset, replace(QUICK, learning_rate=rate))
    qtbot.waitUntil(lambda: bool(said))
    assert said[-1] == text(first, session.now.newest.test)
