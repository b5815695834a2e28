"""Measured rates, with their confidence intervals, and tests of whether differences may be chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.text import Sentence, format_interval

# What the detector that comes with the program tells apart, class 0 and class 1.
DETECTOR_CLASSES = ("non-cat", "cat")
# Its answer where none is clearly more often right than by chance.
UNSURE = "unsure"

# The 97.5% quantile of the standard normal distribution: a 95% interval leaves out 2.5% on either side.
_Z_95 = 1.959963984540054
# A change is called more than chance where chance alone brings one as large less often than this.
SIGNIFICANCE = 0.05
_LARGEST_EXACT = 100_000


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """The 95% confidence interval of a rate, from 0 to 1; of no trials, all rates.

    It holds the rates p from which the observed k/n is at most z standard errors away, |k/n - p| <= z sqrt(p(1-p)/n)
    with z = 1.96: (k + z^2/2 -+ z sqrt(k(n-k)/n + z^2/4)) / (n + z^2), of k successes in n trials (Wilson, Probable
    inference, the law of succession, and statistical inference, 1927). Unlike k/n -+ z sqrt(k(n-k)/n^3), it is no point
    where all of few trials succeed. Raises ValueError for more successes than trials.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"there cannot be {successes} successes in {trials} trials")
    if trials == 0:
        return 0.0, 1.0
    square = _Z_95**2
    middle = successes + square / 2
    half = _Z_95 * math.sqrt(successes * (trials - successes) / trials + square / 4)
    low, high = (middle - half) / (trials + square), (middle + half) / (trials + square)
    # At a rate of 0 or 1, which is an end of the interval, rounding would move that.
    return (0.0 if successes == 0 else low), (1.0 if successes == trials else high)


def area_under_roc(scores: NDArray[np.floating[Any]], is_one: NDArray[np.bool_]) -> float:
    """The area under the ROC curve of the scores of pictures (m,), of which `is_one` (m,) marks class 1.

    It is the share of all pairs of a picture of each class in which class 1 has the higher score; ties count one half
    (Fawcett, An introduction to ROC analysis, 2006).
    """
    ones, zeros = scores[is_one], np.sort(scores[~is_one])
    places = np.searchsorted(zeros, ones, "left") + np.searchsorted(zeros, ones, "right")
    return float(places.mean() / (2 * len(zeros)))


@dataclass(frozen=True, slots=True)
class Score:
    """The numbers of `right` and of UNSURE answers among `count` answers."""

    right: int
    count: int
    unsure: int = 0

    @property
    def share(self) -> float:
        """The share that was right."""
        return self.right / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% confidence interval of the share, by `wilson_interval`."""
        return wilson_interval(self.right, self.count)

    def of(self, what: str) -> Sentence:
        """The score in words, of "{count} photos": "90% of 391 photos (87–93%)"."""
        return Sentence(
            "{share:number} of {what} ({interval:number})",
            {
                "share": f"{self.share:.0%}",
                "what": Sentence(what, {"count": self.count}),
                "interval": format_interval(self.interval, decimals=0),
            },
        )

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.count + other.count, self.unsure + other.unsure)


def sign_flip_p(differences: Sequence[int] | NDArray[np.int64]) -> float:
    """The two-sided p-value of Fisher's randomization test of paired differences, which are integers.

    If a change does nothing, each difference could as well have had the other sign. The p-value is the share of all
    choices of signs whose sum is at least as far from 0 as that of `differences` (Fisher, The design of experiments,
    1935). The sum of +-d has the characteristic function prod cos(d t), from which all its probabilities follow at once
    by a Fourier transform. Where all |d| add up to more than 100,000, that takes too long: the normal distribution with
    the same variance takes its place.
    """
    values = np.asarray(differences, dtype=np.int64)
    sizes, distance = np.abs(values), abs(int(values.sum()))
    total = int(sizes.sum())
    if total > _LARGEST_EXACT:
        return math.erfc(distance / math.sqrt(2.0 * float(np.sum(sizes.astype(np.float64) ** 2))))
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
