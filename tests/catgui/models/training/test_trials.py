"""The reliability trials: two studies in the background."""

from dataclasses import replace

import pytest

from catgui.models.background_task import BackgroundTask, end_work
from catgui.models.training.settings import TrainingSettings
from catgui.models.training.trials import OTHER_EDITS, Trials
from catgui.models.workspace import Workspace
from engine.data.edited_dataset import EditedDataset
from engine.training.config import TrainingConfig
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig(hidden_layers=(4,), iterations=40, learning_rate=0.05)
ENDLESS = replace(CONFIG, iterations=5_000_000)


@pytest.fixture
def settings(qapp):
    settings = TrainingSettings()
    settings.set_config(CONFIG)
    return settings


@pytest.fixture
def trials(workspace, session, settings):
    trials = Trials(workspace, session, settings)
    yield trials
    end_work(trials)


def wait_until_done(qtbot, study):
    qtbot.waitUntil(lambda: not study.busy)


def test_a_study_of_seeds_has_a_result_per_seed(trials, qtbot):
    changes = []
    trials.seeds.changed.connect(lambda: changes.append(len(trials.seeds.results)))
    trials.start_seeds(5)
    wait_until_done(qtbot, trials.seeds)
    assert sorted(result.seed for result in trials.seeds.results) == [1, 2, 3, 4, 5]
    assert trials.seeds.config == CONFIG
    assert changes == sorted(changes)


def test_a_cross_validation_has_a_result_per_repeat(trials, qtbot):
    trials.start_folds(3, 2, ("train", "test"))
    wait_until_done(qtbot, trials.folds)
    assert len(trials.folds.results) == 2


def test_trials_say_where_seeds_change_nothing(trials, settings, qtbot):
    settings.set_config(replace(CONFIG, hidden_layers=(), initialization="zeros"))
    with qtbot.waitSignal(trials.seeds.findChild(BackgroundTask).failed) as failed:
        trials.start_seeds(5)
    assert failed.args == ["Seed: changes nothing, since the weights begin alike and no step is random"]
    assert not trials.seeds.results
    trials.start_folds(3, 2, ("train",))
    wait_until_done(qtbot, trials.folds)
    assert len(trials.folds.results) == 2, "the folds are drawn"


def test_the_baseline_is_that_of_the_test_part(trials):
    assert trials.baseline == ("non-cat", 0.6)


def test_without_data_there_is_nothing_to_train_on(session, settings):
    trials = Trials(Workspace(), session, settings)
    assert not trials.can_start


def test_both_studies_run_side_by_side(trials, settings, qtbot):
    settings.set_config(ENDLESS)
    trials.start_seeds(2)
    settings.set_config(CONFIG)
    trials.start_folds(3, 2, ("train",))
    wait_until_done(qtbot, trials.folds)
    assert trials.seeds.busy


def test_a_cancelled_study_keeps_its_results(trials, settings, qtbot):
    trials.start_seeds(2)
    wait_until_done(qtbot, trials.seeds)
    results = trials.seeds.results
    settings.set_config(ENDLESS)
    trials.start_folds(3, 2, ("train",))
    trials.folds.cancel()
    wait_until_done(qtbot, trials.folds)
    assert trials.folds.results == []
    assert trials.seeds.results == results


def test_another_data_set_cancels_and_clears_both(trials, workspace, settings, qtbot):
    trials.start_seeds(2)
    wait_until_done(qtbot, trials.seeds)
    settings.set_config(ENDLESS)
    trials.start_folds(3, 2, ("train",))
    with qtbot.waitSignal(trials.dataset_changed):
        workspace.set_dataset(make_dataset(seed=5))
    assert not trials.folds.busy
    assert trials.seeds.results == trials.folds.results == []


def test_an_edit_leaves_the_results_which_are_called_older_until_it_is_undone(trials, workspace, dataset, qtbot):
    trials.start_seeds(2)
    wait_until_done(qtbot, trials.seeds)
    results, edited = trials.seeds.results, EditedDataset.of(dataset)
    baseline = trials.baseline
    moved = edited.move([edited.members["test"][0]], "train")
    for now, text in ((moved, OTHER_EDITS), (moved.with_edits(edited.edits), "")):
        workspace.set_dataset(now.dataset)
        assert trials.seeds.results == results
        assert trials.stale_text(trials.seeds) == text
        assert trials.baseline == baseline, "of the pictures that the seeds were tested on"


@pytest.fixture
def studied(trials, qtbot):
    trials.start_seeds(2)
    wait_until_done(qtbot, trials.seeds)
    return trials


def test_the_accuracies_of_a_complete_run_are_compared(studied, session, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    assert studied.run_accuracies == (session.now.snapshot.train.accuracy, session.now.snapshot.test.accuracy)
    qtbot.train(session, dataset, replace(CONFIG, seed=9))
    assert studied.run_accuracies is not None
    session.set_threshold(0.9)
    assert studied.run_accuracies[1] == session.now.snapshot.test.with_threshold(0.5).accuracy
    session.show(session.now.run.snapshot_at(10))
    assert studied.run_accuracies is None


def test_a_run_on_other_data_is_not_compared(studied, session, qtbot):
    qtbot.train(session, make_dataset(seed=9), CONFIG)
    assert studied.run_accuracies is None


def test_a_run_that_stopped_early_is_compared(trials, settings, session, dataset, qtbot):
    settings.set_config(replace(CONFIG, iterations=5000, patience=2, learning_rate=0.5))
    trials.start_seeds(2)
    wait_until_done(qtbot, trials.seeds)
    qtbot.train(session, dataset, settings.config)
    assert session.now.run.iterations_done < 5000
    assert trials.run_accuracies is not None


def test_convolutional_networks_are_studied(trials, workspace, settings, qtbot):
    settings.choose_features("convolution", workspace.dataset)
    settings.set_config(replace(settings.config, hidden_layers=(2,), iterations=4, batch_size=8))
    trials.start_seeds(2)
    trials.start_folds(2, 1, ("train",))
    for study in trials.studies:
        wait_until_done(qtbot, study)
    assert [result.seed for result in trials.seeds.results] == [1, 2]
    assert len(trials.folds.results) == 1
