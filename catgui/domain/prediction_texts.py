"""What is said of the answers of a network: how sure one is, and from where on it is class 1."""

from __future__ import annotations

import math

from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.text import displayable

# What stands for all that would round to 100%, in a sentence and where there is little room.
ALMOST_CERTAIN, ALMOST_CERTAIN_BRIEFLY = "over 99% sure", ">99% sure"
NO_NUMBER = "no number"


def sureness(confidence: float, briefly: bool = False) -> str:
    """How sure a network is of its class, by the probability of that: "94% sure"; never that it is quite certain.

    One whose numbers have left the finite ones answers with none.
    """
    if math.isnan(confidence):
        return NO_NUMBER
    percent = math.floor(100.0 * confidence + 0.5)
    if percent < 100:
        return f"{percent}% sure"
    return ALMOST_CERTAIN_BRIEFLY if briefly else ALMOST_CERTAIN


def called_above(evaluation: Evaluation) -> str:
    """From which probability on pictures are called class 1: "Called cat above 0.74"."""
    return f"Called {displayable(evaluation.classes[1])} above {evaluation.threshold:.2f}"


def is_usual(evaluation: Evaluation) -> bool:
    """Whether pictures are called by their more probable class."""
    return evaluation.threshold == THRESHOLD
