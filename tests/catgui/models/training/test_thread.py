"""The thread of a run over runs made by hand, which take as long as a test wants."""

import threading

import pytest
from PySide6.QtCore import QObject

from catgui.models.training.thread import TrainingThread
from catgui.workers.training_worker import TrainingSpeed
from engine.training.trainer import Step


class Snapshot:
    def __init__(self, iterations):
        self.iterations, self.test_cost = iterations, 0.5


class HeldRun:
    """A run of one step that comes to nothing before `gate` is open."""

    iterations = 1

    def __init__(self):
        self.iterations_done = 0
        self.reached, self.gate, self.left = threading.Event(), threading.Event(), threading.Event()

    @property
    def is_over(self):
        return self.iterations_done == self.iterations

    def __iter__(self):
        self.iterations_done = 1
        yield Step(0, 0.5)

    def test_cost(self):
        self.reached.set()
        self.gate.wait()
        self.left.set()
        return 0.5

    def snapshot(self):
        return Snapshot(self.iterations_done)

    def warning(self):
        return "it has died"


class Listener(QObject):
    def __init__(self, thread):
        super().__init__()
        self.said = []
        thread.costs_received.connect(lambda *costs: self.said.append("costs"))
        for name in ("evaluated", "warned", "failed", "ended"):
            getattr(thread, name).connect(lambda _, name=name: self.said.append(name))


@pytest.fixture
def thread(qapp):
    thread = TrainingThread()
    thread.runs = []
    yield thread
    for run in thread.runs:
        run.gate.set()
    thread.shutdown()


def held(thread):
    """A run that has come as far as its gate."""
    run = HeldRun()
    thread.runs.append(run)
    thread.start(run, TrainingSpeed())
    assert run.reached.wait(20)
    return run


def test_a_dismissed_run_is_not_waited_for_and_never_heard(thread, qtbot):
    listener = Listener(thread)
    run = held(thread)
    thread.detach()
    assert not thread.busy
    assert not run.left.is_set()
    run.gate.set()
    qtbot.waitUntil(lambda: not thread._detached)
    assert listener.said == []


def test_what_a_run_had_said_before_it_was_dismissed_is_not_heard_either(thread, qtbot):
    listener = Listener(thread)
    run = held(thread)
    run.gate.set()
    assert run.left.wait(20)
    thread.detach()
    qtbot.waitUntil(lambda: not thread._detached)
    assert listener.said == []


def test_another_run_is_made_while_a_dismissed_one_comes_to_its_end(thread, qtbot):
    first = held(thread)
    thread.detach()
    listener = Listener(thread)
    second = held(thread)
    with qtbot.waitSignal(thread.ended):
        second.gate.set()
    assert listener.said == ["costs", "evaluated", "warned", "ended"]
    first.gate.set()
    qtbot.waitUntil(lambda: not thread._detached)
    assert listener.said.count("ended") == 1


def test_a_shutdown_waits_for_all_of_them(thread):
    runs = [held(thread)]
    thread.detach()
    runs.append(held(thread))
    opener = threading.Timer(0.05, lambda: [run.gate.set() for run in runs])
    opener.start()
    thread.shutdown()
    assert all(run.left.is_set() for run in runs)
    assert thread._detached == []
    opener.join()
