"""The training session: the run, the thread that trains it, and the restart that waits for it."""

from __future__ import annotations

import threading
import time
from enum import Enum
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.messages import show_error
from catgui.models.training.cost_history import CostHistory
from catgui.workers.training_worker import TrainingSpeed, TrainingWorker
from engine.analysis.evaluation import THRESHOLD
from engine.analysis.run_summary import FEWEST_COSTS, Failure
from engine.data.dataset import Dataset
from engine.errors import NoThreadError
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.saved_model.model import Model, SavedRun
from engine.saved_model.reproduction import Reproduction
from engine.training.config import TrainingConfig
from engine.training.networks import TrainingPlan
from engine.training.run import Snapshot, TrainingRun

ShownRun = TrainingRun | SavedRun

# Workers that train: that of the run, and one before it that was detached and takes its last step.
_MOST_AT_ONCE = 2
# A run that is to be replaced may still take this long from its start, in seconds: while settings change continuously,
# the user sees short runs to their end. One that was to be replaced sooner is short: it belongs to the same gesture.
_MIN_RUN_SECONDS = 1.0
# The user rests if no newer restart has come for so long: the run under way, with older settings, is then cut short.
_REST_MS = 100
# While the user does not rest, panels show a network once in so many seconds: the curve is what is watched.
_SHOW_INTERVAL = 0.5
# How long a run is at rest before its test costs are completed: while a slider is dragged, one replaces another, and
# what the panels compute of a new network comes first.
_COMPLETION_DELAY_MS = 200


class RunState(Enum):
    """The state of training.

    IDLE: no run, or it has ended. STOPPING: until the current step ends. PAUSED: the run has not ended.
    """

    IDLE = "idle"
    RUNNING = "running"
    STOPPING = "stopping"
    PAUSED = "paused"


class Cause(Enum):
    """Why a session has another run than before.

    TRAINED: it was begun, or continued from an earlier iteration. SETTING, EDIT: a setting was changed, or the data
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


class TrainingSession(QObject):
    """Owns the run, its costs, its networks, its thread and the threshold.

    A run ends in one of three ways. It is complete or stopped: its costs and its network are as far as it got, and
    `resume` goes on with a stopped one. It fails, because it diverged or needs too much memory: its costs stay, its
    network is the one evaluated last, if any, and it cannot be resumed. Or another one, `reset`, `set_model` or
    `shutdown` replaces it while it is running or paused: no signal of it is emitted once they return, and `shutdown`
    waits until its thread has ended.

    Attributes, which only the session sets: `state`, a RunState; `run`, the current or last one, or None after a reset;
    `cause`, the Cause that it is the run; `is_same_gesture`, whether the run before had the same cause and was only
    passed: it was short, within the drag of a slider, or is of the data before another edit; `costs`, of the run: each
    run has a new object; `snapshot`, the network shown, or None if nothing is trained or evaluated yet; `newest`, the
    network evaluated last in training, whichever is shown; `error`, why the run cannot go on after its last iteration,
    and `warning`, that its network is dead, or ''; `is_evaluating`, whether the network of a model file is being
    evaluated; `threshold`, the probability above which a picture is predicted as class 1; `completer`, of the test
    costs. And `speed`, the pace of training, for all to set.

    Signals: `run_started()`, there is another run, with other `costs`; `evaluated(object)`, the Snapshot shown from now
    on, or None where there is none yet: of a run that begins, in the next turn of the event loop; `changed()`, after
    these, and when `state` is different; `progressed()`, before each `evaluated` in training, so that the costs are
    drawn first: panels take longer; `completed()`, all iterations are done.

    `features_progressed(object, object)`, before the first step or an evaluation: pictures whose features are made, and
    all; `products_progressed(object, object)`, before the first step: products of two pictures, and all.
    """

    run_started = Signal()
    evaluated = Signal(object)
    changed = Signal()
    progressed = Signal()
    completed = Signal()
    features_progressed = Signal(object, object)
    products_progressed = Signal(object, object)

    run: ShownRun | None
    costs: CostHistory
    snapshot: Snapshot | None
    newest: Snapshot | None
    cause: Cause
    is_same_gesture: bool
    error: str
    warning: str

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.speed = TrainingSpeed()
        self.state = RunState.IDLE
        self.threshold = THRESHOLD
        self._replace_run(None, Cause.RESET)
        self._after_stopping = RunState.IDLE
        self._starts_over = False
        self._worker: TrainingWorker | None = None
        # With the costs that they still add to, and that nothing else may keep.
        self._detached: list[tuple[TrainingWorker, CostHistory]] = []
        self._turns = threading.Semaphore(_MOST_AT_ONCE)
        self._showing = QTimer(self, singleShot=True, interval=0)
        self._showing.timeout.connect(self._on_showing_due)
        self._ending = QTimer(self, singleShot=True, interval=0)
        self._ending.timeout.connect(self._end_run)
        self._ends_next = False
        # The events of painting come before timers.
        self._painting = QTimer(self, singleShot=True, interval=0)
        self._painting.timeout.connect(self._on_painted)
        self._restarts = RestartQueue(self)
        self._restarts.due.connect(self._stop_worker)
        self.is_evaluating = False
        self._evaluation = BackgroundTask(self)
        self._evaluation.progressed.connect(self.features_progressed)
        self._evaluation.succeeded.connect(self._on_saved_run_evaluated)
        self._evaluation.failed.connect(self._on_evaluation_failed)
        self.completer = CostCompleter(self)

    @property
    def network(self) -> TrainableNetwork | None:
        """The network shown; unlike `snapshot`, also one of a model file without its data."""
        if self.snapshot is not None:
            return self.snapshot.network
        return self.run.network if isinstance(self.run, SavedRun) else None

    @property
    def is_inactive(self) -> bool:
        """Whether the run is idle or paused: no step is being taken."""
        return self.state in (RunState.IDLE, RunState.PAUSED)

    @property
    def is_watched(self) -> bool:
        """Whether a run at a limited speed is under way."""
        return not self.is_inactive and self.speed.iterations_per_second is not None

    @property
    def has_failed(self) -> bool:
        """Whether the run cannot go on after its last iteration."""
        return bool(self.error)

    @property
    def can_resume(self) -> bool:
        """Whether the run is paused or stopped with iterations left to do."""
        run = self.run
        if run is None or self.has_failed or not self.is_inactive:
            return False
        return run.can_replay and run.iterations_done > 0 and not run.is_over

    @property
    def pauses_after_step(self) -> bool:
        """Whether the run is being paused, not stopped: its current step has not ended."""
        return self.state is RunState.STOPPING and self._after_stopping is RunState.PAUSED

    def show(self, snapshot: Snapshot) -> None:
        """Show the network at some iteration of the run."""
        self.snapshot = shown = snapshot.with_threshold(self.threshold)
        self._announce(shown)

    def set_threshold(self, threshold: float) -> None:
        """Predict class 1 above another probability from now on."""
        self.threshold = threshold
        if self.snapshot is not None:
            self.show(self.snapshot)

    def set_model(self, dataset: Dataset | None, model: Model) -> None:
        """Show the network of a model file, evaluated in the background on `dataset` if it fits."""
        self.threshold = model.recipe.threshold
        self._show_saved_run(SavedRun(model, dataset), Cause.OPENED, CostHistory(model.costs, *model.test_costs))

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Drop the run, which was on other data; the network of a model file stays, evaluated on `dataset`."""
        if isinstance(self.run, SavedRun) and self.run.network is not None:
            self._show_saved_run(SavedRun(self.run.model, dataset), Cause.SAME_NETWORK, self.costs)
        else:
            self.reset()

    def show_reproduction(self, reproduction: Reproduction, cause: Cause = Cause.SAME_NETWORK) -> None:
        """Show a run that was repeated, in place of the saved run of the same network, or of another."""
        costs = CostHistory(reproduction.costs, *reproduction.test_costs)
        self._abort()
        self._replace_run(reproduction.run, cause, costs, newest=reproduction.newest)
        self.show(reproduction.snapshot)

    def start(
        self,
        dataset: Dataset,
        config: TrainingConfig,
        plan: TrainingPlan | None = None,
        limit: int | None = None,
    ) -> None:
        """Start a new run, by `plan` if given, and pause it after `limit` iterations. Only when inactive."""
        if self.is_inactive:
            self._set_state(RunState.IDLE)
            self._begin(self._create_run(dataset, config, plan), Cause.TRAINED, limit=limit)

    def train_edited(self, dataset: Dataset) -> None:
        """Start the run again, wherever it is, on `dataset`, made by an edit: products are computed of new pictures."""
        assert self.run is not None
        config = self.run.config
        self._abort()
        is_same_gesture = self.cause is Cause.EDIT
        self._begin(self._create_run(dataset, config, None), Cause.EDIT, is_same_gesture)

    def restart(self, dataset: Dataset, config: TrainingConfig, plan: TrainingPlan | None = None) -> None:
        """Replace the run by a new one; the last of several calls wins.

        A current run goes on until it is complete, or for a second, or until the calls pause. The network of the old
        run stays on show until the new one is evaluated, unless it has other features, which may take seconds to make.
        """
        run = self._create_run(dataset, config, plan)
        if self.is_inactive:
            self._set_state(RunState.IDLE)
            self._begin(run, Cause.SETTING, self._is_passing)
        else:
            self._restarts.put(run)

    def hurry_restart(self) -> None:
        """End the run under way after its current step, if a restart waits: the user will change no more for now."""
        self._restarts.hurry()

    def branch(self, config: TrainingConfig, limit: int | None = None) -> None:
        """Continue from the snapshot shown with `config`, for at most `limit` iterations; later ones are dropped.

        Raises ConfigError for settings of another network.
        """
        run, snapshot = self.run, self.snapshot
        if snapshot is None or not isinstance(run, TrainingRun) or not self.is_inactive:
            return
        branch = run.resume_from(snapshot.iterations, config)
        costs = self.costs.first(snapshot.iterations)
        self._set_state(RunState.IDLE)
        self._replace_run(branch, Cause.TRAINED, costs, snapshot, snapshot)
        self._restarts.begin_run()
        self._start_worker(limit)

    def pause(self) -> None:
        """Pause after the current step."""
        if self.state is RunState.RUNNING:
            self._halt(RunState.PAUSED)

    def resume(self, limit: int | None = None) -> None:
        """Continue a run that was paused or stopped after its last iteration; pause after `limit` more."""
        if self.can_resume:
            self._start_worker(limit)

    def stop(self) -> None:
        """End the run after the current step; its network stays, and `resume` goes on with it."""
        if self.state is RunState.PAUSED:
            self._set_state(RunState.IDLE)
        elif self.state is not RunState.IDLE:
            self._halt(RunState.IDLE)

    def start_over(self) -> None:
        """End the run, after the current step, and drop it: nothing is trained."""
        if self.is_inactive:
            self.reset(Cause.STARTED_OVER)
        else:
            self._halt(RunState.IDLE)
            self._starts_over = True

    def reset(self, cause: Cause = Cause.RESET) -> None:
        """Drop the run with its costs and network, and reset the threshold."""
        self._abort()
        self.threshold = THRESHOLD
        self._replace_run(None, cause)
        self._announce(None)

    def end_run(self) -> None:
        """End a run under way where it was evaluated last, and take that network for the one shown."""
        if not self.is_inactive:
            if self.newest is not None:
                self.snapshot = self.newest.with_threshold(self.threshold)
            self._abort()

    def shutdown(self) -> None:
        """Drop the run and wait for its threads."""
        self._abort()
        self._evaluation.shutdown()
        for worker, _ in self._detached:
            worker.wait()
        self._release_detached()
        self.completer.shutdown()

    def _create_run(self, dataset: Dataset, config: TrainingConfig, plan: TrainingPlan | None) -> TrainingRun:
        before = self.run if isinstance(self.run, TrainingRun) else None
        return TrainingRun.create_sharing(before, dataset, config, plan)

    def _begin(self, run: TrainingRun, cause: Cause, is_same_gesture: bool = False, limit: int | None = None) -> None:
        """Train `run` in place of the one before, whose network a restart leaves on show."""
        before = self.run
        self._cancel_evaluation()
        self._restarts.begin_run()
        self._replace_run(run, cause, is_same_gesture=is_same_gesture)
        if cause is not Cause.SETTING or (before is not None and before.config.features != run.config.features):
            # In a turn of its own: the plot and the panels together would keep the window waiting.
            self._showing.start()
        self._start_worker(limit)

    def _replace_run(
        self,
        run: ShownRun | None,
        cause: Cause,
        costs: CostHistory | None = None,
        snapshot: Snapshot | None = None,
        newest: Snapshot | None = None,
        is_same_gesture: bool = False,
    ) -> None:
        """Take another run; `changed` is to follow."""
        self.run, self.cause, self.is_same_gesture = run, cause, is_same_gesture
        self.costs = CostHistory() if costs is None else costs
        self.snapshot, self.newest = snapshot, newest
        self.error = self.warning = ""
        self.run_started.emit()

    @property
    def _is_passing(self) -> bool:
        """Whether a restart now would replace a short run that was a restart itself."""
        return self.cause is Cause.SETTING and self._restarts.is_run_short

    def _start_worker(self, limit: int | None) -> None:
        assert isinstance(self.run, TrainingRun)
        self._after_stopping = RunState.IDLE if limit is None else RunState.PAUSED
        worker = self._worker = TrainingWorker(self.run, self.speed, limit, self._turns)
        # In the thread of the worker, so that nothing piles up in that of the GUI.
        worker.cost_computed.connect(self.costs.append_train, Qt.ConnectionType.DirectConnection)
        worker.test_cost_computed.connect(self.costs.set_test, Qt.ConnectionType.DirectConnection)
        worker.features_progressed.connect(self.features_progressed)
        worker.products_progressed.connect(self.products_progressed)
        worker.evaluated.connect(self._on_evaluated)
        worker.warned.connect(self._on_warned)
        worker.failed.connect(self._on_failed)
        self.state, self.error, self.warning = RunState.RUNNING, "", ""
        self.changed.emit()
        try:
            worker.start(self._on_thread_ended)
        except NoThreadError as error:
            self._after_stopping = RunState.IDLE
            show_error(self, str(error))
            self._end_run()

    def _stop_worker(self) -> None:
        """Ask the run to end after its current step."""
        if self._worker is not None:
            self._worker.stop()

    def _detach_worker(self) -> None:
        """Stop the run without waiting for its step; none of its signals arrives from now on."""
        worker, self._worker = self._worker, None
        self._showing.stop()
        self._ending.stop()
        self._ends_next = False
        if worker is None:
            return
        worker.discard()
        worker.disconnect(self)
        worker.thread().finished.disconnect(self._on_thread_ended)
        # Signals that are queued already.
        QCoreApplication.removePostedEvents(self, QEvent.Type.MetaCall)
        worker.thread().finished.connect(self._release_detached)
        self._detached.append((worker, self.costs))
        self._release_detached()

    def _release_detached(self) -> None:
        """Forget the detached workers whose threads have ended."""
        ended = [detached for detached in self._detached if detached[0].thread().isFinished()]
        self._detached = [detached for detached in self._detached if detached not in ended]
        for worker, _ in ended:
            worker.wait()

    def _halt(self, then: RunState) -> None:
        self._after_stopping = then
        self._restarts.take()
        self._stop_worker()
        self._set_state(RunState.STOPPING)

    def _abort(self) -> None:
        """End at once whatever is under way. A run that is running ends where it was evaluated last."""
        self._cancel_evaluation()
        self._restarts.take()
        self._starts_over = False
        if not self.is_inactive:
            self._detach_worker()
            self.costs = self.costs.first(self.newest.iterations if self.newest else 0)
        self._set_state(RunState.IDLE)

    def _set_state(self, state: RunState) -> None:
        if state is not self.state:
            self.state = state
            self.changed.emit()

    def _announce(self, shown: Snapshot | None) -> None:
        self.evaluated.emit(shown)
        self.changed.emit()

    def _on_evaluated(self, snapshot: Snapshot) -> None:
        """Have the costs drawn, and the network shown in the next turn of the event loop: both take long.

        A frame of a watched run is painted at once: it has few new costs.
        """
        self.progressed.emit()
        self.newest = snapshot
        self._showing.start()
        if self.is_watched:
            self._finish_showing()

    def _finish_showing(self) -> None:
        """Show the newest network now, if it waits for its turn."""
        if self._showing.isActive():
            self._showing.stop()
            self._show_newest()

    def _on_showing_due(self) -> None:
        self._show_newest()
        if self._ends_next:
            self._ending.start()

    def _show_newest(self) -> None:
        snapshot = self.newest
        if snapshot is None:
            self.evaluated.emit(None)
            return
        assert self.run is not None
        self._painting.start()
        if self._restarts.is_to_be_shown(is_whole=snapshot.iterations == self.run.iterations):
            self.show(snapshot)

    def _on_painted(self) -> None:
        """Have the next network evaluated: the panels are painted with the last one."""
        if self._worker is not None:
            self._worker.acknowledge()

    def _on_warned(self, text: str) -> None:
        self.warning = text

    def _on_failed(self, text: str) -> None:
        self._finish_showing()
        self.error = text
        self._after_stopping = RunState.IDLE
        if self.snapshot is None:
            # The network still shown is that of the run before.
            self._announce(None)
        if self.run is None or self.run.failure is not Failure.DIVERGED:  # which the summary of the run says
            show_error(self, text)

    def _on_thread_ended(self) -> None:
        """End the run; if its last network waits to be shown, in the turn of the event loop after that."""
        self._ends_next = self._showing.isActive()
        if not self._ends_next:
            self._end_run()

    def _end_run(self) -> None:
        self._ends_next = False
        assert self._worker is not None
        self._worker.wait()  # which it has: Qt then destroys the thread without a warning
        complete, self._worker = self._worker.is_complete, None
        is_passing = self._is_passing
        restart, starts_over = self._restarts.take(), self._starts_over
        if restart is not None:
            if not is_passing:  # else it is as if it had not been
                self._set_state(RunState.IDLE)
            self._begin(restart, Cause.SETTING, is_passing)
            return
        if self.snapshot is None and self.newest is not None:
            self.show(self.newest)
        elif self.snapshot is None and not self.has_failed:
            # Stopped before the first step: there is nothing to go on with, and no network to show.
            self._after_stopping = RunState.IDLE
            self.evaluated.emit(None)
        self._set_state(RunState.IDLE if complete else self._after_stopping)
        if complete:
            self.completed.emit()
        if starts_over:
            self.start_over()

    def _show_saved_run(self, run: SavedRun, cause: Cause, costs: CostHistory) -> None:
        self._abort()
        self._replace_run(run, cause, costs)
        if run.dataset is not None and run.network is not None:
            self.is_evaluating = True
            self._evaluation.start(partial(_evaluate, run))
        self._announce(None)

    def _cancel_evaluation(self) -> None:
        self.is_evaluating = False
        self._evaluation.cancel()

    def _on_saved_run_evaluated(self, snapshot: Snapshot) -> None:
        self.is_evaluating = False
        self.newest = snapshot
        self.show(snapshot)

    def _on_evaluation_failed(self, text: str) -> None:
        self.is_evaluating = False
        self._announce(None)
        show_error(self, text)


def _evaluate(run: SavedRun, work: Work) -> Snapshot | None:
    return run.snapshot(work)


class RestartQueue(QObject):
    """Holds the newest run that is to replace the one under way.

    Signals: `due()`, the run under way is to end: it has taken long enough, or the user rests. Of two runs one after
    the other one is not cut short for that, so that whole curves are seen while settings change slowly, too.
    """

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._run: TrainingRun | None = None
        self._started_at = 0.0
        self._asked_at: float | None = None
        self._shown_at = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.due)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._on_rest)
        self._is_cut_short = self._was_cut_short = False

    def begin_run(self) -> None:
        """Count the time from now on."""
        self._started_at = time.monotonic()
        self._was_cut_short, self._is_cut_short = self._is_cut_short, False

    @property
    def is_waiting(self) -> bool:
        """Whether a run waits."""
        return self._run is not None

    def is_to_be_shown(self, is_whole: bool) -> bool:
        """Whether panels are to show the network of a run, taken as shown then; not if it is soon replaced.

        Of the runs that a waiting one replaces, only whole ones are shown, and not all of them.
        """
        now = time.monotonic()
        if self.is_waiting and (not is_whole or now - self._shown_at < _SHOW_INTERVAL):
            return False
        self._shown_at = now
        return True

    @property
    def is_run_short(self) -> bool:
        """Whether the run had just begun when it was first asked to end, or if nothing waits, whether it has now."""
        asked_at = time.monotonic() if self._asked_at is None else self._asked_at
        return asked_at - self._started_at < _MIN_RUN_SECONDS

    def put(self, run: TrainingRun) -> None:
        """Have `run` wait, in place of the one that does."""
        now = time.monotonic()
        if self._run is None:
            self._asked_at = now
        self._run = run
        left = _MIN_RUN_SECONDS - (now - self._started_at)
        if left <= 0:
            self.due.emit()
            return
        if not self._timer.isActive():
            self._timer.start(round(1000 * left))
        self._rest.start()

    def hurry(self) -> None:
        """End the run under way now, if another one waits."""
        if self.is_waiting:
            self._is_cut_short = True
            self.due.emit()

    def _on_rest(self) -> None:
        if not self._was_cut_short:
            self.hurry()

    def take(self) -> TrainingRun | None:
        """The run that waits, if any, which is then no longer here."""
        run, self._run = self._run, None
        self._asked_at = None
        self._timer.stop()
        self._rest.stop()
        return run


class CostCompleter(QObject):
    """Computes in the background the test costs of a session's run that were not computed during it, and its ending.

    It begins when the run has been at rest for a moment, and ends at once when that goes on or is replaced; what was
    computed by then stays. The costs are those that the run would have had, bit for bit; at a branch point, where two
    stages meet, that of the later stage.

    Signals: `changed()`, `busy` or `is_computing` may be different.
    """

    changed = Signal()

    def __init__(self, session: TrainingSession) -> None:
        super().__init__(session)
        self._session = session
        self._rest = QTimer(self, singleShot=True, interval=_COMPLETION_DELAY_MS)
        self._rest.timeout.connect(self._begin)
        self._task = BackgroundTask(self)
        self._task.busy_changed.connect(self.changed)
        session.changed.connect(self.postpone)

    @property
    def busy(self) -> bool:
        """Whether test costs are being computed, or soon will be."""
        return self._rest.isActive() or self._task.busy

    @property
    def is_computing(self) -> bool:
        """Whether test costs are being computed."""
        return self._task.busy

    def postpone(self) -> None:
        """End at once, and begin after a moment if costs are missing: something else is to be computed first."""
        was_busy = self.busy
        self._task.cancel()
        self._rest.stop()
        run, costs = self._session.run, self._session.costs
        can_replay = self._session.is_inactive and isinstance(run, TrainingRun) and len(costs) > 0
        if can_replay and not (costs.is_complete and self._has_ending):
            self._rest.start()
        if self.busy != was_busy:
            self.changed.emit()

    @property
    def _has_ending(self) -> bool:
        """Whether the ending of the run is known, or not to be found: it failed, or is too short to be judged."""
        run = self._session.run
        is_judged = len(self._session.costs) >= FEWEST_COSTS and not self._session.has_failed
        return not (is_judged and isinstance(run, TrainingRun)) or run.known_ending is not None

    def shutdown(self) -> None:
        """End at once, and wait for the thread."""
        self._rest.stop()
        self._task.shutdown()
        self.changed.emit()

    def _begin(self) -> None:
        run = self._session.run
        assert isinstance(run, TrainingRun)
        self._task.start(partial(_complete, run, self._session.costs, self._has_ending))


def _complete(run: TrainingRun, costs: CostHistory, has_ending: bool, work: Work) -> None:
    # With the priority of other threads: a thread that had the GIL and no processor would hold up the window.
    for iterations, cost in run.test_costs_after(costs.missing_test.tolist()):
        work.check()
        costs.set_test(iterations, cost)
    if not has_ending:
        run.find_ending(work)
