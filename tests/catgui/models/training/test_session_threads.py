"""The threads of a session, with runs that block until the test releases them."""

import threading
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QObject, QThread

from catgui.models.training.session import RunState
from catgui.workers import training_worker
from engine.training.config import TrainingConfig
from engine.training.run import TrainingRun
from tests.support.patience import patience
from tests.support.sessions import on_end, on_network

ONE_STEP = TrainingConfig(hidden_layers=(4,), iterations=1)


@dataclass
class Gate:
    """Blocks a run before its first test cost until `release` is set."""

    reached: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    passed: threading.Event = field(default_factory=threading.Event)


class Recorder(QObject):
    """Records the names of the signals of a session that come from its training thread."""

    def __init__(self, session):
        super().__init__()
        self.signals = []
        on_network(session, lambda snapshot: snapshot is None or self.signals.append("evaluated"))
        on_end(session, lambda: self.signals.append("completed"))


@pytest.fixture
def gates(session, monkeypatch):
    """The gates of the runs, by run."""
    gates, test_cost = {}, TrainingRun.test_cost

    def blocked(run):
        gate = gates.setdefault(run, Gate())
        gate.reached.set()
        gate.release.wait()
        gate.passed.set()
        return test_cost(run)

    monkeypatch.setattr(TrainingRun, "test_cost", blocked)
    monkeypatch.setattr(TrainingRun, "warning", lambda _run: "the network is dead")
    yield gates
    for gate in gates.values():
        gate.release.set()
    session.shutdown()


def start(session, dataset, gates):
    """The gate of a run that was started."""
    session.start(dataset, ONE_STEP)
    return gates.setdefault(session.now.run, Gate())


def start_blocked(session, dataset, gates):
    """The gate of a run that has started and is blocked."""
    gate = start(session, dataset, gates)
    assert gate.reached.wait(patience())
    return gate


def test_a_detached_run_is_not_waited_for_and_emits_nothing(session, dataset, gates, qtbot):
    recorder = Recorder(session)
    gate = start_blocked(session, dataset, gates)
    session.reset()
    assert session.now.is_inactive
    assert not gate.passed.is_set()
    gate.release.set()
    qtbot.waitUntil(lambda: not session._detached)
    assert recorder.signals == []


def test_another_run_starts_while_a_detached_one_ends(session, dataset, gates, qtbot):
    first = start_blocked(session, dataset, gates)
    session.reset()
    recorder = Recorder(session)
    second = start_blocked(session, dataset, gates)
    with qtbot.wait_for_end(session):
        second.release.set()
    assert recorder.signals == ["evaluated", "completed"]
    assert session.now.warning == "the network is dead"
    assert len(session.now.costs) == 1
    first.release.set()
    qtbot.waitUntil(lambda: not session._detached)
    assert recorder.signals.count("completed") == 1


def test_the_history_is_fed_in_the_training_thread(session, dataset, gates, qtbot, monkeypatch):
    gate, costs, threads = start_blocked(session, dataset, gates), session.now.costs, []
    append = costs._train.append
    monkeypatch.setattr(costs._train, "append", lambda cost: (threads.append(threading.get_ident()), append(cost)))
    with qtbot.wait_for_end(session):
        gate.release.set()
    assert len(costs) == len(threads) == 1
    assert threads[0] != threading.get_ident()


def test_a_shutdown_waits_for_all_runs(session, dataset, gates):
    blocked = [start_blocked(session, dataset, gates)]
    session.reset()
    blocked.append(start_blocked(session, dataset, gates))
    opener = threading.Timer(0.05, lambda: [gate.release.set() for gate in blocked])
    opener.start()
    session.shutdown()
    assert all(gate.passed.is_set() for gate in blocked)
    assert session._detached == []
    opener.join()


def test_runs_that_are_detached_before_their_turn_do_not_begin(session, dataset, gates, qtbot):
    detached = []
    for _ in range(2):
        detached.append(start_blocked(session, dataset, gates))
        session.reset()
    waiting = []
    for _ in range(3):
        waiting.append(start(session, dataset, gates))
        session.reset()
    last = start(session, dataset, gates)
    for gate in detached:
        gate.release.set()
    assert last.reached.wait(patience())
    last.release.set()
    qtbot.waitUntil(lambda: not session._detached and session.now.is_inactive)
    assert not any(gate.reached.is_set() for gate in waiting)


def test_snapshots_that_are_shown_too_slowly_do_not_pile_up(session, dataset, qtbot, monkeypatch):
    monkeypatch.setattr(training_worker, "_FIRST_EVALUATION_DELAY", 0)
    monkeypatch.setattr(training_worker, "_EVALUATION_INTERVAL", 0)
    shown = []

    def show(snapshot):
        if snapshot is not None:
            begin = session.now.run.iterations_done
            while session.now.run.iterations_done < begin + 100:
                pass
            shown.append((snapshot.iterations, begin))

    on_network(session, show)
    session.start(dataset, TrainingConfig(hidden_layers=(4,), iterations=10**7))
    qtbot.waitUntil(lambda: len(shown) >= 5)
    session.reset()
    # Each was made after the one before was shown: none had been waiting.
    ends = [begin + 100 for _, begin in shown]
    assert all(made >= end for (made, _), end in zip(shown[1:], ends, strict=False))


# --- a thread that cannot be started


@pytest.fixture
def no_threads(monkeypatch):
    """QThreads that the system does not start."""
    monkeypatch.setattr(QThread, "start", lambda _thread: None)
    return monkeypatch


def test_a_run_whose_thread_cannot_be_started_fails(session, dataset, no_threads, qtbot, user_errors):
    session.start(dataset, ONE_STEP)
    assert [text.split(". ")[0] for text in user_errors] == ["No more threads or processes can be started"]
    assert session.now.state is RunState.IDLE
    session.stop()
    session.shutdown()
    no_threads.undo()
    qtbot.train(session, dataset, ONE_STEP)


def test_a_paused_run_whose_thread_does_not_start_can_be_continued_later(
    session, dataset, monkeypatch, qtbot, user_errors
):
    session.start(dataset, TrainingConfig(hidden_layers=(4,), iterations=4), limit=2)
    qtbot.waitUntil(lambda: session.now.state is RunState.PAUSED)
    with monkeypatch.context() as patch:
        patch.setattr(QThread, "start", lambda _thread: None)
        session.resume(limit=1)
    assert len(user_errors) == 1
    assert session.now.state is RunState.IDLE
    assert session.now.snapshot.iterations == 2
    with qtbot.wait_for_end(session):
        session.resume()
