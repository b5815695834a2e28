"""A long function in a real thread."""

import threading

import pytest

from catgui.models.tasks.background_task import BackgroundTask
from engine.errors import CancelledError, EngineError


@pytest.fixture
def task(qtbot):
    task = BackgroundTask()
    yield task
    task.shutdown()


def until_cancelled(progress, cancelled):
    assert cancelled.wait(60)
    raise CancelledError


def test_gives_the_value_and_is_busy_meanwhile(task, qtbot):
    busy = []
    task.busy_changed.connect(busy.append)
    with qtbot.waitSignals([task.succeeded, task.busy_changed]):
        task.start(lambda progress, cancelled: 42)
    qtbot.waitUntil(lambda: not task.busy)
    assert busy == [True, False]


def test_progress_is_said_once_a_percent(task, qtbot):
    seen = []
    task.progressed.connect(lambda done, total: seen.append(done))
    with qtbot.waitSignal(task.succeeded):
        task.start(lambda progress, cancelled: [progress(k, 1000) for k in range(1001)])
    assert seen == list(range(0, 1001, 10))


@pytest.mark.parametrize("error", [EngineError("the disk is full"), RuntimeError("the disk is full")])
def test_a_failure_is_told_in_words(task, qtbot, error):
    def fail(progress, cancelled):
        raise error

    with qtbot.waitSignal(task.failed) as failed:
        task.start(fail)
    assert "the disk is full" in failed.args[0]


def test_cancel_ends_it(task, qtbot):
    with qtbot.waitSignal(task.cancelled):
        task.start(until_cancelled)
        task.cancel()


def test_the_latest_wins(task, qtbot):
    values = []
    task.succeeded.connect(values.append)
    task.start(until_cancelled)
    task.start(until_cancelled)
    with qtbot.waitSignal(task.succeeded):
        task.start(lambda progress, cancelled: "latest")
    assert values == ["latest"]


def test_shutdown_waits_for_the_thread(task):
    began = threading.Event()

    def work(progress, cancelled):
        began.set()
        cancelled.wait(60)

    task.start(work)
    assert began.wait(60)
    task.shutdown()
    assert not task.busy


def test_a_task_after_a_shutdown_is_not_taken_for_the_one_before_it(task, qtbot):
    for k in range(20):
        task.start(until_cancelled)
        task.shutdown()
        with qtbot.waitSignal(task.succeeded) as succeeded:
            task.start(lambda progress, cancelled, k=k: k)
        assert succeeded.args == [k]
        qtbot.waitUntil(lambda: not task.busy)
