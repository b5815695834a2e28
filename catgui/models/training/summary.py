"""The summary of the session's run."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from catgui.domain.run_summary import RunOutcome, RunSummary, summarize_run
from catgui.models.training.session import TrainingSession
from engine.analysis.evaluation import THRESHOLD


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
