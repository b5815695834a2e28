"""The answers of networks to the photos, found in the background."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.photo_entry import PhotoKey
from catgui.models.background_task import BackgroundTask
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.system.threads import limit_blas_threads
from engine.training.features import PIXELS, make_examples

View = NDArray[np.uint8]  # (height, width, 3)

_BLOCK_SIZE = 64  # photos
# Photos that have just been read are a block of their own; this many small blocks are joined.
_MAX_SMALL_BLOCKS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A network, and the photos that it is asked about.

    Attributes: `classes` and `features`, those of the network; `views`, the photos as it sees them.
    """

    network: TrainableNetwork
    classes: tuple[str, str]
    features: str
    views: Mapping[PhotoKey, View]

    def repeats(self, other: Question) -> bool:
        """Whether both are to the same network about the same photos."""
        return (
            self.network is other.network and len(self.views) == len(other.views) and _have_all(self.views, other.views)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """The answers to a question. Attributes: `probabilities`, of class 1."""

    question: Question
    probabilities: Mapping[PhotoKey, float]


class PhotoClassifier(QObject):
    """Asks one question after another; while one is answered, only the newest waits.

    The running one is never replaced: a network that changes faster than it answers would never be shown.

    Signals: `answered(object)`, the Predictions; `ended()`, no question is left.
    """

    answered = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: Question | None = None
        self._blocks = PhotoBlocks()
        self._task = BackgroundTask(self, shows_errors=True)
        self._task.succeeded.connect(self.answered)
        self._task.busy_changed.connect(self._on_busy_changed)

    @property
    def busy(self) -> bool:
        """Whether a question is being answered."""
        return self._task.busy

    def ask(self, question: Question) -> None:
        """Ask `question`, unless it is the last one again: to the same network about the same photos."""
        if self._asked is not None and question.repeats(self._asked):
            return
        self._asked = question
        self._task.submit(partial(_classify, question, self._blocks))

    def cancel(self) -> None:
        """Drop the answers that are to come."""
        self._asked = None
        self._task.cancel()

    def shutdown(self) -> None:
        """Cancel, and wait for the thread."""
        self._task.shutdown()

    def _on_busy_changed(self, busy: bool) -> None:
        if not busy:
            self.ended.emit()


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Photos, and their views as Examples: the first layer caches its products by the identity of this object."""

    views: Mapping[PhotoKey, View]
    examples: Examples

    @classmethod
    def of(cls, views: Mapping[PhotoKey, View], features: str) -> _Block:
        pictures = np.stack(list(views.values()))
        return cls(views, make_examples(features, pictures, np.zeros((1, len(views)), np.int64)))


class PhotoBlocks:
    """A cache of the photos in blocks: an added or removed photo costs the products of one block, not of all."""

    def __init__(self) -> None:
        self._features = PIXELS
        self._blocks: list[_Block] = []

    def arrange(self, views: Mapping[PhotoKey, View], features: str = PIXELS) -> list[_Block]:
        """The `features` of the photos in blocks; a block whose photos are all among them is reused."""
        if features != self._features:
            self._features, self._blocks = features, []
        kept = [block for block in self._blocks if _have_all(views, block.views)]
        small = [block for block in kept if len(block.views) < _BLOCK_SIZE]
        if len(small) >= _MAX_SMALL_BLOCKS:
            kept = [block for block in kept if len(block.views) == _BLOCK_SIZE]
        classified = {key for block in kept for key in block.views}
        rest = [(key, view) for key, view in views.items() if key not in classified]
        new = [dict(rest[k : k + _BLOCK_SIZE]) for k in range(0, len(rest), _BLOCK_SIZE)]
        self._blocks = kept + [_Block.of(block, features) for block in new]
        return self._blocks


def _have_all(views: Mapping[PhotoKey, View], others: Mapping[PhotoKey, View]) -> bool:
    """Whether `views` has all `others`; a photo that was framed or read again has another view."""
    return all(views.get(key) is view for key, view in others.items())


def _classify(question: Question, blocks: PhotoBlocks, work: Work) -> Predictions:
    probabilities: dict[PhotoKey, float] = {}
    # While photos are read or a network is trained, a second BLAS thread would spin until it gets a processor.
    with limit_blas_threads(0):
        for block in blocks.arrange(question.views, question.features):
            work.check()
            AL, _ = question.network.forward(block.examples)
            probabilities |= zip(block.views, AL[0].tolist(), strict=True)
    return Predictions(question, probabilities)
