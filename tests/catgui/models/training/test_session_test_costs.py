"""The completer of test costs, behind runs that are at rest."""

import threading
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from catgui.models.background_task import end_work
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import RunState
from engine.saved_model.file import load_model_in_process, save_model
from engine.saved_model.model import Model, RunRecipe
from engine.saved_model.reproduction import reproduce_model
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.support.speed import fix_speed

# A run that computes every fourth test cost as it goes.
CONFIG = TrainingConfig(hidden_layers=(4,), iterations=500)


def wait_for_completion(session, qtbot):
    qtbot.waitUntil(lambda: session.now.is_inactive and not session.completer.busy)
    assert session.now.costs.is_complete


def assert_costs_of_the_engine(session, steps, config):
    """The costs are those of `steps` with the settings `config`."""
    run = TrainingRun(session.now.run.dataset, config)
    expected = [run.test_cost(), *(run.test_cost() for _ in islice(run, steps))]
    iterations, costs = session.now.costs.test
    assert iterations.tolist() == list(range(len(expected)))
    assert costs.tolist() == expected


@pytest.mark.usefixtures("short_pauses")
def test_the_test_costs_of_a_run_are_completed_behind_it_to_the_bit(session, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    assert session.now.costs.test[0].tolist() == list(range(0, 501, 4))
    assert session.completer.busy
    wait_for_completion(session, qtbot)
    assert_costs_of_the_engine(session, 500, CONFIG)


@pytest.mark.usefixtures("short_pauses")
def test_costs_of_more_iterations_are_completed(session, dataset, qtbot):
    qtbot.train(session, dataset, CONFIG)
    with qtbot.wait_for_end(session):
        session.extend(600)
    wait_for_completion(session, qtbot)
    assert_costs_of_the_engine(session, 600, replace(CONFIG, iterations=600))


def model_of(session, test_iterations):
    """The model of the session's run, with only some of its test costs."""
    run, (_, costs) = session.now.run, session.now.costs.test
    return Model(
        session.now.snapshot.network.parameters,
        run.classes,
        run.picture_shape,
        session.now.costs.train,
        RunRecipe.of(run, 500, 500, threshold=0.5),
        (np.array(test_iterations, np.float64), costs[test_iterations]),
    )


@pytest.mark.slow
@pytest.mark.usefixtures("short_pauses")
@pytest.mark.parametrize("test_iterations", [range(0, 501, 20), range(501), []])
def test_costs_of_a_run_from_a_file_are_completed_once_it_is_repeated(
    session, dataset, qtbot, tmp_path, test_iterations
):
    qtbot.train(session, dataset, CONFIG)
    wait_for_completion(session, qtbot)
    save_model(tmp_path / "model.npz", model_of(session, list(test_iterations)))
    model = load_model_in_process(tmp_path / "model.npz")
    assert model.test_costs[0].tolist() == list(test_iterations)
    session.set_model(dataset, model)
    assert session.now.costs.test[0].tolist() == list(test_iterations)
    assert not session.completer.busy  # its steps are not known here yet
    session.show_reproduction(reproduce_model(model, dataset))
    wait_for_completion(session, qtbot)
    assert_costs_of_the_engine(session, 500, CONFIG)


@pytest.mark.parametrize("speed", [None, 1000])
@pytest.mark.usefixtures("short_pauses")
def test_of_a_run_whose_test_costs_are_all_computed_as_it_goes_none_is_computed_again(
    session, dataset, qtbot, speed, monkeypatch
):
    replayed = []
    monkeypatch.setattr(TrainingRun, "test_costs_after", lambda _, missing: replayed.extend(missing) or ())
    fix_speed(session, speed)
    qtbot.train(session, dataset, replace(CONFIG, iterations=60))
    assert session.now.costs.is_complete
    assert not session.completer.busy
    assert replayed == []


@pytest.fixture
def blocked(monkeypatch):
    """Completions that wait before each test cost until the event is set; `reached` is set at the first."""
    blocked, after = threading.Event(), TrainingRun.test_costs_after
    blocked.reached = threading.Event()

    def test_costs_after(run, iterations):
        for found in after(run, iterations):
            blocked.reached.set()
            assert blocked.wait(60)
            yield found

    monkeypatch.setattr(TrainingRun, "test_costs_after", test_costs_after)
    yield blocked
    blocked.set()


@pytest.mark.slow
def test_another_run_does_not_wait_for_a_completion(session, dataset, qtbot, blocked):
    qtbot.train(session, dataset, CONFIG)
    qtbot.waitUntil(blocked.reached.is_set)
    before = session.now.costs
    other = replace(CONFIG, learning_rate=0.02)
    qtbot.train(session, dataset, other)
    assert len(session.now.costs) == 500
    blocked.set()
    wait_for_completion(session, qtbot)
    assert not before.is_complete
    assert_costs_of_the_engine(session, 500, other)


def test_what_was_computed_before_the_run_goes_on_stays(session, dataset, qtbot, blocked):
    session.start(dataset, replace(CONFIG, iterations=100_000))
    qtbot.waitUntil(lambda: len(session.now.costs) > 10)
    session.stop()
    qtbot.waitUntil(blocked.reached.is_set)
    missing = len(session.now.costs.missing_test)
    session.resume(limit=1)
    blocked.set()
    qtbot.waitUntil(lambda: session.now.state is RunState.PAUSED)
    wait_for_completion(session, qtbot)
    assert missing > 1
    assert_costs_of_the_engine(session, len(session.now.costs), replace(CONFIG, iterations=100_000))


def test_a_move_through_time_is_computed_before_the_test_costs(session, dataset, qtbot, blocked):
    playback = RunPlayback(session)
    qtbot.train(session, dataset, CONFIG)
    qtbot.waitUntil(blocked.reached.is_set)
    blocked.reached.clear()
    playback.seek(250)
    blocked.set()
    qtbot.waitUntil(lambda: not session.completer.is_computing)
    assert not session.now.costs.is_complete
    qtbot.waitUntil(lambda: session.now.snapshot.iterations == 250)
    wait_for_completion(session, qtbot)
    assert_costs_of_the_engine(session, 500, CONFIG)
    end_work(playback)


def test_a_shutdown_ends_a_completion(session, dataset, qtbot, blocked):
    qtbot.train(session, dataset, CONFIG)
    qtbot.waitUntil(blocked.reached.is_set)
    threading.Timer(0.05, blocked.set).start()
    session.shutdown()
    assert not session.completer.busy
    assert not session.now.costs.is_complete


def test_a_completion_that_fails_leaves_the_costs_there_are(session, dataset, qtbot, monkeypatch, caplog):
    def fail(run, iterations):
        raise MemoryError("no room")

    monkeypatch.setattr(TrainingRun, "test_costs_after", fail)
    qtbot.train(session, dataset, CONFIG)
    qtbot.waitUntil(lambda: not session.completer.busy)
    assert session.now.costs.test[0].tolist() == list(range(0, 501, 4))
    assert "no room" in caplog.text
