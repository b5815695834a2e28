"""The thread in which a run takes its steps."""

from __future__ import annotations

import threading
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, Signal, Slot

from catgui.models.training.cost_history import CostHistory
from catgui.workers.training_worker import SteppableRun, TrainingSpeed, TrainingWorker

# The run, and one before it that was detached and takes its last step.
_MOST_AT_ONCE = 2


class CostRecorder(QObject):
    """Adds the costs that a worker emits to a history, in the thread that emits them."""

    def __init__(self, costs: CostHistory) -> None:
        super().__init__()
        self._costs = costs

    @Slot(int, float)
    def append_train(self, iteration: int, cost: float) -> None:
        """Add the training cost of the next iteration."""
        self._costs.append_train(iteration, cost)

    @Slot(int, float)
    def set_test(self, iterations: int, cost: float) -> None:
        """Set the test cost after `iterations` iterations."""
        self._costs.set_test(iterations, cost)


class _Work(NamedTuple):
    """A run under way; kept until its thread has ended."""

    thread: QThread
    worker: TrainingWorker
    recorder: CostRecorder


class TrainingThread(QObject):
    """Owns the thread and the worker of the current run. Of earlier ones that were detached, one may still take a step.

    The signals of the worker with the costs feed the history that `start` was given, directly in its thread, so that
    nothing piles up in that of the GUI.

    Signals: `features_progressed(object, object)` and `products_progressed(object, object)`, those of the worker;
    `evaluated(object)`, a Snapshot; `warned(str)` and `failed(str)`, texts for the user; `ended(bool)`, the thread has
    ended, and whether the run is complete.
    """

    features_progressed = Signal(object, object)
    products_progressed = Signal(object, object)
    evaluated = Signal(object)
    warned = Signal(str)
    failed = Signal(str)
    ended = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: _Work | None = None
        self._complete = False
        self._detached: list[_Work] = []
        self._turns = threading.Semaphore(_MOST_AT_ONCE)

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return self._work is not None

    def start(self, run: SteppableRun, costs: CostHistory, speed: TrainingSpeed, limit: int | None = None) -> None:
        """Take the steps of `run`, at most `limit`, adding to `costs`."""
        assert self._work is None
        self._complete = False
        self._work = _Work(QThread(self), TrainingWorker(run, speed, limit, self._turns), CostRecorder(costs))
        thread, worker, recorder = self._work
        worker.moveToThread(thread)
        thread.started.connect(worker.run)
        worker.cost_computed.connect(recorder.append_train, Qt.ConnectionType.DirectConnection)
        worker.test_cost_computed.connect(recorder.set_test, Qt.ConnectionType.DirectConnection)
        worker.features_progressed.connect(self.features_progressed)
        worker.products_progressed.connect(self.products_progressed)
        worker.evaluated.connect(self._on_evaluated)
        worker.warned.connect(self.warned)
        worker.failed.connect(self.failed)
        worker.finished.connect(self._on_finished)
        # In the thread itself, which need not wait until this one has shown the network.
        worker.finished.connect(thread.quit, Qt.ConnectionType.DirectConnection)
        thread.finished.connect(self._on_thread_finished)
        thread.start()

    def stop(self) -> None:
        """Ask the run to end after the current step; `ended` follows."""
        if self._work is not None:
            self._work.worker.stop()

    def detach(self) -> None:
        """Stop the run without waiting for its step; emit no more signals."""
        if self._work is None:
            return
        thread, worker, _ = self._work
        worker.discard()
        worker.disconnect(self)
        thread.finished.disconnect(self._on_thread_finished)
        # Signals that are queued already.
        QCoreApplication.removePostedEvents(self, QEvent.Type.MetaCall)
        thread.finished.connect(self._release_ended)
        self._detached.append(self._work)
        self._work = None
        self._release_ended()

    def shutdown(self) -> None:
        """Detach the run, and wait for every thread that was detached."""
        self.detach()
        for work in self._detached:
            work.thread.quit()
            work.thread.wait()
        self._release_ended()

    def _release_ended(self) -> None:
        """Delete the detached threads that have ended."""
        ended = [work for work in self._detached if work.thread.isFinished()]
        self._detached = [work for work in self._detached if work not in ended]
        for work in ended:
            work.thread.wait()
            work.thread.deleteLater()

    def _on_evaluated(self, snapshot: object) -> None:
        work = self._work
        self.evaluated.emit(snapshot)
        if work is not None:
            work.worker.acknowledge()

    def _on_finished(self, complete: bool) -> None:
        self._complete = complete

    def _on_thread_finished(self) -> None:
        if self._work is not None:
            self._work.thread.wait()
            self._work.thread.deleteLater()
        self._work = None
        self.ended.emit(self._complete)
