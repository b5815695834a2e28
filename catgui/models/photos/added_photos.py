"""The photos that were added to data: to those that are open, and to those that a network was trained on.

They are known by their pixels, so that it does not matter when, from where, or in which session they were added.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject

from catgui.domain.photo_entry import PhotoEntry, PhotoKey
from catgui.models.photos.rows import PhotoListModel
from catgui.models.training.session import ShownRun
from catgui.models.workspace import Workspace
from engine.data.edits import ADDED, TRAIN, AddedPicture, DatasetEdits, PictureKey
from engine.images.photo import Framing
from engine.saved_model.model import SavedRun


class _Digest(NamedTuple):
    """The SHA-256 of a view, and the framing of that."""

    view: weakref.ref[NDArray[np.uint8]]
    framing: Framing
    sha256: str


class _Digests:
    """The digest of each view, taken once, and kept when the memory is to hold the views of other photos."""

    def __init__(self) -> None:
        self._known: weakref.WeakKeyDictionary[PhotoKey, _Digest] = weakref.WeakKeyDictionary()

    def of(self, entry: PhotoEntry) -> str:
        """The digest of what the network sees of a photo; '' if it was not read in its framing."""
        view, known = entry.view, self._known.get(entry.key)
        if view is None:
            return known.sha256 if entry.photo is not None and known and known.framing is entry.framing else ""
        if known is None or known.view() is not view:
            known = self._known[entry.key] = _Digest(weakref.ref(view), entry.framing, AddedPicture(view).sha256)
        return known.sha256


class AddedPhotos(QObject):
    """Gives each of `photos` the part of the open data that it was added to, as the data and the photos change."""

    def __init__(self, photos: PhotoListModel, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photos, self._workspace = photos, workspace
        self._digests = _Digests()
        self._parts: dict[str, str] = {}
        photos.photos_changed.connect(self._update_all)
        photos.dataChanged.connect(self._on_changed)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        self._on_dataset_changed()

    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        edits = (None if dataset is None else dataset.edits) or DatasetEdits()
        self._parts = {
            picture.sha256: edits.placements[PictureKey(ADDED, number)].part for number, picture in edits.added.items()
        }
        self._update_all()

    def _update_all(self) -> None:
        self._update(self._photos)

    def _on_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self._update(islice(self._photos, first.row(), last.row() + 1))

    def _update(self, entries: Iterable[PhotoEntry]) -> None:
        parts = [(entry, self._part_of(entry)) for entry in entries]
        self._photos.update_entries([replace(entry, part=part) for entry, part in parts if entry.part != part])

    def _part_of(self, entry: PhotoEntry) -> str:
        return self._parts.get(self._digests.of(entry), "") if self._parts else ""


class TrainingPhotos:
    """Tells which photos the network of a run was trained on: they were added to the training part of its data."""

    def __init__(self) -> None:
        self._sha256s: frozenset[str] = frozenset()
        self._digests = _Digests()

    def set_run(self, run: ShownRun | None) -> None:
        """Take the photos of `run`."""
        edits = _edits_of(run) or DatasetEdits()
        self._sha256s = frozenset(
            picture.sha256
            for number, picture in edits.added.items()
            if edits.placements[PictureKey(ADDED, number)].part == TRAIN
        )

    def include(self, entry: PhotoEntry) -> bool:
        """Whether a photo, as the network sees it, is one of them."""
        return bool(self._sha256s) and self._digests.of(entry) in self._sha256s


def _edits_of(run: ShownRun | None) -> DatasetEdits | None:
    """The edits of the data that the network of `run` was trained on."""
    if isinstance(run, SavedRun):
        return run.model.recipe.data.edits
    return None if run is None else run.dataset.edits
