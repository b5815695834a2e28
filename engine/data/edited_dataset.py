"""`EditedDataset`: an original data set with edits, and the data set that they make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from engine.data.dataset import Dataset, Part
from engine.data.edits import (
    ADDED,
    LEFT_OUT,
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

    To undo, keep the `edits` before, which are small, and make an EditedDataset of them. Nothing is written anywhere:
    the original and its files stay as they are. Edits of several pictures are one edit. They raise EditError if a part
    would be left without a class that it had, and KeyError for unknown pictures.
    """

    original: Dataset
    edits: DatasetEdits = field(default_factory=DatasetEdits)
    _made: Dataset | None = field(default=None, repr=False)

    @classmethod
    def of(cls, dataset: Dataset) -> EditedDataset:
        """`dataset` with the edits that made it, or with none."""
        return cls(dataset) if dataset.edited is None else replace(dataset.edited, _made=dataset)

    # --- edits

    def relabel(self, keys: Iterable[PictureKey], label: int) -> EditedDataset:
        """Give the pictures the label 0 or 1."""
        return self.relabel_each(dict.fromkeys(keys, label))

    def relabel_each(self, labels: Mapping[PictureKey, int]) -> EditedDataset:
        """Give each of the pictures its label, 0 or 1."""
        return self._place({key: replace(self.placement(key), label=label) for key, label in labels.items()})

    def move(self, keys: Iterable[PictureKey], part: str) -> EditedDataset:
        """Put the pictures into "train" or "test"; those that were left out are in the data again."""
        return self._place({key: replace(self.placement(key), part=part) for key in keys})

    def leave_out(self, keys: Iterable[PictureKey]) -> EditedDataset:
        """Take the pictures out of the data; added ones are forgotten."""
        keys = tuple(keys)
        left = self._place({key: replace(self.placement(key), part=LEFT_OUT) for key in keys if key.source != ADDED})
        return left._forget([key for key in keys if key.source == ADDED])

    def add(self, pictures: Sequence[AddedPicture], label: int, part: str) -> EditedDataset:
        """Add pictures of the size of the others, after those that the part has.

        Raises ValueError for another size.
        """
        for picture in pictures:
            if picture.pixels.shape != (*self.original.picture_shape, 3) or picture.pixels.dtype != np.uint8:
                raise ValueError(f"a picture of {picture.pixels.shape} does not fit {self.original.picture_shape}")
        first = max(self.edits.added, default=-1) + 1
        added = dict(enumerate(pictures, start=first))
        edits = DatasetEdits(self.edits.placements, {**self.edits.added, **added})
        return EditedDataset(self.original, edits)._place(
            {PictureKey(ADDED, number): Placement(part, label) for number in added}
        )

    def revert(self, keys: Iterable[PictureKey]) -> EditedDataset:
        """The pictures as they were in the original; added ones are forgotten."""
        keys = tuple(keys)
        reverted = self._place({key: self._first_placement(key) for key in keys if key.source != ADDED})
        return reverted._forget([key for key in keys if key.source == ADDED])

    def _place(self, placements: Mapping[PictureKey, Placement]) -> EditedDataset:
        """The same edits but for `placements`."""
        if not all(
            place.part in (*self.original.parts, LEFT_OUT) and place.label in (0, 1) for place in placements.values()
        ):
            raise ValueError(f"there is no such part or label: {placements}")
        merged = {**self.edits.placements, **placements}
        changed = {key: at for key, at in merged.items() if key.source == ADDED or at != self._first_placement(key)}
        return self._checked(DatasetEdits(changed, self.edits.added))

    def _forget(self, keys: Sequence[PictureKey]) -> EditedDataset:
        """The same edits without the added pictures `keys`."""
        gone = set(keys)
        placements = {key: at for key, at in self.edits.placements.items() if key not in gone}
        added = {number: it for number, it in self.edits.added.items() if PictureKey(ADDED, number) not in gone}
        return self._checked(DatasetEdits(placements, added))

    def _checked(self, edits: DatasetEdits) -> EditedDataset:
        """The original with `edits`. Raises EditError."""
        edited = EditedDataset(self.original, edits)
        for name, part in self.original.parts.items():
            present = {edited.placement(key).label for key in edited.members[name]}
            for label, class_name in enumerate(self.original.classes):
                if label not in present and part.class_counts()[label]:
                    raise EditError(name, class_name)
        return edited

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
        """The pictures of each part of `dataset`, in order: those that stayed, came from the other part, were added."""
        return {name: (*self._stayed(name), *self._came(name)) for name in self.original.parts}

    def _stayed(self, name: str) -> Iterable[PictureKey]:
        changed = self.edits.placements
        gone = {key.index for key, at in changed.items() if key.source == name and at.part != name}
        return (PictureKey(name, index) for index in range(self.original.parts[name].count) if index not in gone)

    def _came(self, name: str) -> list[PictureKey]:
        came = [key for key, at in self.edits.placements.items() if at.part == name and key.source != name]
        return sorted(came, key=lambda key: (key.source == ADDED, key.index))

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
            return made
        return self._made

    def _part(self, name: str) -> Part:
        """A part after the edits; it shares the pictures of the original if these are the same."""
        original, keys = self.original.parts[name], self.members[name]
        labels = np.array([[self.placement(key).label for key in keys]], dtype=np.int64)
        if len(keys) == original.count and not self._came(name):
            return replace(original, labels=labels)
        files = tuple(map(self.file, keys))
        return Part(np.stack([self.pixels(key) for key in keys]), labels, files if any(files) else ())

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
        """What was done to each edited picture: those of the training part, of the test part, and the added ones."""
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
        """What was done to the pictures of a part, by their index in `dataset`; untouched ones are left out."""
        by_key = {edit.key: edit for edit in self.changes}
        return {index: by_key[key] for index, key in enumerate(self.members[part]) if key in by_key}
