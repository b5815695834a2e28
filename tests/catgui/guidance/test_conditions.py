"""The state of single steps, read from models without a window."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from catgui.domain.picture import Picture
from catgui.guidance.conditions import LessonModels, StepCheck
from catgui.help import lesson_notes as notes
from catgui.help.lesson import Assistance, Condition, Observation
from catgui.help.lessons import FEATURES, GAP, OWN, RATE, SEED, WHY
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.playback import RunPlayback
from engine.analysis.evaluation import Evaluation, PartAccuracies, gap_can_be_smaller
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.data.sources import BUILTIN
from engine.text import format_cost, format_ratio
from engine.training.config import TrainingConfig
from tests.support.small_data import make_clear_dataset

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=60)
FEW_WRONG = 6  # of 200; of 12, none could be seen to be fewer


@pytest.fixture
def models(session, workspace):
    playback, picked = RunPlayback(session), SelectedPicture()
    settings, nothing = SimpleNamespace(config=CONFIG), SimpleNamespace(change=None)
    yield LessonModels(workspace, settings, session, playback, None, picked, [], None, nothing, lambda: 1)
    playback.shutdown()


def step_of(lesson, condition):
    return next(step for step in lesson.steps if condition in (step.until, step.shows))


def check(models, lesson, condition):
    return StepCheck(step_of(lesson, condition), models)


def train(models, qtbot, dataset=None, **changed):
    """Train, and wait for all test costs."""
    dataset = models.workspace.dataset if dataset is None else dataset
    models.workspace.set_dataset(dataset)
    models.settings.config = replace(CONFIG, **changed)
    with qtbot.waitSignal(models.session.completed):
        models.session.start(dataset, models.settings.config)
    qtbot.waitUntil(lambda: not models.session.completer.busy)


def seek(models, qtbot, iteration):
    models.playback.seek(iteration)
    qtbot.waitUntil(lambda: models.session.snapshot.iterations == iteration)
    qtbot.waitUntil(lambda: not models.session.completer.busy)


@pytest.mark.parametrize(("reach", "is_near"), [(8, True), (4, False)])
def test_the_lowest_cost_is_found_as_near_as_a_pixel_of_the_slider(models, qtbot, reach, is_near):
    models = replace(models, reach=lambda: reach)
    train(models, qtbot, make_clear_dataset(), learning_rate=0.03, iterations=300)
    iterations, costs = models.session.costs.test
    lowest = int(iterations[costs.argmin()])
    shown = lowest - 6 if lowest > 30 else lowest + 6
    assert format_cost(costs[shown]) != format_cost(costs[lowest])
    seek(models, qtbot, shown)
    state = check(models, GAP, Condition.REWOUND).state
    assert state.is_done is is_near
    assert format_cost(costs[shown]) in state.note
    assert format_cost(costs[lowest]) in state.note


def test_a_cost_that_reads_as_the_lowest_is_as_good(models, qtbot):
    train(models, qtbot, learning_rate=1e-7)
    state = check(models, GAP, Condition.REWOUND).state
    assert state.is_done
    assert "pixel" not in state.note


def evaluation(wrong, count):
    labels = np.arange(count)[np.newaxis] % 2
    probabilities = np.where(np.arange(count) < wrong, 1 - labels, labels).astype(float)
    return Evaluation(probabilities, labels, ("other", "cat"))


@pytest.mark.parametrize(
    ("train_wrong", "test_wrong", "count", "can"),
    [(0, 0, 50, False), (0, 3, 12, False), (0, FEW_WRONG, 200, True), (100, FEW_WRONG, 200, False)],
)
def test_a_gap_can_be_narrowed_only_where_there_is_one_that_can_be_told(train_wrong, test_wrong, count, can):
    parts = PartAccuracies(evaluation(train_wrong, 200), evaluation(test_wrong, count))
    assert gap_can_be_smaller(parts) is can


def test_a_gap_that_cannot_be_narrowed_is_called_so_with_a_way_out(models, qtbot):
    clear = make_clear_dataset()
    train(models, qtbot, clear, iterations=400)
    snapshot = models.session.newest
    assert snapshot.train.accuracy == snapshot.test.accuracy == 1
    begun = check(models, GAP, Condition.NARROWED_GAP)
    assert not begun.state.is_done
    assert "gap 0.0 points. With 12 pictures, no smaller gap could be seen." in begun.state.note
    assert begun.state.assist.kind is Assistance.TRAIN_AS_NOTEBOOK
    train(models, qtbot, clear, hidden_layers=TrainingConfig().hidden_layers, iterations=400)
    begun.update()
    assert begun.state.assist.field == "open_builtin"
    built_in = replace(clear, origin=SimpleNamespace(location=BUILTIN, name=clear.name))
    train(models, qtbot, built_in, hidden_layers=TrainingConfig().hidden_layers, iterations=400)
    begun.update()
    assert begun.state.assist is step_of(GAP, Condition.NARROWED_GAP).assist


def test_the_rates_of_the_notebook_are_asked_of_its_settings(models, qtbot):
    clear = make_clear_dataset()
    begun = check(models, RATE, Condition.TRAINED_AS_NOTEBOOK)
    train(models, qtbot, clear, iterations=400)  # its rate, but with one layer of 4 units
    begun.update()
    assert not begun.state.is_done
    assert "for the notebook's settings" in begun.state.note
    assert begun.state.assist.kind is Assistance.TRAIN_AS_NOTEBOOK
    train(models, qtbot, clear, hidden_layers=TrainingConfig().hidden_layers, iterations=400, seed=2)
    begun.update()
    assert begun.state.is_done


def test_a_slow_run_is_told_with_its_accuracies_not_that_it_has_learned_nothing(models, qtbot, builtin_dataset):
    train(models, qtbot, builtin_dataset, learning_rate=0.0001, iterations=900, hidden_layers=(20, 7, 5))
    snapshot = models.session.newest
    assert snapshot.test.accuracy > snapshot.test.baseline[1], "this tests an accuracy that looks like success"
    for condition in (Condition.TRAINED_SLOWLY, Condition.TRAINED_WELL):
        note = check(models, RATE, condition).state.note
        assert "hardly" not in note
        assert format_cost(snapshot.train_cost) in note
        assert format_ratio(snapshot.train.accuracy) in note
    assert format_ratio(snapshot.test.accuracy) in check(models, RATE, Condition.TRAINED_SLOWLY).state.note


def test_what_is_to_be_kept_in_mind_is_said(models, qtbot):
    train(models, qtbot)
    state = check(models, SEED, Condition.TRAINED).state
    assert state.is_done
    assert state.note == f"Test accuracy: {format_ratio(models.session.newest.test.accuracy)}."
    assert "settings of its own" not in step_of(FEATURES, Condition.TRAINED_BY_CONVOLUTION).done


def test_the_picture_that_was_selected_before_is_named(models, qtbot):
    train(models, qtbot, make_clear_dataset(), iterations=400)
    models.picked.pick(models.workspace.dataset.test.pictures[3], "Test picture 3\n", Picture("test", 3))
    assert "Test picture 3" in check(models, WHY, Condition.PICKED).state.note
    assert "was selected before" in check(models, WHY, Condition.PICKED).state.note


def test_what_has_changed_is_offered_only_where_it_is_known(models, qtbot, dataset):
    begun = check(models, OWN, Observation.CHANGE)
    assert begun.state.assist is None
    assert begun.state.note == notes.NOTHING_CHANGED
    train(models, qtbot, dataset)
    models.workspace.set_dataset(EditedDataset.of(dataset).relabel([PictureKey("train", 1)], label=1).dataset)
    begun.update()
    assert begun.state.assist.kind is Assistance.TRAIN
    models.edits.change = "known"
    begun.update()
    assert begun.state.note == ""
    assert begun.state.assist is step_of(OWN, Observation.CHANGE).assist
