"""The training session with its real thread: runs from start to end, and every way to interrupt them."""

import threading
from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from catgui.models.messages import user_messages
from catgui.models.training.session import Cause, RunState
from catgui.workers.training_worker import TrainingWorker
from engine.analysis.evaluation import THRESHOLD
from engine.errors import DivergedError
from engine.nn.examples import Examples
from engine.nn.network import Network
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from engine.training.trainer import Trainer
from engine.vision.pretrained import PretrainedFilters
from tests.support.models import plain_model
from tests.support.patience import patience
from tests.support.sessions import on_end, on_network, on_run, step, wait_for_state
from tests.support.small_data import make_dataset
from tests.support.speed import fix_speed

QUICK = TrainingConfig(hidden_layers=(4,), iterations=30)
ENDLESS = TrainingConfig(hidden_layers=(4,), iterations=5_000_000)
DIVERGING = TrainingConfig(hidden_layers=(6, 4), learning_rate=1e200, iterations=50)
TOO_WIDE = TrainingConfig(hidden_layers=(10**12,), iterations=5)


class Recorder(QObject):
    """Records the signals of a session, in order."""

    def __init__(self, session):
        super().__init__()
        self.signals = []
        on_network(session, lambda value: self.signals.append(("evaluated", value)))
        session.changed.connect(lambda _, now: self.signals.append(("state", now.state)))
        on_end(session, lambda: self.signals.append(("completed", None)))
        on_run(session, lambda: self.signals.append(("run_started", None)))

    def of(self, name):
        return [value for recorded, value in self.signals if recorded == name]

    @property
    def states(self):
        return [state for state, _ in groupby(self.of("state"))]


def record_ends(session):
    """A list to which each run is added as it ends, with the number of its costs."""
    ended = []

    def on_changed(before, now):
        if now.state is RunState.IDLE and before.state is not RunState.IDLE:
            ended.append((now.run, len(now.costs)))

    session.changed.connect(on_changed)
    return ended


def costs_of(dataset, config, most=None):
    """The costs that the engine alone computes, up to where it diverges; at most `most`."""
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
    return plain_model(trainer.parameters, dataset.classes, dataset.picture_shape, config, costs, dataset.name)


def wait_until_inactive(qtbot, session):
    qtbot.waitUntil(lambda: session.now.is_inactive)


def wait_for_costs(qtbot, session, count=1):
    qtbot.waitUntil(lambda: len(session.now.costs) >= count)


def wait_for_detached(qtbot, session):
    """Until the threads of dropped runs have ended and all that they had queued is delivered."""
    qtbot.waitUntil(lambda: not session._detached)
    QApplication.processEvents()


def assert_trains_anew(session, dataset, qtbot):
    """The next run is complete and equal to the engine's."""
    qtbot.train(session, dataset, QUICK)
    assert list(session.now.costs.train) == costs_of(dataset, QUICK)
    assert session.now.snapshot.iterations == QUICK.iterations


def test_a_stopped_run_goes_on(session, dataset, qtbot):
    fix_speed(session, 5)
    session.start(dataset, QUICK)
    wait_for_costs(qtbot, session)
    session.stop()
    wait_until_inactive(qtbot, session)
    done, run = len(session.now.costs), session.now.run
    assert done < QUICK.iterations
    step(session, dataset, replace(QUICK, seed=2))
    wait_until_inactive(qtbot, session)
    assert len(session.now.costs) == done + 1
    fix_speed(session, None)
    with qtbot.wait_for_end(session):
        session.resume()
    assert session.now.run is run
    assert list(session.now.costs.train) == costs_of(dataset, QUICK)


def _start(session, dataset):
    session.start(dataset, replace(QUICK, seed=2))


def _extend(session, dataset):
    session.extend(QUICK.iterations + 5)


def _reset(session, dataset):
    session.reset()


@pytest.mark.parametrize("replace_run", [_start, _extend, _reset])
def test_a_paused_run_ends_before_it_is_replaced(session, dataset, qtbot, replace_run):
    step(session, dataset, QUICK)
    wait_until_inactive(qtbot, session)
    run, ended = session.now.run, record_ends(session)
    replace_run(session, dataset)
    assert ended == [(run, 1)]


def test_a_run_that_is_dropped_in_the_middle_ends_where_it_was_evaluated_last(session, dataset, qtbot):
    ended = record_ends(session)
    with qtbot.wait_for_network(session):
        session.start(dataset, ENDLESS)
    newest = session.now.newest.iterations
    session.reset()
    ((_, costs),) = ended
    assert costs == newest > 0


def test_start_over_ends_the_run_first(session, dataset, qtbot):
    ended = record_ends(session)
    session.start(dataset, ENDLESS)
    run = session.now.run
    wait_for_costs(qtbot, session)
    session.start_over()
    qtbot.waitUntil(lambda: session.now.run is None)
    ((ended_run, costs),) = ended
    assert ended_run is run
    assert costs > 0
    assert (session.now.state, session.now.cause, len(session.now.costs)) == (RunState.IDLE, Cause.STARTED_OVER, 0)


def test_a_reset_drops_everything_and_no_old_cost_arrives_later(session, dataset, qtbot):
    for _ in range(5):
        session.start(dataset, ENDLESS)
        wait_for_costs(qtbot, session)
        session.reset()
        assert len(session.now.costs) == 0
        assert session.now.snapshot is None
    qtbot.train(session, dataset, QUICK)
    assert list(session.now.costs.train) == costs_of(dataset, QUICK)


def test_of_many_restarts_the_last_one_runs_to_its_end(session, dataset, qtbot):
    ended = record_ends(session)
    qtbot.train(session, dataset, QUICK)
    configs = [replace(QUICK, seed=seed) for seed in range(2, 9)]
    with wait_for_state(qtbot, session):
        for config in configs:
            session.restart(dataset, config)
    assert [run.config for run, _ in ended] == [QUICK, configs[-1]]
    assert list(session.now.costs.train) == costs_of(dataset, configs[-1])


def test_a_restart_shows_the_old_network_only_for_the_same_features(session, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    recorder = Recorder(session)
    for config in (replace(QUICK, seed=2), replace(QUICK, features="convolution", iterations=2)):
        with qtbot.wait_for_end(session):
            session.restart(dataset, config)
    shown = recorder.of("evaluated")
    assert shown.count(None) == 1
    assert isinstance(shown[shown.index(None) - 1].network, Network)
    assert not isinstance(shown[shown.index(None) + 1].network, Network)


@pytest.fixture
def patient_restarts(monkeypatch):
    """Have time end no run that is to be replaced."""
    monkeypatch.setattr("catgui.models.training.session._MIN_RUN_SECONDS", 1e5)


@pytest.mark.usefixtures("patient_restarts")
def test_a_hurried_restart_ends_the_run_under_way_which_no_panel_shows(session, dataset, qtbot):
    recorder = Recorder(session)
    session.restart(dataset, ENDLESS)
    session.restart(dataset, QUICK)
    with qtbot.wait_for_end(session):
        session.restart_now()
    assert [snapshot.iterations for snapshot in recorder.of("evaluated")] == [QUICK.iterations]
    assert list(session.now.costs.train) == costs_of(dataset, QUICK)


def test_the_costs_are_drawn_before_panels_show_the_network(session, dataset, qtbot):
    order = []
    session.changed.connect(
        lambda before, now: now.newest is not before.newest and order.append(("newest", now.snapshot, len(now.costs)))
    )
    on_network(session, lambda snapshot: order.append(("evaluated", snapshot)))
    qtbot.train(session, dataset, QUICK)
    assert order == [("evaluated", None), ("newest", None, QUICK.iterations), ("evaluated", session.now.snapshot)]


def test_the_state_does_not_change_between_runs_of_the_same_gesture(session, dataset, qtbot):
    recorder = Recorder(session)
    with qtbot.wait_for_end(session):
        for seed in range(2, 9):
            session.restart(dataset, replace(QUICK, seed=seed))
    assert recorder.states == [RunState.RUNNING, RunState.IDLE]
    assert len(recorder.of("run_started")) == 2


@pytest.mark.usefixtures("patient_restarts")
def test_a_stop_after_a_run_was_cut_short_shows_its_network(session, dataset, qtbot):
    session.restart(dataset, ENDLESS)
    wait_for_costs(qtbot, session)
    session.restart(dataset, QUICK)
    # Between its last evaluation and its end.
    session.changed.connect(lambda before, now: now.newest is not before.newest and session.stop())
    with wait_for_state(qtbot, session):
        session.restart_now()
    assert session.now.run.config == ENDLESS
    assert session.now.snapshot.iterations == len(session.now.costs)


def test_a_stop_cancels_a_queued_restart(session, dataset, qtbot):
    session.restart(dataset, ENDLESS)
    session.restart(dataset, QUICK)
    with wait_for_state(qtbot, session):
        session.stop()
    QApplication.processEvents()
    assert session.now.run.config == ENDLESS
    assert session.now.state is RunState.IDLE


@pytest.mark.parametrize("method", ["start", "restart"])
def test_a_diverging_run_keeps_its_costs_and_fails_once(session, dataset, qtbot, method):
    recorder = Recorder(session)
    with wait_for_state(qtbot, session):
        getattr(session, method)(dataset, DIVERGING)
    assert list(session.now.costs.train) == costs_of(dataset, DIVERGING)
    assert session.now.has_failed
    assert "diverged at iteration" in session.now.error
    assert recorder.of("completed") == []
    assert session.now.state is RunState.IDLE
    assert_trains_anew(session, dataset, qtbot)


def test_the_old_network_is_removed_if_its_replacement_fails_before_an_evaluation(session, dataset, qtbot):
    assert_trains_anew(session, dataset, qtbot)
    recorder = Recorder(session)
    with wait_for_state(qtbot, session):
        session.restart(dataset, TOO_WIDE)
    assert session.now.snapshot is None
    assert recorder.of("evaluated")[-1] is None
    assert len(session.now.costs) == 0


def test_a_network_that_needs_too_much_memory_fails_with_the_estimate(session, dataset, qtbot):
    with qtbot.waitSignal(user_messages.posted) as said:
        session.start(dataset, TOO_WIDE)
    assert said.args[0].text == session.now.error
    assert session.now.error.startswith("Hidden layers: must be narrower; it needs ")
    wait_until_inactive(qtbot, session)
    assert_trains_anew(session, dataset, qtbot)


@pytest.mark.parametrize("steps", [0, 1, 2, 17, 99, 100])
@pytest.mark.parametrize("halt", ["stop", "pause"])
def test_a_stop_or_pause_at_any_step_keeps_the_run_so_far(session, dataset, qtbot, halt, steps):
    config = replace(QUICK, iterations=100)
    fix_speed(session, 2000)
    session.start(dataset, config)
    wait_for_costs(qtbot, session, steps)
    getattr(session, halt)()
    wait_until_inactive(qtbot, session)
    done = len(session.now.costs)
    assert steps <= done <= config.iterations
    assert list(session.now.costs.train) == costs_of(dataset, config)[:done]
    assert session.now.snapshot.iterations == done == session.now.run.iterations_done
    whole = done == config.iterations
    assert session.now.state is (RunState.PAUSED if halt == "pause" and not whole else RunState.IDLE)


# The calls that lead to a moment, by what a run is then doing.
MOMENTS = {
    "it begins": ["endless"],
    "it trains": ["endless", "first cost"],
    "it is stopping": ["endless", "first cost", "stop"],
    "it is pausing": ["endless", "first cost", "pause"],
    "it is paused": ["step", "wait"],
    "it takes a single step": ["step"],
    "a restart is queued": ["endless", "restart"],
    "it waits for a step": ["slow", "endless", "first cost"],
    "it is about to fail": ["diverge"],
    "it is about to be complete": ["one step"],
}
CALLS = (
    "start",
    "restart",
    "wide",
    "diverge",
    "pause",
    "resume",
    "step",
    "stop",
    "reset",
    "set_model",
    "extend",
    "process_events",
    "wait",
)


def act(session, dataset, qtbot, *calls):
    config = replace(QUICK, iterations=400)
    known = {
        "start": lambda: session.start(dataset, config),
        "endless": lambda: session.start(dataset, ENDLESS),
        "one step": lambda: session.start(dataset, replace(QUICK, iterations=1)),
        "restart": lambda: session.restart(dataset, replace(config, seed=2)),
        "wide": lambda: session.restart(dataset, TOO_WIDE),
        "diverge": lambda: session.start(dataset, DIVERGING),
        "step": lambda: step(session, dataset, config),
        "slow": lambda: fix_speed(session, 1e-6),
        "set_model": lambda: session.set_model(dataset, model_of(dataset)),
        "extend": lambda: _extend_if_possible(session),
        "process_events": QApplication.processEvents,
        "first cost": lambda: wait_for_costs(qtbot, session),
        "wait": lambda: wait_until_inactive(qtbot, session),
    }
    for call in calls:
        known.get(call, getattr(session, call, None))()


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_no_signal_comes_after_a_shutdown_at_any_moment(session, dataset, qtbot, moment):
    act(session, dataset, qtbot, *moment)
    session.shutdown()
    assert session.now.state is RunState.IDLE
    recorder = Recorder(session)
    QApplication.processEvents()
    session.shutdown()
    QApplication.processEvents()
    assert recorder.signals == []


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_no_signal_comes_after_a_reset_at_any_moment(session, dataset, qtbot, moment):
    act(session, dataset, qtbot, *moment)
    session.reset()
    assert (session.now.run, session.now.snapshot, len(session.now.costs)) == (None, None, 0)
    fix_speed(session, None)
    recorder = Recorder(session)
    wait_for_detached(qtbot, session)
    assert recorder.signals == []
    assert_trains_anew(session, make_dataset(train=12, test=6, side=16), qtbot)


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_a_model_replaces_the_run_at_any_moment(session, dataset, qtbot, moment):
    model = model_of(dataset)
    act(session, dataset, qtbot, *moment)
    session.set_model(dataset, model)
    qtbot.waitUntil(lambda: session.now.state is not RunState.EVALUATING)
    fix_speed(session, None)
    recorder = Recorder(session)
    session.pause()
    session.resume()
    wait_for_detached(qtbot, session)
    assert recorder.signals == []
    assert session.now.state is RunState.IDLE
    assert list(session.now.costs.train) == list(model.costs)
    np.testing.assert_array_equal(session.now.snapshot.network.parameters["W2"], model.parameters["W2"])
    assert_trains_anew(session, dataset, qtbot)


def _extend_if_possible(session):
    """Continue up to 500 iterations, if that is possible."""
    now = session.now
    if now.trained is not None and not now.has_failed and len(now.costs) < 500:
        session.extend(500)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(calls=st.lists(st.sampled_from(CALLS), min_size=1, max_size=12))
def test_after_any_calls_in_any_order_the_costs_are_those_of_the_run(session, qtbot, calls):
    dataset = make_dataset()
    session.reset()
    for call in calls:
        act(session, dataset, qtbot, call)
        run = session.now.run
        assert len(session.now.costs) <= (0 if run is None else run.iterations)
        assert session.now.snapshot is None or session.now.snapshot.iterations <= len(session.now.costs)
    wait_until_inactive(qtbot, session)
    if session.now.run is not None and session.now.run.config.hidden_layers != TOO_WIDE.hidden_layers:
        done = len(session.now.costs)
        assert list(session.now.costs.train) == costs_of(dataset, session.now.run.config, most=done or None)[:done]
    session.reset()


def test_a_run_stopped_while_its_features_are_made_has_no_network_and_the_next_one_trains(session, qtbot, monkeypatch):
    dataset, config = make_dataset(side=16, seed=34), replace(QUICK, features="pretrained")
    reached, go_on = threading.Event(), threading.Event()

    def make_rows(filters, pictures, work):
        reached.set()
        assert go_on.wait(60)
        work.report(1, 2)

    with monkeypatch.context() as patched:
        patched.setattr(PretrainedFilters, "rows", make_rows)
        session.start(dataset, config)
        assert reached.wait(patience())
        session.pause()
        recorder = Recorder(session)
        go_on.set()
        wait_until_inactive(qtbot, session)
    assert (session.now.snapshot, len(session.now.costs), session.now.can_resume) == (None, 0, False)
    assert recorder.states == [RunState.PAUSING, RunState.IDLE]
    assert not session.now.has_failed

    qtbot.train(session, dataset, config)
    assert session.now.snapshot.iterations == QUICK.iterations


def test_a_convolutional_network_is_paused_shown_earlier_and_continued(session, qtbot):
    dataset, config = make_dataset(side=8), replace(TrainingConfig.for_features("convolution"), hidden_layers=(2,))
    config = replace(config, iterations=12, batch_size=8)
    expected = [step.cost for step in TrainingRun(dataset, config)]

    step(session, dataset, config)
    wait_until_inactive(qtbot, session)
    assert (session.now.state, len(session.now.costs)) == (RunState.PAUSED, 1)
    with qtbot.wait_for_end(session):
        session.resume()
    assert session.now.costs.train.tolist() == expected

    session.show(session.now.run.snapshot_at(5))
    with qtbot.wait_for_end(session):
        session.extend(15)
    assert session.now.costs.train[:12].tolist() == expected
    assert session.now.snapshot.iterations == 15


@pytest.fixture
def ended(session, dataset):
    """The session with a thread that has ended, of which nothing has been delivered."""
    session.start(dataset, QUICK)
    session._show_newest()  # that there is no network yet
    session._showing.stop()
    session._painting.stop()
    session._worker.wait()
    return session


def test_a_run_that_is_replaced_as_it_ends_does_not_end(ended, qtbot):
    QCoreApplication.sendPostedEvents(ended)
    assert ended.now.newest.iterations == QUICK.iterations
    ended.reset()
    with qtbot.assertNotEmitted(ended.changed, wait=20):
        pass
    assert (ended.now.run, ended.now.snapshot, ended.now.state) == (None, None, RunState.IDLE)


def test_a_run_that_is_replaced_once_its_last_network_is_shown_does_not_end(ended, qtbot):
    on_network(ended, lambda snapshot: snapshot and QTimer.singleShot(0, ended.reset))
    QCoreApplication.sendPostedEvents(ended)
    qtbot.waitUntil(lambda: ended.now.run is None)
    with qtbot.assertNotEmitted(ended.changed, wait=20):
        pass
    assert (ended.now.run, ended.now.state) == (None, RunState.IDLE)


def test_the_next_network_of_a_watched_run_waits_until_the_panels_are_painted(session, dataset, qtbot, monkeypatch):
    painted, acknowledged = [], []

    class Panel(QWidget):
        def paintEvent(self, event):
            painted.append(session.now.snapshot)

    panel = Panel()
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: len(painted) > 0)  # it is on the screen: Qt paints no window before
    acknowledge = TrainingWorker.acknowledge
    monkeypatch.setattr(
        TrainingWorker,
        "acknowledge",
        lambda worker: acknowledged.append(session.now.snapshot is painted[-1]) or acknowledge(worker),
    )
    on_network(session, lambda _: panel.update())
    fix_speed(session, 100.0)
    qtbot.train(session, dataset, QUICK)
    assert len(acknowledged) > 2
    assert all(acknowledged)


def test_a_new_run_begins_at_the_usual_threshold(session, dataset, qtbot):
    qtbot.train(session, dataset, QUICK)
    session.set_threshold(0.8)
    qtbot.train(session, dataset, QUICK)
    assert session.now.threshold == session.now.snapshot.test.threshold == THRESHOLD
