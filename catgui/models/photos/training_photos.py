"""The photos that were added to the training part of a network's data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catgui.domain.photo_entry import PhotoKey
from catgui.models.photos.photo_digests import PhotoDigests
from catgui.models.training.current_run import ShownRun
from engine.data.edits import ADDED, TRAIN, DatasetEdits, PictureKey
from engine.saved_model.saved_run import SavedRun


class TrainingPhotos:
    """Tells which photos the network of a run was trained on: they were added to the training part of its data.

    They are known by their pixels, so that it does not matter when, from where, or in which session they were added.
    """

    def __init__(self) -> None:
        self._sha256s: frozenset[str] = frozenset()
        self._digests = PhotoDigests()

    def set_run(self, run: ShownRun | None) -> None:
        """Take the photos of `run`."""
        edits = _edits_of(run) or DatasetEdits()
        self._sha256s = frozenset(
            picture.sha256
            for number, picture in edits.added.items()
            if edits.placements[PictureKey(ADDED, number)].part == TRAIN
        )

    def include(self, key: PhotoKey, view: NDArray[np.uint8]) -> bool:
        """Whether the photo `key`, which the network sees as `view`, is one of them."""
        return bool(self._sha256s) and self._digests.of(key, view) in self._sha256s


def _edits_of(run: ShownRun | None) -> DatasetEdits | None:
    """The edits of the data that the network of `run` was trained on."""
    if isinstance(run, SavedRun):
        return run.model.full_recipe.data.edits
    return None if run is None else run.dataset.edits
