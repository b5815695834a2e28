"""The spread of the curves of many runs: their median, the middle half of them, and all.

Each run counts by its trend, as in `engine.analysis.trend`, so that the zigzag of single runs hides no difference
between them; only at the first iteration by its cost there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.trend import BLOCK_UNIT, GROWTH, trend_blocks
from engine.typing import FloatArray

# Of fewer costs each is drawn: blocks would be coarse.
_FEWEST_COSTS = BLOCK_UNIT * GROWTH
_QUANTILES = 0.0, 0.25, 0.5, 0.75, 1.0

# Iterations (k,), increasing, and the costs (k,) there.
Curve = tuple[FloatArray, FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class CostSpread:
    """The curves of s runs, and their spread at k iterations. A run that has stopped before counts with its last cost.

    Attributes: `iterations` (k,); `runs` (s, k), the trend of each run; `quantiles` (5, k): the lowest trend, the lower
    quartile, the median, the upper quartile and the highest trend.
    """

    iterations: FloatArray
    runs: FloatArray
    quantiles: FloatArray

    @classmethod
    def of(cls, curves: Sequence[Curve]) -> CostSpread:
        """That of at least one curve."""
        longest = max((iterations for iterations, _ in curves), key=lambda iterations: float(iterations[-1]))
        costs = np.stack([np.interp(longest, *curve) for curve in curves])
        if len(longest) >= _FEWEST_COSTS:
            longest, costs = _trends(longest, costs)
        return cls(longest, costs, np.quantile(costs, _QUANTILES, axis=0))

    def nearest(self, iteration: float, cost: float) -> tuple[int, float]:
        """The run whose trend at `iteration` is the nearest to `cost`, and how far that is."""
        at = [np.interp(iteration, self.iterations, run) for run in self.runs]
        distances = np.abs(np.array(at) - cost)
        run = int(distances.argmin())
        return run, float(distances[run])


def _trends(iterations: FloatArray, costs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The points of the trend of each row of `costs` (s, n): their iterations (k,), and the trends (s, k)."""
    blocks = trend_blocks(len(iterations))
    medians: NDArray[np.float64] = np.stack([np.median(costs[:, block], axis=1) for block in blocks], axis=1)
    centers = [float(iterations[block].mean()) for block in blocks]
    points = np.array([iterations[0], *centers, iterations[-1]])
    # From the costs before the first step: those of sampled iterations may be far from them within a block.
    return points, np.concatenate([costs[:, :1], medians, medians[:, -1:]], axis=1)
