"""Explained pictures, and the texts that explain a prediction, with contributions as text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.attribution import Explanation
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.text import NOT_A_NUMBER, counted, printable
from engine.training.features import PIXELS

NO_NETWORK = "Press Train first."
DIVERGED = "The network diverged. Train with a lower learning rate."
NO_PICTURE = "Select a picture in Data, Wrong predictions or Your photos."
OTHER_SHAPE = "This picture has another size than the network takes."

SUM_TAB = "The sum"
SUM_TIP = "What each training picture adds to the logit"
NO_CONTRIBUTIONS = "No shares: mean, start and biases make up the logit."
FROM_MEAN = "What each picture adds to the logit, measured from the mean picture."

# Contributions of at least this size are written with an exponent.
_EXPONENT_FROM = 1e7


def heading(count: int, class_name: str) -> str:
    """The heading of the pictures that push toward a class."""
    return f"Toward {printable(class_name)}: {counted(count, 'training picture', 'training pictures')}"


def inactive_text(layer: int, class_name: str) -> str:
    """What it means that no unit of a hidden layer is active on the picture."""
    return f"No unit in layer {layer} is active: all such pictures get {class_name}."


def inactive_layer_text(layer: int) -> str:
    """The reason why no training picture has a share: an inactive hidden layer."""
    return f"No shares: no unit in layer {layer} is active."


def describe_sum(figures: Sequence[str], logit: str, classes: tuple[str, str], threshold: float) -> str:
    """The sum as a sentence; `figures` are the terms in the order of the bar, as text."""
    zeros, ones, average, start, biases = figures
    with np.errstate(divide="ignore"):
        limit = format_contribution(float(np.log(threshold) - np.log1p(-threshold)))  # the logit of the threshold
    shares = (
        f"{classes[0]} pictures {zeros}, {classes[1]} pictures {ones}, mean picture {average}, random start {start}, "
        f"biases {biases}: the logit is {logit}."
    )
    return f"{shares} {logit_limit_text(limit, classes[1])}"


def logit_limit_text(limit: str, class_name: str) -> str:
    """What the logit of the threshold decides."""
    return f"Above {limit} the prediction is {class_name}."


def format_contribution(value: float) -> str:
    """A contribution with its sign: "+1,624.18", "−0.0031", "0"; small ones to two significant digits."""
    if math.isnan(value):
        return NOT_A_NUMBER
    if math.isinf(value):
        return "+∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    return _with_digits(value, "+")


def format_size(value: float) -> str:
    """The size of a contribution, without a sign."""
    if not math.isfinite(value):
        return NOT_A_NUMBER if math.isnan(value) else "∞"
    return _with_digits(abs(value), "") if value else "0"


def _with_digits(value: float, sign: str) -> str:
    size = abs(value)
    digits = ".2e" if size >= _EXPONENT_FROM else ",.2f" if size >= 0.1 else ".2g"
    return f"{value:{sign}{digits}}".replace("-", "−")


@dataclass(frozen=True, slots=True, eq=False)
class ExplainedPicture:
    """The picture that is explained.

    Attributes: `pixels` (height, width, 3); `title`; `dataset`, that of the network; `features` that the network takes;
    `threshold`, the probability above which class 1 is predicted.
    """

    pixels: NDArray[np.uint8]
    title: str
    dataset: Dataset
    features: str = PIXELS
    threshold: float = THRESHOLD


@dataclass(frozen=True, slots=True, eq=False)
class PictureExplanation:
    """An explanation with its picture."""

    subject: ExplainedPicture
    explanation: Explanation
