"""What changed between two networks: the pictures whose answer flipped, and whether that may be chance.

The pictures of a test part are a sample: other pictures would have given other accuracies. `mcnemar_p` weighs a change
of the accuracy by the answers that flipped, `sign_flip_p` any paired differences, such as those of several networks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.evaluation import THRESHOLD, Evaluation, predicted_labels
from engine.typing import FloatArray, Indices, LabelArray

# The label of a photo whose class nobody has named.
UNKNOWN = -1
# A change is called more than chance where chance alone brings one as large less often than this.
SIGNIFICANCE = 0.05
_MAY_BE_CHANCE, _IS_CLEAR = "May be chance.", "Clear, though other seeds may differ."
# Larger sums of differences take too long. If as many of the largest would make up their variance, they have a normal
# distribution.
_LARGEST_EXACT, _MANY = 100_000, 100


def sign_flip_p(differences: Sequence[int] | NDArray[np.int64]) -> float:
    """The two-sided p-value of Fisher's randomization test of paired differences, which are integers.

    If a change does nothing, each difference could as well have had the other sign. The p-value is the share of all
    choices of signs whose sum is at least as far from 0 as that of `differences` (Fisher, The design of experiments,
    1935). The sum of +-d has the characteristic function prod cos(d t), from which all its probabilities follow at once
    by a Fourier transform. Where all |d| add up to more than 100,000, it has the normal distribution with the same
    variance, or, where a few large differences make up most of that, the differences are rounded to a larger unit.
    """
    values = np.asarray(differences, dtype=np.int64)
    sizes, distance = np.abs(values), abs(int(values.sum()))
    total = int(sizes.sum())
    if total > _LARGEST_EXACT:
        squares = float(np.sum(sizes.astype(np.float64) ** 2))
        if squares >= _MANY * float(sizes.max()) ** 2:
            return math.erfc(distance / math.sqrt(2.0 * squares))
        # Rounded, numbers above one half at most double.
        return sign_flip_p(np.rint(values * (_LARGEST_EXACT / 2 / total)).astype(np.int64))
    period = 2 * total + 1
    spectrum = np.ones(period)
    for size, count in zip(*np.unique(sizes[sizes > 0], return_counts=True), strict=True):
        # Reduced as integers: the cosine of a large number has lost digits.
        spectrum *= np.cos(2.0 * np.pi / period * (size * np.arange(period) % period)) ** count
    # Those of the sums 0, 1, ..., total, and then of -total, ..., -1.
    probabilities = np.fft.ifft(spectrum).real
    upper = float(probabilities[distance : total + 1].sum())
    # The digits from the 13th on are those of rounding.
    return min(1.0, round(2.0 * upper, 12)) if distance else 1.0


def mcnemar_p(improved: int, worsened: int) -> float:
    """The two-sided p-value of the exact McNemar test, of answers that flipped for better and for worse.

    If a change does nothing, each flip is as likely one way as the other: their number is binomial with p = 1/2
    (McNemar, Note on the sampling error of the difference between correlated proportions or percentages, 1947). Two
    flips one way and none the other have p = 1/2. It is the randomization test of differences that are 1 and -1.
    """
    return sign_flip_p(np.repeat([1, -1], [improved, worsened]))


def flips_text(improved: int, worsened: int, count: int, judges: bool = True) -> str:
    """How many answers to `count` test pictures have flipped each way, and, if it `judges`, whether that may be chance.

    By the exact McNemar test.
    """
    flips = f"Of {count:,} test pictures, {improved:,} turned right, {worsened:,} wrong."
    verdict = _MAY_BE_CHANCE if mcnemar_p(improved, worsened) >= SIGNIFICANCE else _IS_CLEAR
    return f"{verdict} {flips}" if judges else flips


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
    def p_value(self) -> float:
        """How often chance alone would flip as many more answers one way than the other, by the exact McNemar test."""
        return mcnemar_p(len(self.improved), len(self.worsened))

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
