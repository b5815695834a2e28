"""Completes the test costs of a run behind it."""

from __future__ import annotations

import threading
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.training.cost_history import CostHistory
from catgui.models.training.session_state import SessionState
from catgui.workers.gil_pause import GilPause
from engine.progress import ProgressCallback
from engine.training.run import TrainingRun

# How long a run is at rest before its test costs are completed: while a slider is dragged, one replaces another, and
# what the panels compute of a new network comes first.
_REST_MS = 200


class CostCompleter(QObject):
    """Computes in the background the test costs that were not computed during the run of a session.

    It begins when the run has been at rest for a moment, and ends at once when that goes on or is replaced; what was
    computed by then stays. The costs are those that the run would have had, bit for bit.

    Signals: `changed()`, `busy` or `is_computing` may be different.
    """

    changed = Signal()

    def __init__(self, session: SessionState) -> None:
        super().__init__(session)
        self._session = session
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._begin)
        self._task = BackgroundTask(self)
        self._task.busy_changed.connect(self.changed)
        session.run_started.connect(self.postpone)
        session.state_changed.connect(self.postpone)

    @property
    def busy(self) -> bool:
        """Whether test costs are being computed, or soon will be."""
        return self._rest.isActive() or self._task.busy

    @property
    def is_computing(self) -> bool:
        """Whether test costs are being computed."""
        return self._task.busy

    def postpone(self) -> None:
        """End at once, and begin after a moment if costs are missing: something else is to be computed first."""
        was_busy = self.busy
        self._task.cancel()
        self._rest.stop()
        run, costs = self._session.run, self._session.costs
        can_replay = self._session.is_inactive and isinstance(run, TrainingRun) and len(costs) > 0
        if can_replay and not costs.is_complete:
            self._rest.start()
        if self.busy != was_busy:
            self.changed.emit()

    def shutdown(self) -> None:
        """End at once, and wait for the thread."""
        self._rest.stop()
        self._task.shutdown()
        self.changed.emit()

    def _begin(self) -> None:
        run = self._session.run
        assert isinstance(run, TrainingRun)
        self._task.start(partial(_complete, run, self._session.costs))


def _complete(run: TrainingRun, costs: CostHistory, _progress: ProgressCallback, cancelled: threading.Event) -> None:
    # With the priority of other threads: a thread that had the GIL and no processor would hold up the window.
    gil_pause = GilPause()
    for iterations, cost in run.test_costs_after(costs.missing_test.tolist()):
        if cancelled.is_set():
            return
        costs.set_test(iterations, cost)
        gil_pause.tick()
