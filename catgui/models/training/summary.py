"""The summary of the session's run."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from catgui.models.training.session import ShownRun, TrainingSession
from engine.analysis.evaluation import THRESHOLD
from engine.analysis.run_summary import Failure, RunOutcome, RunSummary, summarize_run
from engine.training.run import TrainingRun


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
        session, run = self._session, self._session.now.run
        if run is None or not session.now.is_inactive:
            self._outcome_seen = ()
            self._set_summary(None)
            return
        has_usual_threshold = session.now.threshold == THRESHOLD
        waits, done = session.completer.busy, len(session.now.costs)
        seen = run, session.now.newest, session.now.costs, done, waits, run.failure, run.is_over, has_usual_threshold
        if self.summary is None or seen != self._outcome_seen:  # else another iteration is shown
            self._outcome_seen = seen
            summary = summarize_run(self._outcome(run))
            self._set_summary(None if waits and summary and not summary.finding.precedes_curves else summary)

    def _outcome(self, run: ShownRun) -> RunOutcome:
        costs, newest = self._session.now.costs, self._session.now.newest
        if newest is not None and (newest.iterations != len(costs) or run.is_on_other_data):
            newest = None
        if newest is not None:
            newest = newest.with_threshold(self._session.now.threshold)
        left = run.iterations - len(costs)
        outcome = RunOutcome(
            train_costs=costs.train,
            test_costs=costs.test,
            learning_rate=run.config.learning_rate,
            iterations_left=0 if run.is_over or not run.can_replay else left,
            ended_early=run.is_over and left > 0,
            failure=run.failure,
            l2_overshoots=run.failure is Failure.DIVERGED and run.l2_overshoots,
        )
        ending = run.known_ending if isinstance(run, TrainingRun) else None
        if ending is not None:
            plain = run.config.uses_plain_steps
            outcome = replace(
                outcome,
                zigzag=ending.zigzag,
                pile=ending.pile,
                right_at_lowest=ending.right_at_lowest,
                has_plain_steps=plain,
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

    def _set_summary(self, summary: RunSummary | None) -> None:
        if summary != self.summary:
            self.summary = summary
            self.changed.emit()
