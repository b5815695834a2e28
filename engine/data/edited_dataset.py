"""`EditedDataset`: an original data set with edits, and the data set that they make of it; and references to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from engine.data.dataset import DataOrigin, Dataset, Part
from engine.data.edits import (
    ADDED,
    LEFT_OUT,
    TEST,
    TRAIN,
    AddedPicture,
    DatasetEdits,
    EditCounts,
    PictureEdit,
    PictureKey,
    Placement,
)
from engine.errors import EditError
from engine.typing import Pixels


@dataclass(frozen=True, eq=False)
class EditedDataset:
    """A data set and its edits, as a value: each edit returns another one.

    To undo, keep the `edits` before, which are small, and take them `with_edits`. Nothing is written anywhere: the
    original and its files stay as they are, and a part with the same pictures as before shares their array. Edits of
    several pictures are one edit. They raise EditError if a part would be left without a class that it had, and
    KeyError for unknown pictures.
    """

    original: Dataset
    edits: DatasetEdits = field(default_factory=DatasetEdits)
    _made: Dataset | None = field(default=None, repr=False)
    _before: Dataset | None = field(default=None, repr=False)

    @classmethod
    def of(cls, dataset: Dataset) -> EditedDataset:
        """`dataset` with the edits that made it, or with none."""
        return cls(dataset) if dataset.edited is None else replace(dataset.edited, _made=dataset)

    def with_edits(self, edits: DatasetEdits) -> EditedDataset:
        """The data set of the same original with `edits`."""
        return EditedDataset(self.original, edits, _before=self._made or self._before)

    def with_checked_edits(self, edits: DatasetEdits) -> EditedDataset:
        """As `with_edits`, for edits that may leave a part without a class. Raises EditError."""
        edited = self.with_edits(edits)
        for name, part in self.original.parts.items():
            labels = {edited.placement(key).label for key in edited.members[name]}
            for label, class_name in enumerate(self.original.classes):
                if part.class_counts()[label] and label not in labels:
                    raise EditError(name, class_name)
        return edited

    # --- edits

    def relabel(self, keys: Iterable[PictureKey], label: int) -> EditedDataset:
        """A copy in which the pictures have the label 0 or 1."""
        return self.relabel_each(dict.fromkeys(keys, label))

    def relabel_each(self, labels: Mapping[PictureKey, int]) -> EditedDataset:
        """A copy in which each picture has its label in `labels`, 0 or 1."""
        return self._place({key: self.placement(key)._replace(label=label) for key, label in labels.items()})

    def move(self, keys: Iterable[PictureKey], part: str) -> EditedDataset:
        """A copy with the pictures in "train" or "test", also pictures that were left out."""
        return self._place({key: self.placement(key)._replace(part=part) for key in keys})

    def leave_out(self, keys: Iterable[PictureKey]) -> EditedDataset:
        """A copy without the pictures; added ones are deleted."""
        keys = tuple(keys)
        left = self._place({key: self.placement(key)._replace(part=LEFT_OUT) for key in keys if key.source != ADDED})
        return left._forget([key for key in keys if key.source == ADDED])

    def add(self, pictures: Sequence[AddedPicture], label: int, part: str) -> EditedDataset:
        """Add pictures, of the size of the others, at the end of the part.

        Raises ValueError for another size.
        """
        for picture in pictures:
            if picture.pixels.shape != (*self.original.picture_shape, 3) or picture.pixels.dtype != np.uint8:
                raise ValueError(f"a picture of {picture.pixels.shape} does not fit {self.original.picture_shape}")
        first = max(self.edits.added, default=-1) + 1
        added = dict(enumerate(pictures, start=first))
        edits = DatasetEdits(self.edits.placements, {**self.edits.added, **added})
        return self.with_edits(edits)._place({PictureKey(ADDED, number): Placement(part, label) for number in added})

    def revert(self, keys: Iterable[PictureKey]) -> EditedDataset:
        """A copy with the pictures as in the original; added ones are deleted."""
        keys = tuple(keys)
        reverted = self._place({key: self._first_placement(key) for key in keys if key.source != ADDED})
        return reverted._forget([key for key in keys if key.source == ADDED])

    def _place(self, placements: Mapping[PictureKey, Placement]) -> EditedDataset:
        """A copy with `placements` in place of those of their pictures."""
        if not all(place.part in (TRAIN, TEST, LEFT_OUT) and place.label in (0, 1) for place in placements.values()):
            raise ValueError(f"there is no such part or label: {placements}")
        changed = self._without_first({**self.edits.placements, **placements})
        return self.with_checked_edits(DatasetEdits(changed, self.edits.added))

    def _without_first(self, placements: Mapping[PictureKey, Placement]) -> Mapping[PictureKey, Placement]:
        """`placements` without the unedited ones, which are as in the original."""
        return {key: at for key, at in placements.items() if key.source == ADDED or at != self._first_placement(key)}

    def _forget(self, keys: Sequence[PictureKey]) -> EditedDataset:
        """A copy without the added pictures `keys`."""
        gone = set(keys)
        placements = {key: at for key, at in self.edits.placements.items() if key not in gone}
        added = {number: it for number, it in self.edits.added.items() if PictureKey(ADDED, number) not in gone}
        return self.with_checked_edits(DatasetEdits(placements, added))

    # --- what they make

    def placement(self, key: PictureKey) -> Placement:
        """The part and the label of a picture now. Raises KeyError if there is no such picture."""
        return self.edits.placements.get(key) or self._first_placement(key)

    def _first_placement(self, key: PictureKey) -> Placement:
        part = self.original.parts.get(key.source)
        if part is None or not 0 <= key.index < part.count:
            raise KeyError(key)
        return Placement(key.source, int(part.labels[0, key.index]))

    @cached_property
    def members(self) -> Mapping[str, tuple[PictureKey, ...]]:
        """The keys of each part's pictures in `dataset`, in order: original ones, then moved ones, then added ones."""
        parts = {key: at.part for key, at in self.edits.placements.items()}
        members = {}
        for name, part in self.original.parts.items():
            own = (PictureKey(name, index) for index in range(part.count))
            came = (key for key, now in parts.items() if now == name and key.source != name)
            in_order = sorted(came, key=lambda key: (key.source == ADDED, key.index))
            members[name] = (*(key for key in own if parts.get(key, name) == name), *in_order)
        return members

    @cached_property
    def _places(self) -> Mapping[PictureKey, tuple[str, int]]:
        return {key: (name, at) for name, keys in self.members.items() for at, key in enumerate(keys)}

    def place(self, key: PictureKey) -> tuple[str, int] | None:
        """The part of `dataset` that a picture is in and its index there, or None if it is in neither."""
        return self._places.get(key)

    @property
    def dataset(self) -> Dataset:
        """The data set that the edits make, always the same object; the original itself if there are none."""
        if self.edits.are_none:
            return self.original
        if self._made is None:
            train, test = map(self._part, self.original.parts)
            name = f"{self.original.name}, {self.counts}"
            # Without what was made: no cycle keeps its pictures until the garbage collector runs.
            own = EditedDataset(self.original, self.edits)
            made = replace(self.original, name=name, train=train, test=test, edited=own)
            object.__setattr__(self, "_made", made)
            object.__setattr__(self, "_before", None)
            return made
        return self._made

    def _part(self, name: str) -> Part:
        """A part after the edits, with the pictures of the data before, or of the original, if they are the same."""
        original, members = self.original.parts[name], self.members[name]
        labels = np.array([[self.placement(key).label for key in members]], dtype=np.int64)
        for known in filter(None, (self._before, self.original)):
            before = EditedDataset.of(known)
            if before.members[name] == members and self._adds_the_same(before, members):
                return replace(known.parts[name], labels=labels)
        files = tuple(map(self.file, members))
        own = [key.index for key in members if key.source == name]
        pictures = original.pictures[own]
        if len(own) < len(members):
            pictures = np.concatenate([pictures, np.stack([self.pixels(key) for key in members[len(own) :]])])
        return Part(pictures, labels, files if any(files) else ())

    def _adds_the_same(self, other: EditedDataset, keys: Iterable[PictureKey]) -> bool:
        """Whether `other` has the same added pictures by the same names."""
        added = (key.index for key in keys if key.source == ADDED)
        return all(self.edits.added.get(number) == other.edits.added.get(number) for number in added)

    def pixels(self, key: PictureKey) -> Pixels:
        """A picture (height, width, 3)."""
        if key.source == ADDED:
            return self.edits.added[key.index].pixels
        pixels: Pixels = self.original.parts[key.source].pictures[key.index]
        return pixels

    def file(self, key: PictureKey) -> str:
        """The file of a picture for the user, or ""."""
        if key.source == ADDED:
            return self.edits.added[key.index].file
        files = self.original.parts[key.source].files
        return files[key.index] if files else ""

    @cached_property
    def changes(self) -> tuple[PictureEdit, ...]:
        """The edit of each edited picture: of the training part, of the test part, then of added pictures."""
        order = (*self.original.parts, ADDED)
        placements = sorted(
            self.edits.placements.items(), key=lambda entry: (order.index(entry[0].source), entry[0].index)
        )
        return tuple(
            PictureEdit(key, None if key.source == ADDED else self._first_placement(key), at) for key, at in placements
        )

    @property
    def counts(self) -> EditCounts:
        """The numbers of edited pictures; as text, they are what the title says."""
        return EditCounts.of(self.changes)

    def marks(self, part: str) -> Mapping[int, PictureEdit]:
        """The edits of the pictures of a part, by their index in `dataset`, without unedited pictures."""
        places = ((self.place(edit.key), edit) for edit in self.changes)
        return {place[1]: edit for place, edit in places if place is not None and place[0] == part}


class DataReference(NamedTuple):
    """A data set by its name, its contents, its place and what was edited since it was opened there.

    Attributes: `name`, for the user; `fingerprint`, or '' if unknown; `origin`, or None if unknown; `edits`, or None if
    there are none.
    """

    name: str
    fingerprint: str = ""
    origin: DataOrigin | None = None
    edits: DatasetEdits | None = None

    @classmethod
    def of(cls, dataset: Dataset) -> DataReference:
        """The reference to `dataset`; slow the first time, since it reads all pictures."""
        return cls(dataset.name, dataset.fingerprint, dataset.origin, dataset.edits)

    def is_of(self, dataset: Dataset) -> bool:
        """Whether `dataset` has its name, place and edits; the contents are not compared, which may be slow."""
        is_there = self.origin.matches(dataset.origin) if self.origin else dataset.origin is None
        # The words in which a name tells of edits may be those of another version.
        is_named = self.name == dataset.name or (self.edits is not None and self.origin is not None)
        return is_there and is_named and self.edits == dataset.edits

    def without_paths(self) -> DataReference:
        """A copy with names only in place of the paths of its files or folders."""
        return self._replace(origin=None if self.origin is None else self.origin.names_only())

    def restore(self, opened: Dataset) -> Dataset:
        """The data set, made of the one `opened` at its place; `opened` itself if it is not made of that.

        The edits may come from a file that anybody wrote: what counts is the fingerprint of the result, if it is known.
        """
        if self.edits is None:
            return opened
        # Edits of another data set name pictures that this one does not have, or add pictures of another size.
        with suppress(LookupError, ValueError):
            edited = EditedDataset(EditedDataset.of(opened).original, self.edits).dataset
            if self.fingerprint in ("", edited.fingerprint):
                return edited
        return opened
