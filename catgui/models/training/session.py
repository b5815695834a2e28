"""The training run of the window: its state, its costs, and the network that is shown of it."""

from __future__ import annotations

import time
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.models.training.cost_history import CostHistory
from catgui.models.training.thread import TrainingThread
from catgui.workers.cost_buffer import Cost
from catgui.workers.training_worker import Pace
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.saved_model.model import Model, network_of
from engine.training.config import TrainingConfig
from engine.training.run import Snapshot, TrainingRun

# A run that another is to replace may go on for so long after its beginning, in seconds: while settings change without
# a pause, the runs that are short enough are seen to their end.
_PATIENCE = 1.0


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
    it does not go on. Or it is given up by `reset`, `adopt` or `shutdown`, for no data, another network or the end of
    the program: nothing of it is heard once they return, and `shutdown` waits until its thread has ended.

    Attributes: `costs`, those of the run; `pace`, how fast to train.

    Signals: `state_changed(object)`, a RunState; `run_started()`, a new run, with the costs of the run it goes on from
    or none; `grew()`, costs have come, one or many;
    `evaluated(object)`, the Snapshot that is shown from now on, or None where there is none yet; `warned(str)` and
    `failed(str)`, texts for the user; `completed()`, all iterations are done; `rested()`, the run has come to its end,
    whole or not, and none follows at once.
    """

    state_changed = Signal(object)
    run_started = Signal()
    grew = Signal()
    evaluated = Signal(object)
    warned = Signal(str)
    failed = Signal(str)
    completed = Signal()
    rested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.costs = CostHistory()
        self.pace = Pace()
        self._state = RunState.IDLE
        self._after_stopping = RunState.IDLE
        self._run: TrainingRun | None = None
        self._snapshot: Snapshot | None = None
        self._wanted: tuple[Dataset, TrainingConfig] | None = None
        self._threshold = THRESHOLD
        self._began_at = 0.0
        self._redone = False
        self._patience = QTimer(self, singleShot=True)
        self._thread = TrainingThread(self)
        self._patience.timeout.connect(self._thread.stop)
        self._thread.costs_came.connect(self._on_costs_came)
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
    def at_rest(self) -> bool:
        """Whether no step is being taken."""
        return self._state in (RunState.IDLE, RunState.PAUSED)

    @property
    def redone(self) -> bool:
        """Whether the run took the place of the one before because a setting was changed."""
        return self._redone

    def start(self, dataset: Dataset, config: TrainingConfig) -> None:
        """Begin a new run, with no limit; does nothing while one is under way."""
        if self._state is RunState.IDLE:
            self._begin(dataset, config)
            self.evaluated.emit(None)
            self._go(limit=None)

    def redo(self, dataset: Dataset, config: TrainingConfig) -> None:
        """Begin a new run in place of the one there is; of many that are asked for meanwhile, the latest.

        What is shown of the run before stays until there is something of the new one.
        """
        if self.at_rest:
            self._begin(dataset, config, redone=True)
            self._go(limit=None)
            return
        self._wanted = dataset, config
        left = _PATIENCE - (time.monotonic() - self._began_at)
        if left <= 0:
            self._thread.stop()
        elif not self._patience.isActive():
            self._patience.start(round(1000 * left))

    def branch(self, config: TrainingConfig) -> None:
        """Go on from the moment that is shown, with other settings of the steps; what came after it is given up.

        Raises ConfigError for settings of another network.
        """
        if self.at_rest and self._run is not None and self._snapshot is not None:
            self._run = self._run.branched_from(self._snapshot.iterations, config)
            self._redone = False
            self.costs.cut(self._snapshot.iterations)
            self._set_state(RunState.IDLE)
            self.run_started.emit()
            self._go(limit=None)

    def adopt(self, dataset: Dataset, model: Model) -> None:
        """Hold the network of a model file, evaluated on `dataset`, as if its run had just ended here."""
        self._give_up()
        self._redone = False
        run = TrainingRun(dataset, model.config, model.trained_on, has_moments=False)
        snapshot = run.snapshot_of(network_of(model, dataset), len(model.costs))
        self._run, self._snapshot = run, None
        self.costs.load(model.costs)
        self._set_state(RunState.IDLE)
        self.run_started.emit()
        self.show(snapshot)

    def step(self, dataset: Dataset, config: TrainingConfig) -> None:
        """Take a single step of the paused run, or the first of a new one; then wait."""
        if self._state is RunState.IDLE:
            self._begin(dataset, config)
            self.evaluated.emit(None)
        if self.at_rest:
            self._go(limit=1)
            self._after_stopping = RunState.PAUSED

    def pause(self) -> None:
        """Halt after the step under way; `resume` goes on from there."""
        if self._state is RunState.RUNNING:
            self._halt(RunState.PAUSED)

    def resume(self) -> None:
        """Go on with the paused run, from its end."""
        if self._state is RunState.PAUSED:
            self._go(limit=None)

    def stop(self) -> None:
        """End the run after the step under way; its network stays."""
        if self._state is RunState.PAUSED:
            self._rest(RunState.IDLE)
        elif not self.at_rest:
            self._halt(RunState.IDLE)

    def reset(self) -> None:
        """Forget the run, its costs and its network, and the threshold that was looked for with it."""
        self._give_up()
        self._threshold = THRESHOLD
        self._redone = False
        self._run = self._snapshot = None
        self.costs.clear()
        self._set_state(RunState.IDLE)
        self.run_started.emit()
        self.evaluated.emit(None)

    def show(self, snapshot: Snapshot) -> None:
        """Show the network of a moment of the run: its newest, or an earlier one."""
        self._snapshot = snapshot.at_threshold(self._threshold)
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
        self._give_up()
        self._thread.shutdown()
        self._set_state(RunState.IDLE)

    def _begin(self, dataset: Dataset, config: TrainingConfig, redone: bool = False) -> None:
        self._redone = redone
        self._run = TrainingRun.beside(self._run, dataset, config)
        self._snapshot = None
        self.costs.clear()
        self._set_state(RunState.IDLE)
        self.run_started.emit()

    def _go(self, limit: int | None) -> None:
        assert self._run is not None
        self._after_stopping = RunState.IDLE
        self._began_at = time.monotonic()
        self._thread.start(self._run, self.pace, limit)
        self._set_state(RunState.RUNNING)

    def _halt(self, then: RunState) -> None:
        self._after_stopping = then
        self._drop_wanted()
        self._thread.stop()
        self._set_state(RunState.STOPPING)

    def _give_up(self) -> None:
        self._drop_wanted()
        self._thread.dismiss()

    def _drop_wanted(self) -> None:
        self._wanted = None
        self._patience.stop()

    def _set_state(self, state: RunState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    def _rest(self, state: RunState) -> None:
        self._set_state(state)
        if state is RunState.IDLE:
            self.rested.emit()

    def _on_costs_came(self, train: list[Cost], test: list[Cost]) -> None:
        for iteration, cost in train:
            self.costs.append_train(iteration, cost)
        for iterations, cost in test:
            self.costs.append_test(iterations, cost)
        # One signal for all of them: after each that is emitted this thread waits for the worker to let go of the
        # interpreter again, and a small network trains faster than that.
        self.grew.emit()

    def _on_failed(self, text: str) -> None:
        self._after_stopping = RunState.IDLE
        if self._snapshot is None:
            # What is still shown of the run before has nothing to follow it.
            self.evaluated.emit(None)
        self.failed.emit(text)

    def _on_ended(self, complete: bool) -> None:
        wanted = self._wanted
        self._drop_wanted()
        if wanted is not None:
            self._begin(*wanted, redone=True)
            self._go(limit=None)
            return
        self._rest(RunState.IDLE if complete else self._after_stopping)
        if complete:
            self.completed.emit()
