"""Background tasks in a real thread, and the throttle."""

import _thread
import threading

import pytest
from shiboken6 import delete

from catgui.models import background_task
from catgui.models.background_task import BackgroundTask, Throttle, _emitter
from engine.errors import CancelledError, EngineError
from tests.support.patience import patience


@pytest.fixture
def task(qtbot):
    task = BackgroundTask()
    yield task
    task.shutdown()


@pytest.fixture
def values(task):
    """The values that were delivered."""
    values = []
    task.succeeded.connect(values.append)
    return values


def until_cancelled(work):
    assert work.wait(60)
    raise CancelledError


class Blocked:
    """A task that ends when `release` is set, whether it is cancelled or not."""

    def __init__(self, value):
        self.value, self.began, self.release = value, threading.Event(), threading.Event()

    def __call__(self, work):
        self.began.set()
        assert self.release.wait(60)
        return self.value


def refuse_thread(*_):
    raise RuntimeError("can't start new thread")


def returning(value):
    return lambda work: value


def wait_until_idle(task, qtbot):
    qtbot.waitUntil(lambda: not task.busy)


def test_delivers_the_value_and_is_busy_meanwhile(task, values, qtbot):
    busy = []
    task.busy_changed.connect(busy.append)
    task.start(returning(42))
    wait_until_idle(task, qtbot)
    assert values == [42]
    assert busy == [True, False]


@pytest.mark.parametrize(("total", "expected"), [(1000, range(0, 1001, 10)), (3, range(4)), (0, range(2))])
def test_progress_is_emitted_once_per_percent(task, qtbot, total, expected):
    seen = []
    task.progressed.connect(lambda done, total: seen.append(done))
    with qtbot.waitSignal(task.succeeded):
        task.start(lambda work: [work.report(done, total) for done in range(max(total, 1) + 1)])
    assert seen == list(expected)


def raising(error):
    def fail(work):
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "text", "is_logged"),
    [
        (EngineError("the disk is full"), "the disk is full", False),
        (ZeroDivisionError("division by zero"), "Something went wrong: division by zero. The log says more.", True),
        (MemoryError(), "There is too little free memory. Close other programs.", True),
    ],
)
def test_an_error_is_reported_as_a_text(task, qtbot, caplog, error, text, is_logged):
    with qtbot.waitSignal(task.failed) as failed:
        task.start(raising(error))
    assert failed.args == [text]
    assert ("A task failed" in caplog.text) is is_logged


def test_a_task_that_raises_cancelled_error_is_cancelled(task, qtbot):
    with qtbot.waitSignal(task.cancelled):
        task.start(raising(CancelledError()))


def test_cancel_ends_the_running_task(task, qtbot):
    with qtbot.waitSignal(task.cancelled):
        task.start(until_cancelled)
        task.cancel()


def test_cancel_drops_a_value_that_is_already_queued(task, values, qtbot):
    blocked = Blocked("late")
    blocked.release.set()
    task.start(blocked)
    assert blocked.began.wait(patience())
    assert task._threads.wait(60)
    with qtbot.waitSignal(task.cancelled):
        task.cancel()
    assert values == []


def test_cancel_drops_progress_that_is_already_queued(task, qtbot):
    seen, reported = [], threading.Event()
    task.progressed.connect(lambda done, total: seen.append(done))

    def report(work):
        work.report(17, 100)
        reported.set()
        until_cancelled(work)

    with qtbot.waitSignal(task.cancelled):
        task.start(report)
        assert reported.wait(patience())
        task.start(returning("second"))
        task.cancel()
    assert seen == []


def test_start_replaces_the_running_task(task, values, qtbot):
    blocked, outcomes = Blocked("first"), []
    task.cancelled.connect(lambda: outcomes.append("cancelled"))
    task.start(blocked)
    task.start(until_cancelled)
    task.start(returning("latest"))
    blocked.release.set()
    wait_until_idle(task, qtbot)
    assert values == ["latest"]
    assert outcomes == []


def test_submit_lets_the_running_task_end_and_keeps_only_the_newest_waiting_one(task, values, qtbot):
    blocked = Blocked("first")
    task.submit(blocked)
    for value in ("second", "third", "fourth"):
        task.submit(returning(value))
    blocked.release.set()
    wait_until_idle(task, qtbot)
    assert values == ["first", "fourth"]


def test_a_receiver_of_the_value_may_shut_it_down(task, values, qtbot):
    task.succeeded.connect(task.shutdown)
    task.start(returning("only"))
    wait_until_idle(task, qtbot)
    assert values == ["only"]


def test_shutdown_waits_for_the_thread(task, values, qapp):
    began, ended = threading.Event(), threading.Event()

    def run(work):
        began.set()
        work.wait(60)
        ended.set()

    task.start(run)
    assert began.wait(patience())
    task.shutdown()
    assert ended.is_set()
    assert not task.busy
    qapp.processEvents()
    assert values == []


def test_the_outcome_of_a_task_before_a_shutdown_is_not_delivered_as_that_of_the_next(task, values, qtbot):
    for k in range(20):
        task.start(until_cancelled)
        task.shutdown()
        task.start(returning(k))
        wait_until_idle(task, qtbot)
    assert values == list(range(20))


def test_an_outcome_that_comes_after_the_window_was_deleted_is_dropped(qapp):
    task = BackgroundTask()
    emit = _emitter(task._run_done)
    delete(task)
    emit(None)


def test_a_task_whose_thread_cannot_be_started_fails(task, qtbot, monkeypatch):
    busy = []
    task.busy_changed.connect(busy.append)
    with monkeypatch.context() as patch:
        patch.setattr(_thread, "start_new_thread", refuse_thread)
        with qtbot.waitSignal(task.failed) as failed:
            task.start(returning(1))
        wait_until_idle(task, qtbot)
    assert "No more threads or processes can be started" in failed.args[0]
    assert busy == [True, False]
    task.shutdown()
    with qtbot.waitSignal(task.succeeded):
        task.start(returning(2))


def test_shutdown_does_not_wait_for_ever_for_a_task_that_looks_at_nothing(task, values, qtbot, monkeypatch, caplog):
    monkeypatch.setattr(background_task, "_SHUTDOWN_SECONDS", 0.01)
    blocked = Blocked("late")
    task.start(blocked)
    assert blocked.began.wait(patience())
    threads = task._threads
    task.shutdown()
    assert not task.busy
    assert "has not ended" in caplog.text
    task.start(returning("next"))
    wait_until_idle(task, qtbot)
    blocked.release.set()
    assert threads.wait(60)
    assert values == ["next"]


@pytest.fixture
def throttle(qtbot):
    throttle = Throttle(60_000)
    yield throttle
    throttle.stop()


@pytest.fixture
def emitted(throttle):
    emitted = []
    throttle.due.connect(lambda: emitted.append("due"))
    return emitted


def test_the_first_request_is_emitted_at_once_and_others_wait(throttle, emitted):
    throttle.request()
    assert len(emitted) == 1
    for _ in range(5):
        throttle.request()
    assert len(emitted) == 1


def test_waiting_requests_are_emitted_as_one_at_the_end_of_the_interval(qtbot):
    throttle, emitted = Throttle(1), []
    throttle.due.connect(lambda: emitted.append("due"))
    for _ in range(5):
        throttle.request()
    qtbot.waitUntil(lambda: not throttle._timer.isActive())
    assert len(emitted) == 2


def test_a_waiting_request_can_be_flushed_once(throttle, emitted):
    throttle.request()
    throttle.request()
    throttle.flush()
    assert len(emitted) == 2
    throttle.flush()
    assert len(emitted) == 2
    throttle.request()
    assert len(emitted) == 3


def test_a_waiting_request_can_be_dropped(throttle, emitted):
    throttle.request()
    throttle.request()
    throttle.stop()
    throttle.flush()
    assert len(emitted) == 1
