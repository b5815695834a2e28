"""Duplicates: pictures in both parts of a data set, on which a test proves nothing; and splits that keep them together.

Stratified splits divide pictures into train and test parts, or into folds. Duplicates go into the same part; otherwise
a network would be tested on pictures that it was trained on.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset
from engine.data.edits import ADDED, AddedPicture, DatasetEdits, PictureKey
from engine.errors import ConfigError
from engine.text import counted
from engine.typing import Indices

_NAMED = 3


class DuplicatePair(NamedTuple):
    """A test picture equal to a train picture, byte for byte. Attributes: both indices."""

    test: int
    train: int

    def __str__(self) -> str:
        return f"test {self.test} is train {self.train}"


@dataclass(frozen=True, slots=True)
class KnownPictures:
    """The pictures of the data set that `edits` make of `original`.

    Attributes: `keys`, the key of each by its digest, of equal ones the first.
    """

    original: Dataset
    edits: DatasetEdits
    keys: Mapping[bytes, PictureKey] = field(compare=False, repr=False)

    def part_of(self, digest: bytes) -> str:
        """The part, "train" or "test", that a picture is in; '' if it is in none."""
        key = self.keys.get(digest)
        placement = None if key is None else self.edits.placements.get(key)
        if placement is not None:
            return placement.part
        return "" if key is None else key.source


class DuplicateFinder:
    """Finds the duplicates of a data set and of what edits make of it; each picture is read once."""

    def __init__(self, original: Dataset) -> None:
        self._original = original
        self._digests = {name: list(picture_digests(part.pictures)) for name, part in original.parts.items()}
        self._added: dict[str, bytes] = {}  # by the SHA-256 of the picture
        self._keys: dict[bytes, PictureKey] = {}
        for name, digests in self._digests.items():
            for index, digest in enumerate(digests):
                self._keys.setdefault(digest, PictureKey(name, index))

    def known_pictures(self, edits: DatasetEdits | None) -> KnownPictures:
        """The pictures of the original with `edits`, or with none."""
        edits = edits or DatasetEdits()
        added = {self._digest_of(picture): PictureKey(ADDED, number) for number, picture in edits.added.items()}
        return KnownPictures(self._original, edits, ChainMap(self._keys, added))

    def find(self, dataset: Dataset) -> tuple[DuplicatePair, ...]:
        """The test pictures that are also train pictures, each with the first one it equals."""
        if dataset.edited is None:
            return _pairs(self._digests["train"], self._digests["test"])
        edits, members = dataset.edited.edits, dataset.edited.members
        return _pairs(*([self._digest_in(edits, key) for key in members[part]] for part in ("train", "test")))

    def _digest_in(self, edits: DatasetEdits, key: PictureKey) -> bytes:
        return self._digest_of(edits.added[key.index]) if key.source == ADDED else self._digests[key.source][key.index]

    def _digest_of(self, picture: AddedPicture) -> bytes:
        if picture.sha256 not in self._added:
            self._added[picture.sha256] = next(picture_digests([picture.pixels]))
        return self._added[picture.sha256]


def _pairs(train: Sequence[bytes], test: Sequence[bytes]) -> tuple[DuplicatePair, ...]:
    first_in_train: dict[bytes, int] = {}
    for index, digest in enumerate(train):
        first_in_train.setdefault(digest, index)
    found = ((index, first_in_train.get(digest)) for index, digest in enumerate(test))
    return tuple(DuplicatePair(index, same) for index, same in found if same is not None)


def format_duplicates(pairs: tuple[DuplicatePair, ...]) -> str:
    """A sentence naming the first duplicates, or '': "In both parts: 1 picture (test 17 is train 146)."."""
    if not pairs:
        return ""
    count, listed = counted(len(pairs), "picture", "pictures"), ", ".join(map(str, pairs[:_NAMED]))
    if len(pairs) > _NAMED:
        return f"In both parts: {count} ({listed} and {len(pairs) - _NAMED:,} more)."
    return f"In both parts: {count} ({listed})."


def find_duplicate_groups(pictures: Iterable[NDArray[Any]]) -> Indices:
    """A group number for each of `pictures` (m, ...), the same for equal pictures: (m,)."""
    known: dict[bytes, int] = {}
    return np.array([known.setdefault(digest, len(known)) for digest in picture_digests(pictures)], dtype=np.int64)


def picture_digests(pictures: Iterable[NDArray[Any]]) -> Iterator[bytes]:
    """A hash of each of `pictures`, the same for equal ones alone."""
    from hashlib import blake2b  # it loads OpenSSL, which is not needed at start-up

    return (blake2b(np.ascontiguousarray(picture).data, digest_size=20).digest() for picture in pictures)


def stratified_split(groups: Indices, labels: NDArray[Any], test_percent: int, seed: int) -> tuple[Indices, Indices]:
    """The indices of the train part and of the test part, shuffled by `seed`.

    `groups` (m,) are those of `find_duplicate_groups`, `labels` (m,) are 0 or 1; each class must have at least two
    groups. Each part gets pictures of each class. Without duplicates, `test_percent` of each class, rounded, is in the
    test part.
    """
    stream = np.random.RandomState(seed)
    is_test = np.zeros(len(labels), dtype=bool)
    for label in (0, 1):
        of_class = np.flatnonzero(labels == label)
        is_test[of_class] = _select_test_part(groups[of_class], test_percent, stream)
    order = stream.permutation(len(labels))
    return order[~is_test[order]], order[is_test[order]]


def _select_test_part(groups: Indices, percent: int, stream: np.random.RandomState) -> NDArray[np.bool_]:
    """Mask of the test pictures of one class: duplicate groups are added whole until `percent` is reached."""
    numbers, sizes = np.unique(groups, return_counts=True)
    left = min(max(1, round(len(groups) * percent / 100)), len(groups) - 1)
    order = stream.permutation(len(numbers))
    drawn = []
    for group in order:
        if sizes[group] <= left:
            drawn.append(group)
            left -= sizes[group]
    if not drawn:
        drawn = [order[np.argmin(sizes[order])]]
    return np.isin(groups, numbers[drawn])


def require_folds(count: int, groups: Indices, labels: NDArray[Any], classes: tuple[str, str]) -> None:
    """Raise ConfigError if `count` folds cannot each have pictures of both classes."""
    if count < 2:
        raise ConfigError("folds", count, "must be at least 2")
    for label, name in enumerate(classes):
        different = len(np.unique(groups[labels == label]))
        if different < 2:
            raise ConfigError("folds", count, f"needs two different pictures of {name}: add some")
        if different < count:
            raise ConfigError(
                "folds", count, f"must be at most {different}; only {different} pictures of {name} differ"
            )


def stratified_folds(groups: Indices, labels: NDArray[Any], count: int, seed: int) -> list[Indices]:
    """The sorted indices in each of `count` folds, drawn by `seed`.

    `groups` (m,) are those of `find_duplicate_groups`, `labels` (m,) are 0 or 1. Without duplicates, the folds differ
    by at most one picture of each class.
    """
    order = np.argsort(groups, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
    np.random.RandomState(seed).shuffle(members)
    # Large groups first, while every fold has room; the sort is stable, so equal groups stay shuffled.
    members.sort(key=len, reverse=True)
    fold_of = np.empty(len(labels), dtype=np.int64)
    counts = np.zeros((count, 2), dtype=np.int64)
    for group in members:
        of_its_class = counts[:, labels[group[0]]]
        fold = np.lexsort((counts.sum(axis=1), of_its_class))[0]
        fold_of[group] = fold
        counts[fold] += np.bincount(labels[group], minlength=2)
    return [np.flatnonzero(fold_of == fold) for fold in range(count)]
