"""Finds when each picture was learned in the session's run, once that is asked for."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain import prediction_texts
from catgui.domain.picture import Picture
from catgui.models.tasks.analysis import Analysis, Subject
from catgui.models.training.session import TrainingSession
from engine.progress import Work
from engine.training.run import TrainingRun

if TYPE_CHECKING:
    from engine.analysis.learning_times import LearningTimes

# A run whose repetition would take longer, in seconds, is not repeated for this.
_MOST_SECONDS = 120
# After so many seconds of it, that is judged.
_TRIED_SECONDS = 2
# Why there are no times is not shown: what needs them goes without.
_NONE = ""


class LearningFinder(Analysis):
    """Finds the LearningTimes of the session's run while it is at rest, by repeating it behind the window.

    It does so while anybody wants to know. What was found is kept with the run.

    Signals: `changed()`, of `times`.
    """

    changed = Signal()

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(session.changed, session.completer.changed, parent=parent)
        self._session = session
        self._wanted_by: set[str] = set()
        self._told: LearningTimes | None = None
        self.found.connect(self._tell)
        self.unavailable.connect(self._tell)

    @property
    def times(self) -> LearningTimes | None:
        """The times of the run, if they have been found, and it is at rest."""
        now = self._session.now
        if now.trained is None or not now.is_inactive or now.has_failed:
            return None
        return now.trained.known_learning_times(now.threshold)

    def want(self, who: str, wants: bool) -> None:
        """Add or remove `who` as a user of the times, which are computed while there is one."""
        before = bool(self._wanted_by)
        (self._wanted_by.add if wants else self._wanted_by.discard)(who)
        if bool(self._wanted_by) != before:
            self.set_active(bool(self._wanted_by))

    def subject(self) -> Subject | str | None:
        """The run with its last network, and the threshold, by which pictures are right or wrong."""
        now, run = self._session.now, self._session.now.trained
        if run is None or not now.is_inactive or now.has_failed or now.newest is None:
            return _NONE
        if self._session.completer.busy and self.times is None:
            return _NONE  # the replay of the completer comes first
        return Subject((run, now.newest, now.threshold), partial(_find, run, now.threshold))

    def text(self, picture: Picture | None, pixels: NDArray[np.uint8] | None) -> str:
        """A text about since when the picture with `pixels` is right; '' if that is not known."""
        run, times = self._session.now.run, self.times
        dataset = None if run is None else run.dataset
        if times is None or picture is None or pixels is None or dataset is None:
            return ""
        # The data may have been edited since the run.
        is_there = picture.index < dataset.parts[picture.part].count
        if not is_there or not np.array_equal(picture.pixels(dataset), pixels):
            return ""
        return prediction_texts.learned_text(times, picture)

    def _tell(self) -> None:
        if self.times is not self._told:  # a run under way asks again and again
            self._told = self.times
            self.changed.emit()


def _find(run: TrainingRun, threshold: float, work: Work) -> LearningTimes | str:
    began_at = time.monotonic()

    def report(done: int, total: int) -> None:
        passed = time.monotonic() - began_at
        if passed >= _TRIED_SECONDS and passed * total / max(1, done) > _MOST_SECONDS:
            raise _TooLongError
        work.report(done, total)

    try:
        return run.learning_times(threshold, Work(report, within=work))
    except _TooLongError:
        return _NONE


class _TooLongError(Exception):
    pass
