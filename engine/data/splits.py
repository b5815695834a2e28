"""Stratified splits: pictures divided into train and test parts, or into folds.

Duplicates go into the same part; otherwise a network would be tested on pictures that it was trained on.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ConfigError
from engine.typing import Indices


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
