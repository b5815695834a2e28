"""Pictures that can be added to a data set, and texts about those that are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from catgui.domain.edits.edit_texts import OTHER_PART, PRESENT, add_text, move_text, pictures, relabel_each_text
from catgui.domain.photo_entry import PhotoEntry, label_of
from catgui.domain.photo_texts import photos
from engine.data.dataset import Dataset
from engine.data.duplicates import KnownPictures, picture_digests
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import TEST, TRAIN, AddedPicture, PictureKey
from engine.text import listed, printable

_ADDED = {TRAIN: "Added {what} to training.", TEST: "Added {what} to test."}
_MOVED = {TRAIN: "Moved {what} to training.", TEST: "Moved {what} to test."}
_RELABELED = "Relabeled {what}."
_UNNAMED = "Not added: {what}. Say first what they show."
_NEITHER = "Not added, of neither class: {what}."
_UNREAD = "Not added, not read: {what}."
_MOST_NAMES = 3
_TARGETS = {TRAIN: "{label}, for training", TEST: "{label}, for the test"}
_LEAKING = {
    TRAIN: "Not added, as they test the network: {names}.",
    TEST: "Not added, as the network trains on them: {names}.",
}


@dataclass(frozen=True, slots=True, eq=False)
class Additions:
    """Pictures to add to a part with their labels, those to move or to relabel, and how many photos are neither.

    Attributes: `part`, "train" or "test"; `pictures`; `moved`, the keys of those that are in the other part or none;
    `relabeled`, the labels of those that are in the data with the other class; `unnamed`, photos whose actual class is
    not known; `neither`, those of a class that the data lack; `present`, those that are in the part;
    `unread`, those without pixels of the right size.
    """

    part: str
    pictures: tuple[tuple[AddedPicture, int], ...]
    moved: tuple[PictureKey, ...] = ()
    relabeled: Mapping[PictureKey, int] = field(default_factory=dict)
    unnamed: int = 0
    neither: int = 0
    present: int = 0
    unread: int = 0

    @classmethod
    def of(cls, entries: Iterable[PhotoEntry], edited: EditedDataset, known: KnownPictures, part: str) -> Additions:
        """The result of adding `entries`, as the network sees them, to "train" or "test" of `edited`.

        `known` are its pictures, so that none is added that is there already.
        """
        pictures: list[tuple[AddedPicture, int]] = []
        moved: list[PictureKey] = []
        relabeled: dict[PictureKey, int] = {}
        classes = edited.original.classes
        fresh: set[bytes] = set()
        unnamed = neither = present = unread = 0
        for entry in entries:
            if entry.view is None or entry.picture_shape != edited.original.picture_shape:
                unread += 1
                continue
            digest = next(picture_digests([entry.view]))
            label = label_of(entry.actual, classes)
            key = known.keys.get(digest)
            if key is not None and key not in moved and key not in relabeled:
                placement = edited.placement(key)
                if placement.part != part:
                    moved.append(key)
                if label is not None and placement.label != label:
                    relabeled[key] = label
                present += placement.part == part and key not in relabeled
            elif key is not None or digest in fresh:
                present += 1
            elif label is None:
                unnamed += not entry.actual
                neither += bool(entry.actual)
            else:
                fresh.add(digest)
                pictures.append((AddedPicture(np.ascontiguousarray(entry.view), entry.name), label))
        return cls(part, tuple(pictures), tuple(moved), relabeled, unnamed, neither, present, unread)

    @property
    def command(self) -> str:
        """The text of the command that makes them."""
        if self.pictures:
            return add_text(len(self.pictures), self.part)
        return move_text(len(self.moved), self.part) if self.moved else relabel_each_text(len(self.relabeled))

    @property
    def are_all_present(self) -> bool:
        """Whether the part has all of the photos already, so that there is nothing to do."""
        others = self.pictures, self.moved, self.relabeled, self.unnamed, self.neither, self.unread
        return bool(self.present) and not any(others)

    def sentence(self) -> str:
        """What was added, moved and relabeled, and what was not, and why."""
        counts = {
            _ADDED[self.part]: len(self.pictures),
            _MOVED[self.part]: len(self.moved),
            _RELABELED: len(self.relabeled),
            PRESENT[self.part]: self.present,
            _UNNAMED: self.unnamed,
            _NEITHER: self.neither,
            _UNREAD: self.unread,
        }
        return " ".join(sentence.format(what=photos(count)) for sentence, count in counts.items() if count)


class AdditionTarget(NamedTuple):
    """Where pictures are added. Attributes: `label`, 0 or 1; `part`, "train" or "test"."""

    label: int
    part: str

    def text(self, classes: tuple[str, str]) -> str:
        """The class and the part: "cat, for training"."""
        return _TARGETS[self.part].format(label=printable(classes[self.label]))


# In the order of the keys 1 and 2.
TARGETS = tuple(AdditionTarget(label, part) for label in (1, 0) for part in (TRAIN, TEST))


@dataclass(frozen=True, slots=True, eq=False)
class ClassAdditions:
    """Pictures that were read for a class, sorted into those to add and the others.

    Attributes: `target`; `classes`, of the data; `pictures` to add; `present`, the names of those that are in the part
    already, or were given twice; `leaking`, of those in the other part, where a test on them would prove nothing;
    `faults`, what is wrong with each that could not be read: "rex.jpg: this is text, not a picture".
    """

    target: AdditionTarget
    classes: tuple[str, str]
    pictures: tuple[AddedPicture, ...]
    present: tuple[str, ...] = ()
    leaking: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, dataset: Dataset, target: AdditionTarget, read: Iterable[AddedPicture], faults: Sequence[str] = ()
    ) -> ClassAdditions:
        """Those of the pictures `read` that can be added to `dataset`; slow, since it reads all of its pictures."""
        own = set(picture_digests(dataset.parts[target.part].pictures))
        other = set(picture_digests(dataset.parts[OTHER_PART[target.part]].pictures))
        added, present, leaking = [], [], []
        for picture in read:
            digest = next(picture_digests([picture.pixels]))
            if digest in own:
                present.append(picture.file)
            elif digest in other:
                leaking.append(picture.file)
            else:
                own.add(digest)
                added.append(picture)
        return cls(target, dataset.classes, tuple(added), tuple(present), tuple(leaking), tuple(faults))

    @property
    def are_all_present(self) -> bool:
        """Whether the part has all of the pictures already, so that there is nothing to do."""
        return bool(self.present) and not (self.pictures or self.leaking or self.faults)

    def sentence(self) -> str:
        """What is added, and what is not, and why."""
        sentences = []
        if self.pictures:
            sentences.append(f"Added {pictures(len(self.pictures))}: {self.target.text(self.classes)}.")
        if self.present:
            sentences.append(PRESENT[self.target.part].format(what=listed(self.present, _MOST_NAMES)))
        if self.leaking:
            sentences.append(_LEAKING[self.target.part].format(names=listed(self.leaking, _MOST_NAMES)))
        sentences += [f"{fault}." for fault in self.faults[:_MOST_NAMES]]
        if len(self.faults) > _MOST_NAMES:
            sentences.append(f"{len(self.faults) - _MOST_NAMES:,} more not read.")
        return " ".join(sentences) or "No pictures to add."
