"""Dividing pictures into a train and a test part or into folds, each with the classes in proportion.

Pictures that are the same go into the same part: else a network would be tested on what it has learned by heart.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ConfigError
from engine.typing import Indices


def stratified_split(groups: Indices, labels: NDArray[Any], test_percent: int, seed: int) -> tuple[Indices, Indices]:
    """The indices of the train and of the test part of m pictures, both in an order that `seed` draws as well.

    `groups` (m,) are those of `folds.find_duplicate_groups`, `labels` (m,) are 0 or 1; of each class there must be two
    groups. Each part gets pictures of each class. Those of a class that are the same go into one part; where there are
    none, `test_percent` of each class, rounded, is in the test part.
    """
    stream = np.random.RandomState(seed)
    is_test = np.zeros(len(labels), dtype=bool)
    for label in (0, 1):
        of_class = np.flatnonzero(labels == label)
        is_test[of_class] = _select_test_part(groups[of_class], test_percent, stream)
    order = stream.permutation(len(labels))
    return order[~is_test[order]], order[is_test[order]]


def _select_test_part(groups: Indices, percent: int, stream: np.random.RandomState) -> NDArray[np.bool_]:
    """Which pictures of one class are drawn for the test part: whole groups, and as near to the share as they go."""
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
