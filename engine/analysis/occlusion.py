"""Occlusion: how much a logit changes when a part of the picture is covered.

After Zeiler and Fergus, Visualizing and understanding convolutional networks (2014). It asks the network anew for each
position of a patch, so it works for any network; but a patch is also something new to see, and two parts that can stand
in for each other both seem not to matter.

The patch has the mean color of the picture, so that the picture stays as bright as it is: a network on pixels would
answer to another brightness before all else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.typing import FloatArray, Pixels

# The side of the patch, and the step from one to the next, as parts of the shorter side.
_PATCH_PART, _STEP_PART = 4, 16


@dataclass(frozen=True, slots=True, eq=False)
class OcclusionMap:
    """How the logit of class 1 changes when parts of a picture are covered.

    Attributes: `logit` of the whole picture; `changes` (height, width), at each pixel the mean, over the patches that
    cover it, of the logit minus that of the covered picture: positive where the picture speaks for class 1; `patch`,
    the side in pixels.
    """

    logit: float
    changes: FloatArray
    patch: int


class Occlusion:
    """A picture (height, width, 3) covered by a patch at one place after another.

    Attributes: `pictures` (m, height, width, 3), the covered ones and, last, the whole one; `patch`, the side in
    pixels.
    """

    def __init__(self, picture: Pixels) -> None:
        height, width = self._shape = picture.shape[0], picture.shape[1]
        self.patch, step = (max(1, min(height, width) // part) for part in (_PATCH_PART, _STEP_PART))
        rows, columns = (_begins(length, self.patch, step) for length in (height, width))
        self._corners = [(row, column) for row in rows for column in columns]
        self.pictures = np.repeat(picture[np.newaxis], len(self._corners) + 1, axis=0)
        mean_color = np.rint(picture.mean(axis=(0, 1))).astype(np.uint8)
        for covered, corner in zip(self.pictures, self._corners, strict=False):
            covered[self._covered_by(corner)] = mean_color

    def make_map(self, logits: FloatArray) -> OcclusionMap:
        """The map, from the logits (m,) of `pictures`."""
        *changed, logit = logits.tolist()
        sums, counts = np.zeros(self._shape), np.zeros(self._shape)
        for corner, value in zip(self._corners, changed, strict=True):
            here = self._covered_by(corner)
            sums[here] += logit - value
            counts[here] += 1
        return OcclusionMap(logit, sums / counts, self.patch)

    def _covered_by(self, corner: tuple[int, int]) -> tuple[slice, slice]:
        row, column = corner
        return slice(row, row + self.patch), slice(column, column + self.patch)


def _begins(length: int, patch: int, step: int) -> list[int]:
    """The offsets of the patches; the last patch ends at the edge."""
    last = length - patch
    return sorted({*range(0, last, step), last})
