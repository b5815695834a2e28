"""What an edit of the data has changed, from complete runs of a session."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.models.edits.data_change import DataChange
from catgui.models.workspace import Workspace
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.images.photo import Framing, Photo
from engine.saved_model.recipe import RunRecipe
from engine.saved_model.reproduction import reproduce
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.catgui.models.training.test_reproducer import model_of
from tests.support.photo_entries import make_entry
from tests.support.small_data import make_dataset

QUICK = TrainingConfig(hidden_layers=(4,), iterations=30)


@pytest.fixture
def photos():
    """Photos of the user, which a test may add to."""
    return []


@pytest.fixture
def change(session, dataset, photos):
    workspace = Workspace()
    workspace.set_dataset(dataset)
    change = DataChange(workspace, session, photos, session)
    change.workspace, change.session = workspace, session
    yield change
    change.shutdown()


@pytest.fixture
def edited(dataset):
    return EditedDataset.of(dataset).relabel([PictureKey("train", index) for index in range(12)], 1).dataset


def train(qtbot, change, dataset, config=QUICK):
    if dataset is not change.workspace.dataset:
        change.workspace.set_edited(dataset)
    with qtbot.waitSignal(change.session.completed):
        change.session.start(dataset, config)


def compare(qtbot, change, dataset, edited):
    train(qtbot, change, dataset)
    with qtbot.waitSignal(change.compared):
        train(qtbot, change, edited)


def test_a_run_after_an_edit_is_compared_with_the_one_before(change, dataset, edited, qtbot):
    train(qtbot, change, dataset)
    network = change.session.newest.network
    with qtbot.waitSignal(change.compared):
        train(qtbot, change, edited)
    found = change.change
    assert (found.before, found.after, found.config) == (dataset, edited, QUICK)
    expected = TrainingRun(edited, QUICK).evaluate_network(network, 30).test.probabilities[0]
    np.testing.assert_allclose(found.predictions.before, expected, rtol=1e-12)
    np.testing.assert_array_equal(found.predictions.after, change.session.newest.test.probabilities[0])


def test_pictures_that_moved_to_the_test_part_are_answered_by_both(change, dataset, qtbot):
    moved = EditedDataset.of(dataset).move([PictureKey("train", 0)], "test").dataset
    compare(qtbot, change, dataset, moved)
    assert len(change.change.predictions.before) == 11


def test_networks_of_the_same_training_part_are_the_same(change, dataset, edited, qtbot):
    of_test = EditedDataset.of(dataset).leave_out([PictureKey("test", 0)]).dataset
    compare(qtbot, change, dataset, of_test)
    found = change.change
    assert found.is_of_test_part
    np.testing.assert_array_equal(found.predictions.before, found.predictions.after)
    assert [evaluation.count for evaluation in found.evaluations] == [10, 9]
    with qtbot.waitSignal(change.compared):
        train(qtbot, change, edited)
    assert not change.change.is_of_test_part


@pytest.mark.parametrize("rewound_to", [0, 10])
def test_a_run_that_was_opened_or_brought_back_is_one_before(change, dataset, edited, qtbot, rewound_to):
    run = TrainingRun(dataset, QUICK)
    steps = sum(1 for _ in run)
    recipe = replace(RunRecipe.of(run, steps, steps), position=rewound_to)
    change.session.show_reproduction(reproduce(recipe, dataset))
    with qtbot.waitSignal(change.compared):
        train(qtbot, change, edited)
    assert change.change.before is dataset
    assert change.change.evaluations[0].accuracy == run.snapshot().test.accuracy


def test_a_network_from_a_file_is_one_before_though_its_run_is_not_repeated(change, dataset, edited, qtbot):
    change.session.set_model(dataset, model_of(dataset, QUICK))
    qtbot.waitUntil(lambda: change.session.newest is not None)
    with qtbot.waitSignal(change.compared):
        train(qtbot, change, edited)
    assert change.change.before is dataset


def test_a_run_that_continues_an_opened_one_is_not_complete_before_its_end(change, dataset, edited, qtbot):
    train(qtbot, change, dataset)
    change.session.show(change.session.run.snapshot_at(10))
    other = replace(QUICK, learning_rate=0.02)
    change.session.branch(other, limit=1)
    qtbot.waitUntil(lambda: change.session.is_inactive)
    train(qtbot, change, edited, other)
    assert not change._comparison.busy
    assert change.change is None


@pytest.mark.parametrize("differs", ["settings", "data", "nothing"])
def test_other_runs_are_not_compared(change, dataset, edited, qtbot, differs):
    train(qtbot, change, dataset)
    if differs == "data":
        train(qtbot, change, make_dataset(seed=9))
    else:
        train(qtbot, change, edited if differs == "settings" else dataset, replace(QUICK, seed=2))
    assert not change._comparison.busy
    assert change.change is None


def test_the_change_is_studied_with_many_seeds(change, dataset, edited, qtbot):
    compare(qtbot, change, dataset, edited)
    change.start_study()
    assert change.busy
    qtbot.waitUntil(lambda: change.study is not None and not change.busy)
    assert len(change.study.change.values) == 10
    change.workspace.set_edited(dataset)
    assert change.study is None
    assert change.change is None


def test_photos_of_the_size_of_the_data_are_answered_by_both(change, photos, dataset, edited, qtbot):
    view = dataset.test.pictures[0]
    photo = Photo("tom.jpg", (8, 8), view, dict.fromkeys(Framing, view), view)
    photos += [replace(make_entry("tom.jpg", actual="cat"), photo=photo), make_entry("of 64 x 64.jpg")]
    compare(qtbot, change, dataset, edited)
    found = change.change
    assert [entry.name for entry in found.photos] == ["tom.jpg"]
    assert found.photo_predictions.labels.tolist() == [1]
    np.testing.assert_allclose(found.photo_predictions.before, found.predictions.before[:1])
    np.testing.assert_allclose(found.photo_predictions.after, found.predictions.after[:1])
