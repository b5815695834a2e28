"""Any moment of a run, against a run that stopped there."""

import numpy as np
import pytest

from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import RunState
from engine.nn.examples import Examples
from engine.saved_model.file import Model
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer

CONFIG = TrainingConfig(hidden_layers=(4, 3), iterations=45, learning_rate=0.05)


@pytest.fixture
def travel(session):
    travel = RunPlayback(session)
    yield travel
    travel.shutdown()


@pytest.fixture
def trained(session, dataset, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, CONFIG)
    return session


def parameters_after(dataset, iteration):
    trainer = Trainer(Examples.from_pictures(dataset.train.pictures, dataset.train.labels), CONFIG)
    trainer.take_steps(iteration)
    return trainer.parameters


def assert_shows(session, dataset, iteration):
    assert session.snapshot.iterations == iteration
    shown, expected = session.snapshot.network.parameters, parameters_after(dataset, iteration)
    for name, value in expected.items():
        np.testing.assert_array_equal(shown[name], value)


@pytest.mark.parametrize("iteration", [0, 1, 13, 44, 45])
def test_a_moment_is_the_run_that_stopped_there(travel, trained, dataset, qtbot, iteration):
    travel.seek(22)
    qtbot.waitUntil(lambda: trained.snapshot.iterations == 22)
    travel.seek(iteration)
    assert travel.position == iteration
    qtbot.waitUntil(lambda: trained.snapshot.iterations == iteration)
    assert_shows(trained, dataset, iteration)
    assert travel.is_rewound == (iteration < 45)


def test_of_many_moments_the_latest_is_shown(travel, trained, dataset, qtbot):
    for iteration in range(40, 3, -1):
        travel.seek(iteration)
    qtbot.waitUntil(lambda: trained.snapshot.iterations == 4)
    assert_shows(trained, dataset, 4)


def test_moments_beyond_the_ends_are_the_ends(travel, trained, qtbot):
    travel.seek(-7)
    assert travel.position == 0
    travel.seek(10_000)
    assert travel.position == 45
    qtbot.waitUntil(lambda: trained.snapshot.iterations == 45)


def test_going_on_from_a_moment_gives_up_what_came_after_it(travel, trained, dataset, qtbot):
    before = list(trained.costs.train)
    travel.seek(20)
    qtbot.waitUntil(lambda: trained.snapshot.iterations == 20)
    with qtbot.waitSignal(trained.completed):
        trained.branch(TrainingConfig(hidden_layers=(4, 3), iterations=30, learning_rate=0.001))
    assert len(trained.costs) == 30
    assert list(trained.costs.train[:21]) == before[:21]
    assert list(trained.costs.train[21:30]) != before[21:30]
    travel.seek(12)
    qtbot.waitUntil(lambda: trained.snapshot.iterations == 12)
    assert_shows(trained, dataset, 12)


def test_a_paused_run_goes_on_from_its_end_wherever_one_has_looked(travel, session, dataset, qtbot):
    for _ in range(3):
        with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state is RunState.PAUSED):
            session.step(dataset, CONFIG)
    travel.seek(1)
    qtbot.waitUntil(lambda: session.snapshot.iterations == 1)
    with qtbot.waitSignal(session.completed):
        session.resume()
    assert_shows(session, dataset, 45)


def test_there_is_no_past_of_a_network_from_a_file(travel, trained, dataset):
    model = Model(
        parameters=trained.snapshot.network.parameters,
        classes=dataset.classes,
        picture_shape=dataset.picture_shape,
        config=CONFIG,
        costs=trained.costs.train,
        trained_on="elsewhere",
    )
    trained.set_model(dataset, model)
    assert not travel.can_seek
    travel.seek(3)
    assert trained.snapshot.iterations == 45


def test_a_new_run_is_not_overtaken_by_a_moment_of_the_last(travel, trained, dataset, qtbot):
    travel.seek(5)
    with qtbot.waitSignal(trained.completed):
        trained.start(dataset, TrainingConfig(hidden_layers=(4,), iterations=30))
    qtbot.wait(20)
    assert trained.snapshot.iterations == 30
