"""A figure that came out differently each time, and what to tell of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Summary:
    """`values`, their `mean`, and their standard deviation (about the mean, divided by their number)."""

    mean: float
    std: float
    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float]) -> Summary:
        """The spread of at least one value; ValueError for none."""
        found = tuple(float(value) for value in values)
        if not found:
            raise ValueError("no values, so they have no spread")
        return cls(float(np.mean(found)), float(np.std(found)), found)

    def count_below(self, value: float) -> int:
        """How many of the values are smaller than `value`."""
        return sum(other < value for other in self.values)

    def count_above(self, value: float) -> int:
        """How many of the values are larger than `value`."""
        return sum(other > value for other in self.values)

    def __str__(self) -> str:
        """Of shares, in percent: '73.6% ± 5.2'."""
        return f"{self.mean:.1%} ± {100 * self.std:.1f}"


def describe_seed_study(what: str, spread: Summary, own: float | None = None) -> str:
    """How `what` spreads over seeds, and where `own`, that of one run, stands among them.

    'Test accuracy 73.6% ± 5.2 over 50 seeds; this run's 80.0% is luckier than 46 of 50.'
    """
    count = len(spread.values)
    seeds = f"{what} {spread} over {count} seed{'s' if count > 1 else ''}"
    if own is None:
        return f"{seeds}."
    better, worse = spread.count_below(own), spread.count_above(own)
    if better == worse == 0:
        return f"{seeds}; this run's {own:.1%} is what all of them reach."
    place = f"luckier than {better}" if better >= worse else f"unluckier than {worse}"
    return f"{seeds}; this run's {own:.1%} is {place} of {count}."


def describe_cross_validation(spread: Summary, baseline: tuple[str, float]) -> str:
    """How good a network is by cross-validation, beside `baseline`: the more frequent class and its share.

    'Cross-validation: 58.2% ± 3.1, below the 65.6% of always answering non-cat.'
    """
    name, share = baseline
    # Compared as they are read.
    difference = round(100 * spread.mean, 1) - round(100 * share, 1)
    relation = "no better than" if difference == 0 else "below" if difference < 0 else "above"
    return f"Cross-validation: {spread}, {relation} the {share:.1%} of always answering {name}."
