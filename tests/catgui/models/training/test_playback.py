"""Playback of a run, compared with runs that stop at the same iteration."""

import threading

import numpy as np
import pytest

from catgui.models.training.session import RunState
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from engine.training.trainer import Trainer
from tests.support.models import plain_model
from tests.support.sessions import step, wait_for_state

CONFIG = TrainingConfig(hidden_layers=(4, 3), iterations=45, learning_rate=0.05)


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


def test_training_continued_from_an_iteration_drops_the_later_ones(playback, trained, dataset, qtbot):
    before = list(trained.now.costs.train)
    playback.seek(20)
    qtbot.waitUntil(lambda: trained.now.snapshot.iterations == 20)
    with qtbot.wait_for_end(trained):
        trained.branch(TrainingConfig(hidden_layers=(4, 3), iterations=30, learning_rate=0.001))
    assert len(trained.now.costs) == 30
    assert list(trained.now.costs.train[:21]) == before[:21]
    assert list(trained.now.costs.train[21:30]) != before[21:30]
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
