"""The thread in which a run takes its steps, and what of it reaches the window."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, QTimer, Signal

from catgui.workers.cost_buffer import Inbox
from catgui.workers.training_worker import Pace, Run, TrainingWorker

# How often the costs that the thread has said are taken over, in milliseconds.
_TAKE_INTERVAL = 25


class _Work(NamedTuple):
    """What must live until the thread has ended: its signals still reach the inbox when nobody listens any more."""

    thread: QThread
    worker: TrainingWorker
    inbox: Inbox


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
        self._work: _Work | None = None
        self._complete = False
        self._dismissed: list[_Work] = []
        self._taking = QTimer(self, interval=_TAKE_INTERVAL)
        self._taking.timeout.connect(self._take_costs)

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return self._work is not None

    def start(self, run: Run, pace: Pace, limit: int | None = None) -> None:
        """Take steps of `run` until it is done or stopped, or `limit` of them."""
        assert self._work is None
        self._complete = False
        self._work = work = _Work(QThread(self), TrainingWorker(run, pace, limit), Inbox())
        thread, worker, inbox = work
        worker.moveToThread(thread)
        thread.started.connect(worker.run)
        # In the worker's own thread: the inbox is for that.
        worker.stepped.connect(inbox.put_train, Qt.ConnectionType.DirectConnection)
        worker.tested.connect(inbox.put_test, Qt.ConnectionType.DirectConnection)
        worker.evaluated.connect(self._on_evaluated)
        worker.warned.connect(self.warned)
        worker.failed.connect(self._on_failed)
        worker.finished.connect(self._on_finished)
        worker.finished.connect(thread.quit)
        thread.finished.connect(self._on_thread_finished)
        self._taking.start()
        thread.start()

    def stop(self) -> None:
        """Ask the run to end after the step under way; `ended` tells when it has."""
        if self._work is not None:
            self._work.worker.stop()

    def dismiss(self) -> None:
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
        thread.finished.connect(self._let_go)
        self._dismissed.append(self._work)
        self._taking.stop()
        self._work = None
        self._let_go()

    def shutdown(self) -> None:
        """The same, and wait until all that was dismissed has ended."""
        self.dismiss()
        for work in self._dismissed:
            work.thread.quit()
            work.thread.wait()
        self._let_go()

    def _let_go(self) -> None:
        """Forget the threads that were dismissed and have ended: their workers may be deleted from here."""
        ended = [work for work in self._dismissed if work.thread.isFinished()]
        self._dismissed = [work for work in self._dismissed if work not in ended]
        for work in ended:
            work.thread.wait()
            work.thread.deleteLater()

    def _take_costs(self) -> None:
        if self._work is None:
            return
        train, test = self._work.inbox.take()
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
        self._taking.stop()
        if self._work is not None:
            self._work.thread.wait()
            self._work.thread.deleteLater()
        self._work = None
        self.ended.emit(self._complete)
