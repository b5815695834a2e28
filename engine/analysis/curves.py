"""Cost curves: whether one jumps.

A curve is seen as the medians of fifty equal stretches of the run, in which single jumps do not show.
"""

from __future__ import annotations

import numpy as np

from engine.typing import FloatArray

# The stretches; a run of fewer iterations has no shape.
_STRETCHES = 50
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


def _levels(costs: FloatArray) -> FloatArray:
    return np.array([np.median(stretch) for stretch in np.array_split(costs, _STRETCHES)])
