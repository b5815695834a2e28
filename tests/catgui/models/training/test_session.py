"""The training session with its real thread."""

from dataclasses import replace

from PySide6.QtCore import QTimer

from catgui.models.training.session import RunState
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.small_data import make_dataset

QUICK = TrainingConfig(hidden_layers=(4,), iterations=30)
ENDLESS = TrainingConfig(hidden_layers=(4,), iterations=5_000_000)


def trained_costs(dataset, config):
    examples = Examples.from_pictures(dataset.train.pictures, dataset.train.labels)
    return [step.cost for step in Trainer(examples, config)]


def test_a_run_keeps_every_cost_and_ends_idle(session, dataset, qtbot):
    with qtbot.waitSignal(session.completed):
        session.start(dataset, QUICK)
    assert list(session.costs.train) == trained_costs(dataset, QUICK)
    assert session.state is RunState.IDLE
    assert session.snapshot.iterations == QUICK.iterations


def test_pause_and_resume_give_the_run_that_was_not_paused(session, dataset, qtbot):
    config = TrainingConfig(hidden_layers=(4,), iterations=400)
    session.speed.iterations_per_second = 500
    with qtbot.waitSignal(session.costs_added):
        session.start(dataset, config)
    with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state is RunState.PAUSED):
        session.pause()
    assert 0 < len(session.costs) < config.iterations
    session.speed.iterations_per_second = None
    with qtbot.waitSignal(session.completed):
        session.resume()
    assert list(session.costs.train) == trained_costs(dataset, config)


def test_each_step_is_one_step(session, dataset, qtbot):
    for taken in (1, 2, 3):
        with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state is RunState.PAUSED):
            session.step(dataset, QUICK)
        assert len(session.costs) == taken
    with qtbot.waitSignal(session.completed):
        session.resume()
    assert list(session.costs.train) == trained_costs(dataset, QUICK)


def test_stop_keeps_the_network_and_the_next_run_begins_anew(session, dataset, qtbot):
    with qtbot.waitSignal(session.evaluated, check_params_cb=lambda snapshot: snapshot is not None):
        session.start(dataset, ENDLESS)
    with qtbot.waitSignal(session.state_changed, check_params_cb=lambda state: state is RunState.IDLE):
        session.stop()
    assert session.snapshot is not None
    with qtbot.waitSignal(session.completed):
        session.start(dataset, QUICK)
    assert len(session.costs) == QUICK.iterations


def test_a_reset_in_the_middle_forgets_all_and_no_old_step_arrives_later(session, dataset, qtbot):
    for _ in range(5):
        with qtbot.waitSignal(session.costs_added):
            session.start(dataset, ENDLESS)
        session.reset()
        assert len(session.costs) == 0
        assert session.snapshot is None
    with qtbot.waitSignal(session.completed):
        session.start(dataset, QUICK)
    assert list(session.costs.train) == trained_costs(dataset, QUICK)


def test_divergence_is_told_and_ends_idle(session, qtbot):
    dataset = make_dataset(side=8)
    config = TrainingConfig(hidden_layers=(6, 4), learning_rate=1e200, iterations=50)
    with qtbot.waitSignal(session.failed) as told:
        session.start(dataset, config)
    qtbot.waitUntil(lambda: session.state is RunState.IDLE)
    assert "diverged at iteration" in told.args[0]


def test_a_shutdown_in_the_middle_ends_the_thread(session, dataset, qtbot):
    with qtbot.waitSignal(session.costs_added):
        session.start(dataset, ENDLESS)
    session.shutdown()
    assert session.state is RunState.IDLE


def test_a_flood_of_steps_leaves_the_window_its_turns(session, qtbot):
    """Three pictures and one unit: steps come faster than they could be heard one at a time."""
    turns = []
    ticker = QTimer(interval=0)
    ticker.timeout.connect(lambda: turns.append(len(session.costs)))
    ticker.start()
    with qtbot.waitSignal(session.completed, timeout=120_000):
        session.start(make_dataset(train=3, test=3, side=8), TrainingConfig(hidden_layers=(1,), iterations=20_000))
    ticker.stop()
    assert len(set(turns)) > 10
    assert turns == sorted(turns)


def test_a_run_is_redone_at_once_and_of_many_the_latest_comes_to_rest(session, dataset, qtbot):
    run_ended = []
    session.run_ended.connect(lambda: run_ended.append(session.run.config))
    with qtbot.waitSignal(session.completed):
        session.start(dataset, QUICK)
    configs = [replace(QUICK, seed=seed) for seed in range(2, 9)]
    with qtbot.waitSignal(session.run_ended):
        for config in configs:
            session.redo(dataset, config)
    assert run_ended == [QUICK, configs[-1]]
    assert list(session.costs.train) == trained_costs(dataset, configs[-1])


def test_a_long_run_gives_way_to_the_one_that_is_wanted(session, dataset, qtbot):
    session.redo(dataset, ENDLESS)
    with qtbot.waitSignal(session.completed, timeout=20_000):
        session.redo(dataset, QUICK)
    assert list(session.costs.train) == trained_costs(dataset, QUICK)


def test_a_stop_takes_back_the_run_that_was_wanted(session, dataset, qtbot):
    session.redo(dataset, ENDLESS)
    session.redo(dataset, QUICK)
    with qtbot.waitSignal(session.run_ended):
        session.stop()
    qtbot.wait(20)
    assert session.run.config == ENDLESS
    assert session.state is RunState.IDLE


def test_a_run_that_stops_early_is_complete(session, dataset, qtbot):
    config = TrainingConfig(hidden_layers=(4,), iterations=100_000, learning_rate=0.5, patience=5)
    with qtbot.waitSignal(session.completed):
        session.start(dataset, config)
    assert 0 < len(session.costs) < 100_000
    assert session.state is RunState.IDLE
