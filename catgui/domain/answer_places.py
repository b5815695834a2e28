"""Where pictures stand by the answers of a network: across by probability, up and down by class; and texts on that."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import Evaluation
from engine.text import printable
from engine.typing import FloatArray

TICKS = (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
# The sides of pictures that can be recognized, and the share of the field that pictures fill.
_LEAST_SIDE, _MOST_SIDE, _FILLED = 24, 128, 0.25
_TINY_SIDE, _COLUMNS = 8, 5  # in a field that is too small for these
_FAR = 4  # a picture is aside of its answer by at most such a part of the width
_LIMIT = 5.0  # the log-odds at the ends
_ROUNDING = 1e-6  # of a place that is meant to be whole
# A picture aside of an arrow key's way counts as so much farther away.
_ASIDE = 3.0

Places = NDArray[np.int64]
UNTRAINED = "Press Train: each picture then stands at its answer."


def axis_position(probabilities: FloatArray | float) -> FloatArray:
    """Positions of probabilities on an axis from 0 to 1, linear in the log-odds and clipped at its ends."""
    with np.errstate(divide="ignore"):
        log_odds = np.log(probabilities) - np.log1p(-np.asarray(probabilities))
    result: FloatArray = (np.clip(log_odds, -_LIMIT, _LIMIT) + _LIMIT) / (2 * _LIMIT)
    return result


def probability_at(place: float) -> float:
    """The probability at `place`; 0 and 1 at the ends, so that all pictures are on one side of a threshold there."""
    if place <= 0 or place >= 1:
        return 0.0 if place <= 0 else 1.0
    return 1 / (1 + math.exp(_LIMIT - 2 * _LIMIT * place))


@dataclass(frozen=True, slots=True, eq=False)
class AnswerPlaces:
    """The places of some pictures in a field: those of class 1 stand on its middle line, those of class 0 hang from it.

    They are whole, in the cells of a grid that begins at the threshold, so that none is on both sides of it. Where more
    have the same answer than a column has room for, some stand in the columns beside it, in the order of their
    probabilities. Where there are more than that, some share a cell.

    Attributes: `width` and `height`, of the field; `side`, that of a picture; `line`, where the threshold is; `left`
    and `top` (m,), of the pictures; `seen`, those that no other one covers.
    """

    width: int
    height: int
    side: int
    line: float
    left: Places
    top: Places
    seen: Places

    @property
    def count(self) -> int:
        """The number of pictures."""
        return len(self.left)

    def x_of(self, probability: float) -> float:
        """Where a probability is across the field."""
        return float(_x_of(axis_position(probability), self.side, self.width))

    def probability_at(self, x: float) -> float:
        """The probability at a place across the field."""
        first, last = (float(_x_of(np.float64(end), self.side, self.width)) for end in (0, 1))
        return probability_at((x - first) / max(1.0, last - first))

    def at(self, x: float, y: float) -> int | None:
        """The picture that is seen at a point."""
        found = np.intersect1d(self.seen, self.within(x, y, x, y))
        return int(found[0]) if len(found) else None

    def within(self, left: float, top: float, right: float, bottom: float) -> Places:
        """The pictures that a rectangle touches."""
        is_across = (self.left <= right) & (self.left + self.side > left)
        return np.flatnonzero(is_across & (self.top <= bottom) & (self.top + self.side > top))

    def nearest(self, picture: int, right: int, down: int) -> int:
        """The nearest picture in a direction, `right` or `down` by 1 or -1, or `picture` where there is none."""
        x, y = self.left - self.left[picture], self.top - self.top[picture]
        along = x * right + y * down
        ahead = np.flatnonzero(along > 0)
        if not len(ahead):
            return picture
        aside = np.abs(x * down) + np.abs(y * right)
        return int(ahead[np.argmin(along[ahead] + _ASIDE * aside[ahead])])


def place_answers(answers: Evaluation, width: int, height: int, unit: float = 1.0) -> AnswerPlaces:
    """The places of `answers` in a field; `unit` is how much larger the text is than normal."""
    width, height = max(1, width), max(1, height)
    middle = height // 2
    side = _side(answers.count, width, height, unit)
    pitch, rows = side + 1, max(1, middle // (side + 1))
    line = float(_x_of(axis_position(answers.threshold), side, width))
    distances = np.abs(_x_of(axis_position(answers.probabilities[0]), side, width) - line)
    left, top = np.empty(answers.count, np.int64), np.empty(answers.count, np.int64)
    for says, room in ((0, line), (1, width - line)):
        columns, far = max(1, int(room - 1) // pitch), width // _FAR // pitch
        for label in (0, 1):
            here = np.flatnonzero((answers.predictions[0] == says) & (answers.labels[0] == label))
            here = here[np.argsort(distances[here], kind="stable")]
            wanted = np.minimum(distances[here] // pitch, columns - 1).astype(np.int64)
            column, row = _cells(wanted, columns, rows, far)
            left[here] = np.round(line + 1 + column * pitch if says else line - pitch - column * pitch)
            top[here] = middle - pitch - row * pitch if label else middle + 1 + row * pitch
    _, last = np.unique((left * height + top)[::-1], return_index=True)
    return AnswerPlaces(width, height, side, line, left, top, answers.count - 1 - last)


def _side(count: int, width: int, height: int, unit: float) -> int:
    """The side of pictures, of which whole rows fill the height; many share places, rather than being too small."""
    fitting = math.sqrt(_FILLED * width * height / max(1, count))
    wanted = min(max(fitting, unit * _LEAST_SIDE), unit * _MOST_SIDE, width / _COLUMNS)
    rows = max(1, round(height / 2 / (wanted + 1)))
    return int(max(_TINY_SIDE, min(wanted, height / 2 / rows - 2)))


def _cells(wanted: Places, columns: int, rows: int, far: int) -> tuple[Places, Places]:
    """The columns and rows of pictures (k,), at most `far` from the columns that are `wanted`, in ascending order."""
    count = len(wanted)
    step = min(1.0, columns * rows / max(1, count))
    least = step * np.arange(count)
    # One picture after the other, pushed from the first wanted column on, or from the last one back: between both.
    onward = least + np.maximum.accumulate(wanted * rows - least)
    back = least + np.minimum.accumulate(((wanted + 1) * rows - step - least)[::-1])[::-1]
    places = np.clip((onward + back) / 2, least, columns * rows - step * count + least)
    places = np.clip(places, (wanted - far) * rows, (wanted + far + 1) * rows - 1)
    cells, cell_of = np.unique(np.floor(places + _ROUNDING).astype(np.int64), return_inverse=True)
    column = cells // rows
    row = np.arange(len(cells)) - np.searchsorted(column, column)
    return column[cell_of], row[cell_of]


def _x_of(places: FloatArray | np.float64, side: int, width: int) -> FloatArray | np.float64:
    """`places`, from 0 to 1, across a field; a column has room on either side of its ends."""
    return side + 2 + places * max(1, width - 2 * side - 4)


def answers_sentence(classes: tuple[str, str], hidden: int) -> str:
    """A sentence on how to read the places of answers; `hidden` pictures are behind others."""
    one = printable(classes[1])
    covered = f" {hidden:,} stand behind others." if hidden else ""
    return f"Above: actually {one}. Right of the line, the network says {one}. On red: wrong.{covered}"
