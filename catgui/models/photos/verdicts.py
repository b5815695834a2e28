"""The verdicts on the photos: by the network and the threshold that are shown."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.photo_entry import PhotoKey, Verdict
from catgui.models.photos.added_photos import TrainingPhotos
from catgui.models.photos.classifier import PhotoClassifier, PhotoView, Predictions
from catgui.models.photos.rows import PhotoListModel
from catgui.models.tasks.throttle import Throttle
from catgui.models.training.session import TrainingSession

# Photos read within this time are classified together: the products with all training pictures take about as long for
# fifty photos as for one.
_CLASSIFY_INTERVAL_MS = 500


class PhotoVerdicts(QObject):
    """Gives each photo of `photos` the verdict of the network that `session` shows.

    Another network classifies the photos in the background; another threshold changes the verdicts at once.

    Signals: `settled()`, there are no more verdicts to come for these photos and this network; `network_changed()`.
    """

    settled = Signal()
    network_changed = Signal()

    def __init__(self, photos: PhotoListModel, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos, self._session = photos, session
        self._rows: dict[PhotoKey, NDArray[Any]] = {}
        self._training_photos = TrainingPhotos()
        self._classifier = PhotoClassifier(self._photo_views, self)
        self._throttle = Throttle(_CLASSIFY_INTERVAL_MS, self)
        self._throttle.due.connect(self._classifier.request)
        self._classifier.classified.connect(self._on_classified)
        self._classifier.busy_changed.connect(self._report_if_settled)
        session.run_started.connect(self._classifier.clear_network)
        session.evaluated.connect(self._on_evaluated)
        self._on_evaluated()

    @property
    def classes(self) -> tuple[str, str] | None:
        """The classes of the network, or None without one."""
        return self._classifier.classes

    @property
    def busy(self) -> bool:
        """Whether photos are being classified."""
        return self._classifier.busy

    def features(self, key: PhotoKey) -> NDArray[Any] | None:
        """The features of a photo that the network takes, (features,), or None before it has been classified."""
        return self._rows.get(key)

    def request(self) -> None:
        """Classify the photos, now or after the running request."""
        self._classifier.request()

    def request_soon(self) -> None:
        """Classify the photos together with those that are read next, until `flush`."""
        self._throttle.request()

    def flush(self) -> None:
        """Classify the photos that wait for others."""
        self._throttle.flush()

    def shutdown(self) -> None:
        """Cancel, and wait for the thread."""
        self._throttle.stop()
        self._classifier.shutdown()

    def _photo_views(self) -> list[PhotoView]:
        run = self._session.run
        shape = None if run is None else run.picture_shape
        shown = ((entry.key, entry.view) for entry in self._photos)
        return [PhotoView(key, view) for key, view in shown if view is not None and view.shape[:2] == shape]

    def _on_evaluated(self) -> None:
        run, network = self._session.run, self._session.network
        if network is None or run is None:
            self._classifier.clear_network()
            self._rows = {}
            self._photos.update_entries(
                [replace(entry, verdict=None) for entry in self._photos if entry.verdict is not None]
            )
            return
        self._apply_threshold()
        self._training_photos.set_run(run)
        if self._classifier.set_network(network, run.classes, run.config.features):
            # Those that it cannot be asked about now have the answers of another one.
            stale = [entry for entry in self._photos if entry.verdict is not None and entry.view is None]
            self._photos.update_entries([replace(entry, verdict=None) for entry in stale])
            self.network_changed.emit()

    def _apply_threshold(self) -> None:
        """Give the verdicts the threshold of the session, which needs no other predictions."""
        threshold = self._session.threshold
        changed = [
            replace(entry, verdict=replace(entry.verdict, threshold=threshold))
            for entry in self._photos
            if entry.verdict is not None and entry.verdict.threshold != threshold
        ]
        self._photos.update_entries(changed)
        if changed:
            self._report_if_settled()

    def _on_classified(self, predictions: Predictions) -> None:
        """Store the verdicts on photos that are still present with the same view."""
        threshold = self._session.threshold
        views = predictions.photo_views
        self._rows = {photo_view.key: row for photo_view, row in zip(views, predictions.rows, strict=True)}
        changed = []
        for photo_view, probability in zip(views, predictions.probabilities, strict=True):
            entry = self._photos.entry(photo_view.key)
            if entry is None or entry.view is not photo_view.view:
                continue
            # A diverged network has no verdict.
            is_finite = math.isfinite(probability)
            is_trained_on = self._training_photos.include(entry)
            verdict = Verdict(probability, predictions.classes, threshold, is_trained_on) if is_finite else None
            if verdict != entry.verdict:
                changed.append(replace(entry, verdict=verdict))
        self._photos.update_entries(changed)

    def _report_if_settled(self) -> None:
        if not self.busy:
            self.settled.emit()
