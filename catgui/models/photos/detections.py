"""The cat detector, and its answers for the photos, made in the background."""

from __future__ import annotations

from collections.abc import Iterable
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
from engine.statistics import DETECTOR_CLASSES
from engine.system.threads import limit_blas_threads

if TYPE_CHECKING:
    from engine.vision.convolution import Team
    from engine.vision.detection.detector import Detection


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
        from engine.vision.detection.detector import SCALES, builtin_detector

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

    It answers one photo at a time. It keeps out of the way where class 1 is not that of cats. Nothing of it is loaded
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
