"""A curve of costs as a picture can show it: a line in its band.

The line goes through the costs at iteration 0, 100, 200, ..., as the notebook prints them, or at about 25 even steps of
a shorter or longer run, and ends at the newest one. The band around it reaches from the least to the largest cost of
each column of pixels. Zoomed in so far that each cost can be seen, all are points of the line, and there is no band.
Where no cost is known, the band has no height.

`CurveReducer` keeps the extremes of blocks of 16, 256, ... costs. So the time for costs that are new depends on their
number, and the time for drawing on that of the columns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from engine.typing import FloatArray, Indices

# A block of a level has so many of those of the level below.
_FACTOR = 16
# With so many pixels for each cost, every one can be seen.
_LEAST_SPACING = 3.0
# The least width of a column, in pixels. It is less than twice that: a column has 1, 2, 4, ... costs.
_COLUMN = 1.5
# Shortly before a run diverges, its costs may be so high that an axis with room above them has no finite end.
_HIGHEST = 1e100

Range = tuple[float, float]
Extremes = tuple[FloatArray, FloatArray]


def line_points(costs: FloatArray, stride: int, first: int = 0, end: int | None = None) -> Indices:
    """The iterations of costs (n,) through which the line goes: every `stride`, and the last, where they are known.

    Of iterations `first` to `end`, and those next to them.
    """
    count = len(costs)
    stop = count if end is None else min(end + stride, count)
    points = np.arange(first - first % stride, stop, stride)
    if stop == count:
        points = np.union1d(points, [count - 1] if count else [])
    points = points.astype(np.intp)
    return points[np.isfinite(costs[points])]


def _nothing() -> FloatArray:
    return np.empty(0)


@dataclass(frozen=True, slots=True, eq=False)
class DrawnCurve:
    """A line in its band.

    Attributes: `x` and `y` (k,), the points of the line; `edges` (j,), the edges of the columns, and `low` and `high`
    (j,), the band there: none if each cost is a point.
    """

    x: FloatArray = field(default_factory=_nothing)
    y: FloatArray = field(default_factory=_nothing)
    edges: FloatArray = field(default_factory=_nothing)
    low: FloatArray = field(default_factory=_nothing)
    high: FloatArray = field(default_factory=_nothing)

    @property
    def outline(self) -> tuple[FloatArray, FloatArray]:
        """The band as a polygon."""
        return np.concatenate([self.edges, self.edges[::-1]]), np.concatenate([self.high, self.low[::-1]])


class CurveReducer:
    """The costs of a curve, which may grow, and what is kept of them to draw it: a point every `stride`, and bands."""

    def __init__(self, stride: int) -> None:
        self._stride = stride
        self._costs = _nothing()
        self._levels: list[_Level] = []

    @classmethod
    def of(cls, costs: FloatArray, stride: int) -> CurveReducer:
        """That of costs (n,) which do not grow."""
        reducer = cls(stride)
        reducer.update(costs, 0, len(costs))
        return reducer

    @classmethod
    def of_known(cls, iterations: FloatArray, costs: FloatArray, stride: int) -> CurveReducer:
        """That of the costs (k,) of some iterations (k,)."""
        known: Indices = np.asarray(iterations, np.int64)
        by_iteration = np.full(int(known.max(initial=-1)) + 1, np.nan)
        by_iteration[known] = costs
        return cls.of(by_iteration, stride)

    def __len__(self) -> int:
        """The number of iterations."""
        return len(self._costs)

    def update(self, costs: FloatArray, first: int, end: int) -> None:
        """Take the costs (n,) of iterations 0, 1, ..., NaN where unknown; only those from `first` to `end` are new."""
        self._costs = costs
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
            return DrawnCurve()
        shows_each = pixel * _LEAST_SPACING <= 1
        points = line_points(self._costs, 1 if shows_each else self._stride, first, end - 1)
        costs = self._costs[points]
        shown = (costs < _HIGHEST) & (costs > (0 if logarithmic else -math.inf))
        x, y = points[shown].astype(np.float64), costs[shown]
        if shows_each or not len(x):
            return DrawnCurve(x, y)
        width = 2 ** max(0, math.ceil(math.log2(_COLUMN * pixel)))
        columns = np.arange(first // width, -(-end // width) + 1)
        low, high = self._columns(int(columns[0]), int(columns[-1]), width)
        if logarithmic:
            high = np.where(high > 0, high, np.nan)
            low = np.where(low > 0, low, high)
        on_line = np.interp((columns[:-1] + 0.5) * width - 0.5, x, y)
        low, high = (np.where(np.isnan(values), on_line, values) for values in (low, high))
        # At an edge the band covers the columns on both sides.
        low, high = np.append(low[:1], low), np.append(high[:1], high)
        low[1:-1], high[1:-1] = np.minimum(low[1:-1], low[2:]), np.maximum(high[1:-1], high[2:])
        return DrawnCurve(x, y, columns * width - 0.5, low, high)

    def _columns(self, first: int, end: int, width: int) -> Extremes:
        """The least and the largest cost of each column of `width` costs, NaN where none is known."""
        low = high = self._costs
        length = 1
        for level in self._levels:
            if length * _FACTOR > width:
                break
            low, high, length = level.low, level.high, length * _FACTOR
        return _extremes((low, high), first, end, width // length)


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
