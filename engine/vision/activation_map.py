"""The activation map: what each place of a picture adds to the logit of a convolutional network, exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.typing import FloatArray, Pixels
from engine.vision.folded import FoldedNetwork
from engine.vision.team import Team


@dataclass(frozen=True, slots=True, eq=False)
class ActivationMap:
    """A logit as a bias and a mean over places.

    Attributes: `logit` of the first output; `bias`; `values` (rows, columns), whose mean and the bias add up to it.
    """

    logit: float
    bias: float
    values: FloatArray


def make_activation_map(network: FoldedNetwork, picture: Pixels, team: Team) -> ActivationMap:
    """The activation map of a picture (height, width, 3). Raises ValueError if it is too small for the network."""
    features = network.feature_maps(picture[np.newaxis], team)[0].astype(np.float64)
    values = features @ network.parameters["W"][:, 0].astype(np.float64)
    bias = float(network.parameters["b"][0])
    return ActivationMap(bias + float(values.mean()), bias, np.asarray(values))
