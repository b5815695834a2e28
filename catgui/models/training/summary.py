"""The summary of the session's run."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from catgui.domain.cost_line import line_points, lowest_point
from catgui.domain.run_summary import RunOutcome, RunSummary, summarize_run
from catgui.models.training.session import RunNow, ShownRun, TrainingSession
from engine.analysis.evaluation import THRESHOLD
from engine.training.run import line_stride


class RunSummaryModel(QObject):
    """Owns the summary of the session's run at the iteration shown, while the run is at rest.

    All that is said follows from this run alone, whatever else was trained.

    Attributes: `summary`, None while training and where nothing can be said; `lowest`, the iteration of the lowest test
    cost on the line of the run, or None.

    Signals: `changed()`.
    """

    changed = Signal()

    def __init__(self, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.summary: RunSummary | None = None
        self.lowest: int | None = None
        session.changed.connect(self._update)

    def _update(self) -> None:
        now, run = self._session.now, self._session.now.run
        summary = lowest = None
        if run is not None and now.is_inactive:
            summary = summarize_run(outcome_of(run, now))
            lowest = lowest_point(*line_points(*now.costs.test, line_stride(run.iterations)))
        if (summary, lowest) != (self.summary, self.lowest):
            self.summary, self.lowest = summary, lowest
            self.changed.emit()


def outcome_of(run: ShownRun, now: RunNow) -> RunOutcome:
    """What the summary of `run`, which is that of `now`, follows from at the iteration shown."""
    costs, shown, newest = now.costs, now.snapshot, now.newest
    is_rewound = shown is not None and newest is not None and shown.iterations < newest.iterations
    iterations = shown.iterations if shown is not None and is_rewound else len(costs)
    tested, test = costs.test
    done = tested <= iterations
    return RunOutcome(
        train_costs=costs.train[:iterations],
        test_costs=(tested[done], test[done]),
        stride=line_stride(run.iterations),
        learning_rate=run.config.learning_rate,
        failure=None if is_rewound else run.failure,
        test=None if shown is None or run.is_on_other_data else shown.test.with_threshold(THRESHOLD),
    )
