"""The search for doubtful labels, in the background."""

import pytest

from catgui.domain.edits import doubt_texts
from catgui.models.edits.data_editor import DataEditor
from catgui.models.edits.label_doubts import LabelDoubts
from catgui.models.training.settings import TrainingSettings
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from engine.data.edits import PictureKey
from engine.experiments.doubtful_labels import find_doubtful_labels
from engine.training.config import TrainingConfig
from tests.support.small_data import make_clear_dataset

CONFIG = TrainingConfig((5,), learning_rate=0.1, iterations=60, seed=3)
KEY = PictureKey("train", 4)


@pytest.fixture
def workspace(qapp):
    workspace = Workspace()
    workspace.set_dataset(make_clear_dataset())
    yield workspace
    workspace.shutdown()


@pytest.fixture
def settings(qapp):
    settings = TrainingSettings()
    settings.set_config(CONFIG)
    return settings


@pytest.fixture
def editor(workspace):
    return DataEditor(workspace, UndoStack(workspace), workspace)


@pytest.fixture
def doubts(workspace, settings):
    doubts = LabelDoubts(workspace, settings)
    yield doubts
    doubts.shutdown()


def search(qtbot, doubts):
    doubts.start()
    qtbot.waitUntil(lambda: not doubts.busy)


def test_the_list_is_that_of_the_terminal(doubts, workspace, qtbot):
    search(qtbot, doubts)
    expected = find_doubtful_labels(workspace.dataset, CONFIG)
    assert doubts.found.labels.doubts == expected.doubts
    assert doubts.found.labels.area == expected.area
    assert doubts.found.keys[0] == PictureKey(expected.doubts[0].part, expected.doubts[0].index)
    assert doubts.stale_text == ""


def test_the_list_survives_edits_and_says_that_it_is_older(doubts, editor, qtbot):
    search(qtbot, doubts)
    found = doubts.found
    editor.leave_out([KEY])
    assert doubts.found is found
    assert doubts.stale_text == doubt_texts.OTHER_EDITS
    editor._undo_stack.undo()
    assert doubts.stale_text == ""


def test_the_plan_follows_a_slider_twice_a_second(doubts, settings, qtbot):
    plans = []
    doubts.settings_changed.connect(lambda: plans.append(doubts.plan_text))
    for iterations in (10, 1000, 5_000_000):
        settings.set_value("iterations", iterations)
    assert len(plans) == 1
    qtbot.waitUntil(lambda: plans[-1] == doubts.plan_text)
    assert len(plans) == 2


def test_an_edit_during_the_search_leaves_it_running(doubts, editor, qtbot):
    doubts.start()
    editor.relabel([KEY], 1)
    qtbot.waitUntil(lambda: not doubts.busy)
    assert doubts.found.keys.count(KEY) == 1
    assert doubts.stale_text == doubt_texts.OTHER_EDITS


def test_other_data_clear_the_list_and_end_the_search(doubts, workspace, settings, qtbot):
    search(qtbot, doubts)
    settings.set_value("iterations", 5_000_000)
    doubts.start()
    workspace.set_dataset(make_clear_dataset())
    assert not doubts.busy
    assert doubts.found is None


def test_a_search_that_is_stopped_lists_the_repeats_that_it_has(doubts, workspace, settings, qtbot):
    # Dropout rules batches out: each repeat is a job of its own.
    settings.set_value("dropout", 0.1)
    doubts.study.changed.connect(lambda: doubts.study.cancel() if doubts.study.results else None)
    search(qtbot, doubts)
    assert 0 < doubts.found.repeats < doubts.found.wanted == 10
    assert doubts.stale_text == f"Stopped after {doubts.found.repeats} of 10 repeats."
    assert len(doubts.found.keys) == 38


def test_without_data_there_is_nothing_to_look_through(qapp, settings):
    doubts = LabelDoubts(Workspace(), settings)
    doubts.start()
    assert not doubts.busy
    assert doubts.obstacle == doubt_texts.NO_DATA
    assert doubts.plan_text == ""
