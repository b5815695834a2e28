"""Texts about predictions, logits, labels, the parts of the data and the threshold."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import THRESHOLD
from engine.text import NOT_A_NUMBER, counted, format_confidence, format_ratio, printable

# The names of the classes while none are known.
ANY_CLASSES = ("class 0", "class 1")
OPEN_DATA = "Open data first."
MOVE_TO = {"train": "Move to training", "test": "Move to test"}
WHY_TIP = "What lies behind its answer"
SAY_FIRST = "Say first what it shows."
RESET_TIP = "Reset the threshold to 0.5"
NOT_KNOWN_YET = "Not known yet"
PREDICTED = "Predicted:"
RIGHT, WRONG = "{name}, right.", "{name}, wrong."
IN_PART = {"train": "In training", "test": "In test"}
NO_NETWORK = "Press Train first."
DIVERGED = "The network diverged. Train with a lower learning rate."
NO_PICTURE = "Select a picture first."
OTHER_SHAPE = "The network takes pictures of another size."
# Changes of at least this size are written with an exponent.
_EXPONENT_FROM = 1e7


def predicted_text(class_name: str, confidence: float) -> str:
    """A prediction as text: "Predicted: cat (95%)"; `confidence` is the probability of `class_name`."""
    return f"{PREDICTED} {answer_text(class_name, confidence)}"


def answer_text(class_name: str, confidence: float) -> str:
    """The predicted class with its probability: "cat (95%)"."""
    return f"{printable(class_name)} ({format_confidence(confidence)})"


def actual_text(class_name: str) -> str:
    """A label as text: "Actual: cat"."""
    return f"Actual: {printable(class_name)}"


def threshold_text(threshold: float) -> str:
    """The threshold as text: "Threshold 0.50"."""
    return f"Threshold {threshold:.2f}"


def threshold_result(threshold: float, name: str, confusion: NDArray[np.int64]) -> tuple[str, str]:
    """What a threshold comes to, by the confusion matrix (2, 2), and a shorter text; `name` is that of class 1.

    "Threshold 0.88: 34 of 50 right. 11 cats missed, 5 false alarms."
    """
    (_, alarms), (missed, _) = confusion.tolist()
    right = f"{int(np.trace(confusion)):,} of {int(confusion.sum()):,} right"
    wrong = f"{of_class(missed, name)} missed, {counted(alarms, 'false alarm', 'false alarms')}"
    return f"{threshold_text(threshold)}: {right}. {wrong}.", f"{threshold:.2f}: {right}"


def of_class(count: int, name: str) -> str:
    """A number of pictures of a class: "11 cats"; "11 of class bus", since plurals of other names are not known."""
    return counted(count, "cat", "cats") if name == "cat" else f"{count:,} of class {printable(name)}"


def is_default_threshold(threshold: float) -> bool:
    """Whether the predicted class is the more probable one."""
    return threshold == THRESHOLD


def always_text(name: str, share: float) -> str:
    """A baseline as text: "always cat: 66.0%"."""
    return f"always {printable(name)}: {format_ratio(share)}"


def format_change(value: float) -> str:
    """A change of the logit with its sign: "+1,624.18", "−0.0031", "0"; small ones to two significant digits."""
    if math.isnan(value):
        return NOT_A_NUMBER
    if math.isinf(value):
        return "+∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    size = abs(value)
    digits = ".2e" if size >= _EXPONENT_FROM else ",.2f" if size >= 0.1 else ".2g"
    return f"{value:+{digits}}".replace("-", "−")
