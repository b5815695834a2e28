"""Which of the user's photos to label next."""

from __future__ import annotations

import heapq
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey, Verdict
from catgui.models.photos.collection import PhotoCollection
from catgui.models.tasks.background_task import BackgroundTask
from engine.analysis.labeling import suggest_photos
from engine.progress import ProgressCallback

# As many as are labelled at one go; the next network suggests others.
SUGGESTIONS = 20
# Of more photos, only the least certain are compared: the pixels of so many are 50 MB of floats at 64 x 64.
_MOST_COMPARED = 500


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """A photo without a label: its answer, and the features by which it differs from others."""

    key: PhotoKey
    verdict: Verdict
    row: NDArray[Any]


class PhotoSuggester(QObject):
    """Finds in the background which of `photos` to label next: uncertain ones that differ.

    By the answers of the network and the features that it takes; before there is one, by those of the cat detector and
    the pixels.

    Attributes: `suggested`, the keys of the photos, best first.

    Signals: `found()`, for the newest request.
    """

    found = Signal()

    def __init__(self, photos: PhotoCollection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos = photos
        self.suggested: Sequence[PhotoKey] = ()
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_succeeded)

    def request(self, entries: Iterable[PhotoEntry]) -> None:
        """Find out which of `entries` to label next, in place of what is being found out."""
        self._task.start(partial(_suggest, self._candidates(entries)))

    def _candidates(self, entries: Iterable[PhotoEntry]) -> list[_Candidate]:
        unlabelled = [entry for entry in entries if entry.view is not None and not _is_known(entry)]
        found = [self._by_network(entry) for entry in unlabelled]
        if not any(found):
            found = [_by_detector(entry) for entry in unlabelled]
        known = [candidate for candidate in found if candidate is not None]
        if len(known) <= _MOST_COMPARED:
            return known
        return heapq.nsmallest(_MOST_COMPARED, known, key=lambda candidate: abs(candidate.verdict.probability - 0.5))

    def _by_network(self, entry: PhotoEntry) -> _Candidate | None:
        row = self._photos.network_features(entry.key)
        return None if entry.verdict is None or row is None else _Candidate(entry.key, entry.verdict, row)

    def _on_succeeded(self, keys: list[PhotoKey]) -> None:
        self.suggested = keys
        self.found.emit()


def _is_known(entry: PhotoEntry) -> bool:
    """Whether a photo has a label, or the network was trained on it."""
    return bool(entry.actual) or (entry.verdict is not None and entry.verdict.is_trained_on)


def _by_detector(entry: PhotoEntry) -> _Candidate | None:
    view = entry.view
    return None if entry.detected is None or view is None else _Candidate(entry.key, entry.detected, view.ravel())


def _suggest(
    candidates: Sequence[_Candidate], _progress: ProgressCallback, _cancelled: threading.Event
) -> list[PhotoKey]:
    if not candidates:
        return []
    probabilities = np.array([candidate.verdict.probability for candidate in candidates])
    rows = np.stack([candidate.row for candidate in candidates])
    return [candidates[index].key for index in suggest_photos(probabilities, rows, SUGGESTIONS)]
