"""A curve of costs as a picture can show it: a line in its band.

Where more costs fall on a column of pixels than it has room for, the line is the trend of `engine.analysis.trend`, and
the band around it reaches from the least to the largest cost of each column. Zoomed in, each cost is a point of the
line, and there is no band. Where no cost is known, there is neither.

The blocks of the trend are those of the whole run, but none is narrower than a column, nor much wider than a
twenty-fifth of what is visible. The line stays within the costs around it: where a curve does not swing, it is the
curve.

`CurveReducer` keeps the extremes of blocks of 16, 256, ... costs and the medians of the blocks of the trend. So the
time for costs that are new depends on their number, and the time for drawing on that of the columns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from engine.analysis.trend import BLOCK_UNIT, GROWTH, Resolution, known_median, trend_blocks
from engine.typing import FloatArray, Indices

# A block of a level has so many of those of the level below.
_FACTOR = 16
# With so many pixels for each cost, every one can be seen.
_LEAST_SPACING = 3.0
# The least width of a column, in pixels. It is less than twice that: a column has 1, 2, 4, ... costs.
_COLUMN = 1.5
# So many pixels without a known cost are a gap, unless the costs that are known are usually nearly as far apart.
_GAP, _SPACINGS = 24.0, 2.0
# The costs on either side of a place within which the line stays.
_AROUND = 6
# Shortly before a run diverges, its costs may be so high that an axis with room above them has no finite end.
_HIGHEST = 1e100

Range = tuple[float, float]
Extremes = tuple[FloatArray, FloatArray]


def _nothing() -> FloatArray:
    return np.empty(0)


@dataclass(frozen=True, slots=True, eq=False)
class DrawnCurve:
    """A line in its band.

    Attributes: `x` and `y` (k,), the points of the line, with a `y` of NaN where it is interrupted; `edges` (j,), the
    edges of the columns, and `low` and `high` (j,), the band there: none if each cost is a point.
    """

    x: FloatArray
    y: FloatArray
    edges: FloatArray = field(default_factory=_nothing)
    low: FloatArray = field(default_factory=_nothing)
    high: FloatArray = field(default_factory=_nothing)

    @property
    def outline(self) -> tuple[FloatArray, FloatArray]:
        """The band as a polygon, which has no height across gaps."""
        return np.concatenate([self.edges, self.edges[::-1]]), np.concatenate([self.high, self.low[::-1]])

    def band_at(self, iteration: float) -> Range | None:
        """The least and the largest cost of the columns next to an iteration, or None where there is no band."""
        right = int(np.searchsorted(self.edges, iteration))
        if right in (0, len(self.edges)):
            return None
        nearest = right if self.edges[right] - iteration < iteration - self.edges[right - 1] else right - 1
        return float(self.low[nearest]), float(self.high[nearest])


class CurveReducer:
    """The costs of a curve, which may grow, and what is kept of them to draw it."""

    def __init__(self) -> None:
        self._costs = _nothing()
        self._levels: list[_Level] = []
        self._medians: dict[tuple[int, int], float] = {}

    @classmethod
    def of(cls, costs: FloatArray) -> CurveReducer:
        """That of costs (n,) which do not grow."""
        reducer = cls()
        reducer.update(costs, 0, len(costs))
        return reducer

    @classmethod
    def of_known(cls, iterations: FloatArray, costs: FloatArray) -> CurveReducer:
        """That of the costs (k,) of some iterations (k,)."""
        known: Indices = np.asarray(iterations, np.int64)
        by_iteration = np.full(int(known.max(initial=-1)) + 1, np.nan)
        by_iteration[known] = costs
        return cls.of(by_iteration)

    def __len__(self) -> int:
        """The number of iterations."""
        return len(self._costs)

    def update(self, costs: FloatArray, first: int, end: int) -> None:
        """Take the costs (n,) of iterations 0, 1, ..., NaN where unknown; only those from `first` to `end` are new."""
        self._costs = costs
        self._medians = {
            (begin, stop): median
            for (begin, stop), median in self._medians.items()
            if stop <= first or end <= begin < stop <= len(costs)
        }
        low = high = costs
        length = 1
        for number in range(_depth(len(costs))):
            if number == len(self._levels):
                self._levels.append(_Level())
                first, end = 0, -(-len(costs) // length)
            first, end, length = first // _FACTOR, -(-end // _FACTOR), length * _FACTOR
            level = self._levels[number]
            level.put(first, _extremes((low, high), first, end, _FACTOR))
            low, high = level.low, level.high

    def draw(self, visible: Range, pixels: float, logarithmic: bool = False) -> DrawnCurve:
        """The curve between two iterations that are `pixels` apart; with `logarithmic` only its positive costs."""
        pixel = (visible[1] - visible[0]) / max(pixels, 1.0)
        first, end = max(math.floor(visible[0]) - 1, 0), min(math.ceil(visible[1]) + 2, len(self))
        if end <= first:
            return DrawnCurve(_nothing(), _nothing())
        if pixel * _LEAST_SPACING <= 1:
            costs = _within_reach(self._costs[first:end])
            known = np.flatnonzero(costs > (0 if logarithmic else -math.inf))
            x = (first + known).astype(np.float64)
            return DrawnCurve(*_with_gaps(x, costs[known], _far_apart(x, pixel), pixel))
        width = 2 ** max(0, math.ceil(math.log2(_COLUMN * pixel)))
        columns, low, high = self._columns(first // width, -(-end // width), width)
        if logarithmic:
            shown = high > 0
            columns, low, high = columns[shown], low[shown], high[shown]
            low = np.where(low > 0, low, high)
        return self._draw_columns(columns, (low, high), width, visible, pixel)

    def _draw_columns(
        self, columns: Indices, extremes: Extremes, width: int, visible: Range, pixel: float
    ) -> DrawnCurve:
        if not len(columns):
            return DrawnCurve(_nothing(), _nothing())
        low, high = extremes
        centers: FloatArray = np.asarray((columns + 0.5) * width - 0.5, np.float64)
        if len(columns) > 1:  # so that the line is as long as the curve
            centers[0], centers[-1] = columns[0] * width, min(columns[-1] * width + width, len(self)) - 1
        y = np.clip(self._trend_at(centers, width, visible), *_around(low, high, max(1, _AROUND // width)))
        far = _far_apart(centers, pixel)
        return DrawnCurve(*_with_gaps(centers, y, far, pixel), *_band(columns, (y, low, high), far, width))

    def _columns(self, first: int, end: int, width: int) -> tuple[Indices, FloatArray, FloatArray]:
        """The columns of `width` costs in which any is known, and the least and the largest of each."""
        low = high = self._costs
        length = 1
        for level in self._levels:
            if length * _FACTOR > width:
                break
            low, high, length = level.low, level.high, length * _FACTOR
        low, high = _extremes((low, high), first, end, width // length)
        known = np.flatnonzero(~np.isnan(low))
        return first + known, low[known], high[known]

    def _trend_at(self, iterations: FloatArray, width: int, visible: Range) -> FloatArray:
        """The trend at `iterations`, the centers of columns in which a cost is known."""
        longest = 2 ** max(0, math.ceil(math.log2((visible[1] - visible[0]) / (BLOCK_UNIT * GROWTH))))
        resolution = Resolution(-(-width // BLOCK_UNIT), longest)
        first, end = max(0, math.floor(visible[0]) - BLOCK_UNIT * longest), math.ceil(visible[1]) + BLOCK_UNIT * longest
        blocks = [(block.start, block.stop) for block in trend_blocks(len(self), resolution, first, end)]
        self._medians = {
            block: self._medians[block] if block in self._medians else known_median(self._costs[slice(*block)])
            for block in blocks
        }
        medians = _within_reach(np.fromiter(self._medians.values(), np.float64))
        known = ~np.isnan(medians)
        if not known.any():  # most costs are out of reach
            return np.full(len(iterations), math.inf)
        centers = np.array([(begin + stop - 1) / 2 for begin, stop in blocks])
        return np.asarray(np.interp(iterations, centers[known], medians[known]))


class _Level:
    """The least and the largest known cost of blocks of one length, NaN where none is known."""

    def __init__(self) -> None:
        self.low, self.high = _nothing(), _nothing()

    def put(self, first: int, extremes: Extremes) -> None:
        """Set the extremes of the blocks from `first` on."""
        low, high = extremes
        end = first + len(low)
        if end > len(self.low):
            more = np.full(max(end, 2 * len(self.low)) - len(self.low), np.nan)
            self.low, self.high = np.concatenate([self.low, more]), np.concatenate([self.high, more])
        self.low[first:end], self.high[first:end] = low, high


def _depth(count: int) -> int:
    """The number of levels for `count` costs: the last one has at most 16 blocks."""
    depth = 0
    while count > _FACTOR:
        count, depth = count // _FACTOR, depth + 1
    return depth


def _extremes(below: Extremes, first: int, end: int, count: int) -> Extremes:
    """The extremes of the blocks from `first` to `end`, each of `count` of those `below`."""
    low, high = (_padded(_within_reach(values[first * count : end * count]), (end - first) * count) for values in below)
    return np.fmin.reduce(low.reshape(-1, count).T), np.fmax.reduce(high.reshape(-1, count).T)


def _padded(values: FloatArray, count: int) -> FloatArray:
    return np.concatenate([values, np.full(count - len(values), np.nan)])


def _within_reach(costs: FloatArray) -> FloatArray:
    """The costs that an axis can show; NaN in place of others."""
    return np.where(costs < _HIGHEST, costs, np.nan)


def _around(low: FloatArray, high: FloatArray, reach: int) -> Extremes:
    """The extremes of each column and of `reach` columns on either side."""
    lows, highs = (sliding_window_view(np.pad(values, reach, "edge"), 2 * reach + 1) for values in (low, high))
    return lows.min(axis=1), highs.max(axis=1)


def _far_apart(x: FloatArray, pixel: float) -> NDArray[np.bool_]:
    """Mask of the points (k - 1,) after which nothing is known for long."""
    steps = np.diff(x)
    usual = float(np.median(steps)) if len(steps) else 0.0
    return steps > max(_GAP * pixel, _SPACINGS * usual)


def _with_gaps(x: FloatArray, y: FloatArray, far: NDArray[np.bool_], pixel: float) -> tuple[FloatArray, FloatArray]:
    """The points of a line, interrupted where they are `far` apart; one between two gaps becomes a short line."""
    ends = np.flatnonzero(far)
    if not len(ends):
        return x, y
    starts, stops = np.concatenate([[0], ends + 1]), np.concatenate([ends, [len(x) - 1]])
    alone = starts[starts == stops]
    x, y = np.insert(x, alone, x[alone] - pixel), np.insert(y, alone, y[alone])
    places = ends + 1 + np.searchsorted(alone, ends, side="right")
    return np.insert(x, places, x[places - 1]), np.insert(y, places, np.nan)


def _band(
    columns: Indices, values: tuple[FloatArray, FloatArray, FloatArray], far: NDArray[np.bool_], width: int
) -> tuple[FloatArray, ...]:
    """The edges of the columns, with the extremes of both columns beside each; where they are `far` apart, the line.

    The `values` of each column are those of the line and its extremes.
    """
    y, low, high = values
    begins = np.flatnonzero(np.diff(columns, prepend=columns[0] - 2) != 1)
    ends = np.append(begins[1:], len(columns)) - 1
    lows, highs = np.minimum(low, np.roll(low, 1)), np.maximum(high, np.roll(high, 1))
    lows[begins], highs[begins] = low[begins], high[begins]
    left, right = columns * width - 0.5, (columns + 1) * width - 0.5
    # Columns that are known after a gap, and before one.
    first, last = begins[np.append(True, far)[begins]], ends[np.append(far, True)[ends]]
    places = np.concatenate([ends + 1, last + 1, first])
    beside = [right[ends], right[last], left[first]], [low[ends], y[last], y[first]], [high[ends], y[last], y[first]]
    return tuple(
        np.insert(inner, places, np.concatenate(outer))
        for inner, outer in zip((left, lows, highs), beside, strict=True)
    )
