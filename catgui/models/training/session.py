"""The training session: the run, the thread that trains it, and the restart that waits for it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from catgui.models.background_task import BackgroundTask
from catgui.models.messages import show_error
from catgui.models.training.cost_history import CostHistory
from catgui.workers.training_worker import TrainingSpeed, TrainingWorker
from engine.analysis.evaluation import THRESHOLD, Failure
from engine.data.dataset import Dataset
from engine.errors import NoThreadError
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.saved_model.model import Model, SavedRun
from engine.training.config import TrainingConfig
from engine.training.networks import TrainingPlan
from engine.training.run import Snapshot, TrainingRun

if TYPE_CHECKING:
    from engine.saved_model.reproduction import Reproduction

ShownRun = TrainingRun | SavedRun

# Workers that train: that of the run, and one before it that was detached and takes its last step.
_MOST_AT_ONCE = 2
# A run that is to be replaced may still take this long from its start, in seconds: while settings change continuously,
# the user sees short runs to their end.
_MIN_RUN_SECONDS = 1.0
# How long a run is at rest before its test costs are completed: while an arrow is held, one replaces another, and
# what the panels compute of a new network comes first.
_COMPLETION_DELAY_MS = 200


class RunState(Enum):
    """The state of training.

    IDLE: no run, or it has ended. EVALUATING: nor is there one in training; the network of a model file is being
    evaluated. RUNNING. PAUSING, STOPPING, DROPPING: until the current step ends; after it the run is paused, has ended,
    or is no longer there. PAUSED: the run has not ended.
    """

    IDLE = "idle"
    EVALUATING = "evaluating"
    RUNNING = "running"
    PAUSING = "pausing"
    STOPPING = "stopping"
    DROPPING = "dropping"
    PAUSED = "paused"


class Cause(Enum):
    """Why a session has another run than before.

    TRAINED: it was begun, or goes on for more iterations. SETTING, EDIT: a setting was changed, or the data
    edited, and it was trained again. OPENED: it is from a file, or was brought back. SAME_NETWORK: it is the run
    before, repeated, or evaluated on other data. RESET: there is none. STARTED_OVER: nor is there, as the user wanted.
    """

    TRAINED = "trained"
    SETTING = "setting"
    EDIT = "edit"
    OPENED = "opened"
    SAME_NETWORK = "same network"
    RESET = "reset"
    STARTED_OVER = "started over"


@dataclass(frozen=True, slots=True)
class RunNow:
    """The run of a session as it is now: all that is shown, said and offered of it follows from this value.

    Attributes: `number`, how many runs the session has had with it; `run`, the current or last one, or None after a
    reset; `cause`, the Cause that it is the run; `costs`, of the run; `state`; `snapshot`, the network shown, or None
    before one is evaluated; `newest`, the network evaluated last in training, whichever is shown;
    `shows_run_before`, whether panels still show the network of the run before; `error`, why the run cannot go on after
    its last iteration, and `warning`, that its network is dead, or ''; `threshold`, the probability above which a
    picture is predicted as class 1.
    """

    number: int = 0
    run: ShownRun | None = None
    cause: Cause = Cause.RESET
    costs: CostHistory = field(default_factory=CostHistory)
    state: RunState = RunState.IDLE
    snapshot: Snapshot | None = None
    newest: Snapshot | None = None
    shows_run_before: bool = False
    error: str = ""
    warning: str = ""
    threshold: float = THRESHOLD

    @property
    def trained(self) -> TrainingRun | None:
        """The run, if trained here; None for none, or for a SavedRun."""
        return self.run if isinstance(self.run, TrainingRun) else None

    @property
    def saved(self) -> SavedRun | None:
        """The run, if it is that of a model file and has not been repeated."""
        return self.run if isinstance(self.run, SavedRun) else None

    @property
    def network(self) -> TrainableNetwork | None:
        """The network shown; unlike `snapshot`, also one of a model file without its data."""
        if self.snapshot is not None:
            return self.snapshot.network
        return None if self.saved is None else self.saved.network

    @property
    def shown_iteration(self) -> int | None:
        """The iteration of the network shown, or None without one."""
        if self.saved is not None:
            return self.saved.position
        return None if self.snapshot is None else self.snapshot.iterations

    @property
    def is_inactive(self) -> bool:
        """Whether no step is being taken."""
        return self.state in (RunState.IDLE, RunState.EVALUATING, RunState.PAUSED)

    @property
    def has_failed(self) -> bool:
        """Whether the run cannot go on after its last iteration."""
        return bool(self.error)

    @property
    def can_resume(self) -> bool:
        """Whether the run is paused or stopped with iterations left to do."""
        run = self.trained
        if run is None or self.has_failed or not self.is_inactive:
            return False
        return run.iterations_done > 0 and not run.is_over

    def is_other_run(self, before: RunNow) -> bool:
        """Whether there is another run than before, or after a reset none."""
        return self.number != before.number

    def has_other_network(self, before: RunNow) -> bool:
        """Whether panels are to show another network than before, or another threshold or none."""
        is_other = before.shows_run_before or self.snapshot is not before.snapshot
        return is_other and not self.shows_run_before

    def has_completed(self, before: RunNow) -> bool:
        """Whether the run has ended since with its last iteration, and the network after that."""
        run, newest = self.run, self.newest
        if run is None or newest is None or before.is_inactive or self.is_other_run(before):
            return False
        return self.state is RunState.IDLE and run.is_over and newest.iterations == run.iterations_done


class TrainingSession(QObject):
    """Owns the run with its thread, and the threshold.

    A run ends in one of three ways. It is complete or stopped: its costs and its network are as far as it got, and
    `resume` goes on with a stopped one. It fails, because it diverged or needs too much memory: its costs stay, its
    network is the one evaluated last, if any, and it cannot be resumed. Or another one, `reset`, `set_model` or
    `shutdown` replaces it while it is running or paused: no signal of it is emitted once they return, and `shutdown`
    waits until its thread has ended.

    The run before stays on show until the new one has a network, or for the rest of this turn of the event loop: the
    plot and the panels together would keep the window waiting. For the same reason a network that was evaluated in
    training is the `newest` first, which has its costs drawn, and shown in the next turn; a frame of a watched run has
    few new costs, and is both at once.

    Attributes: `now`, the RunNow, which only the session sets; `completer`, of the test costs; `speed`, the pace of
    training, for all to set.

    Signals: `changed(object, object)`, the RunNow before and `now`. `preparing(object, object)`, before the first step
    or an evaluation, how much is done, and all: pictures whose features are made, or products of two pictures.
    """

    changed = Signal(object, object)
    preparing = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.speed = TrainingSpeed()
        self.now = RunNow()
        self._worker: TrainingWorker | None = None
        # With the costs that they still add to, and that nothing else may keep.
        self._detached: list[tuple[TrainingWorker, CostHistory]] = []
        self._turns = threading.Semaphore(_MOST_AT_ONCE)
        self._showing = QTimer(self, singleShot=True, interval=0)
        self._showing.timeout.connect(self._show_newest)
        # The events of painting come before timers.
        self._painting = QTimer(self, singleShot=True, interval=0)
        self._painting.timeout.connect(self._request_network)
        self._ending = QTimer(self, singleShot=True, interval=0)
        self._ending.timeout.connect(self._end_when_shown)
        self._restart: TrainingRun | None = None  # which is to replace the run under way
        self._restart_due = QTimer(self, singleShot=True)
        self._restart_due.timeout.connect(self._stop_worker)
        self._started_at = 0.0
        self._evaluation = BackgroundTask(self)
        self._evaluation.progressed.connect(self.preparing)
        self._evaluation.succeeded.connect(self._on_saved_run_evaluated)
        self._evaluation.failed.connect(self._on_evaluation_failed)
        self.completer = CostCompleter(self)

    @property
    def is_watched(self) -> bool:
        """Whether a run at a limited speed is under way."""
        return not self.now.is_inactive and self.speed.iterations_per_second is not None

    def show(self, snapshot: Snapshot) -> None:
        """Show the network at some iteration of the run."""
        self._set(snapshot=snapshot.with_threshold(self.now.threshold), shows_run_before=False)

    def set_threshold(self, threshold: float) -> None:
        """Predict class 1 above another probability from now on."""
        shown = self.now.snapshot
        self._set(threshold=threshold, snapshot=None if shown is None else shown.with_threshold(threshold))

    def set_model(self, dataset: Dataset | None, model: Model) -> None:
        """Show the network of a model file, evaluated in the background on `dataset` if it fits."""
        costs = CostHistory(model.costs, *model.test_costs)
        self._show_saved_run(SavedRun(model, dataset), Cause.OPENED, costs, model.recipe.threshold)

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Drop the run, which was on other data; the network of a model file stays, evaluated on `dataset`."""
        now, saved = self.now, self.now.saved
        if saved is not None and saved.network is not None:
            self._show_saved_run(SavedRun(saved.model, dataset), Cause.SAME_NETWORK, now.costs, now.threshold)
        else:
            self.reset()

    def report_other_data(self, run: SavedRun) -> None:
        """Show that the data of a saved run have the name of its own, but other contents."""
        run.is_on_other_data = True
        if (shown := self.now.snapshot) is not None:
            self._set(snapshot=replace(shown))  # the same, of which other things are to be said

    def show_reproduction(self, reproduction: Reproduction, cause: Cause = Cause.SAME_NETWORK) -> None:
        """Show a run that was repeated, in place of the saved run of the same network, or of another."""
        costs = CostHistory(reproduction.costs, *reproduction.test_costs)
        threshold = self.now.threshold if cause is Cause.SAME_NETWORK else THRESHOLD
        self._abort()
        self._replace_run(reproduction.run, cause, costs=costs, newest=reproduction.newest, threshold=threshold)
        self.show(reproduction.snapshot)

    def start(
        self,
        dataset: Dataset,
        config: TrainingConfig,
        plan: TrainingPlan | None = None,
        limit: int | None = None,
    ) -> None:
        """Start a new run, by `plan` if given, and pause it after `limit` iterations. Only when inactive."""
        if self.now.is_inactive:
            self._set(state=RunState.IDLE)
            self._begin(self._create_run(dataset, config, plan), Cause.TRAINED, limit=limit)

    def train_edited(self, dataset: Dataset) -> None:
        """Start the run again, wherever it is, on `dataset`, made by an edit."""
        assert self.now.run is not None
        config = self.now.run.config
        self._abort()
        self._begin(self._create_run(dataset, config, None), Cause.EDIT)

    def restart(self, dataset: Dataset, config: TrainingConfig, plan: TrainingPlan | None = None) -> None:
        """Replace the run by a new one; the last of several calls wins.

        A current run goes on until it is complete, or for a second. The network of the old run stays on show until the
        new one is evaluated, unless it has other features, which may take seconds to make.
        """
        run = self._create_run(dataset, config, plan)
        if self.now.is_inactive:
            self._set(state=RunState.IDLE)
            self._begin(run, Cause.SETTING)
        else:
            self._restart = run
            left = _MIN_RUN_SECONDS - (time.monotonic() - self._started_at)
            self._restart_due.start(max(0, round(1000 * left)))

    def restart_now(self) -> None:
        """End the run under way after its current step, if a restart waits: the user will change no more for now."""
        if self._restart is not None:
            self._stop_worker()

    def _pop_restart(self) -> TrainingRun | None:
        """Remove and return the run that waits to replace the one under way, or None."""
        run, self._restart = self._restart, None
        self._restart_due.stop()
        return run

    def extend(self, iterations: int, limit: int | None = None) -> None:
        """Continue the run, which has ended or is paused, up to `iterations`, for at most `limit` more."""
        run, newest = self.now.trained, self.now.newest
        if newest is None or run is None or not self.now.is_inactive:
            return
        longer = run.with_iterations(iterations)
        costs = self.now.costs.first(newest.iterations)
        self._set(state=RunState.IDLE)
        shown = {"snapshot": newest.with_threshold(self.now.threshold), "newest": newest, "shows_run_before": False}
        kept = {"costs": costs, "threshold": self.now.threshold}
        self._replace_run(longer, Cause.TRAINED, state=RunState.RUNNING, **kept, **shown)
        self._start_worker(longer, limit)

    def pause(self) -> None:
        """Pause after the current step."""
        if self.now.state is RunState.RUNNING:
            self._halt(RunState.PAUSING)

    def resume(self, limit: int | None = None) -> None:
        """Continue a run that was paused or stopped after its last iteration; pause after `limit` more."""
        run = self.now.trained
        if run is not None and self.now.can_resume:
            self._start_worker(run, limit)

    def stop(self) -> None:
        """End the run after the current step; its network stays, and `resume` goes on with it."""
        if self.now.state is RunState.PAUSED:
            self._set(state=RunState.IDLE)
        elif self.now.state in (RunState.RUNNING, RunState.PAUSING):
            self._halt(RunState.STOPPING)

    def start_over(self) -> None:
        """End the run, after the current step, and drop it: nothing is trained."""
        if self.now.is_inactive:
            self.reset(Cause.STARTED_OVER)
        else:
            self._halt(RunState.DROPPING)

    def reset(self, cause: Cause = Cause.RESET) -> None:
        """Drop the run with its costs and network."""
        self._abort()
        self._replace_run(None, cause)
        self._set(shows_run_before=False)

    def end_run(self) -> None:
        """End a run under way where it was evaluated last, and take that network for the one shown."""
        if not self.now.is_inactive:
            newest = self.now.newest
            self._abort()
            if newest is not None:
                self.show(newest)

    def shutdown(self) -> None:
        """Drop the run and wait for its threads."""
        self._abort()
        self._evaluation.shutdown()
        for worker, _ in self._detached:
            worker.wait()
        self._release_detached()
        self.completer.shutdown()

    def _set(self, **values: Any) -> None:
        """Replace fields of `now`, and emit `changed`."""
        before, self.now = self.now, replace(self.now, **values)
        if self.now != before:
            self.changed.emit(before, self.now)

    def _replace_run(self, run: ShownRun | None, cause: Cause, **values: Any) -> None:
        """Replace the run, by default at the usual threshold; the one before is shown until `run` has a network."""
        before = self.now
        self.now = RunNow(before.number + 1, run, cause, **{"shows_run_before": True, **values})
        self.changed.emit(before, self.now)

    def _create_run(self, dataset: Dataset, config: TrainingConfig, plan: TrainingPlan | None) -> TrainingRun:
        return TrainingRun.create_sharing(self.now.trained, dataset, config, plan)

    def _begin(self, run: TrainingRun, cause: Cause, limit: int | None = None) -> None:
        """Train `run` in place of the one before, whose network a restart leaves on show."""
        before = self.now.run
        self._evaluation.cancel()
        self._replace_run(run, cause, state=RunState.RUNNING)
        if cause is not Cause.SETTING or (before is not None and before.config.features != run.config.features):
            self._showing.start()
        self._start_worker(run, limit)

    def _start_worker(self, run: TrainingRun, limit: int | None) -> None:
        self._started_at = time.monotonic()
        worker = self._worker = TrainingWorker(run, self.speed, limit, self._turns)
        # In the thread of the worker, so that nothing piles up in that of the GUI.
        worker.cost_computed.connect(self.now.costs.append_train, Qt.ConnectionType.DirectConnection)
        worker.test_cost_computed.connect(self.now.costs.set_test, Qt.ConnectionType.DirectConnection)
        worker.preparing.connect(self.preparing)
        worker.evaluated.connect(self._on_evaluated)
        worker.warned.connect(self._on_warned)
        worker.failed.connect(self._on_failed)
        self._set(state=RunState.RUNNING, error="", warning="")
        try:
            worker.start(self._end_when_shown)
        except NoThreadError as error:
            show_error(self, str(error))
            self._end_run(RunState.STOPPING)

    def _stop_worker(self) -> None:
        """Ask the run to end after its current step."""
        if self._worker is not None:
            self._worker.stop()

    def _detach_worker(self) -> None:
        """Stop the run without waiting for its step; none of its signals arrives from now on."""
        worker, self._worker = self._worker, None
        self._showing.stop()
        self._ending.stop()
        if worker is None:
            return
        worker.discard()
        worker.disconnect(self)
        worker.thread().finished.disconnect(self._end_when_shown)
        # Signals that are queued already.
        QCoreApplication.removePostedEvents(self, QEvent.Type.MetaCall)
        worker.thread().finished.connect(self._release_detached)
        self._detached.append((worker, self.now.costs))
        self._release_detached()

    def _release_detached(self) -> None:
        """Forget the detached workers whose threads have ended."""
        ended = [detached for detached in self._detached if detached[0].thread().isFinished()]
        self._detached = [detached for detached in self._detached if detached not in ended]
        for worker, _ in ended:
            worker.wait()

    def _halt(self, state: RunState) -> None:
        """Stop the run after its current step; `state` says whether it is paused, stopped or dropped then."""
        self._pop_restart()
        self._stop_worker()
        self._set(state=state)

    def _abort(self) -> None:
        """End at once whatever is under way. A run that is running ends where it was evaluated last."""
        self._evaluation.cancel()
        self._pop_restart()
        costs, newest = self.now.costs, self.now.newest
        if not self.now.is_inactive:
            self._detach_worker()
            costs = costs.first(newest.iterations if newest else 0)
        self._set(state=RunState.IDLE, costs=costs)

    def _on_evaluated(self, snapshot: Snapshot) -> None:
        if self.is_watched:
            self._showing.stop()
            self._show_newest(snapshot)
        else:
            self._set(newest=snapshot)
            self._showing.start()

    def _show_newest(self, newest: Snapshot | None = None) -> None:
        """Show a network of the run, by default the newest, or none where there is none yet."""
        newest, run = newest or self.now.newest, self.now.run
        if newest is None or run is None:
            self._set(shows_run_before=False)
            return
        # While a run waits, the curve is what is watched: panels show only whole runs.
        if self._restart is None or newest.iterations == run.iterations:
            shown = newest.with_threshold(self.now.threshold)
            self._set(newest=newest, snapshot=shown, shows_run_before=False)
        else:
            self._set(newest=newest)
        if self.now.run is run:
            self._painting.start()  # once the panels have asked to be painted

    def _request_network(self) -> None:
        """Request the next evaluated network, once the panels have painted the last one."""
        # On Windows timers of 0 ms come first.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)
        if self._worker is not None:
            self._worker.acknowledge()

    def _on_warned(self, text: str) -> None:
        self._set(warning=text)

    def _on_failed(self, text: str) -> None:
        if self._showing.isActive():
            self._showing.stop()
            self._show_newest()
        # Without a network, the one still shown is that of the run before.
        self._set(error=text, shows_run_before=False)
        run = self.now.run
        if run is None or run.failure is not Failure.DIVERGED:  # which the summary of the run says
            show_error(self, text)

    def _end_when_shown(self) -> None:
        """End the run once its last network is shown and painted."""
        if self._showing.isActive() or self._painting.isActive():
            self._ending.start()
        else:
            self._end_run(self.now.state)

    def _end_run(self, state: RunState) -> None:
        """End the run after its last step, in `state`."""
        assert self._worker is not None
        self._worker.wait()  # which it has: Qt then destroys the thread without a warning
        is_complete, self._worker = self._worker.is_complete, None
        if (restart := self._pop_restart()) is not None:
            self._begin(restart, Cause.SETTING)
            return
        now = self.now
        shown = now.snapshot or now.newest
        # Stopped before the first step, there is nothing to go on with; one with steps left has come to its limit.
        is_paused = state in (RunState.RUNNING, RunState.PAUSING) and not (is_complete or now.has_failed or not shown)
        ended = RunState.PAUSED if is_paused else RunState.IDLE
        self._set(state=ended, snapshot=shown and shown.with_threshold(now.threshold), shows_run_before=False)
        if state is RunState.DROPPING:
            self.start_over()

    def _show_saved_run(self, run: SavedRun, cause: Cause, costs: CostHistory, threshold: float) -> None:
        self._abort()
        self._replace_run(run, cause, costs=costs, threshold=threshold)
        is_evaluated = run.dataset is not None and run.network is not None
        if is_evaluated:
            self._evaluation.start(run.snapshot)
        self._set(state=RunState.EVALUATING if is_evaluated else RunState.IDLE, shows_run_before=False)

    def _on_saved_run_evaluated(self, snapshot: Snapshot) -> None:
        shown = snapshot.with_threshold(self.now.threshold)
        self._set(state=RunState.IDLE, newest=snapshot, snapshot=shown)

    def _on_evaluation_failed(self, text: str) -> None:
        self._set(state=RunState.IDLE)
        show_error(self, text)


class CostCompleter(QObject):
    """Computes in the background the test costs of a session's run that were not computed during it.

    It begins when the run has been at rest for a moment, and ends at once when that goes on or is replaced; what was
    computed by then stays. The costs are those that the run would have had, bit for bit.

    Signals: `changed()`, `busy` or `is_computing` may be different.
    """

    changed = Signal()

    def __init__(self, session: TrainingSession) -> None:
        super().__init__(session)
        self._session = session
        self._idle_timer = QTimer(self, singleShot=True, interval=_COMPLETION_DELAY_MS)
        self._idle_timer.timeout.connect(self._begin)
        self._task = BackgroundTask(self)
        self._task.busy_changed.connect(self.changed)
        session.changed.connect(self.postpone)

    @property
    def busy(self) -> bool:
        """Whether test costs are being computed, or soon will be."""
        return self._idle_timer.isActive() or self._task.busy

    @property
    def is_computing(self) -> bool:
        """Whether test costs are being computed."""
        return self._task.busy

    def postpone(self) -> None:
        """End at once, and begin after a moment if costs are missing: something else is to be computed first."""
        was_busy = self.busy
        self._task.cancel()
        self._idle_timer.stop()
        now = self._session.now
        can_replay = now.is_inactive and now.trained is not None and len(now.costs) > 0
        if can_replay and not now.costs.is_complete:
            self._idle_timer.start()
        if self.busy != was_busy:
            self.changed.emit()

    def shutdown(self) -> None:
        """End at once, and wait for the thread."""
        self._idle_timer.stop()
        self._task.shutdown()
        self.changed.emit()

    def _begin(self) -> None:
        run = self._session.now.trained
        assert run is not None
        self._task.start(partial(_complete, run, self._session.now.costs))


def _complete(run: TrainingRun, costs: CostHistory, work: Work) -> None:
    # With the priority of other threads: a thread that had the GIL and no processor would hold up the window.
    for iterations, cost in run.test_costs_after(costs.missing_test.tolist()):
        work.check()
        costs.set_test(iterations, cost)
