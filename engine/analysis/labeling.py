"""Which photos to label next: uncertain ones that differ from each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.typing import FloatArray, Indices


def suggest_photos(probabilities: FloatArray, rows: NDArray[Any], count: int) -> Indices:
    """The indices of `count` photos whose labels would tell the network most, best first.

    `probabilities` (n,) are those of class 1, NaN for photos to leave out; `rows` (n, features) are the features that
    the network takes. The photos are chosen one after the other (greedily). The first is the most uncertain; each next
    one has the largest product of

    - its uncertainty, the entropy -p log2 p - (1 - p) log2(1 - p), between 0 and 1, and
    - its distance to the nearest photo chosen before, as a part of the median distance to the first, at most 1.

    So of several equal photos only one is chosen while others are left (as in Brinker, Incorporating diversity in
    active learning with support vector machines, 2003).
    """
    known = np.flatnonzero(np.isfinite(probabilities))
    left = np.asarray(rows[known], dtype=np.float64)
    uncertainty = _entropy(probabilities[known])
    difference = np.ones(len(known))
    scale = 0.0
    chosen: list[int] = []
    for _ in range(min(count, len(known))):
        scores = uncertainty * difference
        scores[chosen] = -1.0
        best = int(np.argmax(scores))
        chosen.append(best)
        distances = np.linalg.norm(left - left[best], axis=1)
        scale = scale or float(np.median(distances)) or 1.0
        difference = np.minimum(difference, distances / scale)
    return known[chosen]


def _entropy(probabilities: FloatArray) -> FloatArray:
    """The entropy in bits of answers with probabilities (n,)."""
    entropy = np.zeros(len(probabilities))
    for share in (probabilities, 1.0 - probabilities):
        positive = share > 0
        entropy[positive] -= share[positive] * np.log2(share[positive])
    return entropy
