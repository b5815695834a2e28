"""Occlusion: how much a prediction changes when a part of the picture is covered by a gray patch.

After Zeiler and Fergus, Visualizing and understanding convolutional networks (2014). It asks the network anew for each
position of the patch, so it works for any network; but a patch is also something new to see, and two parts that can
stand in for each other both seem not to matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.typing import FloatArray, Pixels

_GRAY = 128
# The side of the patch, and the step from one to the next, as parts of the shorter side.
_PATCH_PART, _STEP_PART = 4, 16


@dataclass(frozen=True, slots=True, eq=False)
class OcclusionMap:
    """How the probability of class 1 changes when parts of a picture are covered.

    Attributes: `probability` of the whole picture; `changes` (height, width), at each pixel the mean of probability
    minus that with the pixel covered: positive where the picture speaks for class 1; `patch`, the side in pixels.
    """

    probability: float
    changes: FloatArray
    patch: int


def occlusion_map(probabilities: Callable[[Pixels], FloatArray], picture: Pixels) -> OcclusionMap:
    """The occlusion map of a picture (height, width, 3).

    `probabilities` gives those of pictures (m, height, width, 3) as (1, m); it is called once.
    """
    height, width = picture.shape[:2]
    patch, step = (max(1, min(height, width) // part) for part in (_PATCH_PART, _STEP_PART))
    corners = [(row, column) for row in _begins(height, patch, step) for column in _begins(width, patch, step)]
    pictures = np.repeat(picture[np.newaxis], len(corners) + 1, axis=0)
    for covered, (row, column) in zip(pictures, corners, strict=False):
        covered[row : row + patch, column : column + patch] = _GRAY
    *changed, probability = probabilities(pictures)[0]
    sums, counts = np.zeros((height, width)), np.zeros((height, width))
    for (row, column), value in zip(corners, changed, strict=True):
        here = slice(row, row + patch), slice(column, column + patch)
        sums[here] += probability - value
        counts[here] += 1
    return OcclusionMap(float(probability), sums / counts, patch)


def _begins(length: int, patch: int, step: int) -> list[int]:
    """Where patches begin, so that the last one ends at the end."""
    last = length - patch
    return sorted({*range(0, last, step), last})
