"""The trend of costs whose single values are noisy.

A step may jump out of a valley and come back, so curves are smoothed by a running median, and stretches of them are
compared by their medians: noise of 3% is no trend.
"""

from __future__ import annotations

import numpy as np

from engine.typing import FloatArray

_WINDOW = 11
_FALL = 0.995
# The stretches into which a run is divided, and how many of them are taken for its steepest part.
_BLOCKS, _STEEP_BLOCKS = 50, 3
# A rise by this share of the whole fall is plain to see in a plot.
_JUMP = 0.1
_FEWEST_JUMPS, _JUMPS_PER_ITERATION = 3, 0.003


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


def jump_count(costs: FloatArray) -> int:
    """How often the cost rises within one iteration by more than a tenth of all that it falls in the run."""
    if len(costs) < _BLOCKS:
        return 0
    return int(np.count_nonzero(np.diff(costs) > _JUMP * np.ptp(_block_levels(costs))))


def jumps(costs: FloatArray) -> bool:
    """Whether a curve jumps: again and again, at least 3 times in 1,000 iterations, and not once or twice.

    Of the runs of the notebook's settings on the drawings, that at 0.0075 does not, with 3 rises in 2,500 iterations,
    and that at 0.01 does, with 26.
    """
    return jump_count(costs) >= max(_FEWEST_JUMPS, _JUMPS_PER_ITERATION * len(costs))


def slow_start(costs: FloatArray) -> int:
    """About how many iterations pass before a curve falls fast; 0 if it does so from the start.

    Fast is a third of the steepest tenth or so of the run.
    """
    if len(costs) < _BLOCKS:
        return 0
    falls = -np.diff(_block_levels(costs))
    steepest = np.convolve(falls, np.full(_STEEP_BLOCKS, 1 / _STEEP_BLOCKS), mode="valid").max()
    slow_blocks = int(np.argmax(falls >= steepest / 3))
    return slow_blocks * len(costs) // _BLOCKS + len(costs) // _BLOCKS if slow_blocks > 1 else 0


def levels_off(costs: FloatArray) -> bool:
    """Whether a curve falls less than half as fast in its last fifth as where it is steepest."""
    if len(costs) < _BLOCKS:
        return False
    falls = -np.diff(_block_levels(costs))
    steepest = np.convolve(falls, np.full(_STEEP_BLOCKS, 1 / _STEEP_BLOCKS), mode="valid").max()
    return bool(falls[-_BLOCKS // 5 :].mean() < steepest / 2)


def _block_levels(costs: FloatArray) -> FloatArray:
    """The medians of fifty equal stretches of a run: single jumps do not show in them, and they cost one pass."""
    return np.array([np.median(block) for block in np.array_split(costs, _BLOCKS)])
