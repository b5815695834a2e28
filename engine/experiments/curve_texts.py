"""Texts about a learning curve: whether more pictures would help."""

from __future__ import annotations

from collections.abc import Sequence

from engine.experiments.learning_curve import LearningCurve
from engine.text import format_gain, format_p

_WHAT = "balanced accuracy"
CAPTION = "Balanced accuracy on the test part, by training pictures"
# Of gains that are surely less than this, the plain sentence is that more pictures help little.
_WORTHWHILE = 0.02
# The mean of the accuracies on the two classes, for always the same answer.
CONSTANT_ANSWER = ("always the same answer", 0.5)
HINT = (
    "Trains on 10, 20, 50 and more of the training pictures, each time on others and from another start, then on all "
    "from other starts, and tests on the test part: does the balanced accuracy still rise when all pictures are used? "
    "The results are kept until the window is closed."
)
ALL_DIVERGED = "All networks diverged: their cost grew beyond all bounds. Lower the learning rate, and run it again."


def too_few_text(count: int, needed: int) -> str:
    """That `count` training pictures are too few for a curve."""
    return f"A curve needs at least {needed} training pictures, and the data have {count}. Add some first."


def figures_text(curve: LearningCurve, diverged: int) -> str:
    """The accuracies with the most pictures, and how many networks are not in the curve, as they have diverged."""
    if not curve.points:
        return ""
    last = curve.points[-1]
    accuracies = f"With {last.size:,}: balanced accuracy {last.balanced}, accuracy {last.accuracies}."
    return f"{accuracies} {diverged} diverged." if diverged else accuracies


def conclusion_text(curve: LearningCurve, sizes: Sequence[int]) -> str:
    """Whether more pictures would help, as far as the curve says; `sizes` are all that it is to have."""
    if not curve.points:
        return ALL_DIVERGED
    gain, last = curve.last_gain, curve.points[-1]
    if last.size != sizes[-1] or gain is None:
        return "Not all sizes have been trained, so this does not say whether more pictures would help."
    if len(gain.values) < 2:
        return "One repetition cannot tell whether the last pictures have helped: run more repetitions."
    pictures = f"The last pictures, from {curve.points[-2].size:,} to {last.size:,},"
    if curve.still_rises:
        return f"{pictures} still raised the {_WHAT} by {100 * gain.mean:.1f} points: more would probably help."
    if curve.rises_in_repetitions:
        return (
            f"{pictures} raised the {_WHAT} by {100 * gain.mean:.1f} points: more than the repetitions vary, but not "
            f"more than the test pictures do ({format_p(curve.picture_p)}). With more test pictures it would be known "
            "whether more training pictures help."
        )
    if last.balanced.interval[0] <= CONSTANT_ANSWER[1]:
        return (
            f"Even with all {last.size:,} training pictures, it cannot be told from always the same answer: these "
            "settings do not learn from so few, or the pictures do not show what the labels say."
        )
    changed = f"{pictures} changed the {_WHAT} by {format_gain(gain.mean)} points, which may be chance"
    low, high = curve.gain_interval
    if high < _WORTHWHILE:
        return f"{changed}: more pictures of the same kind would probably help little."
    if curve.picture_interval[1] < _WORTHWHILE:
        return f"{changed}: run more repetitions to find out."
    return (
        f"{changed}: {curve.pictures:,} test pictures cannot tell whether more training pictures would help, as it may "
        f"be anything from {format_gain(low)} to {format_gain(high)} points."
    )


def point_texts(curve: LearningCurve) -> list[str]:
    """The means of all sizes, for those who do not see the plot: "10 pictures: 52.0% ± 4.1", ..."""
    return [f"{point.size:,} pictures: {point.balanced}" for point in curve.points]
