"""Summaries of repeated experiments, and their descriptions for the user."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.text import counted, format_interval, format_ratio

# So many standard errors around the mean, a difference is not chance.
CLEAR_ERRORS = 2.0
# A value is within so many standard deviations of the mean in 95 of 100 cases. From so many values on, it is between
# their own quantiles: they may have two groups, such as nearly dead networks and others, for which two standard
# deviations reach beyond all that was seen.
_DEVIATIONS = 2.0
_LEAST_FOR_QUANTILES, _QUANTILES = 20, (0.025, 0.975)
# A run that is better than such a share of the seeds, if they are as many, is called lucky.
_LUCK, _LEAST_FOR_LUCK = 0.9, 10


@dataclass(frozen=True, slots=True)
class Summary:
    """The mean and the standard deviation `std` of `values`, a sample: it divides by n - 1, and is 0 of one value."""

    mean: float
    std: float
    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> Summary:
        """The summary of at least one value. Raises ValueError for none."""
        numbers = tuple(float(value) for value in values)
        if not numbers:
            raise ValueError("a summary needs at least one value")
        std = float(np.std(numbers, ddof=1)) if len(numbers) > 1 else 0.0
        return cls(float(np.mean(numbers)), std, numbers)

    @property
    def interval(self) -> tuple[float, float]:
        """Two standard errors around the mean, in which it would be in most repetitions; of one value, all numbers."""
        count = len(self.values)
        if count < 2:
            return -math.inf, math.inf
        errors = CLEAR_ERRORS * self.std / math.sqrt(count)
        return self.mean - errors, self.mean + errors

    @property
    def usual_range(self) -> tuple[float, float]:
        """The range of 95% of values: between quantiles, or by the standard deviation if they are few."""
        if len(self.values) < _LEAST_FOR_QUANTILES:
            return self.mean - _DEVIATIONS * self.std, self.mean + _DEVIATIONS * self.std
        low, high = np.quantile(self.values, _QUANTILES)
        return float(low), float(high)

    def __str__(self) -> str:
        """The values, as shares, in percent: '73.6% ± 5.3', or of one value '73.6%'."""
        return format_ratio(self.mean) + (f" ± {100 * self.std:.1f}" if len(self.values) > 1 else "")


def describe_seed_study(summary: Summary, own: float | None = None, dead: Summary | None = None) -> str:
    """A text on the test accuracy over the seeds, and on that of one run, `own`, beside it.

    Networks that are `dead` are a group of their own, and not in `summary`: no network has the mean of both groups.

    'Test accuracy 73.6% ± 5.3 over 50 seeds. This run's 80.0% is above 46 of them and below 3: a lucky seed.'
    'Test accuracy 93.2% ± 2.1 over 49 seeds. Dead: 1, with 34.0%.'
    """
    sentences = [f"Test accuracy {summary} over {counted(len(summary.values), 'seed', 'seeds')}."]
    if dead is not None:
        lowest, highest = min(dead.values), max(dead.values)
        shares = format_ratio(lowest) if lowest == highest else format_interval((lowest, highest))
        sentences.append(f"Dead: {len(dead.values)}, with {shares}.")
    if own is not None:
        everyone = (*summary.values, *(() if dead is None else dead.values))
        better, worse = sum(value < own for value in everyone), sum(value > own for value in everyone)
        luck = _luck(better, worse, len(everyone))
        sentences.append(f"This run's {format_ratio(own)} is above {better} of them and below {worse}{luck}.")
    return " ".join(sentences)


def _luck(above: int, below: int, count: int) -> str:
    """What to call the seed of a run that is better than `above` of `count` seeds, and worse than `below` of them."""
    if count < _LEAST_FOR_LUCK:
        return ""
    return ": a lucky seed" if above >= _LUCK * count else ": an unlucky seed" if below >= _LUCK * count else ""
