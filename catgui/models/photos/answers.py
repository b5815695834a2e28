"""The answers to the photos, found in the background: by the network shown, and by the cat detector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey, Verdict
from catgui.domain.photo_texts import detector_failure
from catgui.models.background_task import BackgroundTask, without_work
from catgui.models.messages import show_error
from engine.data.dataset import are_about_cats
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.progress import Work
from engine.statistics import DETECTOR_CLASSES
from engine.system.threads import limit_blas_threads
from engine.training.features import PIXELS, make_examples

if TYPE_CHECKING:
    from engine.vision.convolution import Team
    from engine.vision.detection import Detection

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


class PhotoClassifier(QObject):
    """Asks one question after another; while one is answered, only the newest waits.

    The running one is never replaced: a network that changes faster than it answers would never be shown.

    Signals: `answered(object)`, a Question with the probabilities of class 1; `ended()`, no question is left.
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


def _classify(question: Question, blocks: PhotoBlocks, work: Work) -> tuple[Question, Mapping[PhotoKey, float]]:
    probabilities: dict[PhotoKey, float] = {}
    # While photos are read or a network is trained, a second BLAS thread would spin until it gets a processor.
    with limit_blas_threads(0):
        for block in blocks.arrange(question.views, question.features):
            work.check()
            AL, _ = question.network.forward(block.examples)
            probabilities |= zip(block.views, AL[0].tolist(), strict=True)
    return question, probabilities


class PhotoDetector:
    """The cat detector that comes with the program, for one photo at a time.

    It keeps its threads and their memory, 25 MB, from one photo to the next, which saves a fourth of the time.
    """

    def __init__(self) -> None:
        self._team: Team | None = None

    def detect(self, pixels: NDArray[np.uint8]) -> Detection:
        """The answer for the pixels (height, width, 3) of a photo. Raises ModelFileError if its file is damaged."""
        from engine.system.threads import threads_for  # none of these is needed before there is a photo
        from engine.vision.convolution import Team
        from engine.vision.detection import SCALES, builtin_detector

        detector = builtin_detector()
        if self._team is None:
            self._team = Team(threads_for(SCALES))
        with limit_blas_threads(0):  # the team has one thread for each processor
            return detector.detect(pixels, self._team)

    def close(self) -> None:
        """End the threads, and free their memory; the next photo starts them again."""
        if self._team is not None:
            self._team.close()
            self._team = None


class PhotoDetections(QObject):
    """Owns what the cat detector that comes with the program answers for each photo.

    It answers one photo at a time, and none where class 1 is not that of cats. Nothing of it is loaded
    before there is a photo.

    Attributes: `enabled`, whether the user wants its answers.

    Signals: `answered(object)`, the key of a photo; `active_changed()`; `ended()`, it is free for the next photo.
    """

    answered = Signal(object)
    active_changed = Signal()
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: WeakKeyDictionary[PhotoKey, Detection] = WeakKeyDictionary()
        self._classes: tuple[str, str] | None = None
        self.enabled = self._has_failed = False
        self._detector = PhotoDetector()
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.busy_changed.connect(self._on_busy_changed)

    @property
    def active(self) -> bool:
        """Whether the detector answers: enabled, not failed, data (if any) about cats."""
        is_apt = self._classes is None or are_about_cats(self._classes)
        return self.enabled and not self._has_failed and is_apt

    @property
    def busy(self) -> bool:
        """Whether a photo is being answered."""
        return self._task.busy

    def verdict(self, key: PhotoKey) -> Verdict | None:
        """The answer for a photo; None until there is one, and while it is not active."""
        found = self._found.get(key) if self.active else None
        if found is None:
            return None
        return Verdict(found.probability, DETECTOR_CLASSES, unsure_below=found.unsure_below)

    def ask(self, entries: Iterable[PhotoEntry]) -> None:
        """Start detection of one photo in a thread, unless inactive or busy.

        The photo is the first of `entries` that has been read and has no answer yet.
        """
        if self.active and not self.busy:
            entry = next((entry for entry in entries if entry.photo and entry.key not in self._found), None)
            if entry is not None and entry.photo is not None:
                self._task.submit(without_work(_detect, self._detector, entry.key, entry.photo.detail))

    def forget(self, keys: Iterable[PhotoKey]) -> None:
        """Drop the answers for photos that are read again, since they may have changed."""
        for key in keys:
            self._found.pop(key, None)

    def set_enabled(self, enabled: bool) -> None:
        """Answer or not, as the user wants; enabled again, it tries again to load."""
        was_active = self.active
        self.enabled, self._has_failed = enabled, False
        self._report_activity(was_active)

    def set_classes(self, classes: tuple[str, str] | None) -> None:
        """Set the classes of the data, which decide whether it is active."""
        was_active = self.active
        self._classes = classes
        self._report_activity(was_active)

    def shutdown(self) -> None:
        """Cancel, and wait for the thread."""
        self.enabled = False
        self._task.shutdown()
        self._detector.close()

    def _report_activity(self, was_active: bool) -> None:
        if self.active != was_active:
            if was_active:
                self._task.cancel()
            self.active_changed.emit()

    def _on_succeeded(self, found: tuple[PhotoKey, Detection]) -> None:
        key, detection = found
        self._found[key] = detection
        self.answered.emit(key)

    def _on_failed(self, reason: str) -> None:
        self._has_failed = True
        self.active_changed.emit()
        show_error(self, detector_failure(reason))

    def _on_busy_changed(self, busy: bool) -> None:
        if not busy:
            self.ended.emit()
            if not self.busy:
                self._detector.close()


def _detect(detector: PhotoDetector, key: PhotoKey, pixels: NDArray[np.uint8]) -> tuple[PhotoKey, Detection]:
    return key, detector.detect(pixels)
