"""What is said of the session's run: its summary, and the answers that an edit or other settings have changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import cycle
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal

from catgui.domain.picture import Picture
from catgui.domain.run_summary import RunOutcome, RunSummary, summarize_run
from catgui.domain.run_texts import changes_text
from catgui.models.messages import show_notice, withdraw
from catgui.models.selected_picture import SelectedPicture
from catgui.models.training.session import RunNow, RunState, TrainingSession
from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.data.dataset import Dataset
from engine.data.edits import TEST
from engine.training.config import TrainingConfig


class RunSummaryModel(QObject):
    """Owns the summary of the session's run at the iteration shown, during the run as well.

    All that is said follows from this run alone, whatever else was trained.

    Attributes: `summary`, None where nothing can be said; `lowest`, the iteration of the lowest test cost on the line
    of the run, or None.

    Signals: `changed()`, also when the run comes to rest.
    """

    changed = Signal()

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._was_inactive = True
        self.summary: RunSummary | None = None
        self.lowest: int | None = None
        session.changed.connect(self._update)

    def _update(self) -> None:
        now = self._session.now
        if now.shows_run_before:
            return
        outcome = self._find_outcome()
        summary, lowest = (None, None) if outcome is None else (summarize_run(outcome), outcome.lowest)
        if (summary, lowest, now.is_inactive) != (self.summary, self.lowest, self._was_inactive):
            self.summary, self.lowest, self._was_inactive = summary, lowest, now.is_inactive
            self.changed.emit()

    def _find_outcome(self) -> RunOutcome | None:
        """What the summary follows from."""
        now = self._session.now
        run, shown, newest = now.run, now.snapshot, now.newest
        if run is None:
            return None
        is_rewound = shown is not None and newest is not None and shown.iterations < newest.iterations
        train = now.costs.train  # once: the training thread may add to them
        return RunOutcome(
            config=run.config,
            train_costs=train,
            test_costs=now.costs.test,
            shown=len(train) if shown is None else shown.iterations,
            failure=None if is_rewound else run.failure,
            test=None if shown is None or run.is_on_other_data else shown.test.with_threshold(THRESHOLD),
        )


class _CompleteRun(NamedTuple):
    """A complete run: its data, its settings, and its answers to the test part at the usual threshold."""

    dataset: Dataset
    config: TrainingConfig
    test: Evaluation


class AnswerChanges(QObject):
    """Says how many answers to test pictures a complete run has changed, and selects one after the other in `picked`.

    It is compared with the complete run before, where both have the same test pictures, and other data or settings.
    """

    def __init__(self, session: TrainingSession, picked: SelectedPicture, parent: QObject) -> None:
        super().__init__(parent)
        self._picked = picked
        self._last: _CompleteRun | None = None
        session.changed.connect(self._on_session_changed)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_other_run(before):
            withdraw(self)
        if (ended := _complete_run(now)) is None:
            return
        last, self._last = self._last, ended
        if now.has_completed(before) and last is not None and _are_comparable(last, ended):
            changed = np.flatnonzero(last.test.predictions != ended.test.predictions).tolist()
            pictures = cycle(Picture(TEST, index) for index in changed)
            actions = [("Show next", partial(self._show_next, ended.dataset, pictures))] if changed else []
            show_notice(self, changes_text(last.test.accuracy, ended.test.accuracy, len(changed)), *actions)

    def _show_next(self, dataset: Dataset, pictures: Iterator[Picture]) -> None:
        picture = next(pictures)
        self._picked.pick(picture.pixels(dataset), picture.name(dataset), picture)


def _complete_run(now: RunNow) -> _CompleteRun | None:
    """The run if it is complete."""
    run, newest = now.trained, now.newest
    if run is None or newest is None or now.has_failed or now.state is not RunState.IDLE or not run.is_over:
        return None
    return _CompleteRun(run.dataset, run.config, newest.test.with_threshold(THRESHOLD))


def _are_comparable(one: _CompleteRun, other: _CompleteRun) -> bool:
    """Whether two runs differ, but not in their test pictures, which edits of other pictures share."""
    is_other = one.dataset is not other.dataset or one.config != other.config
    return is_other and one.dataset.test.pictures is other.dataset.test.pictures
