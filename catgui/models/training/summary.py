"""The summary of the session's run."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from catgui.models.training.session import RunNow, ShownRun, TrainingSession
from engine.analysis.evaluation import THRESHOLD
from engine.analysis.run_summary import Failure, RunOutcome, RunSummary, summarize_run


class RunSummaryModel(QObject):
    """Owns the summary of the session's run while it is at rest, whichever of its iterations is shown.

    What test costs may change that are being computed is not said before they are. All that is said follows from this
    run alone, whatever else was trained.

    Attributes: `summary`, None while training and where nothing can be said.

    Signals: `changed()`.
    """

    changed = Signal()

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.summary: RunSummary | None = None
        self._outcome_seen: tuple[object, ...] = ()
        session.changed.connect(self._update)
        session.completer.changed.connect(self._update)

    def _update(self) -> None:
        now, run, waits = self._session.now, self._session.now.run, self._session.completer.busy
        if run is None or not now.is_inactive:
            self._outcome_seen = ()
            self._set_summary(None)
            return
        of_run = run, run.failure, run.is_over, now.costs, len(now.costs)
        seen = (*of_run, now.newest, now.threshold == THRESHOLD, waits)
        if self.summary is None or seen != self._outcome_seen:  # else another iteration is shown
            self._outcome_seen = seen
            summary = summarize_run(outcome_of(run, now))
            self._set_summary(None if waits and summary and not summary.finding.precedes_curves else summary)

    def _set_summary(self, summary: RunSummary | None) -> None:
        if summary != self.summary:
            self.summary = summary
            self.changed.emit()


def outcome_of(run: ShownRun, now: RunNow) -> RunOutcome:
    """What the summary of `run`, which is that of `now`, follows from."""
    costs, newest = now.costs, now.newest
    if newest is not None and (newest.iterations != len(costs) or run.is_on_other_data):
        newest = None
    if newest is not None:
        newest = newest.with_threshold(now.threshold)
    left = run.iterations - len(costs)
    outcome = RunOutcome(
        train_costs=costs.train,
        test_costs=costs.test,
        learning_rate=run.config.learning_rate,
        iterations_left=0 if run.is_over or not run.can_replay else left,
        ended_early=run.is_over and left > 0,
        failure=run.failure,
        l2_overshoots=run.failure is Failure.DIVERGED and run.l2_overshoots,
        standstill=run.initial_config.standstill,
    )
    ending = None if now.trained is None else now.trained.known_ending
    if ending is not None:
        outcome = replace(
            outcome,
            zigzag=ending.zigzag,
            pile=ending.pile,
            right_at_lowest=ending.right_at_lowest,
            right_at_end=ending.right_at_end,
            has_plain_steps=run.config.uses_plain_steps,
        )
    if newest is None:
        return outcome
    return replace(
        outcome,
        best_iteration=newest.best_iteration,
        train=newest.train,
        test=newest.test,
        last_cost=newest.train_cost,
        penalty=newest.penalty,
    )
