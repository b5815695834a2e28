"""Fewer points for a curve that has more of them than the screen has columns, with each peak kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def decimate(x: FloatArray, y: FloatArray, max_points: int) -> tuple[FloatArray, FloatArray]:
    """The curve with at most about `max_points` points: the lowest and the highest of each stretch, in their order.

    x, y (n,) -> x, y (k,), k <= most + 2; the last point is always there, since it is the newest.
    """
    if len(y) <= max_points:
        return x, y
    stretch = -(-2 * len(y) // max_points)
    whole = len(y) // stretch * stretch
    blocks = y[:whole].reshape(-1, stretch)
    starts = np.arange(0, whole, stretch)
    kept = np.sort(np.column_stack([starts + blocks.argmin(axis=1), starts + blocks.argmax(axis=1)]), axis=1).ravel()
    kept = np.append(kept, len(y) - 1)
    return x[kept], y[kept]
