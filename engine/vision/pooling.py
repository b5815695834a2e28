"""2x2 max pooling and its gradient, on tiles.

Tiles are pictures (m, height, width, channels) by the two indices within windows of 2x2: (2, 2, m, height / 2,
width / 2, channels). The largest of four values is found in two comparisons: that of the upper and the lower one in
each column, then that of the two columns. Where values are equal, the gradient goes to one of them; the literal
function gives it to all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from engine.vision.convolution import Floats

Bools = NDArray[np.bool_]


class PoolingChoices(NamedTuple):
    """The places of the largest values.

    Attributes: `upper` (2, m, height, width, channels), whether the upper value of each column is the larger one;
    `left` (m, height, width, channels), whether the left column has it.
    """

    upper: Bools
    left: Bools


def make_choices(shape: tuple[int, ...]) -> PoolingChoices:
    """Memory for the choices of a pooling to `shape` (m, height, width, channels)."""
    return PoolingChoices(np.empty((2, *shape), bool), np.empty(shape, bool))


def tiles_of(pictures: Floats) -> Floats:
    """`pictures` as tiles: a view. A last row or column without a pair is left out."""
    m, height, width, channels = pictures.shape
    picture, row, column, value = pictures.strides
    return as_strided(
        pictures,
        (2, 2, m, height // 2, width // 2, channels),
        (row, column, picture, 2 * row, 2 * column, value),
        writeable=pictures.flags.writeable,
    )


def pool(Z: Floats, out: Floats, choices: PoolingChoices | None = None) -> None:
    """Write the largest value of each tile of Z to `out`, and where it was to `choices`. Z is overwritten."""
    upper, lower = Z
    if choices is not None:
        np.greater_equal(upper, lower, out=choices.upper)
    np.maximum(upper, lower, out=upper)
    left, right = upper
    if choices is not None:
        np.greater_equal(left, right, out=choices.left)
    np.maximum(left, right, out=out)


def unpool(dA: Floats, choices: PoolingChoices, out: Floats) -> None:
    """Write the gradient with respect to the tiles that `pool` was given to `out`."""
    (upper_left, upper_right), (lower_left, lower_right) = out
    np.multiply(dA, choices.left, out=lower_left)
    np.subtract(dA, lower_left, out=lower_right)
    np.multiply(lower_left, choices.upper[0], out=upper_left)
    np.subtract(lower_left, upper_left, out=lower_left)
    np.multiply(lower_right, choices.upper[1], out=upper_right)
    np.subtract(lower_right, upper_right, out=lower_right)
