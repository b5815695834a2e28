"""The training thread, with runs that block until the test releases them."""

import threading

import pytest
from PySide6.QtCore import QObject

from catgui.models.training.cost_history import CostHistory
from catgui.models.training.thread import TrainingThread
from catgui.workers import training_worker
from catgui.workers.training_worker import TrainingSpeed
from engine.training.trainer import Step


class Snapshot:
    def __init__(self, iterations):
        self.iterations, self.test_cost = iterations, 0.5


class BlockedRun:
    """A run of one step whose test cost is not computed before `release` is set."""

    iterations = test_stride = 1

    def __init__(self):
        self.iterations_done = 0
        self.reached, self.release, self.passed = threading.Event(), threading.Event(), threading.Event()

    @property
    def is_over(self):
        return self.iterations_done == self.iterations

    def make_features(self, progress):
        """It has them."""

    def multiply_pictures(self, progress):
        """It needs none."""

    def __iter__(self):
        self.iterations_done = 1
        yield Step(0, 0.5)

    def test_cost(self):
        self.reached.set()
        self.release.wait()
        self.passed.set()
        return 0.5

    def snapshot(self):
        return Snapshot(self.iterations_done)

    def warning(self):
        return "the network is dead"


class Recorder(QObject):
    """Records the names of the signals of a training thread."""

    def __init__(self, thread):
        super().__init__()
        self.signals = []
        for name in ("evaluated", "warned", "failed", "ended"):
            getattr(thread, name).connect(lambda _, name=name: self.signals.append(name))


@pytest.fixture
def thread(qapp):
    thread = TrainingThread()
    thread.runs = []
    yield thread
    for run in thread.runs:
        run.release.set()
    thread.shutdown()


def start_blocked(thread):
    """A run that has started and is blocked."""
    run = BlockedRun()
    run.costs = CostHistory()
    thread.runs.append(run)
    thread.start(run, run.costs, TrainingSpeed())
    assert run.reached.wait(20)
    return run


def test_a_detached_run_is_not_waited_for_and_emits_nothing(thread, qtbot):
    recorder = Recorder(thread)
    run = start_blocked(thread)
    thread.detach()
    assert not thread.busy
    assert not run.passed.is_set()
    run.release.set()
    qtbot.waitUntil(lambda: not thread._detached)
    assert recorder.signals == []


def test_signals_that_were_queued_before_the_detachment_are_dropped(thread, qtbot):
    recorder = Recorder(thread)
    run = start_blocked(thread)
    run.release.set()
    assert run.passed.wait(20)
    thread.detach()
    qtbot.waitUntil(lambda: not thread._detached)
    assert recorder.signals == []


def test_another_run_starts_while_a_detached_one_ends(thread, qtbot):
    first = start_blocked(thread)
    thread.detach()
    recorder = Recorder(thread)
    second = start_blocked(thread)
    with qtbot.waitSignal(thread.ended):
        second.release.set()
    assert recorder.signals == ["evaluated", "warned", "ended"]
    assert list(second.costs.train) == [0.5]
    first.release.set()
    qtbot.waitUntil(lambda: not thread._detached)
    assert recorder.signals.count("ended") == 1


def test_the_history_is_fed_by_the_signals_of_the_worker_alone(thread, qtbot):
    run = start_blocked(thread)
    worker = thread._work.worker
    worker.cost_computed.disconnect()
    worker.test_cost_computed.disconnect()
    with qtbot.waitSignal(thread.ended):
        run.release.set()
    assert len(run.costs) == len(run.costs.test[0]) == 0


def test_a_shutdown_waits_for_all_runs(thread):
    runs = [start_blocked(thread)]
    thread.detach()
    runs.append(start_blocked(thread))
    opener = threading.Timer(0.05, lambda: [run.release.set() for run in runs])
    opener.start()
    thread.shutdown()
    assert all(run.passed.is_set() for run in runs)
    assert thread._detached == []
    opener.join()


def test_runs_that_are_detached_before_their_turn_do_not_begin(thread, qtbot):
    first = start_blocked(thread)
    thread.detach()
    second = start_blocked(thread)
    thread.detach()
    waiting = [BlockedRun() for _ in range(3)]
    for run in waiting:
        thread.runs.append(run)
        thread.start(run, CostHistory(), TrainingSpeed())
        thread.detach()
    last = BlockedRun()
    thread.runs.append(last)
    thread.start(last, CostHistory(), TrainingSpeed())
    first.release.set()
    second.release.set()
    assert last.reached.wait(60)
    last.release.set()
    qtbot.waitUntil(lambda: not thread._detached and not thread.busy)
    assert not any(run.reached.is_set() for run in waiting)


class EndlessRun(BlockedRun):
    """A run that takes steps until it is stopped, and does not block."""

    iterations = 10**9

    def __init__(self):
        super().__init__()
        self.release.set()

    def __iter__(self):
        while True:
            self.iterations_done += 1
            yield Step(self.iterations_done - 1, 0.5)


def test_snapshots_that_are_shown_too_slowly_do_not_pile_up(thread, qtbot, monkeypatch):
    monkeypatch.setattr(training_worker, "_FIRST_EVALUATION_DELAY", 0)
    monkeypatch.setattr(training_worker, "_EVALUATION_INTERVAL", 0)
    run, shown = EndlessRun(), []
    costs = CostHistory()

    def show(snapshot):
        begin = run.iterations_done
        while run.iterations_done < begin + 100:
            pass
        shown.append((snapshot.iterations, begin))

    thread.evaluated.connect(show)
    thread.start(run, costs, TrainingSpeed())
    qtbot.waitUntil(lambda: len(shown) >= 5)
    thread.detach()
    # Each was made after the one before was shown: none had been waiting.
    ends = [begin + 100 for _, begin in shown]
    assert all(made >= end for (made, _), end in zip(shown[1:], ends, strict=False))
