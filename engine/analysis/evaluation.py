"""How good the network is: cost and accuracy, the confusion matrix, figures for each class, the wrong predictions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.typing import FloatArray, LabelArray

# A probability above this is answered with class 1, unless another threshold is given.
THRESHOLD = 0.5


def predicted_labels(probabilities: FloatArray, threshold: float = THRESHOLD) -> LabelArray:
    """1 where the probability of class 1 is above the threshold, else 0; any shape."""
    return (probabilities > threshold).astype(np.int64)


def accuracy(predictions: LabelArray, Y: NDArray[Any]) -> float:
    """The share of predictions that equal the labels; both (1, m)."""
    return float(np.mean(predictions == Y))


def constant_predictor_cost(Y: NDArray[Any]) -> float:
    """The lowest cost of a network that gives every picture the same probability: the entropy of the labels.

    H = -(p log p + (1 - p) log(1 - p)), with p the share of class 1 in Y (1, m).
    """
    shares = np.array([np.mean(Y), 1.0 - np.mean(Y)])
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum())


@dataclass(frozen=True, slots=True)
class ClassMetrics:
    """One class among the predictions: `support` pictures of it, precision, recall and F1, each in [0, 1].

    A ratio without a denominator (no picture was called so) is 0, as is usual.
    """

    name: str
    support: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the network says of a picture: its index, its label, the label it was given, the probability of class 1."""

    index: int
    label: int
    predicted: int
    probability: float

    @property
    def is_correct(self) -> bool:
        """Whether the network is right."""
        return self.predicted == self.label

    @property
    def confidence(self) -> float:
        """How sure the network is of its answer: the probability it gives to the class it says."""
        return self.probability if self.predicted == 1 else 1.0 - self.probability


@dataclass(frozen=True, slots=True, eq=False)
class RocCurve:
    """The receiver operating characteristic: what each threshold makes of the two classes.

    From the strictest threshold to the mildest: `false_positive_rate`, the share of class 0 that is called class 1, and
    `true_positive_rate`, the share of class 1 that is, both (k,) from 0 to 1. A class without pictures gives NaN.
    """

    false_positive_rate: FloatArray
    true_positive_rate: FloatArray

    @property
    def area(self) -> float:
        """The area under the curve: of two pictures, one of each class, how often that of class 1 is the more probable.

        Ties count one half (Fawcett, An introduction to ROC analysis, 2006).
        """
        widths = np.diff(self.false_positive_rate)
        heights = (self.true_positive_rate[1:] + self.true_positive_rate[:-1]) / 2.0
        return float(widths @ heights)


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The predictions on one part of a data set, held against its labels.

    `probabilities` (1, m) are of class 1, `labels` (1, m). `confusion` (2, 2) counts pictures by true class (row) and
    predicted class (column). `threshold` is the probability above which a picture is called class 1.
    """

    probabilities: FloatArray
    labels: LabelArray
    classes: tuple[str, str]
    threshold: float = THRESHOLD

    @property
    def predictions(self) -> LabelArray:
        """The label given to each picture, (1, m)."""
        return predicted_labels(self.probabilities, self.threshold)

    def with_threshold(self, threshold: float) -> Evaluation:
        """The same probabilities, answered with another threshold."""
        return self if threshold == self.threshold else replace(self, threshold=threshold)

    @property
    def count(self) -> int:
        """The number of pictures, m."""
        return int(self.labels.shape[1])

    @property
    def correct(self) -> int:
        """The number of pictures that are right."""
        return int(np.trace(self.confusion))

    @property
    def accuracy(self) -> float:
        """The share of pictures that are right."""
        return accuracy(self.predictions, self.labels)

    @property
    def confusion(self) -> NDArray[np.int64]:
        """Pictures by true class (row) and predicted class (column), (2, 2)."""
        return np.bincount(2 * self.labels[0] + self.predictions[0], minlength=4).reshape(2, 2)

    @property
    def baseline(self) -> tuple[str, float]:
        """The more frequent class and its share: the accuracy of always answering it."""
        counts = self.confusion.sum(axis=1)
        best = int(np.argmax(counts))
        return self.classes[best], float(counts[best] / self.count)

    def class_metrics(self) -> tuple[ClassMetrics, ClassMetrics]:
        """Precision TP/(TP+FP), recall TP/(TP+FN) and their harmonic mean F1, for each class."""
        confusion = self.confusion
        return self._figures_of(0, confusion), self._figures_of(1, confusion)

    def _figures_of(self, label: int, confusion: NDArray[np.int64]) -> ClassMetrics:
        hits = int(confusion[label, label])
        called, support = int(confusion[:, label].sum()), int(confusion[label].sum())
        precision, recall = _ratio(hits, called), _ratio(hits, support)
        f1 = _ratio(2 * hits, called + support)
        return ClassMetrics(self.classes[label], support, precision, recall, f1)

    def wrong(self) -> list[Prediction]:
        """The wrong predictions, worst first: those the network was surest of."""
        return self._surest_first(self.predictions[0] != self.labels[0])

    def in_cell(self, label: int, predicted: int) -> list[Prediction]:
        """The pictures in a cell of the confusion matrix, the surest first."""
        return self._surest_first((self.labels[0] == label) & (self.predictions[0] == predicted))

    def _surest_first(self, chosen: NDArray[np.bool_]) -> list[Prediction]:
        indices = np.flatnonzero(chosen)
        labels, predicted = self.labels[0, indices], self.predictions[0, indices]
        probabilities = self.probabilities[0, indices]
        confidences = np.where(predicted == 1, probabilities, 1.0 - probabilities)
        # A stable order, so that of two equally sure ones the first comes first.
        order = np.argsort(-confidences, kind="stable")
        columns = (column[order].tolist() for column in (indices, labels, predicted, probabilities))
        return [Prediction(*row) for row in zip(*columns, strict=True)]

    def roc(self) -> RocCurve:
        """What every threshold would make of these probabilities."""
        order = np.argsort(-self.probabilities[0], kind="stable")
        ranked, is_one = self.probabilities[0, order], self.labels[0, order] == 1
        # Pictures of one probability are called class 1 together.
        last_of_equals = np.append(ranked[1:] != ranked[:-1], True)
        curves = []
        for is_of_class in (~is_one, is_one):
            called = np.cumsum(is_of_class)[last_of_equals]
            with np.errstate(invalid="ignore"):
                curves.append(np.concatenate(([0.0], called / np.float64(is_of_class.sum()))))
        return RocCurve(*curves)

    def histogram(self, bins: int) -> NDArray[np.int64]:
        """Pictures of each class (row) by probability, in `bins` equal parts of [0, 1]: (2, bins)."""
        counts = [np.histogram(self.probabilities[self.labels == label], bins, (0.0, 1.0))[0] for label in (0, 1)]
        return np.stack(counts)


def _ratio(numerator: int, denominator: int) -> float:
    return numerator / denominator if denominator else 0.0
