"""The restart that waits until the run under way has been seen, or the user rests."""

from __future__ import annotations

import time
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from engine.data.dataset import Dataset
from engine.training.config import TrainingConfig
from engine.training.plan import TrainingPlan
from engine.training.run import TrainingRun

# A run that is to be replaced may still take this long from its start, in seconds: while settings change continuously,
# the user sees short runs to their end. One that was to be replaced sooner is short: it belongs to the same gesture.
_MIN_RUN_SECONDS = 1.0
# The user rests if no newer request has come for so long: the run under way, with older settings, is then cut short.
_REST_MS = 100
# While the user does not rest, panels show a network once in so many seconds: the curve is what is watched.
_SHOW_INTERVAL = 0.5


class RunRequest(NamedTuple):
    """A run to start, by `plan` if there is one; `earlier` is one on the data before an edit."""

    dataset: Dataset
    config: TrainingConfig
    plan: TrainingPlan | None
    earlier: TrainingRun | None = None


class RestartQueue(QObject):
    """Holds the newest request for a restart.

    Signals: `due()`, the run under way is to end: it has taken long enough, or the user rests. Of two runs one after
    the other one is not cut short for that, so that whole curves are seen while settings change slowly, too.
    """

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._request: RunRequest | None = None
        self._started_at = 0.0
        self._asked_at: float | None = None
        self._shown_at = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.due)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._on_rest)
        self._is_cut_short = self._was_cut_short = False

    def begin_run(self) -> None:
        """Count the time from now on."""
        self._started_at = time.monotonic()
        self._was_cut_short, self._is_cut_short = self._is_cut_short, False

    @property
    def is_waiting(self) -> bool:
        """Whether a request waits."""
        return self._request is not None

    def is_to_be_shown(self, is_whole: bool) -> bool:
        """Whether panels are to show the network of a run, taken as shown then; not if it is soon replaced.

        Of the runs that a waiting request replaces, only whole ones are shown, and not all of them.
        """
        now = time.monotonic()
        if self.is_waiting and (not is_whole or now - self._shown_at < _SHOW_INTERVAL):
            return False
        self._shown_at = now
        return True

    @property
    def is_run_short(self) -> bool:
        """Whether the run had just begun when it was first asked to end, or if nothing waits, whether it has now."""
        asked_at = time.monotonic() if self._asked_at is None else self._asked_at
        return asked_at - self._started_at < _MIN_RUN_SECONDS

    def put(self, request: RunRequest) -> None:
        """Replace the request that waits."""
        now = time.monotonic()
        if self._request is None:
            self._asked_at = now
        self._request = request
        left = _MIN_RUN_SECONDS - (now - self._started_at)
        if left <= 0:
            self.due.emit()
            return
        if not self._timer.isActive():
            self._timer.start(round(1000 * left))
        self._rest.start()

    def hurry(self) -> None:
        """End the run under way now, if a request waits."""
        if self.is_waiting:
            self._is_cut_short = True
            self.due.emit()

    def _on_rest(self) -> None:
        if not self._was_cut_short:
            self.hurry()

    def take(self) -> RunRequest | None:
        """The request that waits, if any, which is then no longer here."""
        request, self._request = self._request, None
        self._asked_at = None
        self._timer.stop()
        self._rest.stop()
        return request
