"""Summaries of repeated experiments, and their descriptions for the user."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.analysis.prediction_changes import SIGNIFICANCE
from engine.text import format_ratio

# So many standard errors around the mean, a difference is not chance.
CLEAR_ERRORS = 2.0


@dataclass(frozen=True, slots=True)
class Summary:
    """The mean and the standard deviation `std` (dividing by n) of `values`."""

    mean: float
    std: float
    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> Summary:
        """The summary of at least one value. Raises ValueError for none."""
        numbers = tuple(float(value) for value in values)
        if not numbers:
            raise ValueError("a summary needs at least one value")
        return cls(float(np.mean(numbers)), float(np.std(numbers)), numbers)

    @property
    def interval(self) -> tuple[float, float]:
        """Two standard errors around the mean, in which it would be in most repetitions; of one value, all numbers."""
        count = len(self.values)
        if count < 2:
            return -math.inf, math.inf
        # The standard error of the mean, with the deviation of a sample.
        errors = CLEAR_ERRORS * self.std / math.sqrt(count - 1)
        return self.mean - errors, self.mean + errors

    def count_below(self, value: float) -> int:
        """The number of values below `value`."""
        return sum(other < value for other in self.values)

    def count_above(self, value: float) -> int:
        """The number of values above `value`."""
        return sum(other > value for other in self.values)

    def __str__(self) -> str:
        """The values, as shares, in percent: '73.6% ± 5.2'."""
        return f"{format_ratio(self.mean)} ± {100 * self.std:.1f}"


def describe_seed_study(what: str, summary: Summary, own: float | None = None) -> str:
    """A sentence on how `what` varies over seeds, and on `own`, one run's value.

    'Test accuracy 73.6% ± 5.2 over 50 seeds; this run's 80.0% is higher than 46 of 50.'
    """
    count = len(summary.values)
    seeds = f"{what} {summary} over {count} seed{'s' if count > 1 else ''}"
    if own is None:
        return f"{seeds}."
    better, worse = summary.count_below(own), summary.count_above(own)
    if better == worse == 0:
        return f"{seeds}; this run's {format_ratio(own)} is what all of them reach."
    place = f"higher than {better}" if better >= worse else f"lower than {worse}"
    return f"{seeds}; this run's {format_ratio(own)} is {place} of {count}."


def describe_cross_validation(summary: Summary, baseline: tuple[str, float], picture_p: float) -> str:
    """A sentence that compares the mean with `Evaluation.baseline`.

    `picture_p` is how often the choice of the pictures alone would bring such a difference. It may also be that of the
    repeats.

    'Cross-validation: 58.2% ± 3.1, below the 65.6% of always predicting non-cat, which may be chance.'
    """
    name, share = baseline
    # Compared as they are shown, to one decimal.
    difference = round(100 * summary.mean, 1) - round(100 * share, 1)
    relation = "no better than" if difference == 0 else "below" if difference < 0 else "above"
    low, high = summary.interval
    is_in_repeats = len(summary.values) > 1 and low <= share <= high
    doubt = ", which may be chance" if difference and (is_in_repeats or picture_p >= SIGNIFICANCE) else ""
    return f"Cross-validation: {summary}, {relation} the {format_ratio(share)} of always predicting {name}{doubt}."
