"""Background tasks: one thread per owner, and a queue of one; and a throttle for requests of them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, SignalInstance

from catgui.models.messages import show_error
from catgui.workers.worker_threads import GilPause, WorkerThreads
from engine.errors import CancelledError, EngineError, NoThreadError
from engine.progress import Work
from engine.training.config import describe_error

Task = Callable[[Work], Any]

_log = logging.getLogger(__name__)


def end_work(owner: QObject) -> None:
    """Stop all timers below `owner`, and cancel all tasks there and wait for their threads."""
    for timer in owner.findChildren(QTimer):
        timer.stop()
    for task in owner.findChildren(BackgroundTask):
        task.shutdown()


def without_work(function: Callable[..., Any], *arguments: object) -> Task:
    """The task that calls a function which takes no `work`, and so is neither cancelled nor reports its progress."""
    return lambda _: function(*arguments)


# A task looks a few times per second whether it is cancelled; one that waits for a disk that is gone cannot.
_SHUTDOWN_SECONDS = 10.0


class BackgroundTask(QObject):
    """Runs one task at a time in a background thread; the newest one waits.

    A task is a function `task(work)`: it calls `work.report` or `work.check` from time to time, and returns a value or
    raises; what it needs is bound to it with `partial`, so that it touches no object of the GUI thread. Of a function
    that takes no work, `without_work` makes one. There are two ways to run one:

    - `start(task)` replaces: the running task is cancelled and its outcome dropped. For a file or a data set to open.
    - `submit(task)` follows: the running task is left to end and its outcome is delivered. For requests that come
      faster than they are answered, such as those of a slider; cancelling would leave all of them unanswered.

    Each `BackgroundTask` has one thread, so a model that owns one never waits for another model's work (a seed study,
    a save). A task whose thread cannot be started fails.

    With `shows_errors`, the user is told of a failure, as of one of its parent, until the next task begins.

    Signals, all in the GUI thread: `progressed(object, object)`, done and total (Python ints), when the percentage has
    changed, until the task is cancelled; then exactly one of `succeeded(object)`, the value, `failed(str)`, a text for
    the user, and `cancelled()`; none of them for a task that was replaced or cancelled by `shutdown`.
    `busy_changed(bool)` after them.
    """

    progressed = Signal(object, object)  # not int: bytes of a download may exceed 32 bits
    succeeded = Signal(object)
    failed = Signal(str)
    cancelled = Signal()
    busy_changed = Signal(bool)

    # Emitted in the background thread, received in that of the GUI.
    _run_progressed = Signal(object, object, object)
    _run_done = Signal(object)

    def __init__(self, parent: QObject | None = None, shows_errors: bool = False) -> None:
        super().__init__(parent)
        self._shows_errors = shows_errors
        self._run: _TaskRun | None = None
        self._waiting: Task | None = None
        self._replaced = False
        self._threads = WorkerThreads()
        self._run_progressed.connect(self._on_run_progressed, Qt.ConnectionType.QueuedConnection)
        self._run_done.connect(self._on_run_done, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a task is running."""
        return self._run is not None

    def start(self, task: Task) -> None:
        """Run `task` in place of the running one, which is cancelled."""
        self.submit(task)
        if self._waiting is not None and self._run is not None:
            self._replaced = True
            self._run.cancel()

    def submit(self, task: Task) -> None:
        """Run `task` after the running one, in place of the waiting one."""
        if self.busy:
            self._waiting = task
        else:
            self._begin(task)
            self.busy_changed.emit(True)

    def discard_waiting(self) -> None:
        """Drop the waiting task."""
        self._waiting = None

    def cancel(self) -> None:
        """Cancel the running task, drop the waiting one; `cancelled` follows."""
        self._waiting, self._replaced = None, False
        if self._run is not None:
            self._run.cancel()

    def shutdown(self) -> None:
        """Cancel, wait for the thread, drop the outcome. `start` works afterwards."""
        self.cancel()
        if not self._threads.wait(_SHUTDOWN_SECONDS):
            _log.warning("A task of %s has not ended", self.parent() or self)
            self._threads = WorkerThreads()
        self._run = None

    def _begin(self, task: Task) -> None:
        self._replaced = False
        run = self._run = _TaskRun(task, _emitter(self._run_progressed), _emitter(self._run_done))
        try:
            self._threads.run(run.run)
        except NoThreadError as error:
            run.error = str(error)
            self._run_done.emit(run)

    def _on_run_progressed(self, run: _TaskRun, done: int, total: int) -> None:
        if run is self._run and not run.is_cancelled:  # else it was still queued
            self.progressed.emit(done, total)

    def _on_run_done(self, run: _TaskRun) -> None:
        if run is not self._run:  # its signal was still queued at the shutdown
            return
        if not self._replaced:
            self._deliver(run)
        if run is not self._run:  # a receiver has shut this down
            return
        if self._waiting is not None:
            task, self._waiting = self._waiting, None
            self._begin(task)
        else:
            self._run = None
            self.busy_changed.emit(False)

    def _deliver(self, run: _TaskRun) -> None:
        if run.is_cancelled:
            self.cancelled.emit()
        elif run.error is not None:
            if self._shows_errors:
                show_error(self.parent() or self, run.error)
            self.failed.emit(run.error)
        else:
            self.succeeded.emit(run.value)


class _TaskRun(Work):
    """One run of a task. Attributes: once it has ended, `value`, or `error`, a text for the user.

    `on_progress(run, done, total)` is called when the percentage has changed, `on_done(run)` once at the end, both in
    the thread that runs it.
    """

    def __init__(
        self,
        task: Task,
        on_progress: Callable[[_TaskRun, int, int], object],
        on_done: Callable[[_TaskRun], object],
    ) -> None:
        super().__init__()
        self.value: Any = None
        self.error: str | None = None
        self._task = task
        self._on_progress = on_progress
        self._on_done = on_done
        self._gil_pause = GilPause()
        self._percent = -1

    def run(self) -> None:
        """Run the task. Never raises."""
        try:
            self.value = self._task(self)
        except CancelledError:
            self.cancel()
        except Exception as error:  # noqa: BLE001  the owner waits for the end, and the user must see the reason
            if not isinstance(error, EngineError):
                _log.exception("A task failed")
            self.error = describe_error(error)
        finally:
            self._on_done(self)

    def check(self) -> None:
        self._gil_pause.tick()
        super().check()

    def report(self, done: int, total: int) -> None:
        self.check()
        percent = 100 * done // max(total, 1)
        if percent != self._percent:
            self._percent = percent
            self._on_progress(self, done, total)


def _emitter(signal: SignalInstance) -> Callable[..., None]:
    """A function that emits `signal`, or does nothing if its object was deleted meanwhile, as its window was."""

    def emit(*values: object) -> None:
        with suppress(RuntimeError):
            signal.emit(*values)

    return emit


class Throttle(QObject):
    """Emits `due()` at once, then at most once per interval."""

    due = Signal()

    def __init__(self, interval_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pending = False
        self._timer = QTimer(self, singleShot=True, interval=interval_ms)
        self._timer.timeout.connect(self._on_timeout)

    def request(self) -> None:
        """Emit `due` now, or at the end of the current interval."""
        if self._timer.isActive():
            self._pending = True
        else:
            self._timer.start()
            self.due.emit()

    def flush(self) -> None:
        """Emit `due` now if a request is pending."""
        pending = self._pending
        self.stop()
        if pending:
            self.due.emit()

    def stop(self) -> None:
        """Drop a pending request."""
        self._timer.stop()
        self._pending = False

    def _on_timeout(self) -> None:
        if self._pending:
            self._pending = False
            self.request()
