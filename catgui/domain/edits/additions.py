"""The photos that can be added to a data set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from catgui.domain.edits.texts import PART_NAMES, add_text, move_text
from catgui.domain.photo_entry import PhotoEntry
from catgui.domain.photo_texts import photos
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import ADDED, AddedPicture, PictureKey


@dataclass(frozen=True, slots=True, eq=False)
class Additions:
    """Pictures to add to a part with their labels, those to move to it, and how many photos are neither.

    Attributes: `part`, "train" or "test"; `pictures`; `moved`, the keys of those that were added to the other part;
    `unnamed`, photos whose actual class is not known, or none of the data; `present`, those that are in the part;
    `unread`, those without pixels of the right size.
    """

    part: str
    pictures: tuple[tuple[AddedPicture, int], ...]
    moved: tuple[PictureKey, ...] = ()
    unnamed: int = 0
    present: int = 0
    unread: int = 0

    @classmethod
    def of(cls, entries: Iterable[PhotoEntry], edited: EditedDataset, part: str) -> Additions:
        """What adding `entries`, as the network sees them, to "train" or "test" of `edited` does."""
        pictures: list[tuple[AddedPicture, int]] = []
        moved: list[PictureKey] = []
        known = {picture.sha256: PictureKey(ADDED, number) for number, picture in edited.edits.added.items()}
        fresh: set[str] = set()
        unnamed = present = unread = 0
        for entry in entries:
            if entry.view is None or entry.picture_shape != edited.original.picture_shape:
                unread += 1
                continue
            picture = AddedPicture(np.ascontiguousarray(entry.view), entry.name)
            key = known.get(picture.sha256)
            if key is not None and edited.placement(key).part != part and key not in moved:
                moved.append(key)
            elif key is not None or picture.sha256 in fresh:
                present += 1
            elif entry.actual not in edited.original.classes:
                unnamed += 1
            else:
                fresh.add(picture.sha256)
                pictures.append((picture, edited.original.classes.index(entry.actual)))
        return cls(part, tuple(pictures), tuple(moved), unnamed, present, unread)

    @property
    def command(self) -> str:
        """The text of the command that makes them."""
        counted = len(self.pictures)
        return add_text(counted, self.part) if counted else move_text(len(self.moved), self.part)

    @property
    def are_all_present(self) -> bool:
        """Whether the part has all of them already: there is nothing to do, and nothing wrong."""
        return bool(self.present) and not (self.pictures or self.moved or self.unnamed or self.unread)

    def sentence(self) -> str:
        """What was added and moved to the part, and what was not, and why."""
        part = f"the {PART_NAMES[self.part]} part"
        texts = {
            f"Added {photos(len(self.pictures))} to {part}.": len(self.pictures),
            f"Moved {photos(len(self.moved))} to {part}.": len(self.moved),
            f"{photos(self.present)} had been added to {part} before.": self.present,
            f"{photos(self.unnamed)} not added: say first what they show, with the keys 1 and 2.": self.unnamed,
            f"{photos(self.unread)} not added: not read.": self.unread,
        }
        return " ".join(text for text, count in texts.items() if count)
