"""What screen readers say of events that are seen elsewhere than at the focus."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from catgui.domain import run_texts
from catgui.domain.photo_tally import PhotoTally
from catgui.domain.photo_texts import tally_text
from catgui.models.photos.collection import PhotoCollection
from catgui.models.tasks.throttle import Throttle
from catgui.models.training.session import Cause, RunNow, TrainingSession
from catgui.models.training.summary import RunSummaryModel
from catgui.widgets.basic.focus import announce

# While settings or iterations are tried, the predictions on photos change again and again.
_PHOTOS_INTERVAL_MS = 5_000


class Announcements(QObject):
    """Announces runs and the photo tally to screen readers.

    A run's start, pauses and result are announced only if the user began it: a slider restarts too fast. The summary is
    announced for any run, and if it changes, the tally once all photos are classified.

    Errors and notices are announced by `Messages`.
    """

    def __init__(
        self, window: QWidget, session: TrainingSession, summary: RunSummaryModel, photos: PhotoCollection
    ) -> None:
        super().__init__(window)
        self._window = window
        self._summary = summary
        self._photos = photos
        self._last_summary = self._last_tally = ""
        self._throttle = Throttle(_PHOTOS_INTERVAL_MS, self)
        self._throttle.due.connect(self._announce_photos)
        session.changed.connect(self._on_session_changed)
        summary.changed.connect(self._announce_summary)
        photos.settled.connect(self._on_photos_settled)

    def shutdown(self) -> None:
        """Announce no more photos; the window is closing."""
        self._throttle.stop()

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
        text = "" if summary is None else summary.text
        if summary is not None and text != self._last_summary:  # of another threshold, what is said may be the same
            announce(self._window, text, urgent=summary.finding in run_texts.FAILED_FINDINGS)
        self._last_summary = text

    def _on_photos_settled(self) -> None:
        if self._tally() != self._last_tally:
            self._throttle.request()

    def _announce_photos(self) -> None:
        tally = self._tally()
        if tally != self._last_tally:
            self._last_tally = tally
            announce(self._window, f"Your photos: {tally}" if tally else "")

    def _tally(self) -> str:
        return tally_text(PhotoTally.of(self._photos, self._photos.classes))
