"""The trend of costs whose single values are noisy.

A step may jump out of a valley and come back, so curves are smoothed by a running median, and stretches of them are
compared by their medians: noise of 3% is no trend.
"""

from __future__ import annotations

import numpy as np

from engine.typing import FloatArray

_WINDOW = 11
_FALL = 0.995


def smoothed(costs: FloatArray) -> FloatArray:
    """The median of the eleven costs around each."""
    padded = np.pad(costs, _WINDOW // 2, mode="reflect")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, _WINDOW), axis=1))


def level(costs: FloatArray, iteration: int) -> float:
    """The median of the costs before `iteration`, over a fiftieth of the run."""
    width = max(5, len(costs) // 50)
    return float(np.median(costs[max(0, iteration - width) : max(1, iteration)]))


def is_falling(costs: FloatArray) -> bool:
    """Whether the last tenth of `costs` lies at least 0.5% below the tenth before."""
    tenth = max(1, len(costs) // 10)
    return bool(np.median(costs[-tenth:]) <= _FALL * np.median(costs[-2 * tenth : -tenth]))
