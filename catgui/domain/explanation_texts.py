"""Texts that explain a prediction, and contributions as text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.text import NOT_A_NUMBER

NO_NETWORK = "Train the network: the training pictures that decided a prediction will be shown here."
NO_PICTURE = (
    "Pick a picture in the data, the wrong predictions or your photos: "
    "the training pictures that decided its prediction will be shown here."
)
OTHER_SHAPE = (
    "The picked picture has another size than the training pictures. "
    "Pick one in the data, the wrong predictions or your photos."
)
CONTRIBUTIONS_EXPLAINED = (
    "The prediction is a sum: the shares of all training pictures, of the average picture, of the random start and of "
    "the biases are exactly the logit. A training picture has a large share where it differs from the average picture "
    "as the picked one does, or in the opposite way. A share is not what would happen if the picture were removed: for "
    "that, train without it."
)
CONTRIBUTIONS_SUMMARY = (
    "An exact sum. A share is not what removing the picture would change: for that, train without it."
)

NO_CONTRIBUTIONS = (
    "No training picture has a share yet: the prediction depends on the random start and the biases alone."
)

# Contributions of at least this size are written with an exponent.
_EXPONENT_FROM = 1e7


def inactive_layer_text(layer: int, class_name: str) -> str:
    """The reason why no training picture has a share: an inactive hidden layer."""
    return (
        f"No unit of layer {layer} is active on this picture, so nothing of it gets through: no training picture has "
        f"a share, and the prediction, {class_name}, depends on the biases alone. Pick another picture."
    )


def describe_sum(figures: Sequence[str], logit: str, classes: tuple[str, str]) -> str:
    """The sum as a sentence; `figures` are the terms in the order of the bar, as text."""
    zeros, ones, average, start, biases = figures
    return (
        f"The {classes[0]} training pictures {zeros}, the {classes[1]} pictures {ones}, the average "
        f"picture {average}, the random start {start}, the biases {biases}: the logit is {logit}. Above 0 the "
        f"prediction is {classes[1]}."
    )


def format_contribution(value: float) -> str:
    """A contribution with its sign: "+1,624.18", "−0.0031", "0"; small ones to two significant digits."""
    if math.isnan(value):
        return NOT_A_NUMBER
    if math.isinf(value):
        return "+∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    size = abs(value)
    text = f"{value:+.2e}" if size >= _EXPONENT_FROM else f"{value:+,.2f}" if size >= 0.1 else f"{value:+.2g}"
    return text.replace("-", "−")
