"""The cost of the detector: "cat" or not for every picture, and which of ten classes where that is known."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.vision.convolution import Floats

# The weight of the ten classes in the cost. They make the filters tell more apart than cats from the rest.
_CLASS_WEIGHT = 0.5
# The class of a picture that is none of the ten, or of which it is not known.
UNKNOWN_CLASS = -1


class CostAndGradient(NamedTuple):
    """The mean cost of a batch, and its gradient with respect to the outputs (m, 1 + classes)."""

    cost: float
    d_outputs: Floats


def detector_cost(
    outputs: Floats, is_cat: NDArray[np.bool_], classes: NDArray[np.integer[Any]], positive_weight: float
) -> CostAndGradient:
    """The weighted cross-entropy of "cat", the first output, and half that of the classes, the others.

    Pictures of cats count `positive_weight` times. Where `classes` is UNKNOWN_CLASS, only "cat" counts.
    """
    count = len(outputs)
    d_outputs = np.empty_like(outputs)
    logits = outputs[:, 0]
    weights = np.where(is_cat, positive_weight, 1.0).astype(outputs.dtype)
    # log(1 + exp(logit)) - logit y, without overflow.
    losses = np.logaddexp(0, np.where(is_cat, -logits, logits))
    probabilities = np.exp(-np.logaddexp(0, -logits))
    d_outputs[:, 0] = weights * (probabilities - is_cat)
    known = np.flatnonzero(classes != UNKNOWN_CLASS)
    log_shares = outputs[:, 1:] - np.logaddexp.reduce(outputs[:, 1:], axis=1, keepdims=True)
    d_outputs[:, 1:] = 0
    d_outputs[known, 1:] = np.exp(log_shares[known])
    d_outputs[known, 1 + classes[known]] -= 1
    d_outputs[:, 1:] *= _CLASS_WEIGHT
    cost = np.sum(weights * losses) - _CLASS_WEIGHT * np.sum(log_shares[known, classes[known]])
    d_outputs /= count
    return CostAndGradient(float(cost) / count, d_outputs)


def positive_weight(is_cat: NDArray[np.bool_]) -> float:
    """The root of the imbalance: how often a picture of a cat counts."""
    cats = int(is_cat.sum())
    return float(np.sqrt((len(is_cat) - cats) / max(1, cats)))
