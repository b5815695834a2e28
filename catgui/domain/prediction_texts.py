"""Texts about predictions: confidence and threshold."""

from __future__ import annotations

import math

from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.text import printable

# Instead of anything that rounds to 100%.
ALMOST_CERTAIN, ALMOST_CERTAIN_SHORT = "over 99% sure", ">99% sure"
NOT_A_NUMBER = "no number"


def confidence_text(confidence: float, short: bool = False) -> str:
    """The probability of the predicted class as text: "94% sure"; never "100%".

    NaN, the output of a diverged network, is "no number".
    """
    if math.isnan(confidence):
        return NOT_A_NUMBER
    percent = math.floor(100.0 * confidence + 0.5)
    if percent < 100:
        return f"{percent}% sure"
    return ALMOST_CERTAIN_SHORT if short else ALMOST_CERTAIN


def threshold_text(evaluation: Evaluation) -> str:
    """The threshold as text: "Called cat above 0.74"."""
    return f"Called {printable(evaluation.classes[1])} above {evaluation.threshold:.2f}"


def uses_default_threshold(evaluation: Evaluation) -> bool:
    """Whether the predicted class is the more probable one."""
    return evaluation.threshold == THRESHOLD
