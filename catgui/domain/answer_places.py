"""Where pictures stand by the answers of a network: across by probability, up and down by class; and texts on that."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catgui.domain.prediction_texts import threshold_result, threshold_text
from engine.analysis.evaluation import predicted_labels
from engine.text import format_probability, printable
from engine.typing import FloatArray, LabelArray

UNKNOWN = -1  # the label of a picture whose class nobody has said
TICKS = (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
_LEAST_SIDE, _MOST_SIDE = 8, 40
_FILLED = 0.35  # of the field, by the pictures of an even spread
_ROWS, _COLUMNS = 3, 5  # of pictures that each class has room for at least
_LIMIT = 5.0  # the log-odds at the ends
# A picture aside of an arrow key's way counts as so much farther away.
_ASIDE = 3.0

Places = NDArray[np.int64]
UNTRAINED = "Press Train: each picture then stands at its answer."
NO_PHOTO_ANSWERS = "Your photos stand here once the network answers."


def across(probabilities: FloatArray | float) -> FloatArray:
    """The places of probabilities on a scale of log-odds, from 0 to 1, clipped at its ends."""
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
class GivenAnswers:
    """What a network answers to some pictures.

    Attributes: `probabilities` (m,) of class 1; `labels` (m,), the actual classes, or UNKNOWN; `threshold`, above which
    class 1 is predicted; `classes`, the names of class 0 and 1.
    """

    probabilities: FloatArray
    labels: LabelArray
    threshold: float
    classes: tuple[str, str]
    predicted: LabelArray = field(init=False)
    is_wrong: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        predicted = predicted_labels(self.probabilities, self.threshold)
        object.__setattr__(self, "predicted", predicted)
        object.__setattr__(self, "is_wrong", (predicted != self.labels) & (self.labels != UNKNOWN))

    @property
    def count(self) -> int:
        """The number of pictures."""
        return len(self.labels)


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """The pictures of one column and one class.

    Attributes: `left`, `top`, `width` and `height`; `label`; `count`; `is_squeezed`, whether they cover each other.
    """

    left: int
    top: int
    width: int
    height: int
    label: int
    count: int
    is_squeezed: bool


@dataclass(frozen=True, slots=True, eq=False)
class AnswerPlaces:
    """The places of some pictures in a field.

    The pictures of class 1 stand in columns on its middle line, those of class 0 hang from it; those of no known class
    are on it, in a band of their own. Columns begin at the threshold, so that none lies on both sides of it.

    Attributes: `width` and `height`, of the field; `side`, that of a picture; `line`, where the threshold is; `bands`,
    the tops and bottoms of the bands by label; `left` and `top` (m,), of the pictures; `stack_of` (m,), the place of
    the stack of each picture in `stacks`; `ranks` (m,), its place in it, from the middle line on: a later one covers
    one before.
    """

    width: int
    height: int
    side: int
    line: float
    bands: dict[int, tuple[float, float]]
    left: Places
    top: Places
    stack_of: Places
    ranks: Places
    stacks: tuple[Stack, ...]

    @property
    def count(self) -> int:
        """The number of pictures."""
        return len(self.left)

    def x_of(self, probability: float) -> float:
        """Where a probability is across the field."""
        return _x_of(float(across(probability)), self.side, self.width)

    def probability_at(self, x: float) -> float:
        """The probability at a place across the field."""
        first, last = _x_of(0.0, self.side, self.width), _x_of(1.0, self.side, self.width)
        return probability_at((x - first) / max(1.0, last - first))

    def at(self, x: float, y: float) -> int | None:
        """The picture at a point, the one on top of others."""
        is_there = (self.left <= x) & (x < self.left + self.side) & (self.top <= y) & (y < self.top + self.side)
        found = np.flatnonzero(is_there)
        if not len(found):
            return None
        return int(found[np.argmax(self.ranks[found])])

    def within(self, left: float, top: float, right: float, bottom: float) -> Places:
        """The pictures that a rectangle touches."""
        is_across = (self.left <= right) & (self.left + self.side > left)
        return np.flatnonzero(is_across & (self.top <= bottom) & (self.top + self.side > top))

    def members(self, picture: int) -> Places:
        """The pictures in the stack of one, in the order of their ranks."""
        return np.flatnonzero(self.stack_of == self.stack_of[picture])

    def nearest(self, picture: int, right: int, down: int) -> int:
        """The nearest picture in a direction, `right` or `down` by 1 or -1, or `picture` where there is none."""
        x, y = self.left + self.side / 2, self.top + self.side / 2
        along = (x - x[picture]) * right + (y - y[picture]) * down
        aside = np.abs((x - x[picture]) * down) + np.abs((y - y[picture]) * right)
        ahead = np.flatnonzero(along > 0)
        if not len(ahead):
            return picture
        return int(ahead[np.argmin(along[ahead] + _ASIDE * aside[ahead])])

    def labels_of(self, picture: int) -> int:
        """The label of a picture."""
        return self.stacks[self.stack_of[picture]].label


def place_answers(answers: GivenAnswers, width: int, height: int, unit: float = 1.0) -> AnswerPlaces:
    """The places of `answers` in a field; `unit` is how much larger the text is than normal."""
    width, height = max(1, width), max(1, height)
    bands = _bands(answers, height)
    band = min(bottom - top for top, bottom in bands.values())
    side = _side(answers.count, width, height, band, unit)
    line = _x_of(float(across(answers.threshold)), side, width)
    columns, left = _columns(answers, line, side, width)
    # A stack is what has the same label and the same column; in it, pictures are in their order.
    keys = (answers.labels + 1) * 4 * width + columns + 2 * width
    _, first, stack_of, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    order = np.argsort(stack_of, kind="stable")
    ranks = np.empty(answers.count, np.int64)
    ranks[order] = np.arange(answers.count) - np.repeat(np.cumsum(counts) - counts, counts)
    steps = np.minimum(side + 1.0, np.maximum(0.0, band - 2 - side) / np.maximum(1, counts - 1))
    spans = np.round(side + steps * (counts - 1)).astype(np.int64)
    stacks = tuple(
        _stack(int(left[at]), side, int(span), int(answers.labels[at]), int(count), bands, bool(step < side))
        for at, span, count, step in zip(first, spans, counts, steps, strict=True)
    )
    top = np.array([stack.top for stack in stacks], np.int64)[stack_of]
    from_middle = np.round(ranks * steps[stack_of]).astype(np.int64)
    top += np.where(answers.labels == 1, spans[stack_of] - side - from_middle, from_middle)
    return AnswerPlaces(width, height, side, line, bands, left, top, stack_of, ranks, stacks)


def _side(count: int, width: int, height: int, band: float, unit: float) -> int:
    """The side of pictures: of many or in a low field they cover each other, rather than being too small to be seen."""
    fitting = math.sqrt(_FILLED * width * height / max(1, count))
    return int(max(_LEAST_SIDE, min(unit * _MOST_SIDE, fitting, band / _ROWS, width / _COLUMNS)))


def _stack(
    left: int, side: int, span: int, label: int, count: int, bands: dict[int, tuple[float, float]], is_squeezed: bool
) -> Stack:
    top, bottom = bands[label]
    at = {1: bottom - 1 - span, 0: top + 1, UNKNOWN: (top + bottom - span) / 2}[label]
    return Stack(left, round(at), side, span, label, count, is_squeezed and count > 1)


def _x_of(place: float, side: int, width: int) -> float:
    """`place`, from 0 to 1, across a field; a column has room on either side of its ends."""
    return side + 2 + place * max(1, width - 2 * side - 4)


def _bands(answers: GivenAnswers, height: int) -> dict[int, tuple[float, float]]:
    if not (answers.labels == UNKNOWN).any():
        return {1: (0.0, height / 2), 0: (height / 2, float(height))}
    third = height / 3
    return {1: (0.0, third), UNKNOWN: (third, 2 * third), 0: (2 * third, float(height))}


def _columns(answers: GivenAnswers, line: float, side: int, width: int) -> tuple[Places, Places]:
    """The column of each picture, counted from the threshold to the right from 0 and to the left from -1; its left."""
    pitch, is_right = side + 1, answers.predicted == 1
    distances = np.abs(_x_of(0.0, side, width) + across(answers.probabilities) * max(1, width - 2 * side - 4) - line)
    room = np.where(is_right, width - line, line)
    most = np.maximum(0, (room - 1) // pitch - 1)
    steps = np.minimum(distances // pitch, most).astype(np.int64)
    left = np.where(is_right, line + 1 + steps * pitch, line - 1 - side - steps * pitch)
    return np.where(is_right, steps, -1 - steps), np.round(left).astype(np.int64)


def answers_sentence(answers: GivenAnswers) -> str:
    """A sentence on how to read the places of `answers`."""
    zero, one = map(printable, answers.classes)
    right = f"Right of the line the network says {one}."
    if answers.count == 1:
        said = printable(answers.classes[int(answers.predicted[0])])
        return f"One picture: the network says {said}."
    if answers.count and float(np.ptp(answers.probabilities)) == 0.0:
        return f"Every picture gets the same answer: {format_probability(float(answers.probabilities[0]))} {one}."
    labels = set(np.unique(answers.labels).tolist())
    if UNKNOWN in labels:
        return f"{right} Unlabeled photos are on the middle line."
    for label, name, half in ((1, one, "upper"), (0, zero, "lower")):
        if label not in labels:
            return f"{right} No picture is actually {name}: the {half} half is empty."
    return f"{right} Above is what is actually {one}; those on red are wrong."


def reading_text(answers: GivenAnswers) -> tuple[str, str]:
    """What the threshold comes to, of the pictures with a label, and a shorter text."""
    is_known = answers.labels != UNKNOWN
    if not is_known.any():
        return threshold_text(answers.threshold), f"{answers.threshold:.2f}"
    pairs = np.bincount(2 * answers.labels[is_known] + answers.predicted[is_known], minlength=4)
    return threshold_result(answers.threshold, answers.classes[1], pairs.reshape(2, 2))
