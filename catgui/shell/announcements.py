"""What screen readers say of events that are seen elsewhere than at the focus."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from catgui.domain import run_texts
from catgui.models.training.session import Cause, RunNow, TrainingSession
from catgui.models.training.summary import RunSummaryModel
from catgui.widgets.basic.focus import announce


class Announcements(QObject):
    """Announces runs to screen readers.

    A run's start, pauses and result are announced only if the user began it: a slider restarts too fast. The summary is
    announced at rest, whenever it changes.

    Errors and notices are announced by `Messages`.
    """

    def __init__(self, window: QWidget, session: TrainingSession, summary: RunSummaryModel) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._summary = summary
        session.changed.connect(self._on_session_changed)
        summary.changed.connect(self._announce_summary)

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        run, snapshot = now.run, now.snapshot
        if run is None or now.cause is not Cause.TRAINED:
            return
        if now.is_another_than(before):
            announce(self._window, run_texts.start_text(run.config.iterations))
        elif snapshot is not None and now.has_completed(before):
            announce(self._window, run_texts.result_text(snapshot.train.accuracy, snapshot.test.accuracy))
        elif now.can_resume and not before.is_inactive:
            announce(self._window, run_texts.pause_text(len(now.costs)))

    def _announce_summary(self) -> None:
        summary = self._summary.summary
        if summary is not None and self._session.now.is_inactive:
            announce(self._window, summary.text, urgent=summary.finding in run_texts.FAILED_FINDINGS)
