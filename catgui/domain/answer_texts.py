"""The one sentence about pictures at their answers, and what is said where there are none."""

from __future__ import annotations

import numpy as np

from catgui.domain.answer_places import UNKNOWN, GivenAnswers
from catgui.domain.prediction_texts import threshold_text
from engine.text import format_probability, format_ratio, printable

UNTRAINED = "Train the network: each picture will stand at its answer here."
NO_PHOTOS = "There are no photos yet: drop some on the window."
NO_PHOTO_ANSWERS = "Your photos stand here once the network has answered them."


def answers_sentence(answers: GivenAnswers, has_bars: bool = False, is_dead: bool = False) -> str:
    """How to read the places of `answers`; `is_dead`, that the network is, is said where all answers are equal."""
    zero, one = map(printable, answers.classes)
    right = f"Right of the line the network says {one}."
    if answers.count == 1:
        said = printable(answers.classes[int(answers.predicted[0])])
        return f"There is one picture, and the network says {said}."
    if _are_equal(answers):
        answer = f"{format_probability(float(answers.probabilities[0]))} {one}"
        if is_dead:
            return f"The network is dead: every picture gets the same answer, {answer}."
        return f"Every picture gets the same answer, {answer}: the network does not tell them apart."
    labels = set(np.unique(answers.labels).tolist())
    if UNKNOWN in labels:
        return f"{right} Photos that you have not labeled are on the middle line."
    for label, name, half in ((1, one, "upper"), (0, zero, "lower")):
        if label not in labels:
            return f"{right} No picture here is actually {name}: the {half} half is empty."
    if has_bars:
        return f"{right} Each bar counts pictures; a click selects them. Those on red are wrong."
    return f"{right} Pictures that are actually {one} are above; those on red are wrong."


def _are_equal(answers: GivenAnswers) -> bool:
    return answers.count > 0 and float(np.ptp(answers.probabilities)) == 0.0


def all_equal(answers: GivenAnswers) -> bool:
    """Whether several pictures all get the same answer."""
    return answers.count > 1 and _are_equal(answers)


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
