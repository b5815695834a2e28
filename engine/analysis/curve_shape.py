"""The shape of a cost curve, as one sees it in a plot: whether it jumps, begins slowly, and levels off.

A curve is seen as the medians of fifty equal stretches of the run, in which single jumps do not show.
"""

from __future__ import annotations

import numpy as np

from engine.typing import FloatArray

# The stretches; a run of fewer iterations has no shape.
_STRETCHES = 50
# So many in a row are taken for the steepest part of the run; a third of its slope is still steep.
_STEEP_STRETCHES, _STEEP_SHARE = 3, 1 / 3
# A rise by this share of the whole fall is plain to see in a plot.
_JUMP = 0.1
_FEWEST_JUMPS, _JUMPS_PER_ITERATION = 3, 0.003


def jump_count(costs: FloatArray) -> int:
    """How often the cost rises in one iteration by more than a tenth of the whole fall of the curve."""
    if len(costs) < _STRETCHES:
        return 0
    return int(np.count_nonzero(np.diff(costs) > _JUMP * np.ptp(_levels(costs))))


def jumps(costs: FloatArray) -> bool:
    """Whether a curve jumps again and again: 3 times in 1,000 iterations, and not only once or twice.

    With the notebook's settings the cost on the drawings rises so far 3 times in 2,500 iterations; with the learning
    rate 0.01 instead of 0.0075 it does so 26 times.
    """
    return jump_count(costs) >= max(_FEWEST_JUMPS, _JUMPS_PER_ITERATION * len(costs))


def slow_start(costs: FloatArray) -> int:
    """About how many iterations pass before a curve falls steeply; 0 if it does from the start."""
    if len(costs) < _STRETCHES:
        return 0
    falls = _falls(costs)
    slow = int(np.argmax(falls >= _STEEP_SHARE * _steepest(falls)))
    return (slow + 1) * (len(costs) // _STRETCHES) if slow > 1 else 0


def levels_off(costs: FloatArray) -> bool:
    """Whether the last fifth of a curve falls less than half as fast as its steepest part."""
    if len(costs) < _STRETCHES:
        return False
    falls = _falls(costs)
    return bool(falls[-_STRETCHES // 5 :].mean() < _steepest(falls) / 2)


def _levels(costs: FloatArray) -> FloatArray:
    return np.array([np.median(stretch) for stretch in np.array_split(costs, _STRETCHES)])


def _falls(costs: FloatArray) -> FloatArray:
    """The falls from each stretch to the next."""
    return -np.diff(_levels(costs))


def _steepest(falls: FloatArray) -> float:
    mean = np.full(_STEEP_STRETCHES, 1 / _STEEP_STRETCHES)
    return float(np.convolve(falls, mean, mode="valid").max())
