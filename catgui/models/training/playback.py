"""Playback of a run: its network at any iteration."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from catgui.models.tasks.background_task import BackgroundTask, without_work
from catgui.models.training.reproducer import RunReproducer
from catgui.models.training.session import RunNow, TrainingSession
from engine.training.run import Snapshot, TrainingRun


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

    def shutdown(self) -> None:
        """Cancel a seek and wait for the thread."""
        self._cancel_seek()
        self._task.shutdown()
        self.reproducer.shutdown()

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_another_than(before):
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
