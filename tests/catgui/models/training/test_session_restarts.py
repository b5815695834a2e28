"""The restart that waits for the run under way."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject

from catgui.models.training import session as session_module
from catgui.models.training.session import RestartQueue
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.support.sessions import on_end
from tests.support.small_data import make_dataset

RUNS = [TrainingRun(make_dataset(), TrainingConfig(seed=seed)) for seed in (1, 2)]


@pytest.fixture
def queue(qapp):
    parent = QObject()
    yield RestartQueue(parent)
    parent.deleteLater()


def test_a_run_that_has_been_seen_is_to_end_at_once(queue, qtbot):
    with qtbot.waitSignal(queue.due):
        queue.put(RUNS[0])
    assert queue.take() is RUNS[0]
    assert queue.take() is None


def test_a_run_just_begun_is_left_for_a_while_and_the_last_request_wins(queue, qtbot, monkeypatch):
    monkeypatch.setattr(session_module, "_MIN_RUN_SECONDS", 0.05)
    queue.begin_run()
    due = []
    queue.due.connect(lambda: due.append(True))
    for run in RUNS:
        queue.put(run)
    qtbot.waitUntil(lambda: due == [True])
    assert queue.take() is RUNS[1]


def test_of_the_runs_that_are_replaced_some_whole_ones_are_shown(queue, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(session_module.time, "monotonic", lambda: now[0])
    assert all(queue.is_to_be_shown(is_whole) for is_whole in (True, False))
    queue.begin_run()
    queue.put(RUNS[0])
    shown = []
    for _ in range(8):
        now[0] += 0.25
        shown.append(queue.is_to_be_shown(is_whole=True))
        assert not queue.is_to_be_shown(is_whole=False)
    assert sum(shown) == 4
    queue.take()
    assert queue.is_to_be_shown(is_whole=False)


def test_a_hurried_run_is_to_end_at_once_if_a_request_waits(queue, qtbot):
    queue.begin_run()
    with qtbot.assertNotEmitted(queue.due):
        queue.hurry()
    queue.put(RUNS[0])
    with qtbot.waitSignal(queue.due):
        queue.hurry()
    queue.take()


class Replacements(QObject):
    """Replaces a run by another one as soon as it is complete, as the drag of a slider does."""

    def __init__(self, session, dataset, configs):
        super().__init__()
        self._session, self._dataset, self._configs = session, dataset, configs
        on_end(session, self.replace)

    def replace(self):
        if self._configs:
            self._session.restart(self._dataset, self._configs.pop(0))


def test_no_test_cost_is_computed_behind_runs_that_are_replaced_at_once(session, dataset, qtbot, monkeypatch):
    completed, complete = [], session_module._complete

    def watched(run, *arguments):
        completed.append(run)
        complete(run, *arguments)

    monkeypatch.setattr(session_module, "_complete", watched)
    some_costs_left = TrainingConfig(hidden_layers=(4,), iterations=500)
    configs = [replace(some_costs_left, learning_rate=rate) for rate in (0.01, 0.02, 0.03)]
    replacements = Replacements(session, dataset, list(configs))
    session.start(dataset, some_costs_left)
    qtbot.waitUntil(
        lambda: session.now.run.config == configs[-1] and len(session.now.costs) == some_costs_left.iterations
    )
    qtbot.waitUntil(lambda: session.now.costs.is_complete)  # without any cost it is, too
    assert completed == [session.now.run]
    replacements.deleteLater()
