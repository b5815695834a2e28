"""What a training session shows: the run, the state of its training, and one of its networks."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal

from catgui.models.training.cost_history import CostHistory
from catgui.models.training.current_run import CurrentRun, ShownRun
from engine.analysis.evaluation import THRESHOLD
from engine.nn.interface import TrainableNetwork
from engine.training.run import Snapshot


class RunState(Enum):
    """The state of training.

    IDLE: no run, or it has ended. STOPPING: until the current step ends. PAUSED: the run has not ended.
    """

    IDLE = "idle"
    RUNNING = "running"
    STOPPING = "stopping"
    PAUSED = "paused"


class SessionState(QObject):
    """Owns the current run, its state, the network shown and the threshold.

    Signals: `state_changed(object)`, a RunState; `run_started()`, there is another run, with other `costs`;
    `evaluated(object)`, the Snapshot shown from now on, or None where there is none yet.
    """

    state_changed = Signal(object)
    run_started = Signal()
    evaluated = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current = CurrentRun()
        self._state = RunState.IDLE
        self._threshold = THRESHOLD

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
        """The network shown, or None if nothing is trained or evaluated yet."""
        return self._current.snapshot

    @property
    def network(self) -> TrainableNetwork | None:
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

    def _set_state(self, state: RunState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

    def _set_current(self, current: CurrentRun) -> None:
        self._current = current
        self.run_started.emit()
