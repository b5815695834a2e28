"""The training run of the window: its state, its costs, and the thread it runs in."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal

from catgui.models.cost_history import CostHistory
from catgui.models.threads import end_thread
from catgui.workers.inbox import Inbox
from catgui.workers.training_run import Snapshot, TrainingRun, network_of
from catgui.workers.training_worker import Pace, TrainingWorker
from engine.config import TrainingConfig
from engine.datasets import Dataset
from engine.model_file import Model

# How often the costs that the thread has said are taken over, in milliseconds.
_TAKE_INTERVAL = 10


class RunState(Enum):
    """What training is doing: nothing yet or no more, taking steps, coming to a halt, waiting to go on."""

    IDLE = "idle"
    RUNNING = "running"
    STOPPING = "stopping"
    PAUSED = "paused"


class TrainingSession(QObject):
    """Owns the run, its costs and its thread. A run that was stopped keeps its network; the next one begins anew.

    Attributes: `costs`, those of the run; `pace`, how fast to train.

    Signals: `state_changed(object)`, a RunState; `run_started()`, a new run with no costs yet; `stepped(int, float)`,
    iteration and cost, each one; `grew()`, after one or many of them, and test costs; `evaluated(object)`, a Snapshot
    or None after a reset; `warned(str)` and `failed(str)`, texts for the user; `completed()`, all iterations are done.
    """

    state_changed = Signal(object)
    run_started = Signal()
    stepped = Signal(int, float)
    grew = Signal()
    evaluated = Signal(object)
    warned = Signal(str)
    failed = Signal(str)
    completed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.costs = CostHistory()
        self.pace = Pace()
        self._state = RunState.IDLE
        self._after_stopping = RunState.IDLE
        self._run: TrainingRun | None = None
        self._snapshot: Snapshot | None = None
        self._thread: QThread | None = None
        self._worker: TrainingWorker | None = None
        self._complete = False
        self._inbox = Inbox()
        self._taking = QTimer(self, interval=_TAKE_INTERVAL)
        self._taking.timeout.connect(self._take_costs)

    @property
    def state(self) -> RunState:
        """What training is doing."""
        return self._state

    @property
    def run(self) -> TrainingRun | None:
        """The run that is under way or was the last, or None after a reset."""
        return self._run

    @property
    def snapshot(self) -> Snapshot | None:
        """The network as it was last evaluated, or None where nothing is trained yet."""
        return self._snapshot

    def start(self, dataset: Dataset, config: TrainingConfig) -> None:
        """Begin a new run, with no limit; does nothing while one is under way."""
        if self._state is RunState.IDLE:
            self._begin(dataset, config)
            self._go(limit=None)

    def adopt(self, dataset: Dataset, model: Model) -> None:
        """Hold the network of a model file, evaluated on `dataset`, as if its run had just ended here."""
        self._end_thread()
        self._run = TrainingRun(dataset, model.config, model.trained_on)
        self._snapshot = self._run.snapshot_of(network_of(model, dataset), len(model.costs))
        self.costs.load(model.costs)
        self._set_state(RunState.IDLE)
        self.run_started.emit()
        self.evaluated.emit(self._snapshot)

    def step(self, dataset: Dataset, config: TrainingConfig) -> None:
        """Take a single step of the paused run, or the first of a new one; then wait."""
        if self._state is RunState.IDLE:
            self._begin(dataset, config)
        if self._state in (RunState.IDLE, RunState.PAUSED):
            self._go(limit=1)
            self._after_stopping = RunState.PAUSED

    def pause(self) -> None:
        """Halt after the step under way; `resume` goes on from there."""
        if self._state is RunState.RUNNING:
            self._halt(RunState.PAUSED)

    def resume(self) -> None:
        """Go on with the paused run."""
        if self._state is RunState.PAUSED:
            self._go(limit=None)

    def stop(self) -> None:
        """End the run after the step under way; its network stays."""
        if self._state is RunState.PAUSED:
            self._set_state(RunState.IDLE)
        elif self._state in (RunState.RUNNING, RunState.STOPPING):
            self._halt(RunState.IDLE)

    def reset(self) -> None:
        """Forget the run, its costs and its network."""
        self._end_thread()
        self._run = self._snapshot = None
        self.costs.clear()
        self._set_state(RunState.IDLE)
        self.run_started.emit()
        self.evaluated.emit(None)

    def shutdown(self) -> None:
        """End the run and wait for its thread; the program is closing."""
        self._end_thread()
        self._set_state(RunState.IDLE)

    def _begin(self, dataset: Dataset, config: TrainingConfig) -> None:
        self._run = TrainingRun(dataset, config)
        self._snapshot = None
        self.costs.clear()
        self.run_started.emit()
        self.evaluated.emit(None)

    def _go(self, limit: int | None) -> None:
        assert self._run is not None
        self._after_stopping, self._complete = RunState.IDLE, False
        self._thread = QThread(self)
        self._inbox = Inbox()
        self._worker = worker = TrainingWorker(self._run, self.pace, limit)
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
        self._set_state(RunState.RUNNING)

    def _halt(self, then: RunState) -> None:
        assert self._worker is not None
        self._after_stopping = then
        self._worker.stop()
        self._set_state(RunState.STOPPING)

    def _end_thread(self) -> None:
        """Stop and wait, here and now; what the worker still says is not listened to."""
        if self._thread is None or self._worker is None:
            return
        self._worker.stop()
        end_thread(self._thread, self)
        self._forget_thread()

    def _forget_thread(self) -> None:
        self._taking.stop()
        if self._thread is not None:
            self._thread.wait()
            self._thread.deleteLater()
        self._thread = self._worker = None

    def _set_state(self, state: RunState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    def _take_costs(self) -> None:
        train, test = self._inbox.take()
        for iteration, cost in train:
            self.costs.append_train(iteration, cost)
        for iterations, cost in test:
            self.costs.append_test(iterations, cost)
        for iteration, cost in train:
            self.stepped.emit(iteration, cost)
        if train or test:
            self.grew.emit()

    def _on_evaluated(self, snapshot: Snapshot) -> None:
        self._take_costs()
        self._snapshot = snapshot
        self.evaluated.emit(snapshot)

    def _on_failed(self, text: str) -> None:
        self._after_stopping = RunState.IDLE
        self.failed.emit(text)

    def _on_finished(self, complete: bool) -> None:
        self._take_costs()
        self._complete = complete

    def _on_thread_finished(self) -> None:
        self._forget_thread()
        self._set_state(RunState.IDLE if self._complete else self._after_stopping)
        if self._complete:
            self.completed.emit()
