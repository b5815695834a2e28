"""Dividing pictures into a train and a test part, with the classes in proportion in both."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

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
