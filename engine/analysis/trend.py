"""The trend of a curve of costs, where it is lowest, and how far the costs swing around it.

A step may jump out of a valley and come back, and at a high learning rate every second one does: single costs tell
nothing of where a run is going. So the curve is cut into blocks, and its trend is the line through their medians, which
spikes do not move while they are fewer than half of a block. A block is a twenty-fifth as long as what came before it,
so its costs are compared where they still move as where they hardly do; a longer curve has the same blocks, and more.

The swings are the range in which nine tenths of the costs lie around the trend: the difference of the 95% and the 5%
quantile of the residuals, which the largest twentieth on either side does not move. Both are robust in the sense of
Huber, Robust Statistics (1981).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.typing import FloatArray

# Blocks are multiples of this long: oscillations of two, three or six iterations have the same median in each.
BLOCK_UNIT = 6
# The length of a block, as a share of what came before it.
GROWTH = 25
# Of the costs around the trend, those below and above the swings.
_TAIL = 0.05
# The parts of a run whose medians tell whether it is falling: its last tenth and the one before.
_TENTHS = 10
# A smaller fall in a tenth of the run, as a share of the cost, would not be seen in the plot.
_LEAST_FALL = 0.005


def block_length(begin: int) -> int:
    """The number of costs in the block that begins with cost `begin`."""
    return BLOCK_UNIT * max(1, begin // (BLOCK_UNIT * GROWTH))


@dataclass(frozen=True, slots=True)
class Resolution:
    """How fine a trend is to be: the shortest and the longest block, as multiples of `BLOCK_UNIT`, or None."""

    shortest: int = 1
    longest: int | None = None


def trend_blocks(
    count: int, resolution: Resolution = Resolution(), first: int = 0, end: int | None = None
) -> list[slice]:
    """The blocks of `count` costs; the last one reaches back into the one before, so as to be as long as any.

    Fewer costs than a block has are a block. Only those that have costs of `first` to `end` are returned.
    """
    blocks, begin = [], 0
    shortest, longest = BLOCK_UNIT * resolution.shortest, BLOCK_UNIT * (resolution.longest or count)
    while begin < min(count, count if end is None else end):
        length = min(max(block_length(begin), shortest), longest)
        if length == longest:
            begin += max(0, (first - begin) // length) * length
        if begin + length > first:
            blocks.append(slice(max(0, min(begin, count - length)), min(begin + length, count)))
        begin += length
    return blocks


def known_median(costs: FloatArray) -> float:
    """The median of the costs that are not NaN; NaN if all are."""
    count = len(costs) - int(np.count_nonzero(np.isnan(costs)))
    if not count:
        return math.nan
    middle = (count - 1) // 2, count // 2
    lower, upper = np.partition(costs, middle)[list(middle)].tolist()  # which has NaN at the end
    return float(lower / 2 + upper / 2)


def trend(costs: FloatArray) -> FloatArray:
    """The trend of `costs` (n,): the line through the medians of its blocks, (n,); flat at both ends."""
    blocks = trend_blocks(len(costs))
    centers = [(block.start + block.stop - 1) / 2 for block in blocks]
    return np.asarray(np.interp(np.arange(len(costs)), centers, [known_median(costs[block]) for block in blocks]))


def lowest_block(costs: FloatArray) -> slice:
    """The block of `costs` (n,) with the lowest median, the first of several."""
    return min(trend_blocks(len(costs)), key=lambda block: float(np.median(costs[block])))


def lowest_trend(costs: FloatArray) -> float:
    """The lowest median of a block of `costs` (n,)."""
    return float(np.median(costs[lowest_block(costs)]))


def typical_iteration(costs: FloatArray) -> int:
    """The iteration of the lowest block of `costs` (n,) whose cost is the nearest to the median there."""
    block = lowest_block(costs)
    return int(block.start + np.argmin(np.abs(costs[block] - lowest_trend(costs))))


def swing(costs: FloatArray, begin: int) -> float:
    """How far `costs` swing around their trend, from `begin` or from the last fifth of the run on."""
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
    """The largest difference of the medians of two tenths of `costs` that is chance or invisible.

    The medians of two times k costs that swing by s around one level differ by less than s / sqrt(k), nineteen times of
    twenty: of normal swings s is 3.29 standard deviations, and the difference of the medians has one of 1.77 / sqrt(k).
    """
    tenth = max(1, len(costs) // _TENTHS)
    least = _LEAST_FALL * abs(float(np.median(costs[-tenth:])))
    return max(least, swing(costs, len(costs)) / math.sqrt(tenth))
