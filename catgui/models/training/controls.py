"""The controls of a run: what each would do now, and doing it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.domain.run_commands import Command, RunAction, RunSituation, run_commands
from catgui.models.training.playback import RunPlayback
from catgui.models.training.session import RunState, ShownRun, TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.workspace import Workspace
from engine.saved_model.model import SavedRun

# Half a number must not train: the beginning of 10,000,000 is a long run too.
_TYPING_PAUSE_MS = 400
# How long all iterations of a watched run take, if the computer is as fast.
WATCHED_SECONDS = 10.0


class RunControls(QObject):
    """The commands of `run_commands`, for buttons, menu and keys, and the speed at which they train.

    A run that a press of Train or Continue begins is watched, if the user wants that: it takes ten seconds, for all
    panels to follow. All others are as fast as can be: those after a change of a setting or an edit.

    Attributes: `workspace`, `settings`, `session` and `playback`, the models that it controls.

    Signals: `changed()`, `commands` or another property may be different.
    """

    changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        settings: TrainingSettings,
        session: TrainingSession,
        playback: RunPlayback,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._watches = False  # until the settings are restored
        self._is_presenting = False
        self._retrains_on_change = True
        self._is_shut_down = False
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._typing.timeout.connect(self._retrain_if_wanted)
        self.workspace = workspace
        self.settings = settings
        self.session = session
        self.playback = playback
        self._situation: RunSituation | None = None
        self._commands: dict[str, Command] = {}
        # `playback.changed` follows each change of the session too.
        for changed in (workspace.dataset_changed, playback.changed, settings.changed):
            changed.connect(self.changed)
        workspace.dataset_changed.connect(self.update_dataset)
        settings.changed.connect(self._retrain_if_wanted)
        settings.edit_finished.connect(session.restart_now)

    @property
    def watches(self) -> bool:
        """Whether runs that a press of Train begins are watched."""
        return self._watches

    @watches.setter
    def watches(self, wanted: bool) -> None:
        self._watches = wanted
        self.changed.emit()

    @property
    def is_presenting(self) -> bool:
        """Whether this is a presentation, in which runs are watched whatever is chosen."""
        return self._is_presenting

    @is_presenting.setter
    def is_presenting(self, presents: bool) -> None:
        self._is_presenting = presents
        self.changed.emit()

    @property
    def retrains_on_change(self) -> bool:
        """Whether a run is restarted with the new settings whenever one changes.

        Unless it is paused. The new run takes the place of one from a file that is being repeated, too.
        """
        return self._retrains_on_change

    @retrains_on_change.setter
    def retrains_on_change(self, wanted: bool) -> None:
        self._retrains_on_change = wanted
        self.changed.emit()

    @property
    def takes_settings(self) -> bool:
        """Whether a change of the settings can have an effect: at rest, or if it restarts the run."""
        now = self.session.now
        return now.is_inactive or (now.state is RunState.RUNNING and self.retrains_on_change)

    def _set_rate(self, iterations_per_second: float | None) -> None:
        """Set the speed of the run under way, or of the next one."""
        self.session.speed.iterations_per_second = iterations_per_second
        self.changed.emit()

    def _pace(self, iterations: int, by_hand: bool) -> None:
        """Set the speed of a run of `iterations`: watched if a press begins it and the user watches runs."""
        is_watched = by_hand and (self._watches or self._is_presenting)
        self._set_rate(iterations / WATCHED_SECONDS if is_watched else None)

    @property
    def commands(self) -> dict[str, Command]:
        """The commands by name, as `run_commands` has them."""
        situation = self._find_situation()
        if situation != self._situation:
            self._situation, self._commands = situation, run_commands(situation)
        return self._commands

    def _find_situation(self) -> RunSituation:
        session, run = self.session, self.session.now.run
        return RunSituation(
            settings=self.settings.config,
            has_data=self.workspace.dataset is not None,
            run=None if run is None else run.config,
            is_running=not session.now.is_inactive,
            is_paused=session.now.state is RunState.PAUSED,
            can_replay=run is not None and run.can_replay,
            replay_obstacle=self.playback.reproducer.obstacle,
            is_repeating=self.playback.reproducer.is_repeating,
            watches=self._watches,
            has_failed=session.now.has_failed,
            is_over=run is not None and run.is_over,
            done=self.playback.length,
            position=self.playback.position,
        )

    def perform(self, name: str) -> None:
        """Do what the command `name` says, if it is enabled."""
        self._typing.stop()
        session, playback, limit = self.session, self.playback, 1 if name == "step" else None
        match self.commands[name].action:
            case RunAction.TRAIN:
                self._train(limit)
            case RunAction.PAUSE:
                session.pause()
            case RunAction.CONTINUE:
                assert session.now.run is not None
                self._pace(session.now.run.config.iterations, by_hand=limit is None)
                session.resume(limit)
            case RunAction.EXTEND:
                iterations = self.settings.config.iterations
                self._pace(iterations, by_hand=limit is None)
                session.extend(iterations, limit)
            case RunAction.SEEK:
                playback.seek(playback.position + 1)
            case RunAction.STOP:
                session.stop()
            case RunAction.START_OVER:
                session.start_over()
            case RunAction.WATCH | RunAction.INSTANT as choice:
                self.watches = choice is RunAction.WATCH
                if session.now.run is not None:
                    self._pace(session.now.run.config.iterations, self.watches)

    def train(self) -> None:
        """Start a run or go on with it, but never pause it."""
        if self.session.now.is_inactive:
            self.perform("train")

    def update_dataset(self) -> None:
        """Set the open data set in the session, unless it has a run on it.

        If edits made it of the data of the run, that is trained again from the same start.

        So does a run from a file that is being repeated: the run on the edited data takes the place of the repetition.
        """
        run, dataset = self.session.now.run, self.workspace.dataset
        if run is not None and run.dataset is dataset:
            return
        before = None if run is None else run.dataset
        is_edited = before is not None and dataset is not None and before.original is dataset.original
        if is_edited and dataset is not None and self.retrains_on_change and self._can_train_again(run):
            self._set_rate(None)
            self.session.train_edited(dataset)
        else:
            self.session.set_dataset(dataset)

    def _can_train_again(self, run: ShownRun | None) -> bool:
        """Whether the steps of a run were taken here, or are being repeated on its own data."""
        if isinstance(run, SavedRun):
            return self.playback.reproducer.is_repeating and run.is_on_own_data
        return run is not None

    def wait_for_typing(self) -> None:
        """Retrain for the changes that follow only when the user pauses in typing."""
        if not self._is_shut_down:
            self._typing.start()

    def shutdown(self) -> None:
        """Restart no run from now on: a number that was being typed is taken only when the window has closed."""
        self._is_shut_down = True
        self._typing.stop()

    def _train(self, limit: int | None) -> None:
        dataset = self.workspace.dataset
        if dataset is not None and (plan := self.settings.make_plan(dataset)) is not None:
            self._pace(plan.config.iterations, by_hand=limit is None)
            self.session.start(dataset, plan.config, plan, limit=limit)

    def _retrain_if_wanted(self) -> None:
        """Restart the run with the new settings, if wanted and possible."""
        run, dataset, session = self.session.now.run, self.workspace.dataset, self.session
        if run is None or dataset is None or not self.retrains_on_change or self._is_shut_down:
            return
        if self.settings.is_restoring or not self._can_train_again(run):
            return  # settings of an earlier session, or the network of a file whose run is not known here
        if self._typing.isActive():
            return  # the number is not whole yet
        if session.now.state is RunState.PAUSED:
            return  # it has not ended: the user decides how it goes on
        plan = self.settings.make_plan(dataset, is_requested=False)
        if plan is None:
            return  # the user is still typing, and sees what is wrong at the field; the run stays
        if plan.config != run.config or not session.now.is_inactive:
            self._set_rate(None)
            session.restart(dataset, plan.config, plan)
