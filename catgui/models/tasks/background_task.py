"""Background tasks: one thread per owner, and a queue of one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, SignalInstance

from catgui.models.tasks.messages import show_error
from catgui.workers.task_worker import Task, TaskWorker


class BackgroundTask(QObject):
    """Runs one task at a time in a background thread; the newest one waits.

    A task is a function `task(progress, cancelled)`: it calls `progress(done, total)`, looks at the event `cancelled`
    from time to time, and returns a value or raises; what it needs is bound to it with `partial`, so that it touches no
    object of the GUI thread. There are two ways to run one:

    - `start(task)` replaces: the running task is cancelled and its outcome dropped. For a file or a data set to open.
    - `submit(task)` follows: the running task is left to end and its outcome is delivered. For requests that come
      faster than they are answered, such as those of a slider; cancelling would leave all of them unanswered.

    Each `BackgroundTask` has one thread, so a model that owns one never waits for another model's work (a seed study,
    a save). The thread is started by the first task, serves all later ones, and is ended by Qt after 30 s without any.

    With `shows_errors`, the user is told of a failure, as of one of its parent.

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
    _worker_progressed = Signal(object, object, object)
    _worker_done = Signal(object)

    def __init__(self, parent: QObject | None = None, shows_errors: bool = False) -> None:
        super().__init__(parent)
        self._shows_errors = shows_errors
        self._worker: TaskWorker | None = None
        self._waiting: Task | None = None
        self._replaced = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._worker_progressed.connect(self._on_worker_progressed, Qt.ConnectionType.QueuedConnection)
        self._worker_done.connect(self._on_worker_done, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a task is running."""
        return self._worker is not None

    def start(self, task: Task) -> None:
        """Run `task` in place of the running one, which is cancelled."""
        self.submit(task)
        if self._waiting is not None and self._worker is not None:
            self._replaced = True
            self._worker.cancel()

    def submit(self, task: Task) -> None:
        """Run `task` after the running one, in place of the waiting one."""
        if self.busy:
            self._waiting = task
        else:
            self._run(task)
            self.busy_changed.emit(True)

    def discard_waiting(self) -> None:
        """Drop the waiting task."""
        self._waiting = None

    def cancel(self) -> None:
        """Cancel the running task, drop the waiting one; `cancelled` follows."""
        self._waiting, self._replaced = None, False
        if self._worker is not None:
            self._worker.cancel()

    def shutdown(self) -> None:
        """Cancel, wait for the thread, drop the outcome. `start` works afterwards."""
        self.cancel()
        self._pool.waitForDone()
        self._worker = None

    def _run(self, task: Task) -> None:
        self._replaced = False
        self._worker = TaskWorker(task, _emitter(self._worker_progressed), _emitter(self._worker_done))
        self._pool.start(self._worker.run)

    def _on_worker_progressed(self, worker: TaskWorker, done: int, total: int) -> None:
        if worker is self._worker and not worker.cancelled:  # else it was still queued
            self.progressed.emit(done, total)

    def _on_worker_done(self, worker: TaskWorker) -> None:
        if worker is not self._worker:  # its signal was still queued at the shutdown
            return
        if not self._replaced:
            self._deliver(worker)
        if worker is not self._worker:  # a receiver has shut this down
            return
        if self._waiting is not None:
            task, self._waiting = self._waiting, None
            self._run(task)
        else:
            self._worker = None
            self.busy_changed.emit(False)

    def _deliver(self, worker: TaskWorker) -> None:
        if worker.cancelled:
            self.cancelled.emit()
        elif worker.error is not None:
            if self._shows_errors:
                show_error(self.parent() or self, worker.error)
            self.failed.emit(worker.error)
        else:
            self.succeeded.emit(worker.value)


def _emitter(signal: SignalInstance) -> Callable[..., None]:
    """A function that emits `signal`, or does nothing if its object was deleted meanwhile, as its window was."""

    def emit(*values: object) -> None:
        with suppress(RuntimeError):
            signal.emit(*values)

    return emit
