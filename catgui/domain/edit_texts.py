"""Texts about the edits of a data set: what was done to a picture, what a command would do, and what can be added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catgui.domain.data_texts import data_text
from catgui.domain.photo_entry import PhotoEntry, label_of
from catgui.domain.prediction_texts import MOVE_TO
from engine.data.dataset import DataOrigin
from engine.data.duplicates import KnownPictures, picture_digests
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import TEST, TRAIN, AddedPicture, EditCounts, PictureEdit, PictureKey
from engine.text import counted, listed, printable

MOVE_TO_TRAINING_TIP = "The network learns it; it tests nothing any more"
IN_TRAINING = "Already in training."
LEAVE_OUT, RELABEL, REVERT = "Leave out", "Relabel", "Discard edits"
ADD_TO = {TRAIN: "Add to training", TEST: "Add to test"}
# What a part has already, a number.
PRESENT = {TRAIN: "Already in training: {what}.", TEST: "Already in test: {what}."}
_LEFT_OUT = "left out"
# What was done to a picture, in the words of EditCounts, and its mark.
EDIT_MARKS = {"added": "+", "relabeled": "≠", "moved": "→", _LEFT_OUT: "×"}
_ADDED = {TRAIN: "Added {what} to training.", TEST: "Added {what} to test."}
_MOVED = {TRAIN: "Moved {what} to training.", TEST: "Moved {what} to test."}
_RELABELED = "Relabeled {what}."
_UNNAMED = "Not added: {what}. Say first what they show."
_NEITHER = "Not added, of neither class: {what}."
_UNREAD = "Not added, not read: {what}."
_MOST_NAMES = 3
_TARGETS = {TRAIN: "{label}, for training", TEST: "{label}, for the test"}


def pictures(count: int) -> str:
    """The number with the noun: "1 picture", "12 pictures"."""
    return counted(count, "picture", "pictures")


def relabel_text(class_name: str) -> str:
    """The command that gives pictures a label."""
    return f"Label as {printable(class_name)}"


def bring_back_text(title: str) -> str:
    """The command that edits the data as they were for a run."""
    return f"Bring back {title}"


def brought_back_text(title: str) -> str:
    """The message that a run is shown again on data that were edited otherwise."""
    return f"{title} is back, with its own edits. Undo brings yours back."


def restored_text(name: str, counts: EditCounts) -> str:
    """The message that the data called `name` were opened with the edits made before."""
    return f"Your edits of {printable(name)} are back: {counts}."


def stored_edits_text(name: str, counts: EditCounts) -> str:
    """The message that other data were opened in place of edited ones, whose edits are written."""
    return f"Your edits of {printable(name)} are kept: {counts}."


def unread_text(name: str, reason: str) -> str:
    """The message that the edits of the data called `name` cannot be read, and are not written over."""
    return f"Your edits of {printable(name)} could not be read: {printable(reason)}. New ones are not kept."


def edit_mark(edit: PictureEdit) -> str:
    """The mark on an edited picture, of `EDIT_MARKS`; two if it was relabeled and moved."""
    if edit.is_left_out:
        return EDIT_MARKS[_LEFT_OUT]
    if edit.is_added:
        return EDIT_MARKS["added"]
    return (EDIT_MARKS["relabeled"] if edit.is_relabeled else "") + (EDIT_MARKS["moved"] if edit.is_moved else "")


def edit_text(edit: PictureEdit, classes: tuple[str, str]) -> str:
    """The edit of one picture: "relabeled: cat instead of non-cat, moved"."""
    after, before = edit.after, edit.before
    if edit.is_left_out:
        return _LEFT_OUT
    label = printable(classes[after.label])
    if before is None:
        return "added"
    done = [f"relabeled: {label} instead of {printable(classes[before.label])}"] if edit.is_relabeled else []
    if edit.is_moved:
        done.append("moved")
    return ", ".join(done)


# The end of the name of edited data: ", 12 added, 2 relabeled".
_COUNT = rf", ([\d,]+) ({'|'.join(EDIT_MARKS)})"
_COUNTS = re.compile(rf"(?:{_COUNT})+$")


def short_data_text(name: str, origin: DataOrigin | None) -> str:
    """`data_text` in less room, with the marks of edited pictures: "course photos +12 ≠2"."""
    counts = _COUNTS.search(name)
    if counts is None:
        return data_text(name, origin)
    marks = (f"{EDIT_MARKS[what]}{count}" for count, what in re.findall(_COUNT, counts[0]))
    return data_text(f"{name[: counts.start()]} {' '.join(marks)}", origin)


class Candidate(NamedTuple):
    """A picture that may be added.

    Attributes: `pixels` (height, width, 3), None if it is not read; `name`; `label`, None if it is not known;
    `is_named`, whether the user has said what it shows, perhaps a class that the data lack.
    """

    pixels: NDArray[np.uint8] | None
    name: str
    label: int | None
    is_named: bool = True

    @classmethod
    def of_photo(cls, entry: PhotoEntry, classes: tuple[str, str]) -> Candidate:
        """A photo as the network sees it, for data of `classes`."""
        return cls(entry.view, entry.name, label_of(entry.actual, classes), bool(entry.actual))


@dataclass(frozen=True, slots=True, eq=False)
class Additions:
    """Pictures to add to a part with their labels, those to move or to relabel, and how many candidates are neither.

    Attributes: `part`, "train" or "test"; `pictures`; `moved`, the keys of those that are in the other part or none;
    `relabeled`, the labels of those that are in the data with the other class; `unnamed`, candidates whose class is not
    known; `neither`, those of a class that the data lack; `present`, those that are in the part; `unread`, those
    without pixels of the right size; `faults`, what is wrong with each that could not be read: "rex.jpg: this is text".
    """

    part: str
    pictures: tuple[tuple[AddedPicture, int], ...]
    moved: tuple[PictureKey, ...] = ()
    relabeled: Mapping[PictureKey, int] = field(default_factory=dict)
    unnamed: int = 0
    neither: int = 0
    present: int = 0
    unread: int = 0
    faults: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        candidates: Iterable[Candidate],
        edited: EditedDataset,
        known: KnownPictures,
        part: str,
        faults: Sequence[str] = (),
    ) -> Additions:
        """The result of adding `candidates` to "train" or "test" of `edited`.

        `known` are its pictures, so that none is added that is there already.
        """
        pictures: list[tuple[AddedPicture, int]] = []
        moved: list[PictureKey] = []
        relabeled: dict[PictureKey, int] = {}
        fresh: set[bytes] = set()
        unnamed = neither = present = unread = 0
        for pixels, name, label, is_named in candidates:
            if pixels is None or pixels.shape[:2] != edited.original.picture_shape:
                unread += 1
                continue
            digest = next(picture_digests([pixels]))
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
                unnamed += not is_named
                neither += is_named
            else:
                fresh.add(digest)
                pictures.append((AddedPicture(np.ascontiguousarray(pixels), name), label))
        return cls(part, tuple(pictures), tuple(moved), relabeled, unnamed, neither, present, unread, tuple(faults))

    @property
    def command(self) -> str:
        """The text of the command that makes them."""
        if self.pictures:
            return ADD_TO[self.part]
        return MOVE_TO[self.part] if self.moved else RELABEL

    @property
    def are_all_present(self) -> bool:
        """Whether the part has all of the pictures already, so that there is nothing to do."""
        others = self.pictures, self.moved, self.relabeled, self.unnamed, self.neither, self.unread, self.faults
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
        sentences = [sentence.format(what=pictures(count)) for sentence, count in counts.items() if count]
        if self.faults:
            sentences.append(_UNREAD.format(what=listed(self.faults, _MOST_NAMES)))
        return " ".join(sentences)


class AdditionTarget(NamedTuple):
    """Where pictures are added. Attributes: `label`, 0 or 1; `part`, "train" or "test"."""

    label: int
    part: str

    def text(self, classes: tuple[str, str]) -> str:
        """The class and the part: "cat, for training"."""
        return _TARGETS[self.part].format(label=printable(classes[self.label]))


# In the order of the keys 1 and 2.
TARGETS = tuple(AdditionTarget(label, part) for label in (1, 0) for part in (TRAIN, TEST))
