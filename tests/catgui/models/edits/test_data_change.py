"""What an edit of the data has changed, from complete runs of a session."""

from dataclasses import replace

import numpy as np
import pytest

from catgui.domain.edits.change_texts import PHOTOS, EditSteps, change_text
from catgui.models.edits.data_change import DataChange
from catgui.models.training.session import RunState
from catgui.models.undo_stack import UndoCommand, UndoStack
from catgui.models.workspace import Workspace
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import TEST, PictureKey
from engine.images.photo import Framing, Photo
from engine.saved_model.model import RunRecipe
from engine.saved_model.reproduction import reproduce
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.catgui.models.training.test_playback import model_of
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
    stack = UndoStack()
    change = DataChange(workspace, session, photos, stack, session)
    change.workspace, change.session, change.stack = workspace, session, stack
    yield change
    change.shutdown()


@pytest.fixture
def edited(dataset):
    return EditedDataset.of(dataset).relabel([PictureKey("train", index) for index in range(12)], 1).dataset


def train(qtbot, change, dataset, config=QUICK):
    if dataset is not change.workspace.dataset:
        change.workspace.set_edited(dataset)
    qtbot.train(change.session, dataset, config)


def wait_for_change(qtbot, change):
    return qtbot.waitSignal(change.compared, check_params_cb=lambda: change.change is not None)


def compare(qtbot, change, dataset, edited):
    train(qtbot, change, dataset)
    with wait_for_change(qtbot, change):
        train(qtbot, change, edited)


def test_a_run_after_an_edit_is_compared_with_the_one_before(change, dataset, edited, qtbot):
    train(qtbot, change, dataset)
    network = change.session.now.newest.network
    with wait_for_change(qtbot, change):
        train(qtbot, change, edited)
    found = change.change
    assert (found.before, found.after, found.config) == (dataset, edited, QUICK)
    expected = TrainingRun(edited, QUICK).evaluate_network(network, 30).test.probabilities[0]
    np.testing.assert_allclose(found.answers[TEST].before, expected, rtol=1e-12)
    np.testing.assert_array_equal(found.answers[TEST].after, change.session.now.newest.test.probabilities[0])


class Edit(UndoCommand):
    """An edit of the open data, which makes other objects each time that it is undone and redone."""

    def __init__(self, workspace, after):
        super().__init__(f"Relabel {len(after.edits.placements)} pictures")
        self._workspace, self._after = workspace, after.edits
        self._before = EditedDataset.of(workspace.dataset).edits

    def redo(self):
        self._set(self._after)

    def undo(self):
        self._set(self._before)

    def _set(self, edits):
        self._workspace.set_edited(EditedDataset.of(self._workspace.dataset).with_edits(edits).dataset)


def retrain(qtbot, change):
    with wait_for_change(qtbot, change):
        change.session.start(change.workspace.dataset, QUICK)


def test_what_lies_between_two_runs_is_an_edit_or_undo_or_redo(change, dataset, edited, qtbot):
    more = EditedDataset.of(edited).relabel([PictureKey("train", 20)], 1).dataset
    train(qtbot, change, dataset)
    change.stack.push(Edit(change.workspace, edited))
    retrain(qtbot, change)
    first, second = "Relabel 8 pictures", "Relabel 9 pictures"
    assert change.change.steps == EditSteps("do", (first,))
    change.stack.undo()
    retrain(qtbot, change)
    assert change.change.steps == EditSteps("undo", (first,))
    assert change.change.answers[TEST].after.tolist() != change.change.answers[TEST].before.tolist()
    change.stack.redo()
    retrain(qtbot, change)
    assert change.change.steps == EditSteps("redo", (first,))
    change.stack.push(Edit(change.workspace, more))
    change.stack.undo()
    change.stack.undo()
    retrain(qtbot, change)
    assert change.change.steps == EditSteps("undo", (first,))  # the one that came and went is none
    change.stack.redo()
    change.stack.redo()
    retrain(qtbot, change)
    assert change.change.steps == EditSteps("redo", (first, second))
    change.stack.undo()
    change.stack.push(Edit(change.workspace, dataset_without(edited)))
    retrain(qtbot, change)
    assert change.change.steps.kind == "do"


def dataset_without(edited):
    """`edited` without the first training picture."""
    return EditedDataset.of(edited).leave_out([PictureKey("train", 0)]).dataset


def test_an_edit_of_both_parts_asks_other_questions(change, dataset, edited, qtbot):
    said = "Both networks answer the edited test part."
    of_both = EditedDataset.of(edited).relabel([PictureKey("test", 1), PictureKey("train", 20)], 1).dataset
    compare(qtbot, change, dataset, edited)
    assert said not in change_text(change.change)
    with wait_for_change(qtbot, change):
        train(qtbot, change, of_both)
    assert said in change_text(change.change)


@pytest.mark.parametrize("rewound_to", [0, 10])
def test_a_run_that_was_opened_or_brought_back_is_one_before(change, dataset, edited, qtbot, rewound_to):
    run = TrainingRun(dataset, QUICK)
    steps = sum(1 for _ in run)
    recipe = replace(RunRecipe.of(run, steps, steps), position=rewound_to)
    change.session.show_reproduction(reproduce(recipe, dataset))
    with wait_for_change(qtbot, change):
        train(qtbot, change, edited)
    assert change.change.before is dataset
    assert change.change.old_test.accuracy == run.snapshot().test.accuracy


def test_a_network_from_a_file_is_one_before_though_its_run_is_not_repeated(change, dataset, edited, qtbot):
    change.session.set_model(dataset, model_of(dataset, QUICK))
    qtbot.waitUntil(lambda: change.session.now.newest is not None)
    with wait_for_change(qtbot, change):
        train(qtbot, change, edited)
    assert change.change.before is dataset


def test_both_networks_are_compared_at_the_usual_threshold(change, dataset, edited, qtbot):
    model = model_of(dataset, QUICK)
    change.session.set_model(dataset, replace(model, recipe=replace(model.recipe, threshold=0.9)))
    qtbot.waitUntil(lambda: change.session.now.newest is not None)
    assert change.session.now.threshold == change.session.now.newest.test.threshold == 0.9
    with wait_for_change(qtbot, change):
        train(qtbot, change, edited)
    found = change.change
    assert found.old_test.threshold == 0.5
    assert [answers.thresholds for answers in found.answers.values()] == [(0.5, 0.5)] * 3
    assert found.shown_threshold == change.session.now.threshold


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
    assert found.answers[PHOTOS].labels.tolist() == [1]
    np.testing.assert_allclose(found.answers[PHOTOS].before, found.answers[TEST].before[:1])
    np.testing.assert_allclose(found.answers[PHOTOS].after, found.answers[TEST].after[:1])


# --- runs that were stopped

LONG = replace(QUICK, iterations=1_000_000)


def train_for(qtbot, change, dataset, iterations, config=LONG):
    """Train until it is stopped after some iterations."""
    if dataset is not change.workspace.dataset:
        change.workspace.set_edited(dataset)
    change.session.start(dataset, config, limit=iterations)
    qtbot.waitUntil(lambda: change.session.now.state is RunState.PAUSED)
    change.session.stop()


def test_two_stopped_runs_are_compared_after_as_many_iterations_as_both_have_done(change, dataset, edited, qtbot):
    train_for(qtbot, change, dataset, 12)
    train_for(qtbot, change, edited, 17)
    qtbot.waitUntil(lambda: change.change is not None)
    found = change.change
    assert (found.before, found.after, found.iterations) == (dataset, edited, 12)
    before, after = (TrainingRun(data, LONG) for data in (dataset, edited))
    networks = [next(step for step in run if step.iteration == 11) and run.snapshot() for run in (before, after)]
    np.testing.assert_allclose(found.answers[TEST].after, networks[1].test.probabilities[0], rtol=1e-12)
    expected = after.evaluate_network(networks[0].network, 12).test.probabilities[0]
    np.testing.assert_allclose(found.answers[TEST].before, expected, rtol=1e-12)


def test_a_stopped_run_is_compared_with_one_that_is_complete(change, dataset, edited, qtbot):
    train(qtbot, change, dataset)
    with wait_for_change(qtbot, change):
        train_for(qtbot, change, edited, 12, QUICK)
    assert change.change.iterations == 12
    with wait_for_change(qtbot, change):
        change.session.resume()
    assert change.change.iterations is None
    assert change.change.before is dataset


def test_a_stopped_run_that_is_replaced_by_one_with_other_settings_is_not_compared(change, dataset, edited, qtbot):
    config = replace(QUICK, iterations=40)
    train(qtbot, change, dataset, config)
    change.workspace.set_edited(edited)
    change.session.start(edited, config, limit=5)
    qtbot.waitUntil(lambda: change.session.now.state is RunState.PAUSED)
    change.session.restart(edited, replace(QUICK, seed=2))
    qtbot.waitUntil(lambda: change.session.now.state is RunState.IDLE)
    assert change.change is None


def test_an_opened_network_is_not_compared_with_a_run_that_was_stopped(change, dataset, edited, qtbot):
    change.session.set_model(dataset, model_of(dataset, QUICK))
    qtbot.waitUntil(lambda: change.session.now.newest is not None)
    train_for(qtbot, change, edited, 12, QUICK)
    assert not change._comparison.busy
    with wait_for_change(qtbot, change):
        change.session.resume()
    assert change.change.before is dataset
