"""The thread in which a run takes its steps, and what of it reaches the window."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, QTimer, Signal

from catgui.workers.cost_buffer import CostBuffer
from catgui.workers.training_worker import SteppableRun, TrainingSpeed, TrainingWorker

# How often the costs that the thread has said are taken over, in milliseconds.
_COLLECT_INTERVAL_MS = 25


class _ThreadResources(NamedTuple):
    """What must live until the thread has ended: its signals still reach the inbox when nobody listens any more."""

    thread: QThread
    worker: TrainingWorker
    inbox: CostBuffer


class TrainingThread(QObject):
    """Owns the thread and the worker of the run that is under way.

    Signals: `costs_received(object, object)`, lists of (iteration, training cost) and (iterations done, test cost);
    `evaluated(object)`, a Snapshot; `warned(str)` and `failed(str)`, texts for the user; `ended(bool)`, the thread is
    gone, and whether the run is complete.
    """

    costs_received = Signal(object, object)
    evaluated = Signal(object)
    warned = Signal(str)
    failed = Signal(str)
    ended = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: _ThreadResources | None = None
        self._complete = False
        self._detached: list[_ThreadResources] = []
        self._collect_timer = QTimer(self, interval=_COLLECT_INTERVAL_MS)
        self._collect_timer.timeout.connect(self._collect_costs)

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return self._work is not None

    def start(self, run: SteppableRun, speed: TrainingSpeed, limit: int | None = None) -> None:
        """Take steps of `run` until it is done or stopped, or `limit` of them."""
        assert self._work is None
        self._complete = False
        self._work = work = _ThreadResources(QThread(self), TrainingWorker(run, speed, limit), CostBuffer())
        thread, worker, inbox = work
        worker.moveToThread(thread)
        thread.started.connect(worker.run)
        # In the worker's own thread: the inbox is for that.
        worker.stepped.connect(inbox.add_train_cost, Qt.ConnectionType.DirectConnection)
        worker.tested.connect(inbox.add_test_cost, Qt.ConnectionType.DirectConnection)
        worker.evaluated.connect(self._on_evaluated)
        worker.warned.connect(self.warned)
        worker.failed.connect(self._on_failed)
        worker.finished.connect(self._on_finished)
        worker.finished.connect(thread.quit)
        thread.finished.connect(self._on_thread_finished)
        self._collect_timer.start()
        thread.start()

    def stop(self) -> None:
        """Ask the run to end after the step under way; `ended` tells when it has."""
        if self._work is not None:
            self._work.worker.stop()

    def detach(self) -> None:
        """Stop, and listen no more.

        What takes long in there, as the first step of a wide network, is not waited for.
        """
        if self._work is None:
            return
        self.stop()
        thread, worker, _ = self._work
        worker.disconnect(self)
        thread.finished.disconnect(self._on_thread_finished)
        # What they have said already is on its way.
        QCoreApplication.removePostedEvents(self, QEvent.Type.MetaCall)
        thread.finished.connect(self._release_ended)
        self._detached.append(self._work)
        self._collect_timer.stop()
        self._work = None
        self._release_ended()

    def shutdown(self) -> None:
        """The same, and wait until all that was dismissed has ended."""
        self.detach()
        for work in self._detached:
            work.thread.quit()
            work.thread.wait()
        self._release_ended()

    def _release_ended(self) -> None:
        """Forget the threads that were dismissed and have ended: their workers may be deleted from here."""
        ended = [work for work in self._detached if work.thread.isFinished()]
        self._detached = [work for work in self._detached if work not in ended]
        for work in ended:
            work.thread.wait()
            work.thread.deleteLater()

    def _collect_costs(self) -> None:
        if self._work is None:
            return
        train, test = self._work.inbox.drain()
        if train or test:
            self.costs_received.emit(train, test)

    def _on_evaluated(self, snapshot: object) -> None:
        self._collect_costs()
        self.evaluated.emit(snapshot)

    def _on_failed(self, text: str) -> None:
        self._collect_costs()
        self.failed.emit(text)

    def _on_finished(self, complete: bool) -> None:
        self._collect_costs()
        self._complete = complete

    def _on_thread_finished(self) -> None:
        self._collect_timer.stop()
        if self._work is not None:
            self._work.thread.wait()
            self._work.thread.deleteLater()
        self._work = None
        self.ended.emit(self._complete)
