"""Duplicates: pictures in both parts of a data set, on which a test proves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import Dataset
from engine.typing import Indices

_NAMED = 3


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """A test picture equal to a train picture, byte for byte. Attributes: both indices."""

    test: int
    train: int

    def __str__(self) -> str:
        return f"test {self.test} is train {self.train}"


def find_duplicates(dataset: Dataset) -> tuple[DuplicatePair, ...]:
    """The test pictures that are also train pictures, each with the first one it equals."""
    groups = find_duplicate_groups(chain(dataset.train.pictures, dataset.test.pictures)).tolist()
    count = dataset.train.count
    first_in_train: dict[int, int] = {}
    for index, group in enumerate(groups[:count]):
        first_in_train.setdefault(group, index)
    found = ((index, first_in_train.get(group)) for index, group in enumerate(groups[count:]))
    return tuple(DuplicatePair(test, train) for test, train in found if train is not None)


def format_duplicates(pairs: tuple[DuplicatePair, ...], most: int = _NAMED) -> str:
    """A sentence that names the first `most` of them, or '': "1 picture is in both parts: test 17 is train 146."."""
    if not pairs:
        return ""
    counted = "1 picture is" if len(pairs) == 1 else f"{len(pairs):,} pictures are"
    more = f" and {len(pairs) - most:,} more" if len(pairs) > most else ""
    return f"{counted} in both parts: {', '.join(map(str, pairs[:most]))}{more}."


def find_duplicate_groups(pictures: Iterable[NDArray[Any]]) -> Indices:
    """A group number for each of `pictures` (m, ...), the same for equal pictures: (m,)."""
    known: dict[bytes, int] = {}
    return np.array([known.setdefault(digest, len(known)) for digest in picture_digests(pictures)], dtype=np.int64)


def picture_digests(pictures: Iterable[NDArray[Any]]) -> Iterator[bytes]:
    """A hash of each of `pictures`, the same for equal ones alone."""
    from hashlib import blake2b  # it loads OpenSSL, which is not needed at start-up

    return (blake2b(np.ascontiguousarray(picture).data, digest_size=20).digest() for picture in pictures)
