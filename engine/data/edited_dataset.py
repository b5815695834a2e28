"""`EditedDataset`: an original data set with edits, and the data set that they make of it; and references to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import overload

import numpy as np
from numpy.typing import NDArray

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
    PictureName,
    Placement,
)
from engine.errors import EditError
from engine.typing import Indices, Pixels

# One object for each, however many pictures are there.
_PLACEMENTS = {(part, label): Placement(part, label) for part in (TRAIN, TEST, LEFT_OUT) for label in (0, 1)}


class PartMembers(Sequence[PictureKey]):
    """The keys of a part in order: pictures that stayed, then pictures that came.

    Keys of pictures that stayed are made when they are asked for: an edit of one picture makes no key for each of the
    others.

    Attributes: `part`; `stayed`, the places in the original part of those that stayed, ascending; `came`.
    """

    def __init__(self, part: str, stayed: Indices, came: tuple[PictureKey, ...] = ()) -> None:
        self.part, self.stayed, self.came = part, stayed, came

    def __len__(self) -> int:
        return len(self.stayed) + len(self.came)

    @overload
    def __getitem__(self, index: int) -> PictureKey: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[PictureKey, ...]: ...

    def __getitem__(self, index: int | slice) -> PictureKey | tuple[PictureKey, ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(len(self))))
        at = range(len(self))[index]
        if at < len(self.stayed):
            return PictureKey(self.part, int(self.stayed[at]))
        return self.came[at - len(self.stayed)]

    def find(self, key: PictureKey) -> int | None:
        """The place of a picture in the part, or None if it is elsewhere."""
        if key.source != self.part:
            return self._came_at.get(key)
        at = int(np.searchsorted(self.stayed, key.index))
        return at if at < len(self.stayed) and self.stayed[at] == key.index else None

    def places_in(self, other: PartMembers) -> Indices:
        """The place of each key in `other`, or -1: (m,)."""
        places = np.full(len(self), -1, dtype=np.int64)
        if other.part == self.part and len(other.stayed):
            at = np.minimum(np.searchsorted(other.stayed, self.stayed), len(other.stayed) - 1)
            places[: len(self.stayed)] = np.where(other.stayed[at] == self.stayed, at, -1)
        for place, key in enumerate(self.came, start=len(self.stayed)):
            found = other.find(key)
            places[place] = -1 if found is None else found
        return places

    def equals(self, other: PartMembers) -> bool:
        """Whether the same pictures are in the same order."""
        return self.part == other.part and self.came == other.came and np.array_equal(self.stayed, other.stayed)

    @cached_property
    def _came_at(self) -> dict[PictureKey, int]:
        return {key: at for at, key in enumerate(self.came, start=len(self.stayed))}


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
        """The same for edits that may leave a part without a class. Raises EditError."""
        edited = self.with_edits(edits)
        for name, part in self.original.parts.items():
            for label, class_name in enumerate(self.original.classes):
                if part.class_counts()[label] and not np.any(edited._labels[name] == label):
                    raise EditError(name, class_name)
        return edited

    # --- edits

    def relabel(self, keys: Iterable[PictureKey], label: int) -> EditedDataset:
        """Give the pictures the label 0 or 1."""
        return self.relabel_each(dict.fromkeys(keys, label))

    def relabel_each(self, labels: Mapping[PictureKey, int]) -> EditedDataset:
        """Give each of the pictures its label, 0 or 1."""
        return self._place({key: replace(self.placement(key), label=label) for key, label in labels.items()})

    def move(self, keys: Iterable[PictureKey], part: str) -> EditedDataset:
        """Put the pictures into "train" or "test", also pictures that were left out."""
        return self._place({key: replace(self.placement(key), part=part) for key in keys})

    def leave_out(self, keys: Iterable[PictureKey]) -> EditedDataset:
        """Take the pictures out of the data; added ones are forgotten."""
        keys = tuple(keys)
        left = self._place(
            {key: _PLACEMENTS[LEFT_OUT, self.placement(key).label] for key in keys if key.source != ADDED}
        )
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
        """The pictures as they were in the original; added ones are forgotten."""
        keys = tuple(keys)
        reverted = self._place({key: self._first_placement(key) for key in keys if key.source != ADDED})
        return reverted._forget([key for key in keys if key.source == ADDED])

    def _place(self, placements: Mapping[PictureKey, Placement]) -> EditedDataset:
        """The same edits but for `placements`."""
        if not all((place.part, place.label) in _PLACEMENTS for place in placements.values()):
            raise ValueError(f"there is no such part or label: {placements}")
        changed = self._without_first({**self.edits.placements, **placements})
        return self.with_checked_edits(DatasetEdits(changed, self.edits.added))

    def _without_first(self, placements: Mapping[PictureKey, Placement]) -> Mapping[PictureKey, Placement]:
        """`placements` without the unedited ones, which are as in the original."""
        return {key: at for key, at in placements.items() if key.source == ADDED or at != self._first_placement(key)}

    def _forget(self, keys: Sequence[PictureKey]) -> EditedDataset:
        """The same edits without the added pictures `keys`."""
        gone = set(keys)
        placements = {key: at for key, at in self.edits.placements.items() if key not in gone}
        added = {number: it for number, it in self.edits.added.items() if PictureKey(ADDED, number) not in gone}
        return self.with_checked_edits(DatasetEdits(placements, added))

    # --- edits of several windows and networks

    @cached_property
    def names(self) -> Mapping[PictureName, PictureKey]:
        """The keys of the edited pictures by their names, ascending by their numbers."""
        names: dict[PictureName, PictureKey] = {}
        for key in sorted(self.edits.placements, key=lambda key: key.index):
            name: PictureName = key
            if key.source == ADDED:
                added = self.edits.added[key.index]
                # One that was added twice has two names.
                copies = (f"{added.sha256} {copy} {added.file}" for copy in count())
                name = next(copy for copy in copies if copy not in names)
            names[name] = key
        return names

    def find(self, name: PictureName) -> Placement | None:
        """The placement of a picture; None for an added picture that is unknown here."""
        key = name if isinstance(name, PictureKey) else self.names.get(name)
        return None if key is None else self.placement(key)

    def changed_names(self, other: EditedDataset) -> Sequence[PictureName]:
        """The names of the pictures that other edits of the same original place elsewhere."""
        return [name for name in {**self.names, **other.names} if self.find(name) != other.find(name)]

    def with_step(self, before: EditedDataset, after: EditedDataset) -> EditedDataset:
        """The same edits, but for what differs between two others; a part may be left without a class."""
        if self.edits == before.edits:
            return after
        placements, added = dict(self.edits.placements), dict(self.edits.added)
        for name in before.changed_names(after):
            was, at, key = before.find(name), after.find(name), self.names.get(name)
            if isinstance(name, PictureKey):
                assert was is not None
                assert at is not None
                placements[name] = self.placement(name).with_change(was, at)
            elif at is not None:
                picture = after.edits.added[after.names[name].index]
                number = key.index if key is not None else max(added, default=-1) + 1
                placements[PictureKey(ADDED, number)], added[number] = at, picture
            elif key is not None:
                del placements[key], added[key.index]
        return self.with_edits(DatasetEdits(self._without_first(placements), added))

    # --- what they make

    def placement(self, key: PictureKey) -> Placement:
        """The part and the label of a picture now. Raises KeyError if there is no such picture."""
        return self.edits.placements.get(key) or self._first_placement(key)

    def _first_placement(self, key: PictureKey) -> Placement:
        labels = self._original_labels.get(key.source)
        if labels is None or not 0 <= key.index < len(labels):
            raise KeyError(key)
        return _PLACEMENTS[key.source, int(labels[key.index])]

    @cached_property
    def _original_labels(self) -> Mapping[str, NDArray[np.int64]]:
        return {name: part.labels[0] for name, part in self.original.parts.items()}

    @cached_property
    def members(self) -> Mapping[str, PartMembers]:
        """The pictures of each part of `dataset` in order: the part's own, then moved ones, then added ones."""
        return {name: self._members(name) for name in self.original.parts}

    def _members(self, name: str) -> PartMembers:
        changed = self.edits.placements
        gone = [key.index for key, at in changed.items() if key.source == name and at.part != name]
        came = [key for key, at in changed.items() if at.part == name and key.source != name]
        in_order = sorted(came, key=lambda key: (key.source == ADDED, key.index))
        return PartMembers(name, np.delete(np.arange(self.original.parts[name].count), gone), tuple(in_order))

    @cached_property
    def _labels(self) -> Mapping[str, NDArray[np.int64]]:
        """The labels of each part, (m,)."""
        labels = {}
        for name, members in self.members.items():
            came = [self.placement(key).label for key in members.came]
            labels[name] = np.append(self.original.parts[name].labels[0, members.stayed], came).astype(np.int64)
            for key, at in self.edits.placements.items():
                if key.source == name == at.part:
                    if (place := members.find(key)) is None:
                        raise KeyError(key)
                    labels[name][place] = at.label
        return labels

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
        original, members, labels = self.original.parts[name], self.members[name], self._labels[name][np.newaxis]
        for known in filter(None, (self._before, self.original)):
            before = EditedDataset.of(known)
            if before.members[name].equals(members) and self._adds_the_same(before, members.came):
                return replace(known.parts[name], labels=labels)
        names = original.files or [""] * original.count
        files = (*(names[at] for at in members.stayed.tolist()), *map(self.file, members.came))
        all_stayed = len(members.stayed) == original.count
        pictures = original.pictures if all_stayed else original.pictures[members.stayed]
        if members.came:
            pictures = np.concatenate([pictures, np.stack([self.pixels(key) for key in members.came])])
        return Part(pictures, labels, files if any(files) else ())

    def _adds_the_same(self, other: EditedDataset, keys: Iterable[PictureKey]) -> bool:
        """Whether `other` has the same added pictures by the same names."""
        added = (key.index for key in keys if key.source == ADDED)
        return all(self.edits.added[number] == other.edits.added.get(number) for number in added)

    def places_in(self, other: EditedDataset, part: str) -> Indices:
        """Where each picture of a part is in that of `other`, made of the same original; -1 if it is not: (m,)."""
        members = self.members[part]
        places = members.places_in(other.members[part])
        for place, key in enumerate(members.came, start=len(members.stayed)):
            if not self._adds_the_same(other, [key]):
                places[place] = -1
        return places

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
        members = self.members[part]
        return {at: edit for edit in self.changes if (at := members.find(edit.key)) is not None}


@dataclass(frozen=True, slots=True)
class DataReference:
    """A data set by its name, its contents, its place and what was edited since it was opened there.

    Attributes: `name`, for the user; `fingerprint`, or '' if unknown; `origin`, or None if unknown; `edits`, or None if
    there are none.
    """

    name: str
    fingerprint: str = ""
    origin: DataOrigin | None = None
    edits: DatasetEdits | None = None

    @classmethod
    def to(cls, dataset: Dataset) -> DataReference:
        """The reference to `dataset`; slow the first time, since it reads all pictures."""
        return cls(dataset.name, dataset.fingerprint, dataset.origin, dataset.edits)

    def is_of(self, dataset: Dataset) -> bool:
        """Whether `dataset` has its name, place and edits; the contents are not compared, which may be slow."""
        is_there = self.origin.may_be(dataset.origin) if self.origin else dataset.origin is None
        # The words in which a name tells of edits may be those of another version.
        is_named = self.name == dataset.name or (self.edits is not None and self.origin is not None)
        return is_there and is_named and self.edits == dataset.edits

    def without_paths(self) -> DataReference:
        """The same with mere names in place of the paths of its files or folders."""
        return replace(self, origin=None if self.origin is None else self.origin.names_only())

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
