"""Repeats the training of a network from a file, in the background."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.domain import saved_run_texts
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.messages import show_error
from catgui.models.training.session import TrainingSession
from engine.errors import ReproductionError
from engine.progress import Work
from engine.saved_model.model import SavedRun
from engine.saved_model.reproduction import Reproduction, reproduce_model

_PROGRESS_DELAY_MS = 300  # a shorter repetition shows no progress


@dataclass(frozen=True, slots=True, eq=False)
class _Outcome:
    """The repetition of `run`, or the reason why it failed; neither if the open data are others."""

    run: SavedRun
    reproduction: Reproduction | None = None
    reason: str = ""


class RunReproducer(QObject):
    """Repeats the saved run of a session as soon as its data are open; then it can be played back and continued.

    Attributes: `obstacle`, why the session's run cannot be played back, '' if it can; `is_repeating`, whether it soon
    can; `progress_text`, how far a long repetition is, else ''.

    Signals: `changed()`, one of the attributes is different; `data_missing(object)`, a SavedRun on other data than its
    own, or on none.
    """

    changed = Signal()
    data_missing = Signal(object)

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.obstacle = ""
        self.is_repeating = False
        self.progress_text = ""
        self._session = session
        self._is_examined = False
        self._percent = 0
        self._progress_delay = QTimer(self, singleShot=True, interval=_PROGRESS_DELAY_MS)
        self._progress_delay.timeout.connect(self._show_progress)
        self._task = BackgroundTask(self)
        self._task.progressed.connect(self._on_progressed)
        self._task.succeeded.connect(self._on_done)
        self._task.failed.connect(self._on_failed)
        session.run_started.connect(self._on_run_started)
        session.evaluated.connect(self._on_evaluated)

    def shutdown(self) -> None:
        """Cancel a repetition and wait for its thread."""
        self._progress_delay.stop()
        self._task.shutdown()

    def _on_run_started(self) -> None:
        self._task.cancel()
        self._is_examined = False
        run = self._session.run
        if isinstance(run, SavedRun):
            self._set_state(saved_run_texts.repeating(run.trained_on), is_repeating=True)
        else:
            self._set_state("")

    def _on_evaluated(self) -> None:
        """Begin once a saved run is on the screen, so that a message about missing data comes after it."""
        run = self._session.run
        if not isinstance(run, SavedRun) or self._is_examined:
            return
        self._is_examined = True
        if run.dataset is None:
            self._report_missing_data(run)
        else:
            self._percent = 0
            self._progress_delay.start()
            self._task.start(partial(_repeat, run))

    def _on_progressed(self, done: int, total: int) -> None:
        self._percent = 100 * done // max(total, 1)
        if not self._progress_delay.isActive():
            self._show_progress()

    def _show_progress(self) -> None:
        self._set_state(self.obstacle, is_repeating=True, percent=self._percent)

    def _on_done(self, outcome: _Outcome) -> None:
        if outcome.run is not self._session.run:
            return
        self._progress_delay.stop()
        if outcome.reproduction is not None:
            self._session.show_reproduction(outcome.reproduction)
        elif not outcome.reason:
            self._report_missing_data(outcome.run)
        else:
            self._on_failed(saved_run_texts.differs(outcome.reason, outcome.run.network is not None))

    def _on_failed(self, text: str) -> None:
        self._progress_delay.stop()
        self._set_state(saved_run_texts.NOT_REPEATED)
        show_error(self, text)

    def _report_missing_data(self, run: SavedRun) -> None:
        if run.dataset is not None and not run.is_on_other_data:
            run.is_on_other_data = True  # they have its name, but other contents
            if self._session.snapshot is not None:
                self._session.show(self._session.snapshot)
        self._set_state(saved_run_texts.needs_data(run.trained_on))
        self.data_missing.emit(run)

    def _set_state(self, obstacle: str, is_repeating: bool = False, percent: int | None = None) -> None:
        if percent is None:
            self._progress_delay.stop()
        progress = "" if percent is None else saved_run_texts.progress(percent)
        if (obstacle, is_repeating, progress) == (self.obstacle, self.is_repeating, self.progress_text):
            return  # as of each run that is trained here
        self.obstacle, self.is_repeating, self.progress_text = obstacle, is_repeating, progress
        self.changed.emit()


def _repeat(run: SavedRun, work: Work) -> _Outcome:
    assert run.dataset is not None
    if run.network is not None and run.dataset.fingerprint != run.model.recipe.data.fingerprint:
        return _Outcome(run)
    try:
        return _Outcome(run, reproduce_model(run.model, run.dataset, work))
    except ReproductionError as error:
        return _Outcome(run, reason=str(error))
