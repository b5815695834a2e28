"""Playback of a run, compared with runs that stop at the same iteration."""

import threading
from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest

from catgui.domain import saved_run_texts
from catgui.models.training.session import RunState
from engine.errors import ConfigError
from engine.nn.examples import Examples
from engine.saved_model import reproduction
from engine.saved_model.model import Model, RunRecipe, SavedRun
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from engine.training.trainer import Trainer
from tests.support.models import plain_model
from tests.support.sessions import step, wait_for_state
from tests.support.small_data import make_dataset

CONFIG = TrainingConfig(hidden_layers=(4, 3), iterations=45, learning_rate=0.05)
SAVED = TrainingConfig(hidden_layers=(4,), iterations=40)


def parameters_after(dataset, iteration):
    trainer = Trainer(Examples.from_pictures(dataset.train.pictures, dataset.train.labels), CONFIG)
    trainer.take_steps(iteration)
    return trainer.parameters


def assert_shows(session, dataset, iteration):
    assert session.now.snapshot.iterations == iteration
    shown, expected = session.now.snapshot.network.parameters, parameters_after(dataset, iteration)
    for name, value in expected.items():
        np.testing.assert_array_equal(shown[name], value)


@pytest.mark.parametrize("iteration", [0, 1, 13, 44, 45])
def test_an_iteration_shows_the_network_of_a_run_that_stopped_there(playback, trained, dataset, qtbot, iteration):
    playback.seek(22)
    qtbot.waitUntil(lambda: trained.now.snapshot.iterations == 22)
    playback.seek(iteration)
    assert playback.position == iteration
    qtbot.waitUntil(lambda: trained.now.snapshot.iterations == iteration)
    assert_shows(trained, dataset, iteration)
    assert playback.is_rewound == (iteration < 45)


def test_a_seek_moves_at_once_and_says_when_its_network_is_shown(playback, trained, qtbot):
    told = []
    playback.changed.connect(lambda: told.append((playback.position, playback.is_seeking)))
    playback.seek(22)
    qtbot.waitUntil(lambda: trained.now.snapshot.iterations == 22)
    assert told == [(22, True), (22, False)]


def test_of_many_seeks_the_last_is_shown(playback, trained, dataset, qtbot):
    for iteration in range(40, 3, -1):
        playback.seek(iteration)
    qtbot.waitUntil(lambda: trained.now.snapshot.iterations == 4)
    assert_shows(trained, dataset, 4)


def test_a_run_with_more_iterations_is_played_back_from_its_beginning(playback, trained, dataset, qtbot):
    before = list(trained.now.costs.train)
    playback.seek(20)
    qtbot.waitUntil(lambda: trained.now.snapshot.iterations == 20)
    with qtbot.wait_for_end(trained):
        trained.extend(60)
    assert len(trained.now.costs) == 60
    assert list(trained.now.costs.train[: len(before)]) == before
    playback.seek(12)
    qtbot.waitUntil(lambda: trained.now.snapshot.iterations == 12)
    assert_shows(trained, dataset, 12)


def test_a_paused_run_resumes_from_its_end_after_a_seek(playback, session, dataset, qtbot):
    for _ in range(3):
        with wait_for_state(qtbot, session, RunState.PAUSED):
            step(session, dataset, CONFIG)
    playback.seek(1)
    qtbot.waitUntil(lambda: session.now.snapshot.iterations == 1)
    with qtbot.wait_for_end(session):
        session.resume()
    assert_shows(session, dataset, 45)


def test_a_network_from_a_file_cannot_be_played_back(playback, trained, dataset):
    parameters, costs = trained.now.snapshot.network.parameters, trained.now.costs.train
    model = plain_model(parameters, dataset.classes, dataset.picture_shape, CONFIG, costs)
    trained.set_model(dataset, model)
    assert not playback.can_seek
    playback.seek(3)
    assert playback.position == 45


def test_a_late_seek_does_not_replace_the_network_of_a_new_run(playback, trained, dataset, qtbot, monkeypatch):
    is_complete, snapshot_at = threading.Event(), TrainingRun.snapshot_at

    def late_snapshot_at(run, iteration):
        assert is_complete.wait(60)
        return snapshot_at(run, iteration)

    monkeypatch.setattr(TrainingRun, "snapshot_at", late_snapshot_at)
    playback.seek(5)
    qtbot.train(trained, dataset, TrainingConfig(hidden_layers=(4,), iterations=30))
    is_complete.set()
    qtbot.waitUntil(lambda: not playback._task.busy)
    assert trained.now.snapshot.iterations == 30


def test_a_seek_that_fails_leaves_the_iteration_shown(playback, trained, user_errors, qtbot, monkeypatch, caplog):
    def fail(run, iteration):
        raise MemoryError("too large")

    monkeypatch.setattr(TrainingRun, "snapshot_at", fail)
    playback.seek(5)
    positions = []
    playback.changed.connect(lambda: positions.append(playback.position))
    qtbot.waitUntil(lambda: bool(user_errors))
    assert positions == [45]


def model_of(dataset, config=SAVED):
    run = TrainingRun(dataset, config)
    costs = [step.cost for step in run]
    snapshot = run.snapshot()
    recipe = RunRecipe.of(run, len(costs), snapshot.iterations)
    parameters = snapshot.network.parameters
    return Model(parameters, dataset.classes, dataset.picture_shape, costs, recipe)


@pytest.fixture
def reproducer(playback, user_errors):
    reproducer = playback.reproducer
    reproducer.missing, reproducer.failures = [], user_errors
    reproducer.data_missing.connect(reproducer.missing.append)
    return reproducer


def rest(reproducer, qtbot):
    qtbot.waitUntil(lambda: not reproducer._task.busy)


def test_a_short_repetition_shows_no_progress(playback, reproducer, session, dataset, qtbot):
    texts = []
    playback.changed.connect(lambda: texts.append(reproducer.progress_text))
    session.set_model(dataset, model_of(dataset))
    assert reproducer.obstacle == saved_run_texts.repeating_text(dataset.name)
    assert reproducer.is_repeating
    rest(reproducer, qtbot)
    assert not reproducer.is_repeating
    assert set(texts) == {""}
    assert isinstance(session.now.run, TrainingRun)
    assert reproducer.obstacle == ""


def test_a_long_one_does(playback, reproducer, session, dataset, qtbot, monkeypatch):
    is_shown, reproduce_model = threading.Event(), reproduction.reproduce_model

    def slow_reproduce_model(model, dataset, work):
        assert is_shown.wait(60)
        work.report(3, 4)
        return reproduce_model(model, dataset)

    monkeypatch.setattr(reproduction, "reproduce_model", slow_reproduce_model)
    reproducer._progress_delay.setInterval(0)
    texts = []
    playback.changed.connect(lambda: texts.append((reproducer.progress_text, reproducer.is_repeating)))
    session.set_model(dataset, model_of(dataset))
    qtbot.waitUntil(lambda: reproducer.progress_text == saved_run_texts.progress_text(0))
    is_shown.set()
    rest(reproducer, qtbot)
    said = [(saved_run_texts.progress_text(percent), True) for percent in (0, 75)]
    assert [text for text, _ in groupby(texts)][-3:] == [*said, ("", False)]


def test_without_data_nothing_is_repeated_and_they_are_asked_for(reproducer, session, dataset):
    session.set_model(None, model_of(dataset))
    assert reproducer.missing == [session.now.run]
    assert reproducer.obstacle == saved_run_texts.needs_data_text(dataset.name)
    assert not reproducer._task.busy
    assert not reproducer.is_repeating


def test_other_data_are_known_by_their_fingerprint(reproducer, session, dataset, qtbot, monkeypatch):
    monkeypatch.setattr(reproduction, "reproduce_model", lambda *_: pytest.fail("it is trained on other data"))
    session.set_model(make_dataset(seed=9), model_of(dataset))
    rest(reproducer, qtbot)
    assert reproducer.missing == [session.now.run]
    assert isinstance(session.now.run, SavedRun)


def test_a_repetition_that_is_no_longer_wanted_is_dropped(reproducer, session, dataset, qtbot):
    session.set_model(dataset, model_of(dataset, replace(SAVED, iterations=3000)))
    session.reset()
    rest(reproducer, qtbot)
    assert session.now.run is None
    assert reproducer.obstacle == ""


def test_too_little_memory_is_reported(reproducer, session, dataset, qtbot, monkeypatch):
    def refuse(*_, **__):
        raise ConfigError("hidden_layers", (4,), "this network needs more memory than is free")

    monkeypatch.setattr(reproduction, "plan_training", refuse)
    session.set_model(dataset, model_of(dataset))
    rest(reproducer, qtbot)
    assert "needs more memory" in reproducer.failures[0]
    assert reproducer.obstacle == saved_run_texts.NOT_REPEATED
