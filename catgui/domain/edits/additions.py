"""The photos that can be added to a data set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from catgui.domain.edits.texts import PART_NAMES
from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.photo_texts import photos
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import AddedPicture


@dataclass(frozen=True, slots=True, eq=False)
class Additions:
    """Pictures to add with their labels, and how many photos are no such pictures.

    Attributes: `pictures`; `unnamed`, photos whose actual class is not known, or none of the data; `present`, those
    that were added before; `unread`, those without pixels of the right size.
    """

    pictures: tuple[tuple[AddedPicture, int], ...]
    unnamed: int = 0
    present: int = 0
    unread: int = 0

    @classmethod
    def of(cls, entries: Iterable[PhotoEntry], edited: EditedDataset) -> Additions:
        """Those of `entries` that can be added to `edited`, as the network sees them."""
        pictures: list[tuple[AddedPicture, int]] = []
        known = {picture.sha256 for picture in edited.edits.added.values()}
        unnamed = present = unread = 0
        for entry in entries:
            if entry.view is None or entry.picture_shape != edited.original.picture_shape:
                unread += 1
            elif entry.actual not in edited.original.classes:
                unnamed += 1
            elif (picture := AddedPicture(np.ascontiguousarray(entry.view), entry.name)).sha256 in known:
                present += 1
            else:
                known.add(picture.sha256)
                pictures.append((picture, edited.original.classes.index(entry.actual)))
        return cls(tuple(pictures), unnamed, present, unread)

    def sentence(self, part: str) -> str:
        """What was added to a part, and what was not, and why."""
        sentences = []
        if self.pictures:
            sentences.append(f"Added {photos(len(self.pictures))} to the {PART_NAMES[part]} part.")
        if self.present:
            sentences.append(f"{photos(self.present)} had been added before.")
        if self.unnamed:
            sentences.append(f"{photos(self.unnamed)} not added: say first what they show, with the keys 1 and 2.")
        if self.unread:
            sentences.append(f"{photos(self.unread)} not added: not read.")
        return " ".join(sentences)
