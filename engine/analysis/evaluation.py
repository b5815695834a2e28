"""Evaluation: accuracy, confusion matrix, wrong predictions; dead networks, and how else a run can fail.

A network is dead if its ReLUs are inactive, its cost is flat and it gives all pictures one class. The usual cause is a
learning rate that is too high: a step moves the weights so far that a layer is inactive on all training pictures or
nearly all. A layer that is inactive on all of them passes no gradient, so it hardly ever recovers: only momentum,
weight decay or altered pictures could bring it back. If a few pictures still reach the output, the cost stays just
below that of a constant prediction; early in a run this may pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.nn.interface import TrainableNetwork
from engine.statistics import wilson_interval
from engine.typing import FloatArray, LabelArray

# A probability above this is classified as class 1, unless another threshold is given.
THRESHOLD = 0.5
_DEAD = "Dead network: the same answer for all training pictures"
_NEARLY_DEAD = "Nearly dead network: only {reached:,} of {count:,} training pictures activate every hidden layer"
_REMEDY = "Try a lower learning rate."
# Below this share of pictures that reach the output, the network counts as dead, but only if it predicts one class: a
# healthy network may be inactive on all pictures of the other.
_DEAD_SHARE = 0.05


def predicted_labels(probabilities: FloatArray, threshold: float = THRESHOLD) -> LabelArray:
    """1 where the probability of class 1 is above `threshold`, else 0; any shape."""
    return (probabilities > threshold).astype(np.int64)


def accuracy(predictions: LabelArray, Y: NDArray[Any]) -> float:
    """The share of `predictions` (1, m) that equal the labels Y (1, m)."""
    return float(np.mean(predictions == Y))


@dataclass(frozen=True, slots=True)
class Prediction:
    """One prediction.

    Attributes: `index` of the picture; its `label`; `predicted`, the label predicted; `probability` of class 1.
    """

    index: int
    label: int
    predicted: int
    probability: float

    @property
    def is_correct(self) -> bool:
        """Whether the predicted label is the picture's."""
        return self.predicted == self.label

    @property
    def confidence(self) -> float:
        """The probability of the predicted class."""
        return self.probability if self.predicted == 1 else 1.0 - self.probability


def baseline_of(counts: Sequence[int], classes: Sequence[str]) -> tuple[str, float]:
    """The more frequent class and its share, by the number of pictures of each class."""
    best = int(np.argmax(counts))
    return classes[best], float(counts[best] / sum(counts))


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The predictions on one part of a data set, compared with its labels.

    Attributes: `probabilities` (1, m) of class 1; `labels` (1, m); `classes`, the names of class 0 and 1; `threshold`,
    the probability above which class 1 is predicted.
    """

    probabilities: FloatArray
    labels: LabelArray
    classes: tuple[str, str]
    threshold: float = THRESHOLD

    @cached_property
    def predictions(self) -> LabelArray:
        """The predicted labels, (1, m)."""
        return predicted_labels(self.probabilities, self.threshold)

    def with_threshold(self, threshold: float) -> Evaluation:
        """The same probabilities with another threshold."""
        return self if threshold == self.threshold else replace(self, threshold=threshold)

    @property
    def count(self) -> int:
        """The number of pictures, m."""
        return int(self.labels.shape[1])

    @property
    def correct(self) -> int:
        """The number of correct predictions."""
        return int(np.trace(self.confusion))

    @property
    def accuracy(self) -> float:
        """The share of correct predictions."""
        return accuracy(self.predictions, self.labels)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% confidence interval of the accuracy, by `wilson_interval`."""
        return wilson_interval(self.correct, self.count)

    @cached_property
    def confusion(self) -> NDArray[np.int64]:
        """The confusion matrix (2, 2): pictures by true class (row) and predicted class (column)."""
        return np.bincount(2 * self.labels[0] + self.predictions[0], minlength=4).reshape(2, 2)

    @property
    def baseline(self) -> tuple[str, float]:
        """The more frequent class and its share, which is the accuracy of always predicting it."""
        return baseline_of(self.class_counts, self.classes)

    @property
    def class_counts(self) -> list[int]:
        """The number of pictures of each class."""
        counts: list[int] = self.confusion.sum(axis=1).tolist()
        return counts

    def prediction(self, index: int) -> Prediction:
        """The prediction for the picture `index`."""
        columns = (column[0, index].item() for column in (self.labels, self.predictions, self.probabilities))
        return Prediction(index, *columns)

    def wrong(self) -> list[Prediction]:
        """The wrong predictions, most confident first."""
        return self._by_confidence(self.predictions[0] != self.labels[0])

    def in_cell(self, label: int, predicted: int) -> list[Prediction]:
        """The pictures in one cell of the confusion matrix, most confident first."""
        return self._by_confidence((self.labels[0] == label) & (self.predictions[0] == predicted))

    def _by_confidence(self, selected: NDArray[np.bool_]) -> list[Prediction]:
        indices = np.flatnonzero(selected)
        labels, predicted = self.labels[0, indices], self.predictions[0, indices]
        probabilities = self.probabilities[0, indices]
        confidences = np.where(predicted == 1, probabilities, 1.0 - probabilities)
        # A stable sort keeps pictures of equal confidence in order.
        order = np.argsort(-confidences, kind="stable")
        columns = (column[order].tolist() for column in (indices, labels, predicted, probabilities))
        return [Prediction(*row) for row in zip(*columns, strict=True)]


@dataclass(frozen=True, slots=True)
class DeadNetwork:
    """The state of a network that predicts one class for every training picture.

    Attributes: `permanent`, whether a hidden layer is inactive on all pictures; `reached`, how many of `count` training
    pictures activate a unit in every hidden layer.
    """

    permanent: bool
    reached: int
    count: int

    def __str__(self) -> str:
        """A warning for the user, with what to try."""
        state = _DEAD if self.permanent else _NEARLY_DEAD.format(reached=self.reached, count=self.count)
        return f"{state}. {_REMEDY}"


def detect_dead_network(network: TrainableNetwork) -> DeadNetwork | None:
    """The state of `network` on its training pictures if it is dead, else None."""
    train = network.train
    AL, _ = network.forward(train)
    active_layers = network.active_layers(train)
    permanent = not active_layers.any(axis=1).all()
    reached = int(np.count_nonzero(active_layers.all(axis=0)))
    if not permanent and (reached > _DEAD_SHARE * train.count or len(np.unique(predicted_labels(AL))) > 1):
        return None
    return DeadNetwork(permanent, reached, train.count)


class Failure(Enum):
    """How a run can fail. The values are written to files, and are no texts for users."""

    DIVERGED = "diverged"
    DEAD = "dead network"
    NEARLY_DEAD = "nearly dead network"
