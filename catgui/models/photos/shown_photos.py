"""The photos that are shown: all, or those answered wrongly; and the one that is looked at enlarged."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Signal

from catgui.domain.photo_entry import PhotoEntry, PhotoKey
from catgui.inputs.sources import Source
from catgui.models.background_task import BackgroundTask
from catgui.models.photos.collection import PhotoCollection
from catgui.workers.photo_reader import read_enlarged
from engine.images.photo import PREVIEW_SIDE, Photo
from engine.progress import Work


class ShownPhotos(QSortFilterProxyModel):
    """The rows of `photos`, or of those that are answered wrongly.

    Which these are is found by `show_wrong`, and when there are no more predictions to come. Cards stay where they are
    while a network is trained, and while the user answers.
    """

    def __init__(self, photos: PhotoCollection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos = photos
        self._only_wrong = False
        self._wrong: set[PhotoKey] = set()
        self.setSourceModel(photos)
        photos.settled.connect(self._find_wrong)

    def show_wrong(self, only: bool) -> None:
        """Show the photos that are answered wrongly, if `only` these, or all."""
        self._only_wrong = only
        self._find_wrong()

    def _find_wrong(self) -> None:
        self.beginFilterChange()
        self._wrong = {entry.key for entry in self._photos if entry.is_correct is False}
        self.endFilterChange(self.Direction.Rows)

    def entry(self, row: int) -> PhotoEntry | None:
        """The photo in a row, or None if there is no such row."""
        index = self.mapToSource(self.index(row, 0))
        return self._photos.entry(self._photos.key_at(index.row())) if index.isValid() else None

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not self._only_wrong or self._photos.key_at(source_row) in self._wrong


class OpenedPhoto(QObject):
    """One photo of `photos`, which is read with more pixels.

    Signals: `changed()`, another photo, or what is known of it, or none since it was removed.
    """

    changed = Signal()

    def __init__(self, photos: PhotoCollection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos = photos
        self._key: PhotoKey | None = None
        self._enlarged: Photo | None = None
        self._task = BackgroundTask(self)
        self._task.succeeded.connect(self._on_enlarged)
        photos.dataChanged.connect(self._on_changed)
        photos.photos_changed.connect(self._on_changed)

    @property
    def entry(self) -> PhotoEntry | None:
        """The photo, or None if none is opened."""
        return None if self._key is None else self._photos.entry(self._key)

    @property
    def photo(self) -> Photo | None:
        """The photo with a larger preview than that of the entry, as soon as it is read."""
        return self._enlarged or (None if self.entry is None else self.entry.photo)

    def open(self, key: PhotoKey) -> None:
        """Open a photo."""
        entry = self._photos.entry(key)
        if entry is not None:
            self._key, self._enlarged = key, None
            self._enlarge(entry)
            self._photos.use(key)
            self.changed.emit()

    def close(self) -> None:
        """Close the photo."""
        self._key = self._enlarged = None

    def _on_changed(self) -> None:
        if self._key is not None:
            self.changed.emit()

    def _enlarge(self, entry: PhotoEntry) -> None:
        """Read the photo with more pixels, unless its preview has all of them; until then, the preview is shown."""
        if entry.photo is None or max(entry.photo.size) <= PREVIEW_SIDE:
            self._task.cancel()
        else:
            self._task.start(partial(_read_enlarged, entry.key, entry.source, entry.photo.size))

    def _on_enlarged(self, enlarged: tuple[PhotoKey, NDArray[np.uint8]]) -> None:
        entry, (key, picture) = self.entry, enlarged
        if key is self._key and entry is not None and entry.photo is not None:
            self._enlarged = replace(entry.photo, preview=picture)
            self.changed.emit()


def _read_enlarged(
    key: PhotoKey, source: Source, size: tuple[int, int], work: Work
) -> tuple[PhotoKey, NDArray[np.uint8]]:
    return key, read_enlarged(source, size, work)
