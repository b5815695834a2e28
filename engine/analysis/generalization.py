"""Whether a network has learned, and how far its accuracy falls from the training part to the test part."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.analysis.evaluation import Evaluation, constant_predictor_cost
from engine.typing import FloatArray

# Of the cost of a constant prediction. A network that has just begun to learn lies little below that.
_LEARNED_COST = 2 / 3
# So many standard errors are more than chance.
_CLEAR_ERRORS = 2.0
# A sigmoid that has rounded to 0 or 1 is as far from it as a float can tell.
_NEAREST = float(np.finfo(np.float64).eps)


def cross_entropy(evaluation: Evaluation) -> float:
    """The cost of the probabilities, without any penalty."""
    probabilities = np.clip(evaluation.probabilities, _NEAREST, 1 - _NEAREST)
    of_labels = np.where(evaluation.labels == 1, probabilities, 1 - probabilities)
    return float(-np.log(of_labels).mean())


def has_learned(train: Evaluation) -> bool:
    """Whether a network has plainly learned something of its training pictures.

    It is more often right than by always giving the more frequent answer, and its cost is at most two thirds of that of
    the best constant prediction.
    """
    if train.accuracy <= train.baseline[1]:
        return False
    return cross_entropy(train) <= _LEARNED_COST * constant_predictor_cost(train.labels)


@dataclass(frozen=True, slots=True, eq=False)
class PartAccuracies:
    """The evaluations of one network on both parts. Attributes: `train`; `test`."""

    train: Evaluation
    test: Evaluation

    @property
    def gap(self) -> float:
        """The accuracy on the training part minus that on the test part."""
        return self.train.accuracy - self.test.accuracy


def gap_is_smaller(before: PartAccuracies, after: PartAccuracies) -> bool:
    """Whether the gap of `after` is smaller by more than the pictures leave to chance, both on the same pictures.

    The difference of the gaps is that of the mean changes on both parts, where the change of a picture is 1 if only
    `after` is right on it, -1 if only `before` is, and else 0. It must exceed two of its standard errors.
    """
    train, test = _changes(before.train, after.train), _changes(before.test, after.test)
    error = math.sqrt(train.var() / len(train) + test.var() / len(test))
    return bool(train.mean() - test.mean() < -_CLEAR_ERRORS * error)


def _changes(before: Evaluation, after: Evaluation) -> FloatArray:
    rights = [(evaluation.predictions == evaluation.labels)[0].astype(np.float64) for evaluation in (before, after)]
    changes: FloatArray = rights[1] - rights[0]
    return changes
