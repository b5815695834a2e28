"""The training session: starts, ends and replaces the run."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from catgui.models.training.cost_completer import CostCompleter
from catgui.models.training.current_run import CurrentRun
from catgui.models.training.model_session import ModelSession
from catgui.models.training.restart_queue import RestartQueue, RunRequest
from catgui.models.training.session_state import RunState
from catgui.models.training.thread import TrainingThread
from catgui.workers.training_worker import TrainingSpeed
from engine.data.dataset import Dataset
from engine.training.config import TrainingConfig
from engine.training.plan import TrainingPlan
from engine.training.run import Snapshot, TrainingRun


class TrainingSession(ModelSession):
    """Owns the run, its costs and its thread.

    A run ends in one of three ways. It is complete or stopped: its costs and its network are as far as it got, and
    `resume` goes on with a stopped one. It fails, because it diverged or needs too much memory: its costs stay, its
    network is the one evaluated last, if any, and it cannot be resumed. Or another one, `reset`, `set_model` or
    `shutdown` replaces it while it is running or paused: no signal of it is emitted once they return, and `shutdown`
    waits until its thread has ended.

    Attributes: `speed`, the pace of training; `completer`, of the test costs.

    Signals, beside those of ModelSession: `warned(str)`, a text for the user; `completed()`, all iterations are done;
    `run_ended()`, the run has ended, complete or not; it may be resumed and end again; `put_aside()`, the run, which
    has ended, is about to be dropped by `start_over`, or was under way when a restart replaced it; `passed()`, the run
    is about to be replaced within the gesture that began it, such as the drag of a slider: it was a restart, and short;
    unless it was complete before, it does not end in `run_ended`; `progressed()`, before each `evaluated` in training,
    so that the costs are drawn first: panels take longer; `products_progressed(object, object)`, before the first step:
    products of two pictures, and all.
    """

    warned = Signal(str)
    completed = Signal()
    run_ended = Signal()
    put_aside = Signal()
    passed = Signal()
    progressed = Signal()
    products_progressed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.speed = TrainingSpeed()
        self._after_stopping = RunState.IDLE
        self._starts_over = False
        self._thread = TrainingThread(self)
        self._thread.features_progressed.connect(self.features_progressed)
        self._thread.products_progressed.connect(self.products_progressed)
        self._thread.evaluated.connect(self._on_evaluated)
        self._thread.warned.connect(self.warned)
        self._thread.failed.connect(self._on_failed)
        self._thread.ended.connect(self._on_ended)
        self._restarts = RestartQueue(self)
        self._restarts.due.connect(self._thread.stop)
        self.completer = CostCompleter(self)

    def start(
        self,
        dataset: Dataset,
        config: TrainingConfig,
        plan: TrainingPlan | None = None,
        earlier: TrainingRun | None = None,
    ) -> None:
        """Start a new run, by `plan` if given. Only when inactive.

        With `earlier`, a run on the data before an edit, only products of new pictures are computed.
        """
        if self.is_inactive:
            self._begin(RunRequest(dataset, config, plan, earlier), limit=None)

    def restart(self, dataset: Dataset, config: TrainingConfig, plan: TrainingPlan | None = None) -> None:
        """Replace the run by a new one; the last of several calls wins.

        A current run goes on until it is complete, or for a second, or until the calls pause. The network of the old
        run stays on show until the new one is evaluated, unless it has other features, which may take seconds to make.
        """
        request = RunRequest(dataset, config, plan)
        if self.is_inactive:
            self._end_open_run()
            if self.is_restart and self._restarts.is_run_short:
                self.passed.emit()
            self._begin_restart(request)
        else:
            self._restarts.put(request)

    def hurry_restart(self) -> None:
        """End the run under way after its current step, if a restart waits: the user will change no more for now."""
        self._restarts.hurry()

    def branch(self, config: TrainingConfig, limit: int | None = None) -> None:
        """Continue from the snapshot shown with `config`, for at most `limit` iterations; later ones are dropped.

        Raises ConfigError for settings of another network.
        """
        branch = self._current.branch(config) if self.is_inactive else None
        if branch is not None:
            self._end_open_run()
            self._set_current(branch)
            self._restarts.begin_run()
            self._start_thread(limit)

    @property
    def pauses_after_step(self) -> bool:
        """Whether the run is being paused, not stopped: its current step has not ended."""
        return self._state is RunState.STOPPING and self._after_stopping is RunState.PAUSED

    def step(self, dataset: Dataset, config: TrainingConfig, plan: TrainingPlan | None = None) -> None:
        """Take one step of the run if it can be resumed, else of a new one; pause."""
        if self.can_resume:
            self.step_on()
        elif self.is_inactive:
            self._begin(RunRequest(dataset, config, plan), limit=1)

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
            self.put_aside.emit()
            self.reset()
        else:
            self._halt(RunState.IDLE)
            self._starts_over = True

    def shutdown(self) -> None:
        """Drop the run and wait for its threads."""
        super().shutdown()
        self._thread.shutdown()
        self.completer.shutdown()

    def _begin(self, request: RunRequest, limit: int | None) -> None:
        self._end_open_run()
        self._set_new_run(request)
        self.evaluated.emit(None)
        self._start_thread(limit)

    def _set_new_run(self, request: RunRequest, is_restart: bool = False) -> None:
        self._evaluator.cancel()
        before = request.earlier or (self.run if isinstance(self.run, TrainingRun) else None)
        run = TrainingRun.create_sharing(before, request.dataset, request.config, request.plan)
        self._current = CurrentRun(run, is_restart=is_restart)
        self._restarts.begin_run()
        self.run_started.emit()

    def _begin_restart(self, request: RunRequest) -> None:
        before = self.run
        self._set_new_run(request, is_restart=True)
        if before is not None and before.config.features != request.config.features:
            self.evaluated.emit(None)
        self._start_thread(limit=None)

    def _start_thread(self, limit: int | None) -> None:
        assert isinstance(self.run, TrainingRun)
        self._after_stopping = RunState.IDLE if limit is None else RunState.PAUSED
        self._thread.start(self.run, self.costs, self.speed, limit)
        self._set_state(RunState.RUNNING)

    def _halt(self, then: RunState) -> None:
        self._after_stopping = then
        self._restarts.take()
        self._thread.stop()
        self._set_state(RunState.STOPPING)

    def _abort(self) -> None:
        """End the run at once. While it is running, it ends where it was evaluated last."""
        super()._abort()
        self._restarts.take()
        self._starts_over = False
        if not self.is_inactive:
            self._thread.detach()
            self._current.drop_unevaluated()
        self._end_open_run()

    def _end_open_run(self) -> None:
        if self._state is not RunState.IDLE:
            self._end_run(RunState.IDLE)

    def _end_run(self, state: RunState) -> None:
        self._set_state(state)
        if state is RunState.IDLE:
            self.run_ended.emit()

    def _on_evaluated(self, snapshot: Snapshot) -> None:
        self.progressed.emit()
        assert self.run is not None
        self._current.newest = snapshot
        if self._restarts.is_to_be_shown(is_whole=snapshot.iterations == self.run.iterations):
            self.show(snapshot)

    def _on_failed(self, text: str) -> None:
        self._current.has_failed = True
        self._after_stopping = RunState.IDLE
        if self.snapshot is None:
            # The network still shown is that of the run before.
            self.evaluated.emit(None)
        self.failed.emit(text)

    def _make_way(self, is_passing: bool, complete: bool) -> None:
        """End the run under way for a restart; one of the same gesture is as if it had not been."""
        if is_passing:
            self.passed.emit()
            return
        self._end_run(RunState.IDLE)
        if not complete:
            self.put_aside.emit()

    def _on_ended(self, complete: bool) -> None:
        is_passing = self.is_restart and self._restarts.is_run_short
        restart, starts_over = self._restarts.take(), self._starts_over
        if restart is not None:
            self._make_way(is_passing, complete)
            self._begin_restart(restart)
            return
        if self.snapshot is None and self.newest is not None:
            self.show(self.newest)
        elif self.snapshot is None and not self._current.has_failed:
            # Stopped before the first step: there is nothing to go on with, and no network to show.
            self._after_stopping = RunState.IDLE
            self.evaluated.emit(None)
        self._end_run(RunState.IDLE if complete else self._after_stopping)
        if complete:
            self.completed.emit()
        if starts_over:
            self.start_over()
