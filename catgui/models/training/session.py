"""The training run of the window: its state, its costs, and the network that is shown of it."""

from __future__ import annotations

import time
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.models.training.cost_history import CostHistory
from catgui.models.training.thread import TrainingThread
from catgui.workers.cost_buffer import Cost
from catgui.workers.training_worker import TrainingSpeed
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.saved_model.model import Model, network_from_model
from engine.training.config import TrainingConfig
from engine.training.run import Snapshot, TrainingRun

# A run that another is to replace may go on for so long after its beginning, in seconds: while settings change without
# a pause, the runs that are short enough are seen to their end.
_MIN_RUN_SECONDS = 1.0


class RunState(Enum):
    """What training is doing: nothing yet or no more, taking steps, coming to a halt, waiting to go on."""

    IDLE = "idle"
    RUNNING = "running"
    STOPPING = "stopping"
    PAUSED = "paused"


class TrainingSession(QObject):
    """Owns the run, its costs and its thread. A run that was stopped keeps its network; the next one begins anew.

    A run ends in one of three ways. It is complete, stopped or paused: its costs and its network are as far as it came.
    It fails, because it diverged or found no room: its costs stay, its network is the one evaluated last, if any, and
    it does not go on. Or it is given up by `reset`, `set_model` or `shutdown`, for no data, another network or the end
    of the program: nothing of it is heard once they return, and `shutdown` waits until its thread has ended.

    Attributes: `costs`, those of the run; `speed`, how fast to train.

    Signals: `state_changed(object)`, a RunState; `run_started()`, a new run, with the costs of the run it goes on from
    or none; `costs_added()`, costs have come, one or many;
    `evaluated(object)`, the Snapshot that is shown from now on, or None where there is none yet; `warned(str)` and
    `failed(str)`, texts for the user; `completed()`, all iterations are done; `run_ended()`, the run has come to its
    end, whole or not, and none follows at once.
    """

    state_changed = Signal(object)
    run_started = Signal()
    costs_added = Signal()
    evaluated = Signal(object)
    warned = Signal(str)
    failed = Signal(str)
    completed = Signal()
    run_ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.costs = CostHistory()
        self.speed = TrainingSpeed()
        self._state = RunState.IDLE
        self._after_stopping = RunState.IDLE
        self._run: TrainingRun | None = None
        self._snapshot: Snapshot | None = None
        self._queued_restart: tuple[Dataset, TrainingConfig] | None = None
        self._threshold = THRESHOLD
        self._started_at = 0.0
        self._redone = False
        self._restart_timer = QTimer(self, singleShot=True)
        self._thread = TrainingThread(self)
        self._restart_timer.timeout.connect(self._thread.stop)
        self._thread.costs_received.connect(self._on_costs_received)
        self._thread.evaluated.connect(self.show)
        self._thread.warned.connect(self.warned)
        self._thread.failed.connect(self._on_failed)
        self._thread.ended.connect(self._on_ended)

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
        """The network that is shown, or None where nothing is trained yet."""
        return self._snapshot

    @property
    def is_inactive(self) -> bool:
        """Whether no step is being taken."""
        return self._state in (RunState.IDLE, RunState.PAUSED)

    @property
    def is_restart(self) -> bool:
        """Whether the run took the place of the one before because a setting was changed."""
        return self._redone

    def start(self, dataset: Dataset, config: TrainingConfig) -> None:
        """Begin a new run, with no limit; does nothing while one is under way."""
        if self._state is RunState.IDLE:
            self._set_new_run(dataset, config)
            self.evaluated.emit(None)
            self._start_thread(limit=None)

    def redo(self, dataset: Dataset, config: TrainingConfig) -> None:
        """Begin a new run in place of the one there is; of many that are asked for meanwhile, the latest.

        What is shown of the run before stays until there is something of the new one.
        """
        if self.is_inactive:
            self._set_new_run(dataset, config, is_restart=True)
            self._start_thread(limit=None)
            return
        self._queued_restart = dataset, config
        left = _MIN_RUN_SECONDS - (time.monotonic() - self._started_at)
        if left <= 0:
            self._thread.stop()
        elif not self._restart_timer.isActive():
            self._restart_timer.start(round(1000 * left))

    def branch(self, config: TrainingConfig) -> None:
        """Go on from the moment that is shown, with other settings of the steps; what came after it is given up.

        Raises ConfigError for settings of another network.
        """
        if self.is_inactive and self._run is not None and self._snapshot is not None:
            self._run = self._run.resume_from(self._snapshot.iterations, config)
            self._redone = False
            self.costs.truncate(self._snapshot.iterations)
            self._set_state(RunState.IDLE)
            self.run_started.emit()
            self._start_thread(limit=None)

    def set_model(self, dataset: Dataset, model: Model) -> None:
        """Hold the network of a model file, evaluated on `dataset`, as if its run had just ended here."""
        self._abort()
        self._redone = False
        run = TrainingRun(dataset, model.config, model.trained_on, can_replay=False)
        snapshot = run.evaluate_network(network_from_model(model, dataset), len(model.costs))
        self._run, self._snapshot = run, None
        self.costs.load(model.costs)
        self._set_state(RunState.IDLE)
        self.run_started.emit()
        self.show(snapshot)

    def step(self, dataset: Dataset, config: TrainingConfig) -> None:
        """Take a single step of the paused run, or the first of a new one; then wait."""
        if self._state is RunState.IDLE:
            self._set_new_run(dataset, config)
            self.evaluated.emit(None)
        if self.is_inactive:
            self._start_thread(limit=1)
            self._after_stopping = RunState.PAUSED

    def pause(self) -> None:
        """Halt after the step under way; `resume` goes on from there."""
        if self._state is RunState.RUNNING:
            self._halt(RunState.PAUSED)

    def resume(self) -> None:
        """Go on with the paused run, from its end."""
        if self._state is RunState.PAUSED:
            self._start_thread(limit=None)

    def stop(self) -> None:
        """End the run after the step under way; its network stays."""
        if self._state is RunState.PAUSED:
            self._end_run(RunState.IDLE)
        elif not self.is_inactive:
            self._halt(RunState.IDLE)

    def reset(self) -> None:
        """Forget the run, its costs and its network, and the threshold that was looked for with it."""
        self._abort()
        self._threshold = THRESHOLD
        self._redone = False
        self._run = self._snapshot = None
        self.costs.clear()
        self._set_state(RunState.IDLE)
        self.run_started.emit()
        self.evaluated.emit(None)

    def show(self, snapshot: Snapshot) -> None:
        """Show the network of a moment of the run: its newest, or an earlier one."""
        self._snapshot = snapshot.with_threshold(self._threshold)
        self.evaluated.emit(self._snapshot)

    @property
    def threshold(self) -> float:
        """The probability above which a picture is called class 1."""
        return self._threshold

    def set_threshold(self, threshold: float) -> None:
        """Call pictures class 1 above another probability from now on."""
        self._threshold = threshold
        if self._snapshot is not None:
            self.show(self._snapshot)

    def shutdown(self) -> None:
        """End the run and wait for its thread; the program is closing."""
        self._abort()
        self._thread.shutdown()
        self._set_state(RunState.IDLE)

    def _set_new_run(self, dataset: Dataset, config: TrainingConfig, is_restart: bool = False) -> None:
        self._redone = is_restart
        self._run = TrainingRun.create_sharing(self._run, dataset, config)
        self._snapshot = None
        self.costs.clear()
        self._set_state(RunState.IDLE)
        self.run_started.emit()

    def _start_thread(self, limit: int | None) -> None:
        assert self._run is not None
        self._after_stopping = RunState.IDLE
        self._started_at = time.monotonic()
        self._thread.start(self._run, self.speed, limit)
        self._set_state(RunState.RUNNING)

    def _halt(self, then: RunState) -> None:
        self._after_stopping = then
        self._cancel_restart()
        self._thread.stop()
        self._set_state(RunState.STOPPING)

    def _abort(self) -> None:
        self._cancel_restart()
        self._thread.detach()

    def _cancel_restart(self) -> None:
        self._queued_restart = None
        self._restart_timer.stop()

    def _set_state(self, state: RunState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    def _end_run(self, state: RunState) -> None:
        self._set_state(state)
        if state is RunState.IDLE:
            self.run_ended.emit()

    def _on_costs_received(self, train: list[Cost], test: list[Cost]) -> None:
        for iteration, cost in train:
            self.costs.append_train(iteration, cost)
        for iterations, cost in test:
            self.costs.append_test(iterations, cost)
        # One signal for all of them: after each that is emitted this thread waits for the worker to let go of the
        # interpreter again, and a small network trains faster than that.
        self.costs_added.emit()

    def _on_failed(self, text: str) -> None:
        self._after_stopping = RunState.IDLE
        if self._snapshot is None:
            # What is still shown of the run before has nothing to follow it.
            self.evaluated.emit(None)
        self.failed.emit(text)

    def _on_ended(self, complete: bool) -> None:
        restart = self._queued_restart
        self._cancel_restart()
        if restart is not None:
            self._set_new_run(*restart, is_restart=True)
            self._start_thread(limit=None)
            return
        self._end_run(RunState.IDLE if complete else self._after_stopping)
        if complete:
            self.completed.emit()
