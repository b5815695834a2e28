"""A background task of which only the newest request matters."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask
from catgui.workers.task_worker import Task


class LatestTask(QObject):
    """Runs a request at once, or as soon as the one under way is done; of those that wait, the latest.

    What is under way is never thrown away for what is newer: requests that come faster than they are answered would
    otherwise never be answered at all.

    Signals: `succeeded(object)`; `failed(str)`, a text for the user.
    """

    succeeded = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pending: Task | None = None
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self.succeeded)
        self._task.failed.connect(self.failed)
        self._task.busy_changed.connect(self._on_busy_changed)

    def submit(self, task: Task) -> None:
        """Run `task` in its turn, unless a newer one comes before."""
        if self._task.busy:
            self._pending = task
        else:
            self._task.start(task)

    def discard_pending(self) -> None:
        """Forget what waits."""
        self._pending = None

    def shutdown(self) -> None:
        """End the thread; the program is closing."""
        self.discard_pending()
        self._task.shutdown()

    def _on_busy_changed(self, busy: bool) -> None:
        if not busy and self._pending is not None:
            task, self._pending = self._pending, None
            self._task.start(task)
