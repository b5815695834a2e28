"""Texts about predictions, labels, the parts of the data and the threshold."""

from __future__ import annotations

from engine.analysis.evaluation import THRESHOLD, Evaluation
from engine.statistics import Score
from engine.text import format_confidence, format_interval, printable

PARTS = {"train": "training part", "test": "test part"}
WHY_TIP = "Show what the network takes it for, and what made it predict this"
SAY_FIRST = "To add it to the data, say first what it shows."


def predicted_text(class_name: str, confidence: float) -> str:
    """A prediction as text: "Predicted: cat (95%)"; `confidence` is the probability of `class_name`."""
    return f"Predicted: {printable(class_name)} ({format_confidence(confidence)})"


def actual_text(class_name: str) -> str:
    """A label as text: "Actual: cat"."""
    return f"Actual: {printable(class_name)}"


def part_text(part: str) -> str:
    """Where a photo is that was added to the data."""
    return f"In the {PARTS[part]} of the data"


def threshold_text(threshold: float) -> str:
    """The threshold as text: "Threshold 0.50"."""
    return f"Threshold {threshold:.2f}"


def is_default_threshold(threshold: float) -> bool:
    """Whether the predicted class is the more probable one."""
    return threshold == THRESHOLD


def interval_text(evaluation: Evaluation | Score) -> str:
    """The interval of the accuracy as text: "95% interval 67.0–88.8%".

    Only a test part has one: of its own training pictures a network is right because it has learned them.
    """
    return f"95% interval {format_interval(evaluation.interval)}"


def baseline_tip(evaluation: Evaluation) -> str:
    """The baseline of an accuracy, and what it means."""
    always, share = evaluation.baseline
    return (
        f"The baseline, and the mark on the bar: predicting {printable(always)} for every picture is right for "
        f"{share:.1%} of them. How much a network has learned is told by how far it is above that."
    )


def interval_tip(evaluation: Evaluation) -> str:
    """The interval of a test accuracy, and what it means."""
    return (
        f"{interval_text(evaluation)}. Other test pictures would give another accuracy: by {evaluation.count:,} of "
        "them, that on all pictures like these is in this interval, which is right for 95 of 100 test parts."
    )
