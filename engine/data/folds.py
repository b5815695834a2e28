"""Dividing pictures into parts for cross-validation, each part with the classes in proportion.

Pictures that are the same go into the same part: else a network would be tried on what it has learned by heart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ConfigError
from engine.typing import Indices


def find_duplicate_groups(pictures: Iterable[NDArray[Any]]) -> Indices:
    """A number for each of `pictures` (m, ...), the same one for those that are the same byte for byte: (m,)."""
    from hashlib import blake2b  # it brings OpenSSL, which the start of the program can do without

    known: dict[bytes, int] = {}
    prints = (blake2b(np.ascontiguousarray(picture).data, digest_size=20).digest() for picture in pictures)
    return np.array([known.setdefault(fingerprint, len(known)) for fingerprint in prints], dtype=np.int64)


def require_folds(count: int, groups: Indices, labels: NDArray[Any], classes: tuple[str, str]) -> None:
    """Refuse a number of folds that leaves one without a picture of each class; `groups`, `labels` are (m,)."""
    if count < 2:
        raise ConfigError("folds", count, "at least 2 are needed, one to learn from and one to be tried on")
    for label, name in enumerate(classes):
        different = len(np.unique(groups[labels == label]))
        if different < count:
            raise ConfigError(
                "folds",
                count,
                f"each of them needs pictures of both classes, and of {name} there are {different} that differ; "
                "use fewer folds or more pictures",
            )


def stratified_folds(groups: Indices, labels: NDArray[Any], count: int, seed: int) -> list[Indices]:
    """`count` folds of the m pictures, drawn by `seed`: the indices in each, in order; each picture is in one fold.

    `groups` (m,) are those of `find_duplicate_groups`, `labels` (m,) are 0 or 1. Where no two pictures are the same,
    the folds differ by at most one picture of each class.
    """
    order = np.argsort(groups, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
    np.random.RandomState(seed).shuffle(members)
    # Large groups first, while there is room everywhere; the sort leaves the drawn order among equals.
    members.sort(key=len, reverse=True)
    fold_of = np.empty(len(labels), dtype=np.int64)
    tally = np.zeros((count, 2), dtype=np.int64)
    for group in members:
        of_its_class = tally[:, labels[group[0]]]
        fold = np.lexsort((tally.sum(axis=1), of_its_class))[0]
        fold_of[group] = fold
        tally[fold] += np.bincount(labels[group], minlength=2)
    return [np.flatnonzero(fold_of == fold) for fold in range(count)]
