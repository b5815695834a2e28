"""What is said of the answers of a network: how sure one is, and from where on it is class 1."""

from __future__ import annotations

import math

from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.text import printable

# What stands for all that would round to 100%, in a sentence and where there is little room.
ALMOST_CERTAIN, ALMOST_CERTAIN_SHORT = "over 99% sure", ">99% sure"
NOT_A_NUMBER = "no number"


def confidence_text(confidence: float, short: bool = False) -> str:
    """How sure a network is of its class, by the probability of that: "94% sure"; never that it is quite certain.

    One whose numbers have left the finite ones answers with none.
    """
    if math.isnan(confidence):
        return NOT_A_NUMBER
    percent = math.floor(100.0 * confidence + 0.5)
    if percent < 100:
        return f"{percent}% sure"
    return ALMOST_CERTAIN_SHORT if short else ALMOST_CERTAIN


def threshold_text(evaluation: Evaluation) -> str:
    """From which probability on pictures are called class 1: "Called cat above 0.74"."""
    return f"Called {printable(evaluation.classes[1])} above {evaluation.threshold:.2f}"


def uses_default_threshold(evaluation: Evaluation) -> bool:
    """Whether pictures are called by their more probable class."""
    return evaluation.threshold == THRESHOLD
