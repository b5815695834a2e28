"""The one sentence about pictures at their answers, and what is said where there are none."""

from __future__ import annotations

import numpy as np

from catgui.domain.answer_places import UNKNOWN, GivenAnswers
from catgui.domain.prediction_texts import threshold_text
from engine.text import format_probability, format_ratio, printable

UNTRAINED = "Press Train: each picture then stands at its answer."
NO_PHOTO_ANSWERS = "Your photos stand here once the network answers."


def answers_sentence(answers: GivenAnswers, has_bars: bool = False) -> str:
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
    if has_bars:
        return f"{right} Bars count pictures; a click selects them. Those on red are wrong."
    return f"{right} Above is what is actually {one}; those on red are wrong."


def reading_text(answers: GivenAnswers, accuracy: float | None = None, is_short: bool = False) -> str:
    """The threshold with the accuracy of a part, or else with how many of the labeled photos are right."""
    threshold = f"{answers.threshold:.2f}" if is_short else threshold_text(answers.threshold)
    if accuracy is not None:
        share = format_ratio(accuracy)
        return f"{threshold}: {share}" if is_short else f"{threshold}: accuracy {share}"
    known = int((answers.labels != UNKNOWN).sum())
    if not known:
        return threshold
    return f"{threshold}: {known - int(answers.is_wrong.sum()):,} of {known:,} right"
