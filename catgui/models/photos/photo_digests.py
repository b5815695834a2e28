"""The digests of photos, by which they are found among the pictures that were added to data."""

from __future__ import annotations

import weakref

import numpy as np
from numpy.typing import NDArray

from catgui.domain.photo_entry import PhotoKey
from engine.data.edits import AddedPicture


class PhotoDigests:
    """Takes the digest of each view once."""

    def __init__(self) -> None:
        self._known: weakref.WeakKeyDictionary[PhotoKey, tuple[NDArray[np.uint8], str]] = weakref.WeakKeyDictionary()

    def of(self, key: PhotoKey, view: NDArray[np.uint8]) -> str:
        """The digest of the photo `key`, which the network sees as `view`."""
        known = self._known.get(key)
        if known is None or known[0] is not view:
            known = self._known[key] = view, AddedPicture(view).sha256
        return known[1]
