"""A picture with the explanation of its prediction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.attribution import Explanation
from engine.analysis.evaluation import THRESHOLD
from engine.data.dataset import Dataset
from engine.training.features import PIXELS


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
