"""The verdicts on the photos: by the network and the threshold that are shown, in the background."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.photo_entry import PhotoKey, Verdict
from catgui.models.photos.added_photos import TrainingPhotos
from catgui.models.photos.rows import PhotoListModel
from catgui.models.tasks.background_task import BackgroundTask
from catgui.models.tasks.throttle import Throttle
from catgui.models.training.session import RunNow, TrainingSession
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.system.blas import limit_blas_threads
from engine.training.features import PIXELS, make_examples

# Photos read within this time are classified together: the products with all training pictures take about as long for
# fifty photos as for one.
_CLASSIFY_INTERVAL_MS = 500
_BLOCK_SIZE = 64  # photos
# Photos that have just been read are a block of their own; this many small blocks are joined.
_MAX_SMALL_BLOCKS = 16


class PhotoVerdicts(QObject):
    """Gives each photo of `photos` the verdict of the network that `session` shows.

    Another network classifies the photos in the background; another threshold changes the verdicts at once. While the
    photos are classified, only the newest request waits, and the running one is never replaced: a network that changes
    faster than it answers would never be shown.

    Signals: `settled()`, there are no more verdicts to come for these photos and this network; `network_changed()`.
    """

    settled = Signal()
    network_changed = Signal()

    def __init__(self, photos: PhotoListModel, session: TrainingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos, self._session = photos, session
        self._network: TrainableNetwork | None = None
        self._classes = ("", "")
        self._features = PIXELS
        self._blocks = PhotoBlocks()
        self._rows: dict[PhotoKey, NDArray[Any]] = {}
        self._training_photos = TrainingPhotos()
        self._task = BackgroundTask(self, shows_errors=True)
        self._throttle = Throttle(_CLASSIFY_INTERVAL_MS, self)
        self._throttle.due.connect(self.request)
        self._task.succeeded.connect(self._on_classified)
        self._task.busy_changed.connect(self._report_if_settled)
        session.changed.connect(self._on_session_changed)
        self._show_network()

    @property
    def classes(self) -> tuple[str, str] | None:
        """The classes of the network, or None without one."""
        return None if self._network is None else self._classes

    @property
    def busy(self) -> bool:
        """Whether photos are being classified."""
        return self._task.busy

    def features(self, key: PhotoKey) -> NDArray[Any] | None:
        """The features of a photo that the network takes, (features,), or None before it has been classified."""
        return self._rows.get(key)

    def request(self) -> None:
        """Classify the photos, now or after the running request."""
        photo_views = self._photo_views()
        if self._network is None or not photo_views:
            self._task.discard_waiting()
        else:
            blocks = partial(self._blocks.arrange, photo_views, self._features)
            self._task.submit(partial(_classify, self._network, self._classes, blocks))

    def request_soon(self) -> None:
        """Classify the photos together with those that are read next, until `flush`."""
        self._throttle.request()

    def flush(self) -> None:
        """Classify the photos that wait for others."""
        self._throttle.flush()

    def shutdown(self) -> None:
        """Cancel, and wait for the thread."""
        self._throttle.stop()
        self._clear_network()
        self._task.shutdown()

    def _photo_views(self) -> list[PhotoView]:
        run = self._session.now.run
        shape = None if run is None else run.picture_shape
        shown = ((entry.key, entry.view) for entry in self._photos)
        return [PhotoView(key, view) for key, view in shown if view is not None and view.shape[:2] == shape]

    def _clear_network(self) -> None:
        """Classify no more; the running request is cancelled."""
        self._network = None
        self._task.cancel()

    def _on_session_changed(self, before: RunNow, now: RunNow) -> None:
        if now.is_another_than(before):
            self._clear_network()
        if now.has_other_network(before):
            self._show_network()

    def _show_network(self) -> None:
        run, network = self._session.now.run, self._session.now.network
        if network is None or run is None:
            self._clear_network()
            self._rows = {}
            self._photos.update_entries(
                [replace(entry, verdict=None) for entry in self._photos if entry.verdict is not None]
            )
            return
        self._apply_threshold()
        self._training_photos.set_run(run)
        if network is self._network and run.classes == self._classes:
            return
        self._network, self._classes, self._features = network, run.classes, run.config.features
        self.request()
        # Those that it cannot be asked about now have the answers of another one.
        stale = [entry for entry in self._photos if entry.verdict is not None and entry.view is None]
        self._photos.update_entries([replace(entry, verdict=None) for entry in stale])
        self.network_changed.emit()

    def _apply_threshold(self) -> None:
        """Give the verdicts the threshold of the session, which needs no other predictions."""
        threshold = self._session.now.threshold
        changed = [
            replace(entry, verdict=replace(entry.verdict, threshold=threshold))
            for entry in self._photos
            if entry.verdict is not None and entry.verdict.threshold != threshold
        ]
        self._photos.update_entries(changed)
        if changed:
            self._report_if_settled()

    def _on_classified(self, predictions: _Predictions) -> None:
        """Store the verdicts on photos that are still present with the same view."""
        threshold = self._session.now.threshold
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


@dataclass(frozen=True, slots=True, eq=False)
class PhotoView:
    """A photo as the network sees it: `view` (height, width, 3)."""

    key: PhotoKey
    view: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class _Predictions:
    """The probability of class 1 of each photo.

    Attributes: `photo_views`; `probabilities`; `rows`, the features of each that the network takes, (features,);
    `classes`, those of the network.
    """

    photo_views: Sequence[PhotoView]
    probabilities: Sequence[float]
    rows: Sequence[NDArray[Any]]
    classes: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Photos, and the same as Examples: the first layer caches its products by the identity of this object."""

    photo_views: tuple[PhotoView, ...]
    examples: Examples

    @classmethod
    def of(cls, photo_views: Sequence[PhotoView], features: str) -> _Block:
        views = np.stack([photo_view.view for photo_view in photo_views])
        return cls(tuple(photo_views), make_examples(features, views, np.zeros((1, len(views)), np.int64)))


class PhotoBlocks:
    """A cache of the photos in blocks: an added or removed photo costs the products of one block, not of all."""

    def __init__(self) -> None:
        self._features = PIXELS
        self._blocks: list[_Block] = []

    def arrange(self, photo_views: Sequence[PhotoView], features: str = PIXELS) -> list[_Block]:
        """The `features` of the photos in blocks; a block whose photos are all among them is reused."""
        if features != self._features:
            self._features, self._blocks = features, []
        # By the identity of the view: another framing of a photo, or another reading, is another picture.
        views = {id(photo_view.view) for photo_view in photo_views}
        kept = [
            block for block in self._blocks if all(id(photo_view.view) in views for photo_view in block.photo_views)
        ]
        small = [block for block in kept if len(block.photo_views) < _BLOCK_SIZE]
        if len(small) >= _MAX_SMALL_BLOCKS:
            kept = [block for block in kept if len(block.photo_views) == _BLOCK_SIZE]
        classified = {id(photo_view.view) for block in kept for photo_view in block.photo_views}
        rest = [photo_view for photo_view in photo_views if id(photo_view.view) not in classified]
        self._blocks = kept + [_Block.of(rest[k : k + _BLOCK_SIZE], features) for k in range(0, len(rest), _BLOCK_SIZE)]
        return self._blocks


def _classify(
    network: TrainableNetwork,
    classes: tuple[str, str],
    blocks: Callable[[], list[_Block]],
    work: Work,
) -> _Predictions:
    classified: list[PhotoView] = []
    probabilities: list[float] = []
    rows: list[NDArray[Any]] = []
    # While photos are read or a network is trained, a second BLAS thread would spin until it gets a processor.
    with limit_blas_threads(0):
        for block in blocks():
            work.check()
            AL, _ = network.forward(block.examples)
            classified += block.photo_views
            probabilities += AL[0].tolist()
            rows.extend(block.examples.rows)
    return _Predictions(classified, probabilities, rows, classes)
