"""Predictions of the user's photos in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.photo_entry import PhotoKey
from catgui.models.tasks.background_task import BackgroundTask
from engine.errors import CancelledError
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import ProgressCallback
from engine.system.blas import limit_blas_threads
from engine.training.features import PIXELS, make_examples

_BLOCK_SIZE = 64  # photos
# Photos that have just been read are a block of their own; this many small blocks are joined.
_MAX_SMALL_BLOCKS = 16


@dataclass(frozen=True, slots=True, eq=False)
class PhotoView:
    """A photo as the network sees it: `view` (height, width, 3)."""

    key: PhotoKey
    view: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
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


class PhotoClassifier(QObject):
    """Runs the current network on the photos in the background; at most one newer request waits.

    A running request is never replaced by a newer one: a network that changes faster than it answers would never be
    shown.

    Signals: `classified(object)`, Predictions; `busy_changed(bool)`.
    """

    classified = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, photo_views: Callable[[], Sequence[PhotoView]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photo_views = photo_views
        self._blocks = PhotoBlocks()
        self._network: TrainableNetwork | None = None
        self._classes = ("", "")
        self._features = PIXELS
        self._task = BackgroundTask(self, shows_errors=True)
        self._task.succeeded.connect(self.classified)
        self._task.busy_changed.connect(self.busy_changed)

    @property
    def classes(self) -> tuple[str, str] | None:
        """The classes of the network, or None without one."""
        return None if self._network is None else self._classes

    @property
    def busy(self) -> bool:
        """Whether a request is running."""
        return self._task.busy

    def set_network(self, network: TrainableNetwork, classes: tuple[str, str], features: str = PIXELS) -> bool:
        """Classify with `network`, which takes `features`, from now on; returns False if it is the one that does."""
        if network is self._network and classes == self._classes:
            return False
        self._network, self._classes, self._features = network, classes, features
        self.request()
        return True

    def clear_network(self) -> None:
        """Classify no more; the running request is cancelled."""
        self._network = None
        self._task.cancel()

    def request(self) -> None:
        """Classify the photos, now or after the running request."""
        photo_views = self._photo_views() if self._network is not None else ()
        if self._network is None or not photo_views:
            self._task.discard_waiting()
        else:
            of_photos = partial(self._blocks.arrange, photo_views, self._features)
            self._task.submit(partial(_classify, self._network, self._classes, of_photos))

    def shutdown(self) -> None:
        """Cancel, and wait for the thread."""
        self.clear_network()
        self._task.shutdown()


def _classify(
    network: TrainableNetwork,
    classes: tuple[str, str],
    blocks: Callable[[], list[_Block]],
    _progress: ProgressCallback,
    cancelled: threading.Event,
) -> Predictions:
    classified: list[PhotoView] = []
    probabilities: list[float] = []
    rows: list[NDArray[Any]] = []
    # While photos are read or a network is trained, a second BLAS thread would spin until it gets a processor.
    with limit_blas_threads(0):
        for block in blocks():
            if cancelled.is_set():
                raise CancelledError
            AL, _ = network.forward(block.examples)
            classified += block.photo_views
            probabilities += AL[0].tolist()
            rows.extend(block.examples.rows)
    return Predictions(classified, probabilities, rows, classes)
