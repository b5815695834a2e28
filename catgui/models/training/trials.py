"""Many trainings in the background, whose results appear as they come."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask
from catgui.workers.gil_pause import GilPause
from engine.progress import ProgressCallback
from engine.system.parallel import JobProgress

TrialsFactory = Callable[[], Iterable[JobProgress[Any]]]


class Trials(QObject):
    """Owns the results of the trials that are under way or were the last; those that were cancelled stay.

    Signals: `changed()`, there are more results, or it has begun or ended; `progressed(object, object)`, steps done and
    in all; `failed(str)`, a text for the user.
    """

    changed = Signal()
    progressed = Signal(object, object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results: list[Any] = []
        self._pending_results: deque[Any] = deque()
        self._task = BackgroundTask(self)
        self._task.progressed.connect(self._on_progressed)
        self._task.succeeded.connect(self._collect_results)
        self._task.failed.connect(self.failed)
        self._task.busy_changed.connect(self._on_busy_changed)

    @property
    def busy(self) -> bool:
        """Whether trials are under way."""
        return self._task.busy

    def start(self, make_trials: TrialsFactory) -> None:
        """Forget the results and begin the trials that `make_trials` gives, in the background."""
        self.results = []
        # Of its own: what trials that were cancelled still put is nobody's.
        self._pending_results = deque()
        self._task.start(partial(_run_trials, make_trials, self._pending_results))
        self.changed.emit()

    def cancel(self) -> None:
        """End the trials under way; the results that are there stay."""
        self._task.cancel()

    def clear(self) -> None:
        """End the trials and forget their results."""
        self._task.shutdown()
        self.results = []
        self._pending_results = deque()
        self.changed.emit()

    def shutdown(self) -> None:
        """End the thread; the program is closing."""
        self._task.shutdown()

    def _collect_results(self) -> None:
        self.results += [self._pending_results.popleft() for _ in range(len(self._pending_results))]
        self.changed.emit()

    def _on_progressed(self, done: int, total: int) -> None:
        self.progressed.emit(done, total)
        if self._pending_results:
            self._collect_results()

    def _on_busy_changed(self, _busy: bool) -> None:
        self._collect_results()


def _run_trials(
    make_trials: TrialsFactory, pending_results: deque[Any], progress: ProgressCallback, cancelled: threading.Event
) -> None:
    breath = GilPause()
    for trials in make_trials():
        breath.tick()
        pending_results.extend(trials.results)
        progress(trials.done, trials.total)
        if cancelled.is_set():
            return
