"""Decimation of curves with more points than the screen has columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def decimate(y: NDArray[np.float64], max_points: int) -> NDArray[np.intp]:
    """Indices of the minimum and maximum of each stretch, and the last.

    y (n,) -> increasing indices (k,), k <= max_points + 2; all of them if n <= max_points.
    """
    if len(y) <= max_points:
        return np.arange(len(y))
    stretch = -(-2 * len(y) // max_points)
    end = len(y) // stretch * stretch
    blocks = y[:end].reshape(-1, stretch)
    starts = np.arange(0, end, stretch)
    extremes = np.column_stack([starts + blocks.argmin(axis=1), starts + blocks.argmax(axis=1)])
    return np.append(np.sort(extremes, axis=1).ravel(), len(y) - 1)


def decimate_visible(y: NDArray[np.float64], first: int, end: int, max_points: int) -> NDArray[np.intp]:
    """Those indices of y[first:end], and of the point before and the one after, to which lines lead.

    `first` and `end` may lie outside of y (n,).
    """
    begin = min(max(first - 1, 0), len(y))
    return begin + decimate(y[begin : max(end + 1, begin)], max_points)
