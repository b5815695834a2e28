"""The answers of the cat detector for the photos, made in the background."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey, Verdict
from catgui.domain.photo_texts import detector_failure
from catgui.models.photos.rows import PhotoListModel
from catgui.models.tasks.background_task import BackgroundTask, without_work
from catgui.models.tasks.messages import show_error
from catgui.workers.photo_detection import PhotoDetector
from engine.data.dataset import are_about_cats
from engine.statistics import DETECTOR_CLASSES

if TYPE_CHECKING:
    from engine.vision.detection.detector import Detection
    from engine.vision.detection.record import DetectorRecord


class _Found(NamedTuple):
    """The answer for a photo, and how often the detector was right."""

    key: PhotoKey
    detection: Detection
    record: DetectorRecord | None


class PhotoDetections(QObject):
    """Owns what the cat detector that comes with the program answers for each photo, with its map.

    It answers one photo after another: first those on the screen, then the newest; while photos are being read, only
    those on the screen. It keeps out of the way where class 1 is not that of cats. Nothing of it is loaded before there
    is a photo.

    Signals: `changed(object)`, a list of the keys of photos that got an answer; `active_changed()`; `settled()`, there
    are no more answers to come for these photos; `choosing()`, the next photo is about to be chosen, so that those on
    the screen can be set by `prefer`.
    """

    changed = Signal(object)
    active_changed = Signal()
    settled = Signal()
    choosing = Signal()

    def __init__(self, photos: PhotoListModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos = photos
        self._found: WeakKeyDictionary[PhotoKey, Detection] = WeakKeyDictionary()
        self._record: DetectorRecord | None = None
        self._classes: tuple[str, str] | None = None
        self._enabled, self._reading, self._has_failed = True, False, False
        self._preferred: Sequence[PhotoKey] = ()
        self._detector = PhotoDetector()
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_succeeded)
        self._task.failed.connect(self._on_failed)
        self._task.busy_changed.connect(self._on_busy_changed)
        photos.photos_changed.connect(self._on_photos_changed)
        photos.dataChanged.connect(self._request)

    @property
    def enabled(self) -> bool:
        """Whether the user wants its answers."""
        return self._enabled

    @property
    def active(self) -> bool:
        """Whether it answers: it is enabled, can be loaded, and the data are about cats."""
        is_apt = self._classes is None or are_about_cats(self._classes)
        return self._enabled and not self._has_failed and is_apt

    @property
    def record(self) -> DetectorRecord | None:
        """How often it was right on photos that it had never seen; None before its first answer."""
        return self._record

    @property
    def busy(self) -> bool:
        """Whether a photo is being answered."""
        return self._task.busy

    def detection(self, key: PhotoKey) -> Detection | None:
        """The answer for a photo with its map; None until there is one, and while it is not active."""
        return self._found.get(key) if self.active else None

    def forget(self, keys: Iterable[PhotoKey]) -> None:
        """Drop the answers for photos that are read again, since they may have changed."""
        for key in keys:
            self._found.pop(key, None)

    def set_enabled(self, enabled: bool) -> None:
        """Answer or not, as the user wants; enabled again, it tries again to load."""
        was_active = self.active
        self._enabled, self._has_failed = enabled, False
        self._on_activity(was_active)

    def set_classes(self, classes: tuple[str, str] | None) -> None:
        """Set the classes of the data, which decide whether it is active."""
        was_active = self.active
        self._classes = classes
        self._on_activity(was_active)

    def set_reading(self, reading: bool) -> None:
        """Set whether photos are being read."""
        self._reading = reading
        self._request()

    def prefer(self, keys: Sequence[PhotoKey]) -> None:
        """Answer these photos first, in this order: those on the screen."""
        self._preferred = keys

    def shutdown(self) -> None:
        """Cancel, and wait for the thread."""
        self._enabled = False
        self._task.shutdown()
        self._detector.close()

    def _on_activity(self, was_active: bool) -> None:
        if self.active == was_active:
            return
        if was_active:
            self._task.cancel()
        self._update_entries()
        self.active_changed.emit()
        self._request()

    def _on_photos_changed(self) -> None:
        # Photos that undo has brought back may have an answer already.
        self._update_entries()
        self._request()

    def _update_entries(self) -> None:
        """Give each photo its answer, or none while inactive."""
        answers = ((entry, self._verdict(entry.key)) for entry in self._photos)
        changed = [replace(entry, detected=verdict) for entry, verdict in answers if verdict != entry.detected]
        self._photos.update_entries(changed)

    def _verdict(self, key: PhotoKey) -> Verdict | None:
        detection = self.detection(key)
        if detection is None:
            return None
        return Verdict(detection.probability, DETECTOR_CLASSES, unsure_below=detection.unsure_below)

    def _request(self) -> None:
        """Answer the next photo, unless one is being answered."""
        if not self._task.busy:
            self._submit_next()

    def _submit_next(self) -> None:
        entry = self._next()
        if entry is not None and entry.photo is not None:
            self._task.submit(without_work(_detect, self._detector, entry.key, entry.photo.detail))

    def _next(self) -> PhotoEntry | None:
        if not self.active:
            return None
        self.choosing.emit()
        preferred = filter(None, map(self._photos.entry, self._preferred))
        first = next(filter(self._awaits_answer, preferred), None)
        if first is not None or self._reading:
            return first
        return next(filter(self._awaits_answer, reversed(self._photos)), None)

    def _awaits_answer(self, entry: PhotoEntry) -> bool:
        return entry.photo is not None and entry.key not in self._found

    def _on_succeeded(self, found: _Found) -> None:
        self._found[found.key] = found.detection
        self._record = found.record
        entry = self._photos.entry(found.key)
        if entry is not None:
            self._photos.update_entries([replace(entry, detected=self._verdict(found.key))])
            self.changed.emit([found.key])
        self._submit_next()

    def _on_failed(self, reason: str) -> None:
        self._has_failed = True
        self._update_entries()
        self.active_changed.emit()
        show_error(self, detector_failure(reason))

    def _on_busy_changed(self, busy: bool) -> None:
        if not busy:
            self._request()
            if not self._task.busy:
                self._detector.close()
                self.settled.emit()


def _detect(
    detector: PhotoDetector,
    key: PhotoKey,
    pixels: NDArray[np.uint8],
) -> _Found:
    return _Found(key, *detector.detect(pixels))
