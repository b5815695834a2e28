"""The network of a model file is evaluated in the background, while it is shown already."""

import threading
from dataclasses import replace

import pytest

from catgui.models.messages import user_messages
from catgui.models.training.session import RunState
from engine.saved_model.model import SavedRun
from engine.training.config import TrainingConfig
from engine.vision.pretrained import PretrainedFilters
from tests.catgui.models.training.test_session import QUICK, model_of
from tests.support.small_data import make_dataset


@pytest.fixture
def held(monkeypatch):
    """An event until which no saved run is evaluated; its attribute `threads` has those that evaluate."""
    event, snapshot = threading.Event(), SavedRun.snapshot
    event.threads = []

    def wait(run, work):
        event.threads.append(threading.current_thread())
        event.wait()
        return snapshot(run, work)

    monkeypatch.setattr(SavedRun, "snapshot", wait)
    yield event
    event.set()


def test_the_network_is_shown_at_once_and_its_evaluation_later(session, dataset, qtbot, held):
    session.set_model(dataset, model_of(dataset))
    assert session.now.state is RunState.EVALUATING
    assert session.now.network is not None
    assert session.now.snapshot is None
    session.set_threshold(0.7)
    with qtbot.wait_for_network(session):
        held.set()
    assert threading.main_thread() not in held.threads
    assert session.now.state is not RunState.EVALUATING
    assert session.now.snapshot.iterations == len(session.now.costs)
    assert session.now.snapshot.test.threshold == 0.7


def test_other_data_replace_those_it_is_evaluated_on(session, dataset, qtbot, held):
    session.set_model(dataset, model_of(dataset))
    other = make_dataset(seed=9, test=6)
    session.set_dataset(other)
    with qtbot.wait_for_network(session):
        held.set()
    assert session.now.snapshot.test.labels.size == 6


def test_a_run_started_meanwhile_keeps_its_own_network(session, dataset, qtbot, held):
    session.set_model(dataset, model_of(dataset))
    qtbot.train(session, dataset, TrainingConfig(hidden_layers=(4,), iterations=5))
    assert session.now.state is not RunState.EVALUATING
    held.set()
    session._evaluation.shutdown()
    assert session.now.snapshot.iterations == 5


def test_an_error_is_reported_and_the_network_stays(session, dataset, qtbot, monkeypatch, caplog):
    def fail(run, work):
        raise MemoryError("too many pictures")

    monkeypatch.setattr(SavedRun, "snapshot", fail)
    with qtbot.waitSignal(user_messages.posted) as said:
        session.set_model(dataset, model_of(dataset, QUICK))
    assert "too little free memory" in said.args[0].text
    assert session.now.state is not RunState.EVALUATING
    assert session.now.network is not None


def test_an_evaluation_can_be_dropped_while_features_are_made(session, qtbot, monkeypatch):
    dataset, dropped = make_dataset(side=16, seed=33), []

    def rows(self, pictures, work):
        session._evaluation._worker.cancel()  # as `cancel` does, which the GUI thread calls
        work.report(1, len(pictures))
        dropped.append(False)

    model = model_of(dataset, replace(QUICK, features="pretrained"))
    monkeypatch.setattr(PretrainedFilters, "rows", rows)
    session.set_model(dataset, model)
    qtbot.waitUntil(lambda: not session._evaluation.busy)
    assert dropped == []
