"""A long function that runs in a thread of its own, one at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThread, Signal

from catgui.models.tasks.threads import end_thread
from catgui.workers.task_worker import Task, TaskWorker


class BackgroundTask(QObject):
    """Owns the thread and the worker of the task that is under way.

    Starting another cancels the one before it: its outcome is dropped.

    Signals: `started()`, `progressed(object, object)` (done, total), then one of `succeeded(object)`, `failed(str)`,
    `cancelled()`; `busy_changed(bool)`.
    """

    started = Signal()
    progressed = Signal(object, object)
    succeeded = Signal(object)
    failed = Signal(str)
    cancelled = Signal()
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: QThread | None = None
        self._worker: TaskWorker | None = None
        self._next: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether a task is under way."""
        return self._thread is not None

    def start(self, task: Task) -> None:
        """Run `task` in a thread; after the one under way has been cancelled, if there is one."""
        if self._thread is not None:
            self._next = task
            self.cancel()
            return
        self._thread, self._worker = QThread(self), TaskWorker(task)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.run)
        self._worker.progressed.connect(self.progressed)
        self._worker.succeeded.connect(self._on_succeeded)
        self._worker.failed.connect(self._on_failed)
        self._worker.cancelled.connect(self._on_cancelled)
        self._worker.finished.connect(self._thread.quit)
        self._thread.finished.connect(self._on_thread_finished)
        self._thread.start()
        self.started.emit()
        self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Ask the task under way to end."""
        if self._worker is not None:
            self._worker.cancel()

    def shutdown(self) -> None:
        """Cancel, and wait until the thread has ended."""
        self._next = None
        if self._thread is not None:
            self.cancel()
            end_thread(self._thread, self)
            self._release_thread()

    def _on_succeeded(self, value: object) -> None:
        if self._next is None:
            self.succeeded.emit(value)

    def _on_failed(self, text: str) -> None:
        if self._next is None:
            self.failed.emit(text)

    def _on_cancelled(self) -> None:
        if self._next is None:
            self.cancelled.emit()

    def _on_thread_finished(self) -> None:
        if self._thread is None:
            return
        self._release_thread()
        if self._next is not None:
            task, self._next = self._next, None
            self.start(task)
        else:
            self.busy_changed.emit(False)

    def _release_thread(self) -> None:
        # The thread has ended: the worker may be deleted from here.
        if self._thread is not None:
            self._thread.wait()
            self._thread.deleteLater()
        self._thread = self._worker = None
