"""Cost curves: whether one jumps, and what a zigzag does to the answers.

A curve is seen as the medians of fifty equal stretches of the run, in which single jumps do not show. In a zigzag, the
learning rate is too high: gradient descent jumps over a valley and back, step by step, between two networks that answer
many pictures differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import THRESHOLD, predicted_labels
from engine.typing import FloatArray, LabelArray

# An iteration, and the probabilities (1, m) of both parts after it, by the name of the part.
Answers = tuple[int, Mapping[str, FloatArray]]

# The stretches; a run of fewer iterations has no shape.
_STRETCHES = 50
# A rise by this share of the whole fall is plain to see in a plot.
_JUMP = 0.1
_FEWEST_JUMPS, _JUMPS_PER_ITERATION = 3, 0.003
# Of this many last steps each has to show a zigzag.
ZIGZAG_STEPS = 6
# That share of all pictures has to change sides in each of them, and in two steps at most that share of these.
_LEAST_CHANGED, _MOST_LEFT = 0.05, 0.5


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


@dataclass(frozen=True, slots=True)
class Zigzag:
    """The network changes the answers of many pictures with each step, and back with the next one.

    Attributes: `changed`, how many of `count` pictures change sides from one iteration to the next.
    """

    changed: int
    count: int


def find_zigzag(answers: Iterable[Answers]) -> Zigzag | None:
    """The zigzag of the networks after the last steps of a run, one more than `ZIGZAG_STEPS`; None if there is none."""
    sides = np.array([_sides(probabilities) for _, probabilities in answers])
    if len(sides) <= ZIGZAG_STEPS:
        return None
    in_one, in_two = _count_changed(sides, 1), _count_changed(sides, 2)
    count = sides.shape[1]
    if in_one.min() < max(2, _LEAST_CHANGED * count) or in_two.max() > _MOST_LEFT * in_one.min():
        return None
    return Zigzag(int(np.sort(in_one)[len(in_one) // 2]), count)


def _sides(probabilities: Mapping[str, FloatArray]) -> LabelArray:
    return np.concatenate([predicted_labels(of_part, THRESHOLD)[0] for of_part in probabilities.values()])


def _count_changed(sides: LabelArray, steps: int) -> NDArray[np.int64]:
    """The number of pictures that change sides within `steps`, from each network on."""
    counts: NDArray[np.int64] = (sides[steps:] != sides[:-steps]).sum(axis=1)
    return counts
