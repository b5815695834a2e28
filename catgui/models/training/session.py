"""The training session: current run, its state and costs, network shown."""

from __future__ import annotations

import time
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.models.training.cost_history import CostHistory
from catgui.models.training.current_run import CurrentRun, ShownRun
from catgui.models.training.thread import TrainingThread
from catgui.workers.training_worker import TrainingSpeed
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.nn.network import Network
from engine.saved_model.model import Model
from engine.saved_model.reproduction import Reproduction
from engine.saved_model.saved_run import SavedRun
from engine.training.config import TrainingConfig
from engine.training.plan import TrainingPlan
from engine.training.run import Snapshot, TrainingRun

# A run that is to be replaced may still take this long from its start, in seconds: while settings change continuously,
# the user sees short runs to their end.
_MIN_RUN_SECONDS = 1.0


class RunState(Enum):
    """The state of training.

    IDLE: no run, or it has ended. STOPPING: until the current step ends. PAUSED: the run has not ended.
    """

    IDLE = "idle"
    RUNNING = "running"
    STOPPING = "stopping"
    PAUSED = "paused"


class TrainingSession(QObject):
    """Owns the run, its costs and its thread.

    A run ends in one of three ways. It is complete or stopped: its costs and its network are as far as it got, and
    `resume` goes on with a stopped one. It fails, because it diverged or needs too much memory: its costs stay, its
    network is the one evaluated last, if any, and it cannot be resumed. Or another one, `reset`, `set_model` or
    `shutdown` replaces it while it is running or paused: no signal of it is emitted once they return, and `shutdown`
    waits until its thread has ended.

    Attributes: `speed`, the pace of training.

    Signals: `state_changed(object)`, a RunState; `run_started()`, there is another run, with other `costs`;
    `evaluated(object)`, the Snapshot shown from now on, or None where there is none yet; `warned(str)` and
    `failed(str)`, texts for the user; `completed()`, all iterations are done; `run_ended()`, the run has ended,
    complete or not, and no restart replaces it at once; it may be resumed and end again; `started_over()`, the run,
    which has ended, is about to be dropped by `start_over`.
    """

    state_changed = Signal(object)
    run_started = Signal()
    evaluated = Signal(object)
    warned = Signal(str)
    failed = Signal(str)
    completed = Signal()
    run_ended = Signal()
    started_over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.speed = TrainingSpeed()
        self._current = CurrentRun()
        self._state = RunState.IDLE
        self._after_stopping = RunState.IDLE
        self._starts_over = False
        self._queued_restart: tuple[Dataset, TrainingConfig, TrainingPlan | None] | None = None
        self._threshold = THRESHOLD
        self._started_at = 0.0
        self._restart_timer = QTimer(self, singleShot=True)
        self._thread = TrainingThread(self)
        self._restart_timer.timeout.connect(self._thread.stop)
        self._thread.evaluated.connect(self._on_evaluated)
        self._thread.warned.connect(self.warned)
        self._thread.failed.connect(self._on_failed)
        self._thread.ended.connect(self._on_ended)

    @property
    def state(self) -> RunState:
        """The state of the run."""
        return self._state

    @property
    def run(self) -> ShownRun | None:
        """The current or last run, or None after a reset."""
        return self._current.run

    @property
    def costs(self) -> CostHistory:
        """The costs of the run; each run has a new object."""
        return self._current.costs

    @property
    def snapshot(self) -> Snapshot | None:
        """The network shown, or None if nothing is trained yet."""
        return self._current.snapshot

    @property
    def network(self) -> Network | None:
        """The network shown; unlike `snapshot`, also one of a model file without its data."""
        return self._current.network

    @property
    def is_same_network(self) -> bool:
        """Whether the run shows the network of the run before it: repeated, or evaluated on other data."""
        return self._current.is_same_network

    @property
    def newest(self) -> Snapshot | None:
        """The network of the run evaluated last in training, whichever is shown."""
        return self._current.newest

    @property
    def has_failed(self) -> bool:
        """Whether the run cannot go on after its last iteration."""
        return self._current.has_failed

    @property
    def can_resume(self) -> bool:
        """Whether the run is paused or stopped with iterations left to do."""
        return self.is_inactive and self._current.has_iterations_left

    @property
    def is_inactive(self) -> bool:
        """Whether the run is idle or paused: no step is being taken."""
        return self._state in (RunState.IDLE, RunState.PAUSED)

    @property
    def is_restart(self) -> bool:
        """Whether the run replaced the one before because a setting was changed."""
        return self._current.is_restart

    def start(self, dataset: Dataset, config: TrainingConfig, plan: TrainingPlan | None = None) -> None:
        """Start a new run, by `plan` if given. Only when inactive."""
        if self.is_inactive:
            self._begin(dataset, config, plan, limit=None)

    def restart(self, dataset: Dataset, config: TrainingConfig, plan: TrainingPlan | None = None) -> None:
        """Replace the run by a new one; the last of several calls wins.

        A current run goes on until it is complete, or at most for a second. The network of the old run stays on show
        until the new one is evaluated.
        """
        if self.is_inactive:
            self._end_open_run()
            self._set_new_run(dataset, config, plan, is_restart=True)
            self._start_thread(limit=None)
            return
        self._queued_restart = dataset, config, plan
        left = _MIN_RUN_SECONDS - (time.monotonic() - self._started_at)
        if left <= 0:
            self._thread.stop()
        elif not self._restart_timer.isActive():
            self._restart_timer.start(round(1000 * left))

    def branch(self, config: TrainingConfig, limit: int | None = None) -> None:
        """Continue from the snapshot shown with `config`, for at most `limit` iterations; later ones are dropped.

        Raises ConfigError for settings of another network.
        """
        branch = self._current.branch(config) if self.is_inactive else None
        if branch is not None:
            self._end_open_run()
            self._current = branch
            self.run_started.emit()
            self._start_thread(limit)

    def set_model(self, dataset: Dataset | None, model: Model) -> None:
        """Show the network of a model file, evaluated on `dataset` if it fits."""
        self._threshold = model.full_recipe.threshold
        self._set_saved_run(SavedRun(model, dataset), CostHistory(model.costs, *model.test_costs))

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Drop the run, which was on other data; the network of a model file stays, evaluated on `dataset`."""
        if isinstance(self.run, SavedRun):
            self._set_saved_run(SavedRun(self.run.model, dataset), self.costs, is_same_network=True)
        else:
            self.reset()

    def show_reproduction(self, reproduction: Reproduction, is_same_network: bool = True) -> None:
        """Show a run that was repeated, in place of the saved run of the same network, or of another."""
        costs = CostHistory(reproduction.costs, *reproduction.test_costs)
        self._replace_run(reproduction.run, costs, reproduction.newest, is_same_network)
        self.show(reproduction.snapshot)

    def _set_saved_run(self, run: SavedRun, costs: CostHistory, is_same_network: bool = False) -> None:
        snapshot = run.snapshot()
        self._replace_run(run, costs, snapshot, is_same_network)
        if snapshot is None:
            self.evaluated.emit(None)
        else:
            self.show(snapshot)

    def _replace_run(self, run: ShownRun, costs: CostHistory, newest: Snapshot | None, is_same_network: bool) -> None:
        """Show a run that has ended already."""
        self._abort()
        self._current = CurrentRun(run, costs, newest=newest, is_same_network=is_same_network)
        self.run_started.emit()

    def step(self, dataset: Dataset, config: TrainingConfig, plan: TrainingPlan | None = None) -> None:
        """Take one step of the run if it can be resumed, else of a new one; pause."""
        if self.can_resume:
            self.step_on()
        elif self.is_inactive:
            self._begin(dataset, config, plan, limit=1)

    def step_on(self) -> None:
        """Take one more step of a run that was paused or stopped; pause."""
        if self.can_resume:
            self._start_thread(limit=1)

    def pause(self) -> None:
        """Pause after the current step."""
        if self._state is RunState.RUNNING:
            self._halt(RunState.PAUSED)

    def resume(self) -> None:
        """Continue a run that was paused or stopped after its last iteration."""
        if self.can_resume:
            self._start_thread(limit=None)

    def stop(self) -> None:
        """End the run after the current step; its network stays, and `resume` goes on with it."""
        if self._state is RunState.PAUSED:
            self._end_run(RunState.IDLE)
        elif self._state is not RunState.IDLE:
            self._halt(RunState.IDLE)

    def start_over(self) -> None:
        """End the run, after the current step, and drop it: nothing is trained."""
        if self.is_inactive:
            self._end_open_run()
            self.started_over.emit()
            self.reset()
        else:
            self._halt(RunState.IDLE)
            self._starts_over = True

    def reset(self) -> None:
        """Drop the run with its costs and network, and reset the threshold."""
        self._abort()
        self._threshold = THRESHOLD
        self._current = CurrentRun()
        self.run_started.emit()
        self.evaluated.emit(None)

    def show(self, snapshot: Snapshot) -> None:
        """Show the network at some iteration of the run."""
        self._current.snapshot = shown = snapshot.with_threshold(self._threshold)
        self.evaluated.emit(shown)

    @property
    def threshold(self) -> float:
        """The probability above which a picture is predicted as class 1."""
        return self._threshold

    def set_threshold(self, threshold: float) -> None:
        """Predict class 1 above another probability from now on."""
        self._threshold = threshold
        if self.snapshot is not None:
            self.show(self.snapshot)

    def shutdown(self) -> None:
        """Drop the run and wait for its thread."""
        self._abort()
        self._thread.shutdown()

    def _begin(self, dataset: Dataset, config: TrainingConfig, plan: TrainingPlan | None, limit: int | None) -> None:
        self._end_open_run()
        self._set_new_run(dataset, config, plan)
        self.evaluated.emit(None)
        self._start_thread(limit)

    def _set_new_run(
        self, dataset: Dataset, config: TrainingConfig, plan: TrainingPlan | None, is_restart: bool = False
    ) -> None:
        before = self.run if isinstance(self.run, TrainingRun) else None
        self._current = CurrentRun(TrainingRun.create_sharing(before, dataset, config, plan), is_restart=is_restart)
        self._set_state(RunState.IDLE)
        self.run_started.emit()

    def _start_thread(self, limit: int | None) -> None:
        assert isinstance(self.run, TrainingRun)
        self._after_stopping = RunState.IDLE if limit is None else RunState.PAUSED
        self._started_at = time.monotonic()
        self._thread.start(self.run, self.costs, self.speed, limit)
        self._set_state(RunState.RUNNING)

    def _halt(self, then: RunState) -> None:
        self._after_stopping = then
        self._cancel_restart()
        self._thread.stop()
        self._set_state(RunState.STOPPING)

    def _abort(self) -> None:
        """End the run at once. While it is running, it ends where it was evaluated last."""
        self._cancel_restart()
        self._starts_over = False
        if not self.is_inactive:
            self._thread.detach()
            self._current.drop_unevaluated()
        self._end_open_run()

    def _end_open_run(self) -> None:
        if self._state is not RunState.IDLE:
            self._end_run(RunState.IDLE)

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

    def _on_evaluated(self, snapshot: Snapshot) -> None:
        self._current.newest = snapshot
        self.show(snapshot)

    def _on_failed(self, text: str) -> None:
        self._current.has_failed = True
        self._after_stopping = RunState.IDLE
        if self.snapshot is None:
            # The network still shown is that of the run before.
            self.evaluated.emit(None)
        self.failed.emit(text)

    def _on_ended(self, complete: bool) -> None:
        restart, starts_over = self._queued_restart, self._starts_over
        self._cancel_restart()
        if restart is not None:
            self._set_new_run(*restart, is_restart=True)
            self._start_thread(limit=None)
            return
        self._end_run(RunState.IDLE if complete else self._after_stopping)
        if complete:
            self.completed.emit()
        if starts_over:
            self.start_over()
