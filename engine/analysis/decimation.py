"""Decimation of curves with more points than the screen has columns."""

from __future__ import annotations

import numpy as np

from engine.typing import FloatArray, Indices


def decimate(y: FloatArray, max_points: int) -> Indices:
    """Indices of the minimum and maximum of each stretch, and the last.

    y (n,) -> indices (k,) that do not decrease, k <= max_points + 3; all of them if n <= max_points.
    """
    if len(y) <= max_points:
        return np.arange(len(y))
    stretch = -(-2 * len(y) // max_points)
    end = len(y) // stretch * stretch
    blocks = y[:end].reshape(-1, stretch)
    starts = np.arange(0, end, stretch)
    extremes = np.column_stack([starts + blocks.argmin(axis=1), starts + blocks.argmax(axis=1)])
    # The last stretch may be shorter.
    rest = [end + y[end:].argmin(), end + y[end:].argmax()] if end < len(y) else []
    return np.concatenate([np.sort(extremes, axis=1).ravel(), np.sort(rest), [len(y) - 1]]).astype(np.intp)


def decimate_visible(y: FloatArray, first: int, end: int, max_points: int) -> Indices:
    """Those indices of y[first:end], and of the point before and the one after, to which lines lead.

    `first` and `end` may lie outside of y (n,).
    """
    begin = max(first - 1, 0)
    return begin + decimate(y[begin : max(end + 1, begin)], max_points)
