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
from engine.text import NOT_A_NUMBER, printable
from engine.training.features import PIXELS

SUM_TAB = "The sum"
SUM_TIP = "What the logit, the number behind the probability, is the sum of: a share of each training picture, and more"
NO_NETWORK = "Train the network: the training pictures that decided a prediction will be shown here."
NO_PICTURE = (
    "Select a picture in Data, Wrong predictions or Your photos: the training pictures that decided its prediction "
    "will be shown here."
)
OTHER_SHAPE = (
    "The selected picture has another size than the training pictures. "
    "Select one in Data, Wrong predictions or Your photos."
)
NO_CONTRIBUTIONS = (
    "No training picture has a share: the mean picture, the random start and the biases make up all of the logit."
)
_HOW_TO_READ = (
    "+ pushes towards {1}, − towards {0}. A picture labeled {1} can push towards {0}: where the selected picture is "
    "its opposite{opposite}. All is measured from the mean picture; from black, each part would be another."
)
_OPPOSITE_PIXELS = ", bright where it is dark"
_OPPOSITE_FEATURES = " in what the filters find"
_HOW_TO_READ_MORE = (
    "{how}\nThe logit is exactly the sum of the shares of all training pictures, the mean picture, the random start "
    "and the biases. How it is split depends on what pictures are measured from: from black instead of the mean, other "
    "shares have the same sum, just as exactly. A training picture has a large share where it differs from the "
    "mean picture as the selected one does, or in the opposite way. A share is not what would change without the "
    "picture: the tab Effects shows that."
)

# Contributions of at least this size are written with an exponent.
_EXPONENT_FROM = 1e7


def how_to_read(classes: tuple[str, str], features: str) -> str:
    """How to read the shares of a network on `features`, in short."""
    opposite = _OPPOSITE_PIXELS if features == PIXELS else _OPPOSITE_FEATURES
    return _HOW_TO_READ.format(*map(printable, classes), opposite=opposite)


def how_to_read_in_full(classes: tuple[str, str], features: str) -> str:
    """How to read the shares, with what they are and are not."""
    return _HOW_TO_READ_MORE.format(*map(printable, classes), how=how_to_read(classes, features))


def heading(count: int, class_name: str) -> str:
    """The heading of the pictures that push towards a class."""
    pictures = "1 training picture pushes" if count == 1 else f"{count:,} training pictures push"
    return f"{pictures} towards {printable(class_name)}"


def inactive_text(layer: int, class_name: str) -> str:
    """What it means that no unit of a hidden layer is active on the picture."""
    return (
        "The network finds nothing in this picture that it has learned to look for: none of the units in its layer "
        f"{layer} is active, so it says {class_name} as to every such picture."
    )


def inactive_layer_text(layer: int, class_name: str) -> str:
    """The reason why no training picture has a share: an inactive hidden layer."""
    return f"{inactive_text(layer, class_name)} So no training picture has a share."


def describe_sum(figures: Sequence[str], logit: str, classes: tuple[str, str], threshold: float) -> str:
    """The sum as a sentence; `figures` are the terms in the order of the bar, as text."""
    zeros, ones, average, start, biases = figures
    with np.errstate(divide="ignore"):
        limit = format_contribution(float(np.log(threshold) - np.log1p(-threshold)))  # the logit of the threshold
    return (
        f"The {classes[0]} training pictures {zeros}, the {classes[1]} pictures {ones}, the mean "
        f"picture {average}, the random start {start}, the biases {biases}: the logit is {logit}. Above {limit} the "
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
