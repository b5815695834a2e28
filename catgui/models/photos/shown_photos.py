"""The list model of the photos that are shown: filtered, and in the chosen order."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey, Verdict
from catgui.domain.photo_filter import PhotoFilter, PhotoOrder
from catgui.models.photos.collection import PhotoCollection
from catgui.models.pictures.picture_list import remove_rows, replace_rows
from catgui.models.tasks.background_task import BackgroundTask, without_work
from engine.analysis.labeling import suggest_photos

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
# As many as are labeled at one go; the next network suggests others.
SUGGESTIONS = 20
# Of more photos, only the least certain are compared: the pixels of so many are 50 MB of floats at 64 x 64.
_MOST_COMPARED = 500


class ShownPhotos(QAbstractListModel):
    """The rows of `photos` that a filter accepts, in an order.

    To be labeled next are the photos that a PhotoSuggester suggests of those that the filter accepts.

    Both are applied when photos are added or removed, when another filter or order is chosen, when there are no more
    predictions to come, and by `renew`. Cards stay where they are while a network is trained, and while the user
    answers.

    Attributes: `filter` and `order`; `outdated`, whether photos have changed so that `renew` may show others, or in
    another order.

    Signals: `changed()`, of `filter`, `order` or `outdated`; `added(int)`, the first row of photos that were not shown
    before; `suggested()`, the photos to label next, which were chosen, are first now.
    """

    added = Signal(int)
    suggested = Signal()
    changed = Signal()

    def __init__(self, photos: PhotoCollection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos = photos
        self.filter = PhotoFilter.ALL
        self.order = PhotoOrder.ADDED
        self._keys: list[PhotoKey] = []
        self.outdated = False
        self._is_choice = False
        self._suggester = PhotoSuggester(photos, self)
        self._suggester.found.connect(self._on_suggested)
        photos.rowsAboutToBeRemoved.connect(self._on_rows_about_to_be_removed)
        photos.photos_changed.connect(self.renew)
        photos.settled.connect(self.renew)
        photos.detections.active_changed.connect(self._on_detector_changed)
        photos.dataChanged.connect(self._on_data_changed)
        self.renew()

    def set_filter(self, filter_: PhotoFilter) -> None:
        """Show the photos that `filter_` accepts."""
        self.filter = filter_
        self.renew()
        self.changed.emit()

    def set_order(self, order: PhotoOrder) -> None:
        """Show the photos in `order`."""
        self.order = order
        self._is_choice = bool(self._keys)
        self.renew()
        self.changed.emit()

    def renew(self) -> None:
        """Filter and order the photos as they are now; suggestions of which to label next come a little later."""
        self._arrange()
        if self.order is PhotoOrder.TO_LABEL:
            self._suggester.request(self._accepted())

    def _accepted(self) -> list[PhotoEntry]:
        return [entry for entry in self._photos if self.filter.accepts(entry)]

    def _arrange(self) -> None:
        wanted = [entry.key for entry in self.order.sort(self._accepted(), self._suggester.suggested)]
        before = set(self._keys)
        replace_rows(self, self._keys, wanted, key=lambda key: key)
        self._set_outdated(False)
        new = (row for row, key in enumerate(wanted) if key not in before)
        if (first := next(new, None)) is not None:
            self.added.emit(first)

    def row_of(self, key: PhotoKey) -> int | None:
        """The row of a photo, or None if it is not shown."""
        return self._keys.index(key) if key in self._keys else None

    def key_at(self, row: int) -> PhotoKey | None:
        """The photo in a row, or None if there is no such row."""
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def _on_suggested(self) -> None:
        # Once the user has answered meanwhile, no card moves until it is asked for.
        if self.order is not PhotoOrder.TO_LABEL or self.outdated:
            return
        self._arrange()
        if self._is_choice:
            self._is_choice = False
            self.suggested.emit()

    def _on_detector_changed(self) -> None:
        if self.filter.needs_detector and not self._photos.detections.active:
            self.set_filter(PhotoFilter.ALL)

    def _on_rows_about_to_be_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        # Not after it: until its row has gone, a view asks for the photo.
        removed = {self._photos.key_at(row) for row in range(first, last + 1)}
        remove_rows(self, self._keys, [row for row, key in enumerate(self._keys) if key in removed])

    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if first == last:
            row = self.row_of(self._photos.key_at(first.row()))
            rows = range(0) if row is None else range(row, row + 1)
        else:
            # All: repainting the visible ones costs less than finding those that have changed.
            rows = range(len(self._keys))
        if rows:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))
        self._set_outdated(self.filter is not PhotoFilter.ALL or self.order.follows_predictions)

    def _set_outdated(self, outdated: bool) -> None:
        if outdated != self.outdated:
            self.outdated = outdated
            self.changed.emit()

    def rowCount(self, parent: Index = ROOT) -> int:
        """The number of photos that are shown."""
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What `photos` has for the same photo."""
        key = self.key_at(index.row()) if index.isValid() else None
        row = None if key is None else self._photos.row_of(key)
        return None if row is None else self._photos.data(self._photos.index(row), role)


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
        """Find which of `entries` to label next; a search under way is dropped."""
        self._task.start(without_work(_suggest, self._candidates(entries)))

    def _candidates(self, entries: Iterable[PhotoEntry]) -> list[_Candidate]:
        unlabeled = [entry for entry in entries if entry.view is not None and not _is_known(entry)]
        found = [self._by_network(entry) for entry in unlabeled]
        if not any(found):
            found = [_by_detector(entry) for entry in unlabeled]
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


def _suggest(candidates: Sequence[_Candidate]) -> list[PhotoKey]:
    if not candidates:
        return []
    probabilities = np.array([candidate.verdict.probability for candidate in candidates])
    rows = np.stack([candidate.row for candidate in candidates])
    return [candidates[index].key for index in suggest_photos(probabilities, rows, SUGGESTIONS)]
