"""Summaries of repeated experiments, and their descriptions for the user."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.analysis.prediction_changes import SIGNIFICANCE
from engine.text import counted, format_interval, format_ratio

# So many standard errors around the mean, a difference is not chance.
CLEAR_ERRORS = 2.0
_AS_ALWAYS = "Cross-validation: {summary}, no better than always {name} ({share})."
_COMPARE = (
    "To compare settings, train {seeds} seeds of each: by chance, their means seldom differ by more than {points:.1f} "
    "points."
)
_COMPARE_LIVING = (
    "To compare settings, train {seeds} seeds of each: by chance, means of the living seldom differ by over "
    "{points:.1f} points."
)
# By whether it is above, and whether that may be chance.
_UNLIKE_ALWAYS = {
    (True, False): "Cross-validation: {summary}, above always {name} ({share}).",
    (True, True): "Cross-validation: {summary}, above always {name} ({share}), perhaps by chance.",
    (False, False): "Cross-validation: {summary}, below always {name} ({share}).",
    (False, True): "Cross-validation: {summary}, below always {name} ({share}), perhaps by chance.",
}


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
    def clear_difference(self) -> float:
        """Means of two settings that vary alike, with as many values each, differ by more than this hardly by chance.

        Two standard errors of the difference, whose variance is that of both means.
        """
        return CLEAR_ERRORS * math.sqrt(2 / len(self.values)) * self.std

    def count_below(self, value: float) -> int:
        """The number of values below `value`."""
        return sum(other < value for other in self.values)

    def count_above(self, value: float) -> int:
        """The number of values above `value`."""
        return sum(other > value for other in self.values)

    def __str__(self) -> str:
        """The values, as shares, in percent: '73.6% ± 5.3', or of one value '73.6%'."""
        return format_ratio(self.mean) + (f" ± {100 * self.std:.1f}" if len(self.values) > 1 else "")

    @property
    def range_text(self) -> str:
        """The lowest and the highest of the values, as shares: '62.0–86.0%', or '62.0%' if all are equal."""
        lowest, highest = min(self.values), max(self.values)
        return format_ratio(lowest) if lowest == highest else format_interval((lowest, highest))


def describe_seed_study(summary: Summary, own: float | None = None, dead: Summary | None = None) -> str:
    """How the test accuracy varies over seeds, and how that of one run, `own`, compares.

    Networks that are `dead` are a group of their own, and not in `summary`: no network has the mean of both groups.

    'Test accuracy 73.6% ± 5.3 over 50 seeds. This run's 80.0% is higher than 46 of 50.'
    'Test accuracy 88.0–98.0% with 49 of 50 seeds; dead: 34.0%.'
    """
    living, died = len(summary.values), () if dead is None else dead.values
    if dead is None:
        seeds = f"Test accuracy {summary} over {counted(living, 'seed', 'seeds')}."
    else:
        count = living + len(died)
        seeds = f"Test accuracy {summary.range_text} with {living} of {count} seeds; dead: {dead.range_text}."
    everyone = Summary.of((*summary.values, *died))
    return seeds if own is None else f"{seeds} {_place_text(everyone, own)}"


def _place_text(summary: Summary, own: float) -> str:
    """Where the accuracy `own` of a run is among those of seeds."""
    better, worse, count = summary.count_below(own), summary.count_above(own), len(summary.values)
    if better == worse == 0:
        return f"This run's {format_ratio(own)} is what all of them reach."
    if better >= worse:
        return f"This run's {format_ratio(own)} is higher than {better} of {count}."
    return f"This run's {format_ratio(own)} is lower than {worse} of {count}."


def describe_comparison(summary: Summary, dead: int = 0) -> str:
    """A sentence on how far the means of two settings have to differ, from the seeds of one of them.

    The networks of so many more seeds are `dead`.
    """
    if not summary.std:
        return "All of these are right equally often."
    sentence = _COMPARE_LIVING if dead else _COMPARE
    return sentence.format(seeds=len(summary.values) + dead, points=100 * summary.clear_difference)


def describe_cross_validation(summary: Summary, baseline: tuple[str, float], picture_p: float) -> str:
    """A sentence that compares the mean with `Evaluation.baseline`.

    `picture_p` is how often the choice of the pictures alone would bring such a difference. It may also be that of the
    repeats.

    'Cross-validation: 58.2% ± 3.1, below always non-cat (65.6%), perhaps by chance.'
    """
    name, share = baseline
    # Compared as they are shown, to one decimal.
    difference = round(100 * summary.mean, 1) - round(100 * share, 1)
    low, high = summary.interval
    may_be_chance = picture_p >= SIGNIFICANCE or (len(summary.values) > 1 and low <= share <= high)
    sentence = _AS_ALWAYS if difference == 0 else _UNLIKE_ALWAYS[difference > 0, may_be_chance]
    return sentence.format(summary=summary, name=name, share=format_ratio(share))
