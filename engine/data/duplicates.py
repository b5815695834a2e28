"""Pictures that are in both parts of a data set: the network is tested on them, and has learned them by heart."""

from __future__ import annotations

from collections.abc import Iterable
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
    """A test picture that is also a train picture, byte for byte. Attributes: the `test` and the `train` index."""

    test: int
    train: int

    def __str__(self) -> str:
        return f"test {self.test} is train {self.train}"


def find_duplicates(dataset: Dataset) -> tuple[DuplicatePair, ...]:
    """The test pictures that are also in the train part, in order, each with the first train picture it equals."""
    groups = find_duplicate_groups(chain(dataset.train.pictures, dataset.test.pictures)).tolist()
    count = dataset.train.count
    first_in_train: dict[int, int] = {}
    for index, group in enumerate(groups[:count]):
        first_in_train.setdefault(group, index)
    found = ((index, first_in_train.get(group)) for index, group in enumerate(groups[count:]))
    return tuple(DuplicatePair(test, train) for test, train in found if train is not None)


def format_duplicates(twins: tuple[DuplicatePair, ...], most: int = _NAMED) -> str:
    """One line that names the first `most` of them: "1 picture is in both parts: test 17 is train 146."."""
    if not twins:
        return ""
    counted = "1 picture is" if len(twins) == 1 else f"{len(twins):,} pictures are"
    more = f" and {len(twins) - most:,} more" if len(twins) > most else ""
    return f"{counted} in both parts: {', '.join(map(str, twins[:most]))}{more}."


def find_duplicate_groups(pictures: Iterable[NDArray[Any]]) -> Indices:
    """A number for each of `pictures` (m, ...), the same one for those that are the same byte for byte: (m,)."""
    from hashlib import blake2b  # it brings OpenSSL, which the start of the program can do without

    known: dict[bytes, int] = {}
    prints = (blake2b(np.ascontiguousarray(picture).data, digest_size=20).digest() for picture in pictures)
    return np.array([known.setdefault(fingerprint, len(known)) for fingerprint in prints], dtype=np.int64)
