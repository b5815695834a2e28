"""What is said about why a network says what it says, and how shares are written."""

from __future__ import annotations

import math
from collections.abc import Sequence

from catgui.domain.prediction_texts import NOT_A_NUMBER

NO_NETWORK = "Train the network: which training pictures made it say what it says of a picture will be shown here."
NO_PICTURE = (
    "Pick a picture in the data, the wrong predictions or your photos: "
    "which training pictures made the network say so will be shown here."
)
OTHER_SHAPE = (
    "The picked picture has another size than those that the network has learned from. "
    "Pick one in the data, the wrong predictions or your photos."
)
CONTRIBUTIONS_EXPLAINED = (
    "The answer is a sum: the shares of all training pictures, of the average picture, of the random start and of the "
    "biases are exactly the logit. A training picture has a large share where it differs from the average picture as "
    "the picked one does, or in the opposite way. A share is not what would happen if the picture were removed: for "
    "that, train without it."
)
CONTRIBUTIONS_SUMMARY = (
    "An exact sum. A share is not what removing the picture would change: for that, train without it."
)

NO_CONTRIBUTIONS = "No training picture has a share in the answer yet: the random start and the biases alone give it."

# From here on a share is written with an exponent.
_EXPONENT_FROM = 1e7


def inactive_layer_text(layer: int, class_name: str) -> str:
    """Why no training picture has a share in the answer to a picture that lights no unit of a hidden layer."""
    return (
        f"This picture lights no unit of layer {layer}, so nothing of it comes through: no training picture has a "
        f"share, and the biases alone say {class_name}. Many pictures are answered so; pick another one."
    )


def describe_sum(figures: Sequence[str], logit: str, classes: tuple[str, str]) -> str:
    """The sum of the shares of both classes, of the average picture, of the start and of the biases, as written."""
    zeros, ones, average, start, biases = figures
    return (
        f"The {classes[0]} pictures that it has learned from {zeros}, the {classes[1]} pictures {ones}, the average "
        f"picture {average}, the random start {start}, the biases {biases}: the logit is {logit}. Above 0 the network "
        f"says {classes[1]}."
    )


def format_contribution(value: float) -> str:
    """A share with its sign: "+1,624.18", "−0.0031", "0"; small ones by two figures that count."""
    if not math.isfinite(value):
        return NOT_A_NUMBER
    if value == 0:
        return "0"
    size = abs(value)
    text = f"{value:+.2e}" if size >= _EXPONENT_FROM else f"{value:+,.2f}" if size >= 0.1 else f"{value:+.2g}"
    return text.replace("-", "−")
