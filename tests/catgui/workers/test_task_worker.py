"""The worker of a background task, run in the test's own thread."""

import pytest

from catgui.workers.task_worker import TaskWorker
from engine.errors import CancelledError, EngineError


class Calls:
    """Runs a task and records the callbacks."""

    def __init__(self, task):
        self.progress, self.done = [], 0
        self.worker = TaskWorker(task, self._on_progress, self._on_done)

    def _on_progress(self, worker, done, total):
        assert worker is self.worker
        self.progress.append((done, total))

    def _on_done(self, worker):
        assert worker is self.worker
        self.done += 1

    def run(self):
        self.worker.run()
        assert self.done == 1
        return self.worker


def raising(error):
    def task(progress, cancelled):
        raise error

    return task


def test_the_text_of_an_engine_error_is_kept():
    worker = Calls(raising(EngineError("the disk is full"))).run()
    assert (worker.value, worker.error) == (None, "the disk is full")


def test_another_exception_becomes_a_text_and_is_logged(caplog):
    worker = Calls(raising(ZeroDivisionError("division by zero"))).run()
    assert worker.error == "Something unexpected went wrong: division by zero. The log has the details."
    assert "A task failed" in caplog.text


def test_a_task_that_raises_cancelled_error_is_cancelled():
    worker = Calls(raising(CancelledError())).run()
    assert worker.cancelled
    assert worker.error is None


@pytest.mark.parametrize(("total", "reported"), [(1000, 101), (3, 4), (0, 2)])
def test_progress_is_reported_once_per_percent(total, reported):
    calls = Calls(lambda progress, cancelled: [progress(done, total) for done in range(max(total, 1) + 1)])
    calls.run()
    assert len(calls.progress) == reported
