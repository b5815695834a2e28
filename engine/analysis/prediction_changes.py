"""Whether a difference between networks may be chance.

The pictures of a test part are a sample: other pictures would have given other accuracies. `mcnemar_p` weighs a change
of the accuracy by the answers that flipped, `sign_flip_p` any paired differences, such as those of several networks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

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


def flips_text(improved: int, worsened: int, count: int) -> str:
    """How many answers to `count` test pictures have flipped each way, and whether that may be chance.

    By the exact McNemar test.
    """
    verdict = _MAY_BE_CHANCE if mcnemar_p(improved, worsened) >= SIGNIFICANCE else _IS_CLEAR
    return f"{verdict} Of {count:,} test pictures, {improved:,} turned right, {worsened:,} wrong."
