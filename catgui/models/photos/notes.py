"""The facts of which the photos panel speaks."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from catgui.domain.photo_notes import PhotoCounts, PhotoFacts
from catgui.models.photos.collection import PhotoCollection
from catgui.models.photos.shown_photos import ShownPhotos
from catgui.models.tasks.throttle import Throttle
from catgui.models.training.session import RunState, TrainingSession
from catgui.models.workspace import Workspace

# Shorter work shows no progress.
_PROGRESS_DELAY_MS = 500
_PROGRESS_INTERVAL_MS = 100


class PhotoNotes(QObject):
    """The facts of which the photos panel speaks, as they are now.

    Attributes: `facts`.

    Signals: `changed()`, of `facts`.
    """

    changed = Signal()

    def __init__(
        self,
        photos: PhotoCollection,
        shown: ShownPhotos,
        session: TrainingSession,
        workspace: Workspace,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._photos, self._shown, self._session, self._workspace = photos, shown, session, workspace
        self._delay = QTimer(self, singleShot=True, interval=_PROGRESS_DELAY_MS)
        self._progress_throttle = Throttle(_PROGRESS_INTERVAL_MS, self)
        self.facts = self._find(PhotoCounts.of(photos))
        for counted in (photos.changed, photos.detections.active_changed, workspace.dataset_changed):
            counted.connect(self._count)
        for changed in (
            self._delay.timeout,
            self._progress_throttle.due,
            photos.undo_stack.changed,
            shown.changed,
            session.changed,
            workspace.loading_changed,
        ):
            changed.connect(self._renew)
        photos.progressed.connect(self._on_progressed)
        photos.busy_changed.connect(self._on_busy_changed)

    def _count(self) -> None:
        self.facts = self._find(PhotoCounts.of(self._photos))
        self.changed.emit()

    def _renew(self) -> None:
        """Find the facts again, apart from the counts, which take longest."""
        facts = self._find(self.facts.counts)
        if facts != self.facts:
            self.facts = facts
            self.changed.emit()

    def _find(self, counts: PhotoCounts) -> PhotoFacts:
        photos = self._photos
        return PhotoFacts(
            counts=counts,
            only_wrong=self._shown.only_wrong,
            progress=None if self._delay.isActive() else photos.progress,  # short work shows none
            removed=photos.removed,
            has_network=self._session.now.network is not None,
            has_data=self._workspace.dataset is not None,
            reading_text=self._workspace.reading_text,
            is_training=self._session.now.state is RunState.RUNNING,
        )

    def _on_progressed(self) -> None:
        if not self._delay.isActive():
            self._progress_throttle.request()

    def _on_busy_changed(self, busy: bool) -> None:
        self._progress_throttle.stop()
        if busy:
            self._delay.start()
        else:
            self._delay.stop()
        self._renew()
