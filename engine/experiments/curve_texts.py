"""Texts about a learning curve: whether more pictures would help."""

from __future__ import annotations

from collections.abc import Sequence

from engine.experiments.learning_curve import LearningCurve
from engine.text import format_gain

CAPTION = "Balanced accuracy on the test part, by training pictures"
# Of gains that are surely less than this, the plain sentence is that more pictures help little.
_WORTHWHILE = 0.02
# The mean of the accuracies on the two classes, for always the same answer.
CONSTANT_ANSWER = ("always the same answer", 0.5)
HINT = "Trains on 10, 20, 50 and more pictures: does balanced accuracy still rise at the end?"
ALL_DIVERGED = "All networks diverged: lower the learning rate."

_MORE_HELP = "More pictures would probably help: {before:,} to {size:,} brought {gain} points."
_MORE_HELP_LITTLE = "More pictures like these would probably help little: {before:,} to {size:,} brought {gain} points."
_UNLEARNED = "No clear difference from always the same answer, even with {size:,} pictures. Try other settings."
_TOO_FEW_REPETITIONS = "Run more repetitions to tell whether more pictures would help."
_TOO_FEW_TEST_PICTURES = (
    "Too few test pictures ({count:,}) to tell: {before:,} to {size:,} brought {gain} points, perhaps {low} to {high}."
)


def too_few_text(count: int, needed: int) -> str:
    """That `count` training pictures are too few for a curve."""
    return f"Too few training pictures: {count}. Add some: {needed} are needed."


def figures_text(curve: LearningCurve, diverged: int) -> str:
    """The accuracies with the most pictures, and how many networks are not in the curve, as they have diverged."""
    if not curve.points:
        return ""
    last = curve.points[-1]
    accuracies = f"With {last.size:,} pictures: balanced accuracy {last.balanced}, accuracy {last.accuracies}."
    return f"{accuracies} Diverged: {diverged}." if diverged else accuracies


def conclusion_text(curve: LearningCurve, sizes: Sequence[int]) -> str:
    """Whether more pictures would help, as far as the curve says; `sizes` are all that it is to have."""
    if not curve.points:
        return ALL_DIVERGED
    gain, last = curve.last_gain, curve.points[-1]
    if last.size != sizes[-1] or gain is None:
        return "Not known yet: not all sizes have been trained."
    if len(gain.values) < 2:
        return _TOO_FEW_REPETITIONS
    low, high = curve.gain_interval
    if curve.still_rises:
        sentence = _MORE_HELP
    elif curve.rises_in_repetitions:
        sentence = _TOO_FEW_TEST_PICTURES
    elif last.balanced.interval[0] <= CONSTANT_ANSWER[1]:
        sentence = _UNLEARNED
    elif high < _WORTHWHILE:
        sentence = _MORE_HELP_LITTLE
    else:
        sentence = _TOO_FEW_REPETITIONS if curve.picture_interval[1] < _WORTHWHILE else _TOO_FEW_TEST_PICTURES
    return sentence.format(
        before=curve.points[-2].size,
        size=last.size,
        gain=format_gain(gain.mean),
        count=curve.pictures,
        low=format_gain(low),
        high=format_gain(high),
    )


def point_texts(curve: LearningCurve) -> list[str]:
    """The means of all sizes for screen readers: "10 pictures: 52.0% ± 4.1", ..."""
    return [f"{point.size:,} pictures: {point.balanced}" for point in curve.points]
