"""Playback of a run: its network at any iteration, its networks one after another like a film, and repetition.

The repetition of a run from a file allows its playback.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.domain import saved_run_texts
from catgui.models.background_task import BackgroundTask, without_work
from catgui.models.messages import show_error
from catgui.models.training.session import RunNow, TrainingSession
from engine.errors import ReproductionError
from engine.progress import Work
from engine.saved_model.model import SavedRun
from engine.training.run import Snapshot, TrainingRun

if TYPE_CHECKING:
    from engine.saved_model.reproduction import Reproduction

_PROGRESS_DELAY_MS = 300  # a shorter repetition shows no progress
# How many seconds a whole run plays, and the frames a second, at least, if the computer is as fast; at most twice as
# many.
_SECONDS, _RATE = 10, 30


class RunPlayback(QObject):
    """Shows the network of an inactive run at any iteration; the last seek wins.

    The run is replayed from a checkpoint in the background, in a millisecond or two with the Gram form of the first
    layer, and longer if it is trained from the pixels.

    Attributes: `reproducer`, which repeats a run from a file, so that it can be played back.

    Signals: `changed()`, `position`, `length` or `can_seek` may be different.
    """

    changed = Signal()

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.reproducer = RunReproducer(session, self)
        self._target: int | None = None
        self._task = BackgroundTask(self, shows_errors=True)
        self._task.succeeded.connect(self._on_replayed)
        self._task.failed.connect(self._on_failed)
        session.changed.connect(self._on_session_changed)
        self.reproducer.changed.connect(self.changed)

    @property
    def can_seek(self) -> bool:
        """Whether the run is inactive, and its iterations are known here."""
        now = self._session.now
        return now.trained is not None and now.is_inactive and self.length > 0

    @property
    def length(self) -> int:
        """The iterations done."""
        return len(self._session.now.costs)

    @property
    def position(self) -> int:
        """The iteration shown, or the one that is about to be."""
        if self._target is not None:
            return self._target
        shown = self._session.now.shown_iteration
        return self.length if shown is None else shown

    @property
    def is_seeking(self) -> bool:
        """Whether the network at `position` is still being replayed."""
        return self._target is not None

    @property
    def is_rewound(self) -> bool:
        """Whether an iteration before the last is shown."""
        return self.can_seek and self.position < self.length

    def seek(self, iteration: int) -> None:
        """Show the network after `iteration` iterations, if `can_seek`."""
        run = self._session.now.trained
        if run is None or not self.can_seek:
            return
        iteration = min(max(iteration, 0), self.length)
        if iteration != self.position:
            self._target = iteration
            self.changed.emit()
            self._session.completer.postpone()
            self._task.submit(without_work(_snapshot_at, run, iteration))

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_other_run(before):
            self._cancel_seek()
        self.changed.emit()

    def _on_replayed(self, replayed: tuple[TrainingRun, Snapshot]) -> None:
        run, snapshot = replayed
        # A run that was started or resumed meanwhile shows its own network.
        if run is self._session.now.run and self.can_seek:
            if snapshot.iterations == self._target:
                self._target = None
            self._session.show(snapshot)

    def _on_failed(self) -> None:
        self._cancel_seek()
        self.changed.emit()

    def _cancel_seek(self) -> None:
        self._target = None
        self._task.discard_waiting()


def _snapshot_at(run: TrainingRun, iteration: int) -> tuple[TrainingRun, Snapshot]:
    return run, run.snapshot_at(iteration)


@dataclass(frozen=True, slots=True, eq=False)
class _Repetition:
    """The repetition of `run`, or the reason why it failed; neither if the open data are others."""

    run: SavedRun
    reproduction: Reproduction | None = None
    reason: str = ""


class RunReproducer(QObject):
    """Repeats the saved run of a session as soon as its data are open; then it can be played back and continued.

    Signals: `changed()`, one of the properties is different, though the session's run is the same;
    `data_missing(object)`, a SavedRun on other data than its own, or on none.
    """

    changed = Signal()
    data_missing = Signal(object)

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reason = ""  # why the run cannot be repeated
        self._percent: int | None = None  # None before it has begun
        self._progress_delay = QTimer(self, singleShot=True, interval=_PROGRESS_DELAY_MS)
        self._progress_delay.timeout.connect(self.changed)
        self._task = BackgroundTask(self)
        self._task.progressed.connect(self._on_progressed)
        self._task.succeeded.connect(self._on_done)
        self._task.failed.connect(self._on_failed)
        session.changed.connect(self._on_session_changed)

    @property
    def obstacle(self) -> str:
        """Why the session's run cannot be played back, '' if it can."""
        saved = self._session.now.saved
        return "" if saved is None else self._reason or saved_run_texts.repeating_text(saved.trained_on)

    @property
    def is_repeating(self) -> bool:
        """Whether the run can soon be played back."""
        return self._session.now.saved is not None and not self._reason

    @property
    def progress_text(self) -> str:
        """How far a long repetition is, else ''."""
        if self._percent is None or self._progress_delay.isActive() or not self.is_repeating:
            return ""
        return saved_run_texts.progress_text(self._percent)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        """Begin to repeat a saved run once it is shown, so that a message about missing data comes later."""
        run = now.saved
        if now.is_other_run(before):
            self._task.cancel()
            self._progress_delay.stop()
            self._reason, self._percent = "", None
        elif run is not None and self._percent is None and now.has_other_network(before):
            self._percent = 0
            if run.dataset is None:
                self._report_missing_data(run)
            else:
                self._progress_delay.start()
                self._task.start(partial(_repeat, run))

    def _on_progressed(self, done: int, total: int) -> None:
        self._percent = 100 * done // max(total, 1)
        if not self._progress_delay.isActive():
            self.changed.emit()

    def _on_done(self, outcome: _Repetition) -> None:
        if outcome.run is not self._session.now.run:
            return
        if outcome.reproduction is not None:
            self._session.show_reproduction(outcome.reproduction)
        elif not outcome.reason:
            self._report_missing_data(outcome.run)
        else:
            self._on_failed(saved_run_texts.not_repeated_text(outcome.reason, outcome.run.network is not None))

    def _on_failed(self, text: str) -> None:
        self._give_up(saved_run_texts.NOT_REPEATED)
        show_error(self, text)

    def _report_missing_data(self, run: SavedRun) -> None:
        if run.dataset is not None and not run.is_on_other_data:
            self._session.report_other_data(run)
        self._give_up(saved_run_texts.needs_data_text(run.trained_on))
        self.data_missing.emit(run)

    def _give_up(self, reason: str) -> None:
        self._progress_delay.stop()
        self._reason = reason
        self.changed.emit()


def _repeat(run: SavedRun, work: Work) -> _Repetition:
    from engine.saved_model.reproduction import reproduce_model  # not needed before

    assert run.dataset is not None
    if run.network is not None and run.dataset.fingerprint != run.model.recipe.data.fingerprint:
        return _Repetition(run)
    try:
        return _Repetition(run, reproduce_model(run.model, run.dataset, work))
    except ReproductionError as error:
        return _Repetition(run, reason=str(error))


def stride_of(length: int) -> int:
    """The iterations from one frame to the next: an even number, since networks zigzag by one step."""
    return 2 * max(1, int(length / _SECONDS / _RATE / 2))


class RunPlayer(QObject):
    """Plays the run of `playback` from the iteration shown to the end, or from 0 if the end is shown.

    The next frame comes once the panels have painted the last one; on a slow computer some are left out, so that a
    whole run takes ten seconds.

    Signals: `changed()`, `is_playing` or `can_play` may be different.
    """

    changed = Signal()

    def __init__(self, playback: RunPlayback, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playback, self._session = playback, session
        self.is_playing = False
        self._target = 0
        self._begun_at = 0.0
        self._first = 0
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._show_next)
        session.changed.connect(self._on_session_changed)
        playback.changed.connect(self._on_changed)

    @property
    def can_play(self) -> bool:
        """Whether there is a run to play back."""
        return self._playback.can_seek

    @property
    def is_moving(self) -> bool:
        """Whether a newer network follows the one shown at once: played, sought or watched."""
        return self.is_playing or self._playback.is_seeking or self._session.is_watched

    def toggle(self) -> None:
        """Play, or stop where the run is."""
        if self.is_playing:
            self.stop()
        else:
            self.play()

    def play(self) -> None:
        """Play the run, if it can be played back."""
        if not self.can_play or self.is_playing:
            return
        position = self._playback.position
        self.is_playing = True
        self._first = position if position < self._playback.length else 0
        self._begun_at = time.monotonic()
        self._seek(self._first)
        self.changed.emit()

    def stop(self) -> None:
        """Stay at the iteration that is shown."""
        if self.is_playing:
            self.is_playing = False
            self._next.stop()
            self.changed.emit()

    def _seek(self, iteration: int) -> None:
        self._target = iteration
        if iteration == self._playback.position and not self._playback.is_seeking:
            self._wait()
        else:
            self._playback.seek(iteration)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        """Wait for the panels to paint, then show the next frame; stop at another run."""
        if now.is_other_run(before):
            self.stop()
        elif self.is_playing and now.has_other_network(before) and not self._playback.is_seeking:
            self._wait()

    def _wait(self) -> None:
        """Show the next frame when it is due; the timer fires after all that is to be painted now."""
        length = self._playback.length
        due = self._begun_at + (self._target + stride_of(length) - self._first) / length * _SECONDS
        self._next.start(max(0, round(1000 * (due - time.monotonic()))))

    def _show_next(self) -> None:
        length = self._playback.length
        if self._playback.position != self._target or self._target >= length:
            self.stop()  # somebody else went elsewhere, or it is the end
        else:
            self._seek(self._find_next(length))

    def _find_next(self, length: int) -> int:
        """The frame of this moment, at least one stride after the last."""
        stride, passed = stride_of(length), time.monotonic() - self._begun_at
        strides = int(passed / _SECONDS * length / stride)
        return min(max(self._first + strides * stride, self._target + stride), length)

    def _on_changed(self) -> None:
        if self.is_playing and not self.can_play:
            self.stop()
        self.changed.emit()
