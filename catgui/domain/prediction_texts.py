"""Texts about predictions, labels and the threshold."""

from __future__ import annotations

from engine.analysis.evaluation import THRESHOLD
from engine.text import format_probability, printable


def predicted_text(class_name: str, confidence: float) -> str:
    """A prediction as text: "Predicted: cat (95%)"; `confidence` is the probability of `class_name`."""
    return f"Predicted: {printable(class_name)} ({format_probability(confidence)})"


def actual_text(class_name: str) -> str:
    """A label as text: "Actual: cat"."""
    return f"Actual: {printable(class_name)}"


def threshold_text(threshold: float) -> str:
    """The threshold as text: "Threshold 0.50"."""
    return f"Threshold {threshold:.2f}"


def is_default_threshold(threshold: float) -> bool:
    """Whether the predicted class is the more probable one."""
    return threshold == THRESHOLD
