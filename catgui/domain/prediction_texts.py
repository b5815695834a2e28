"""Texts about predictions, labels, the parts of the data and the threshold."""

from __future__ import annotations

from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.statistics import Score
from engine.text import format_confidence, format_interval, printable

# The names of the classes while none are known.
ANY_CLASSES = ("class 0", "class 1")
OPEN_DATA = "Open data first."
MOVE_TO = {"train": "Move to training", "test": "Move to test"}
PARTS = {"train": "training part", "test": "test part"}
WHY_TIP = "What lies behind its answer"
SAY_FIRST = "Say first what it shows."
ACCURACY_TIP = "The share of pictures it gets right"
NOT_KNOWN_YET = "{name}: not known yet"
PREDICTED = "Predicted:"
RIGHT, WRONG = "{name}, right.", "{name}, wrong."
_IN_PART = {"train": "In the training part", "test": "In the test part"}


def predicted_text(class_name: str, confidence: float) -> str:
    """A prediction as text: "Predicted: cat (95%)"; `confidence` is the probability of `class_name`."""
    return f"{PREDICTED} {class_text(class_name, confidence)}"


def class_text(class_name: str, confidence: float) -> str:
    """The predicted class with its probability: "cat (95%)"."""
    return f"{printable(class_name)} ({format_confidence(confidence)})"


def answer_text(class_name: str, confidence: float) -> str:
    """The same where there is little room: "cat (95%)"."""
    return f"{printable(class_name)} ({format_confidence(confidence)})"


def actual_text(class_name: str) -> str:
    """A label as text: "Actual: cat"."""
    return f"Actual: {printable(class_name)}"


def part_text(part: str) -> str:
    """The part of a photo that was added to the data, as text."""
    return _IN_PART[part]


def threshold_text(threshold: float) -> str:
    """The threshold as text: "Threshold 0.50"."""
    return f"Threshold {threshold:.2f}"


def is_default_threshold(threshold: float) -> bool:
    """Whether the predicted class is the more probable one."""
    return threshold == THRESHOLD


def interval_text(evaluation: Evaluation | Score) -> str:
    """The 95% interval of the accuracy as text: "likely 67.0–88.8%".

    Only for the test part: on its own training pictures a network is right because it has learned them.
    """
    return f"likely {format_interval(evaluation.interval)}"


def baseline_tip(evaluation: Evaluation) -> str:
    """The baseline of an accuracy, and what it means."""
    always, _ = evaluation.baseline
    return f"The tick: how often you are right by always saying {printable(always)}"


def interval_tip(evaluation: Evaluation) -> str:
    """The interval of a test accuracy, and what it means."""
    interval = format_interval(evaluation.interval)
    return f"{interval}: where the accuracy on all pictures like these probably lies"
