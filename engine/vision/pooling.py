"""2x2 max pooling and its gradient.

The largest of four values is found in two comparisons: that of the upper and the lower one in each column, then that
of the two columns. Where values are equal, the gradient goes to one of them; the literal function gives it to all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.vision.convolution import Floats

Bools = NDArray[np.bool_]


class PoolingChoices(NamedTuple):
    """Where the largest values were.

    Attributes: `upper` (m, height, 2 width, channels), whether the upper value of each pair is the larger one; `left`
    (m, height, width, channels), whether the left pair has it.
    """

    upper: Bools
    left: Bools

    def chunk(self, pictures: slice) -> PoolingChoices:
        """Those of some pictures, as views."""
        return PoolingChoices(self.upper[pictures], self.left[pictures])


def make_choices(shape: tuple[int, ...]) -> PoolingChoices:
    """Memory for the choices of a pooling to `shape` (m, height, width, channels)."""
    m, height, width, channels = shape
    return PoolingChoices(np.empty((m, height, 2 * width, channels), bool), np.empty(shape, bool))


def pool(Z: Floats, out: Floats, choices: PoolingChoices | None = None) -> None:
    """Write the largest value of each 2x2 window of Z to `out`, and where it was to `choices`.

    The first row of each pair is overwritten in Z. A last row or column without a pair is left out.
    """
    height, width = out.shape[1:3]
    upper, lower = (Z[:, row : 2 * height : 2, : 2 * width] for row in (0, 1))
    if choices is not None:
        np.greater_equal(upper, lower, out=choices.upper)
    np.maximum(upper, lower, out=upper)
    left, right = upper[:, :, 0::2], upper[:, :, 1::2]
    if choices is not None:
        np.greater_equal(left, right, out=choices.left)
    np.maximum(left, right, out=out)


def unpool(dA: Floats, choices: PoolingChoices, out: Floats, pairs: Floats) -> None:
    """Write the gradient with respect to the input of `pool` to `out` (m, 2 height, 2 width, channels).

    `pairs` (m, height, 2 width, channels) is memory for the gradient of the larger of each pair.
    """
    left, right = pairs[:, :, 0::2], pairs[:, :, 1::2]
    np.multiply(dA, choices.left, out=left)
    np.subtract(dA, left, out=right)
    upper, lower = out[:, 0::2], out[:, 1::2]
    np.multiply(pairs, choices.upper, out=upper)
    np.subtract(pairs, upper, out=lower)
