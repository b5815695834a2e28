"""Background tasks in a real thread."""

import threading

import pytest
from shiboken6 import delete

from catgui.models.tasks.background_task import BackgroundTask, _emitter
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


def until_cancelled(progress, cancelled):
    assert cancelled.wait(60)
    raise CancelledError


class Blocked:
    """A task that ends when `release` is set, whether it is cancelled or not."""

    def __init__(self, value):
        self.value, self.began, self.release = value, threading.Event(), threading.Event()

    def __call__(self, progress, cancelled):
        self.began.set()
        assert self.release.wait(60)
        return self.value


def returning(value):
    return lambda progress, cancelled: value


def wait_until_idle(task, qtbot):
    qtbot.waitUntil(lambda: not task.busy)


def test_delivers_the_value_and_is_busy_meanwhile(task, values, qtbot):
    busy = []
    task.busy_changed.connect(busy.append)
    task.start(returning(42))
    wait_until_idle(task, qtbot)
    assert values == [42]
    assert busy == [True, False]


def test_progress_is_emitted_once_per_percent(task, qtbot):
    seen = []
    task.progressed.connect(lambda done, total: seen.append(done))
    with qtbot.waitSignal(task.succeeded):
        task.start(lambda progress, cancelled: [progress(k, 1000) for k in range(1001)])
    assert seen == list(range(0, 1001, 10))


@pytest.mark.parametrize("error", [EngineError("the disk is full"), RuntimeError("the disk is full")])
def test_an_exception_becomes_a_text(task, qtbot, error):
    def fail(progress, cancelled):
        raise error

    with qtbot.waitSignal(task.failed) as failed:
        task.start(fail)
    assert "the disk is full" in failed.args[0]


def test_all_tasks_run_in_one_background_thread(task, values, qtbot):
    for _ in range(20):
        task.start(lambda progress, cancelled: threading.get_native_id())
        wait_until_idle(task, qtbot)
    assert len(values) == 20
    assert len(set(values)) == 1
    assert values[0] != threading.get_native_id()


def test_cancel_ends_the_running_task(task, qtbot):
    with qtbot.waitSignal(task.cancelled):
        task.start(until_cancelled)
        task.cancel()


def test_cancel_drops_a_value_that_is_already_queued(task, values, qtbot):
    blocked = Blocked("late")
    blocked.release.set()
    task.start(blocked)
    assert blocked.began.wait(patience())
    task._pool.waitForDone()
    with qtbot.waitSignal(task.cancelled):
        task.cancel()
    assert values == []


def test_cancel_drops_progress_that_is_already_queued(task, qtbot):
    seen, reported = [], threading.Event()
    task.progressed.connect(lambda done, total: seen.append(done))

    def report(progress, cancelled):
        progress(17, 100)
        reported.set()
        until_cancelled(progress, cancelled)

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

    def work(progress, cancelled):
        began.set()
        cancelled.wait(60)
        ended.set()

    task.start(work)
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
    emit = _emitter(task._worker_done)
    delete(task)
    emit(None)
