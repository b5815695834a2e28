"""How good the network is: cost and accuracy, the confusion matrix, figures for each class, the wrong predictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.activations import FloatArray

LabelArray = NDArray[np.int64]

# A probability above this is answered with class 1.
THRESHOLD = 0.5


def predicted_labels(probabilities: FloatArray) -> LabelArray:
    """1 where the probability of class 1 is above one half, else 0; any shape."""
    return (probabilities > THRESHOLD).astype(np.int64)


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
class ClassFigures:
    """One class among the predictions: `support` pictures of it, precision, recall and F1, each in [0, 1].

    A ratio without a denominator (no picture was called so) is 0, as is usual.
    """

    name: str
    support: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class WrongPrediction:
    """A picture the network gets wrong: its index, its label, and the probability of class 1 it was given."""

    index: int
    label: int
    probability: float

    @property
    def predicted(self) -> int:
        """The label the network gave."""
        return 1 - self.label

    @property
    def confidence(self) -> float:
        """How sure the network was of its wrong answer, in [0.5, 1]."""
        return self.probability if self.label == 0 else 1.0 - self.probability


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The predictions on one part of a data set, held against its labels.

    `probabilities` (1, m) are of class 1, `labels` (1, m). `confusion` (2, 2) counts pictures by true class (row) and
    predicted class (column).
    """

    probabilities: FloatArray
    labels: LabelArray
    classes: tuple[str, str]

    @property
    def predictions(self) -> LabelArray:
        """The label given to each picture, (1, m)."""
        return predicted_labels(self.probabilities)

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

    def class_figures(self) -> tuple[ClassFigures, ClassFigures]:
        """Precision TP/(TP+FP), recall TP/(TP+FN) and their harmonic mean F1, for each class."""
        confusion = self.confusion
        return self._figures_of(0, confusion), self._figures_of(1, confusion)

    def _figures_of(self, label: int, confusion: NDArray[np.int64]) -> ClassFigures:
        hits = int(confusion[label, label])
        called, support = int(confusion[:, label].sum()), int(confusion[label].sum())
        precision, recall = _ratio(hits, called), _ratio(hits, support)
        f1 = _ratio(2 * hits, called + support)
        return ClassFigures(self.classes[label], support, precision, recall, f1)

    def wrong(self) -> list[WrongPrediction]:
        """The wrong predictions, worst first: those the network was surest of."""
        indices = np.flatnonzero(self.predictions[0] != self.labels[0])
        labels, probabilities = self.labels[0, indices], self.probabilities[0, indices]
        confidences = np.where(labels == 0, probabilities, 1.0 - probabilities)
        # A stable order, so that of two equally sure ones the first comes first.
        order = np.argsort(-confidences, kind="stable")
        columns = (indices[order].tolist(), labels[order].tolist(), probabilities[order].tolist())
        return [WrongPrediction(*row) for row in zip(*columns, strict=True)]


def _ratio(numerator: int, denominator: int) -> float:
    return numerator / denominator if denominator else 0.0
