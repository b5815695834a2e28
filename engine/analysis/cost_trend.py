"""The trend of a curve of costs, and how far the costs swing around it.

A step may jump out of a valley and come back, and at a high learning rate every second one does: single costs tell
nothing of where a run is going. So the curve is cut into blocks of equal length, and its trend is the line through
their medians, which spikes do not move while they are fewer than half of a block. The swings are the range in which
nine tenths of the costs lie around the trend: the difference of the 95% and the 5% quantile of the residuals, which the
largest twentieth on either side does not move. Both are robust in the sense of Huber, Robust Statistics (1981).
"""

from __future__ import annotations

import math

import numpy as np

from engine.typing import FloatArray

# Blocks in a curve at most: each is about a fiftieth of the run, so a rise or a fall of a few blocks is seen as one.
_BLOCKS = 50
# Blocks are multiples of this long: oscillations of two, three or six iterations have the same median in each.
_BLOCK_UNIT = 6
# Of the costs around the trend, those below and above the swings.
_TAIL = 0.05
# The parts of a run whose medians tell whether it is falling: its last tenth and the one before.
_TENTHS = 10
# A smaller fall in a tenth of the run, as a share of the cost, would not be seen in the plot.
_LEAST_FALL = 0.005


def trend(costs: FloatArray) -> FloatArray:
    """The trend of `costs` (n,): the line through the medians of its blocks, (n,); flat at both ends."""
    count = len(costs)
    length = _BLOCK_UNIT * math.ceil(count / _BLOCK_UNIT / _BLOCKS)
    # The first block also has what is left over.
    first = count if count < 2 * length else count % length + length
    centers = np.append((first - 1) / 2, np.arange(first, count, length) + (length - 1) / 2)
    medians = np.append(np.median(costs[:first]), np.median(costs[first:].reshape(-1, length), axis=1))
    return np.asarray(np.interp(np.arange(count), centers, medians))


def swing(costs: FloatArray, begin: int) -> float:
    """How far `costs` swing around their trend from `begin` on, and at least in the last fifth of them."""
    first = min(begin, len(costs) - max(1, len(costs) // 5))
    low, high = np.quantile((costs - trend(costs))[first:], (_TAIL, 1 - _TAIL))
    return float(high - low)


def falls(costs: FloatArray) -> tuple[float, float]:
    """The last two falls of the medians of the tenths of `costs`, which are at least three."""
    tenth = max(1, len(costs) // _TENTHS)
    earliest, before, last = (float(np.median(part)) for part in np.split(costs[-3 * tenth :], 3))
    return earliest - before, before - last


def is_falling(costs: FloatArray) -> bool:
    """Whether the last tenth of `costs` lies below the tenth before, by more than chance."""
    return falls(costs)[1] >= chance_difference(costs)


def chance_difference(costs: FloatArray) -> float:
    """How far the medians of two tenths of `costs` may differ by chance, or too little to be seen.

    The medians of two times k costs that swing by s around one level differ by less than s / sqrt(k), nineteen times of
    twenty: of normal swings s is 3.29 standard deviations, and the difference of the medians has one of 1.77 / sqrt(k).
    """
    tenth = max(1, len(costs) // _TENTHS)
    least = _LEAST_FALL * abs(float(np.median(costs[-tenth:])))
    return max(least, swing(costs, len(costs)) / math.sqrt(tenth))
