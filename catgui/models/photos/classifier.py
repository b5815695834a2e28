"""Asks the network about photos in the background, as often as it changes and no oftener than it can answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.photo_entry import PhotoKey
from catgui.models.tasks.background_task import BackgroundTask
from engine.errors import CancelledError
from engine.nn.examples import Examples
from engine.nn.network import Network
from engine.progress import ProgressCallback

# Photos that are judged together: a photo that comes or goes costs the products of one block, not those of all.
_BLOCK_SIZE = 64
# So many blocks may be smaller before they are joined: photos that have just been read are a block of their own.
_MAX_SMALL_BLOCKS = 16


@dataclass(frozen=True, slots=True, eq=False)
class PhotoView:
    """A photo as the network is shown it: `view` (height, width, 3)."""

    key: PhotoKey
    view: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """The probability of class 1 that each exhibit was given, one for each; `classes` are the network's."""

    photo_views: Sequence[PhotoView]
    probabilities: Sequence[float]
    classes: tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Some exhibits, and the same as examples: the first layer keeps its products with this very object."""

    photo_views: tuple[PhotoView, ...]
    examples: Examples

    @classmethod
    def of(cls, photo_views: Sequence[PhotoView]) -> _Block:
        views = np.stack([photo_view.view for photo_view in photo_views])
        return cls(tuple(photo_views), Examples.from_pictures(views, np.zeros((1, len(views)), np.int64)))


class PhotoBlocks:
    """Keeps the blocks whose photos are all still there, from one judgement to the next."""

    def __init__(self) -> None:
        self._blocks: list[_Block] = []

    def arrange(self, photo_views: Sequence[PhotoView]) -> list[_Block]:
        """The exhibits in blocks, as few of them new as can be."""
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
        self._blocks = kept + [_Block.of(rest[k : k + _BLOCK_SIZE]) for k in range(0, len(rest), _BLOCK_SIZE)]
        return self._blocks


class PhotoClassifier(QObject):
    """Judges the exhibits that `photo_views` gives when their turn comes.

    What is under way is never thrown away for what is newer, or a network that changes faster than it answers would
    never be heard: the newest request waits, and only it.

    Signals: `classified(object)`, a Judgement; `failed(str)`, a text for the user.
    """

    classified = Signal(object)
    failed = Signal(str)

    def __init__(self, photo_views: Callable[[], Sequence[PhotoView]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photo_views = photo_views
        self._blocks = PhotoBlocks()
        self._network: Network | None = None
        self._classes = ("", "")
        self._requested = False
        self._cleared = False
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self.failed)
        self._task.busy_changed.connect(self._on_busy_changed)

    @property
    def busy(self) -> bool:
        """Whether the network is being asked."""
        return self._task.busy

    def set_network(self, network: Network, classes: tuple[str, str]) -> None:
        """Judge by `network` from now on, and ask it at once or as soon as the one before has answered."""
        self._network, self._classes = network, classes
        self.request()

    def clear_network(self) -> None:
        """There is no network any more: what the last one still says is not listened to."""
        self._network, self._requested, self._cleared = None, False, True

    def request(self) -> None:
        """Judge the exhibits anew, now or as soon as what is under way is done."""
        self._requested = self._network is not None
        if self._requested and not self._task.busy:
            self._start()

    def shutdown(self) -> None:
        """End the thread; the program is closing."""
        self.clear_network()
        self._task.shutdown()

    def _start(self) -> None:
        self._requested = self._cleared = False
        photo_views = self._photo_views()
        if self._network is not None and photo_views:
            self._task.start(partial(_classify, self._network, self._classes, self._blocks, photo_views))

    def _on_succeeded(self, predictions: Predictions) -> None:
        if not self._cleared:
            self.classified.emit(predictions)

    def _on_busy_changed(self, busy: bool) -> None:
        if self._requested and not busy:
            self._start()


def _classify(
    network: Network,
    classes: tuple[str, str],
    blocks: PhotoBlocks,
    photo_views: Sequence[PhotoView],
    _progress: ProgressCallback,
    cancelled: threading.Event,
) -> Predictions:
    classified: list[PhotoView] = []
    probabilities: list[float] = []
    for block in blocks.arrange(photo_views):
        if cancelled.is_set():
            raise CancelledError
        AL, _ = network.forward(block.examples)
        classified += block.photo_views
        probabilities += AL[0].tolist()
    return Predictions(classified, probabilities, classes)
