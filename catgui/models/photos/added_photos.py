"""The photos that were added to the open data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from PySide6.QtCore import QModelIndex, QObject

from catgui.domain.photo_entry import PhotoEntry
from catgui.models.photos.photo_digests import PhotoDigests
from catgui.models.photos.rows import PhotoListModel
from catgui.models.workspace import Workspace
from engine.data.edits import ADDED, DatasetEdits, PictureKey


class AddedPhotos(QObject):
    """Gives each of `photos` the part of the open data that it was added to, as the data and the photos change.

    They are known by their pixels, so that it does not matter when, from where, or in which session they were added.
    """

    def __init__(self, photos: PhotoListModel, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos, self._workspace = photos, workspace
        self._digests = PhotoDigests()
        self._parts: dict[str, str] = {}
        photos.photos_changed.connect(lambda: self._update(self._photos))
        photos.dataChanged.connect(self._on_changed)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        self._on_dataset_changed()

    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        edits = (None if dataset is None else dataset.edits) or DatasetEdits()
        self._parts = {
            picture.sha256: edits.placements[PictureKey(ADDED, number)].part for number, picture in edits.added.items()
        }
        self._update(self._photos)

    def _on_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self._update(islice(self._photos, first.row(), last.row() + 1))

    def _update(self, entries: Iterable[PhotoEntry]) -> None:
        parts = [(entry, self._part_of(entry)) for entry in entries]
        self._photos.update_entries([replace(entry, part=part) for entry, part in parts if entry.part != part])

    def _part_of(self, entry: PhotoEntry) -> str:
        if not self._parts or entry.view is None:
            return ""
        return self._parts.get(self._digests.of(entry.key, entry.view), "")
