"""Whatever happens to a run while its thread is at work has one outcome, and nothing of it is heard afterwards."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from catgui.models.documents.model_document import ModelDocument
from catgui.models.training.session import RunState
from engine.errors import DivergedError, ModelFileError
from engine.nn.examples import Examples
from engine.saved_model.file import load_model, save_model
from engine.saved_model.model import Model
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.small_data import make_dataset

QUICK = TrainingConfig(hidden_layers=(4,), iterations=30)
ENDLESS = TrainingConfig(hidden_layers=(4,), iterations=5_000_000)
DIVERGING = TrainingConfig(hidden_layers=(6, 4), learning_rate=1e200, iterations=50)
DEADLY = TrainingConfig(hidden_layers=(5, 3), learning_rate=20.0, iterations=60)
TOO_WIDE = TrainingConfig(hidden_layers=(10**12,), iterations=5)
AT_REST = (RunState.IDLE, RunState.PAUSED)


class Listener(QObject):
    """Writes down all that a session says but its steps, in order."""

    def __init__(self, session):
        super().__init__()
        self.said = []
        for name in ("state_changed", "evaluated", "warned", "failed"):
            getattr(session, name).connect(lambda value, name=name: self.said.append((name, value)))
        for name in ("completed", "run_ended", "run_started", "costs_added"):
            getattr(session, name).connect(lambda name=name: self.said.append((name, None)))

    def of(self, name):
        return [value for said, value in self.said if said == name]


def costs_of(dataset, config, most=None):
    """The costs that the engine alone comes to, up to where it diverges."""
    trainer = Trainer(Examples.from_pictures(dataset.train.pictures, dataset.train.labels), config)
    costs = []
    try:
        for step in trainer:
            costs.append(step.cost)
            if len(costs) == most:
                break
    except DivergedError:
        pass
    return costs


def model_of(dataset, config=QUICK):
    trainer = Trainer(Examples.from_pictures(dataset.train.pictures, dataset.train.labels), config)
    costs = np.array([step.cost for step in trainer])
    return Model(trainer.parameters, dataset.classes, dataset.picture_shape, config, costs, dataset.name)


def come_to_rest(qtbot, session):
    qtbot.waitUntil(lambda: session.state in AT_REST, timeout=20_000)


def assert_trains_anew(session, dataset, qtbot):
    """The next run is whole, and the engine's own."""
    with qtbot.waitSignal(session.completed):
        session.start(dataset, QUICK)
    assert list(session.costs.train) == costs_of(dataset, QUICK)
    assert session.snapshot.iterations == QUICK.iterations


# --- divergence and death


@pytest.mark.parametrize("begin", ["start", "redo"])
def test_a_run_that_diverges_keeps_its_costs_and_is_told_once(session, dataset, qtbot, begin):
    listener = Listener(session)
    with qtbot.waitSignal(session.run_ended):
        getattr(session, begin)(dataset, DIVERGING)
    assert list(session.costs.train) == costs_of(dataset, DIVERGING)
    assert len(listener.of("failed")) == 1
    assert "diverged at iteration" in listener.of("failed")[0]
    assert listener.of("completed") == []
    assert session.state is RunState.IDLE
    assert_trains_anew(session, dataset, qtbot)


def test_a_single_step_that_diverges_does_not_wait_to_go_on(session, dataset, qtbot):
    for _ in range(len(costs_of(dataset, DIVERGING)) + 1):
        session.step(dataset, DIVERGING)
        come_to_rest(qtbot, session)
    assert session.state is RunState.IDLE


def test_what_was_shown_goes_when_the_run_in_its_place_fails_before_its_first_figures(session, dataset, qtbot):
    assert_trains_anew(session, dataset, qtbot)
    listener = Listener(session)
    with qtbot.waitSignal(session.run_ended):
        session.redo(dataset, TOO_WIDE)
    assert session.snapshot is None
    assert listener.of("evaluated")[-1] is None
    assert len(session.costs) == 0


def test_a_network_beyond_the_memory_is_refused_with_the_estimate(session, dataset, qtbot):
    with qtbot.waitSignal(session.failed) as told:
        session.start(dataset, TOO_WIDE)
    assert "of memory and" in told.args[0]
    assert "is free; use narrower layers" in told.args[0]
    come_to_rest(qtbot, session)
    assert_trains_anew(session, dataset, qtbot)


def test_a_network_that_dies_is_told_and_its_run_goes_to_its_end(session, qtbot):
    dataset = make_dataset(side=8)
    listener = Listener(session)
    with qtbot.waitSignal(session.completed):
        session.start(dataset, DEADLY)
    assert len(listener.of("warned")) == 1
    assert "lower learning rate" in listener.of("warned")[0]
    assert listener.of("failed") == []
    assert len(session.costs) == DEADLY.iterations == session.snapshot.iterations


# --- stop and pause at any step


@pytest.mark.parametrize("steps", [0, 1, 2, 17, 99, 100])
@pytest.mark.parametrize("halt", ["stop", "pause"])
def test_a_halt_at_any_step_leaves_the_run_as_far_as_it_came(session, dataset, qtbot, halt, steps):
    config = replace(QUICK, iterations=100)
    if steps:
        session.costs_added.connect(lambda: getattr(session, halt)() if len(session.costs) >= steps else None)
    session.start(dataset, config)
    if not steps:
        getattr(session, halt)()
    come_to_rest(qtbot, session)
    done = len(session.costs)
    assert steps <= done <= config.iterations
    assert list(session.costs.train) == costs_of(dataset, config)[:done]
    assert session.snapshot.iterations == done == session.run.iterations_done
    whole = done == config.iterations
    assert session.state is (RunState.PAUSED if halt == "pause" and not whole else RunState.IDLE)


def test_a_paused_run_that_is_stopped_rests(session, dataset, qtbot):
    session.step(dataset, QUICK)
    come_to_rest(qtbot, session)
    with qtbot.waitSignal(session.run_ended):
        session.stop()
    assert session.state is RunState.IDLE
    assert_trains_anew(session, dataset, qtbot)


# --- the end of the program, other data and another network at any moment


def _at_once(session, dataset, qtbot):
    session.start(dataset, ENDLESS)


def _in_the_middle(session, dataset, qtbot):
    with qtbot.waitSignal(session.costs_added):
        session.start(dataset, ENDLESS)


def _while_stopping(session, dataset, qtbot):
    _in_the_middle(session, dataset, qtbot)
    session.stop()


def _while_pausing(session, dataset, qtbot):
    _in_the_middle(session, dataset, qtbot)
    session.pause()


def _paused(session, dataset, qtbot):
    session.step(dataset, ENDLESS)
    come_to_rest(qtbot, session)


def _in_a_single_step(session, dataset, qtbot):
    session.step(dataset, ENDLESS)


def _with_another_run_wanted(session, dataset, qtbot):
    session.redo(dataset, ENDLESS)
    session.redo(dataset, QUICK)


def _slowly(session, dataset, qtbot):
    session.speed.iterations_per_second = 1e-6
    _in_the_middle(session, dataset, qtbot)


def _about_to_fail(session, dataset, qtbot):
    session.start(dataset, DIVERGING)


def _about_to_be_complete(session, dataset, qtbot):
    session.start(dataset, replace(QUICK, iterations=1))


MOMENTS = [
    _at_once,
    _in_the_middle,
    _while_stopping,
    _while_pausing,
    _paused,
    _in_a_single_step,
    _with_another_run_wanted,
    _slowly,
    _about_to_fail,
    _about_to_be_complete,
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_after_the_end_of_the_program_nothing_is_heard(session, dataset, qtbot, moment):
    moment(session, dataset, qtbot)
    session.shutdown()
    assert session.state is RunState.IDLE
    listener = Listener(session)
    QApplication.processEvents()
    session.shutdown()
    qtbot.wait(30)
    assert listener.said == []


@pytest.mark.parametrize("moment", MOMENTS)
def test_other_data_at_any_moment_end_the_run_and_nothing_of_it_comes_later(session, dataset, qtbot, moment):
    moment(session, dataset, qtbot)
    session.reset()
    assert (session.run, session.snapshot, len(session.costs)) == (None, None, 0)
    session.speed.iterations_per_second = None
    listener = Listener(session)
    qtbot.wait(30)
    assert listener.said == []
    assert_trains_anew(session, make_dataset(train=12, test=6, side=16), qtbot)


@pytest.mark.parametrize("moment", MOMENTS)
def test_another_network_at_any_moment_takes_the_place_of_the_run(session, dataset, qtbot, moment):
    model = model_of(dataset)
    moment(session, dataset, qtbot)
    session.set_model(dataset, model)
    session.speed.iterations_per_second = None
    listener = Listener(session)
    session.pause()
    session.resume()
    qtbot.wait(30)
    assert listener.said == []
    assert session.state is RunState.IDLE
    assert list(session.costs.train) == list(model.costs)
    np.testing.assert_array_equal(session.snapshot.network.parameters["W2"], model.parameters["W2"])
    assert_trains_anew(session, dataset, qtbot)


def test_a_model_that_does_not_fit_leaves_the_run_under_way_alone(session, dataset, qtbot, tmp_path):
    save_model(tmp_path / "other.npz", model_of(make_dataset(side=16)))
    document = ModelDocument(session)
    _in_the_middle(session, dataset, qtbot)
    with pytest.raises(ModelFileError, match="pictures of 16 x 16"):
        document.open(tmp_path / "other.npz", load_model(tmp_path / "other.npz"), dataset)
    assert session.state is RunState.RUNNING
    with qtbot.waitSignal(session.costs_added):
        pass


# --- any verbs in any order

VERBS = (
    "start",
    "redo",
    "wide",
    "diverge",
    "pause",
    "resume",
    "step",
    "stop",
    "reset",
    "adopt",
    "branch",
    "turn",
    "rest",
)


def act(session, dataset, qtbot, verb):
    config = replace(QUICK, iterations=2000)
    verbs = {
        "start": lambda: session.start(dataset, config),
        "redo": lambda: session.redo(dataset, replace(config, seed=2)),
        "wide": lambda: session.redo(dataset, TOO_WIDE),
        "diverge": lambda: session.start(dataset, DIVERGING),
        "step": lambda: session.step(dataset, config),
        "adopt": lambda: session.set_model(dataset, model_of(dataset)),
        "branch": lambda: _branch(session),
        "turn": QApplication.processEvents,
        "rest": lambda: come_to_rest(qtbot, session),
    }
    verbs.get(verb, getattr(session, verb, None))()


def _branch(session):
    """Go on from the moment shown where that is possible."""
    run = session.run
    if run is not None and run.can_replay and session.snapshot is not None and session.snapshot.iterations < 2000:
        session.branch(run.config)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(verbs=st.lists(st.sampled_from(VERBS), min_size=1, max_size=12))
def test_whatever_is_asked_in_whatever_order_the_costs_are_those_of_the_run(session, qtbot, verbs):
    dataset = make_dataset()
    session.reset()
    for verb in verbs:
        act(session, dataset, qtbot, verb)
        run = session.run
        assert len(session.costs) <= (0 if run is None else run.iterations)
        assert session.snapshot is None or session.snapshot.iterations <= len(session.costs)
    come_to_rest(qtbot, session)
    if session.run is not None and session.run.config.hidden_layers != TOO_WIDE.hidden_layers:
        done = len(session.costs)
        assert list(session.costs.train) == costs_of(dataset, session.run.config, most=done or None)[:done]
    session.reset()
