"""The thread in which a run takes its steps, and what of it reaches the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal

from catgui.models.threads import end_thread
from catgui.workers.inbox import Inbox
from catgui.workers.training_worker import Pace, Run, TrainingWorker

# How often the costs that the thread has said are taken over, in milliseconds.
_TAKE_INTERVAL = 10


class TrainingThread(QObject):
    """Owns the thread and the worker of the run that is under way.

    Signals: `costs_came(object, object)`, lists of (iteration, training cost) and (iterations done, test cost);
    `evaluated(object)`, a Snapshot; `warned(str)` and `failed(str)`, texts for the user; `ended(bool)`, the thread is
    gone, and whether the run is complete.
    """

    costs_came = Signal(object, object)
    evaluated = Signal(object)
    warned = Signal(str)
    failed = Signal(str)
    ended = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: QThread | None = None
        self._worker: TrainingWorker | None = None
        self._complete = False
        self._inbox = Inbox()
        self._taking = QTimer(self, interval=_TAKE_INTERVAL)
        self._taking.timeout.connect(self._take_costs)

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return self._thread is not None

    def start(self, run: Run, pace: Pace, limit: int | None = None) -> None:
        """Take steps of `run` until it is done or stopped, or `limit` of them."""
        assert self._thread is None
        self._complete = False
        self._thread, self._inbox = QThread(self), Inbox()
        self._worker = worker = TrainingWorker(run, pace, limit)
        worker.moveToThread(self._thread)
        self._thread.started.connect(worker.run)
        # In the worker's own thread: the inbox is for that.
        worker.stepped.connect(self._inbox.put_train, Qt.ConnectionType.DirectConnection)
        worker.tested.connect(self._inbox.put_test, Qt.ConnectionType.DirectConnection)
        worker.evaluated.connect(self._on_evaluated)
        worker.warned.connect(self.warned)
        worker.failed.connect(self._on_failed)
        worker.finished.connect(self._on_finished)
        worker.finished.connect(self._thread.quit)
        self._thread.finished.connect(self._on_thread_finished)
        self._taking.start()
        self._thread.start()

    def stop(self) -> None:
        """Ask the run to end after the step under way; `ended` tells when it has."""
        if self._worker is not None:
            self._worker.stop()

    def shutdown(self) -> None:
        """Stop and wait, here and now; what the worker still says is not listened to."""
        if self._thread is not None:
            self.stop()
            end_thread(self._thread, self)
            self._forget()

    def _forget(self) -> None:
        self._taking.stop()
        if self._thread is not None:
            self._thread.wait()
            self._thread.deleteLater()
        self._thread = self._worker = None

    def _take_costs(self) -> None:
        train, test = self._inbox.take()
        if train or test:
            self.costs_came.emit(train, test)

    def _on_evaluated(self, snapshot: object) -> None:
        self._take_costs()
        self.evaluated.emit(snapshot)

    def _on_failed(self, text: str) -> None:
        self._take_costs()
        self.failed.emit(text)

    def _on_finished(self, complete: bool) -> None:
        self._take_costs()
        self._complete = complete

    def _on_thread_finished(self) -> None:
        self._forget()
        self.ended.emit(self._complete)
