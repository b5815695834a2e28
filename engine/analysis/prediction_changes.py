"""What changed between two networks: the pictures whose answer flipped, for better and for worse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import THRESHOLD, Evaluation, predicted_labels
from engine.typing import FloatArray, Indices, LabelArray

# The label of a photo whose class nobody has named.
UNKNOWN = -1


@dataclass(frozen=True, slots=True, eq=False)
class PredictionChanges:
    """The predictions of two networks for the same m pictures.

    To compare runs on different data, evaluate both networks on the newer: `TrainingRun(dataset, config)` has an
    `evaluate_network` for the network of any other run with the same features.

    Attributes: `before` and `after` (m,), the probabilities of class 1, NaN where there is none; `labels` (m,), 0, 1 or
    UNKNOWN; `thresholds`, above which class 1 is predicted, before and after.
    """

    before: FloatArray
    after: FloatArray
    labels: LabelArray
    thresholds: tuple[float, float] = (THRESHOLD, THRESHOLD)

    @classmethod
    def between(cls, before: Evaluation, after: Evaluation) -> PredictionChanges:
        """The changes between two evaluations of the same part, with the labels of the later one.

        Raises ValueError for evaluations of other pictures.
        """
        if before.count != after.count:
            raise ValueError(f"evaluations of {before.count} and of {after.count} pictures cannot be compared")
        thresholds = before.threshold, after.threshold
        return cls(before.probabilities[0], after.probabilities[0], after.labels[0], thresholds)

    @property
    def flipped(self) -> Indices:
        """The pictures whose predicted class is another one, those with the largest change first."""
        earlier, later = self._predicted()
        are_there = np.isfinite(self.before) & np.isfinite(self.after)
        indices = np.flatnonzero((earlier != later) & are_there)
        return indices[np.argsort(-np.abs(self.after - self.before)[indices], kind="stable")]

    @property
    def improved(self) -> Indices:
        """The flipped pictures that are right now, largest change first."""
        return self._flipped_where(self._predicted()[1] == self.labels)

    @property
    def worsened(self) -> Indices:
        """The flipped pictures that are wrong now, largest change first."""
        return self._flipped_where(self._predicted()[0] == self.labels)

    def _flipped_where(self, selected: NDArray[np.bool_]) -> Indices:
        flipped = self.flipped
        return flipped[selected[flipped]]

    @property
    def accuracies(self) -> tuple[float, float]:
        """The shares of right answers before and after, of pictures with a label and both answers; NaN of none."""
        known = (self.labels != UNKNOWN) & np.isfinite(self.before) & np.isfinite(self.after)
        if not known.any():
            return np.nan, np.nan
        before, after = (float(np.mean(predicted[known] == self.labels[known])) for predicted in self._predicted())
        return before, after

    def _predicted(self) -> tuple[LabelArray, LabelArray]:
        first, second = self.thresholds
        return predicted_labels(self.before, first), predicted_labels(self.after, second)
