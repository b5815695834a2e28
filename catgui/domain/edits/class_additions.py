"""Pictures to be added to a class and a part of the data, and texts about pictures that are not added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catgui.domain.edits.edit_texts import OTHER_PART, PRESENT, pictures
from engine.data.dataset import Dataset
from engine.data.duplicates import picture_digests
from engine.data.edits import TEST, TRAIN, AddedPicture
from engine.text import listed, printable

ADD_TO_CLASS = "Add pictures to a class"
_MOST_NAMES = 3
_TARGETS = {TRAIN: "{label}, for training", TEST: "{label}, for the test"}
_LEAKING = {
    TRAIN: "Not added, as they test the network: {names}.",
    TEST: "Not added, as the network trains on them: {names}.",
}


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
