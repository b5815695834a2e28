"""Texts about how far an accuracy can be trusted, from studies of seeds and of folds."""

from __future__ import annotations

import math

from engine.analysis.prediction_changes import SIGNIFICANCE
from engine.experiments.summary import Summary
from engine.statistics import wilson_interval
from engine.text import format_interval, printable

# A network is within so many standard deviations of the mean of its seeds, of which there are 95 in 100.
_DEVIATIONS = 2.0


def expected_interval(summary: Summary, pictures: int) -> tuple[float, float]:
    """The accuracies on new pictures that a network of another seed has in 19 of 20 cases, roughly.

    `summary` is of the accuracies of several seeds on the same `pictures`. The two kinds of chance are independent, so
    that their squares add up: two standard deviations of the seeds, and on each side the 95% interval of Wilson for the
    mean accuracy.
    """
    low, high = wilson_interval(round(summary.mean * pictures), pictures)
    of_seeds = _DEVIATIONS * summary.std
    below, above = max(summary.mean - low, 0.0), max(high - summary.mean, 0.0)
    return (
        max(0.0, summary.mean - math.hypot(of_seeds, below)),
        min(1.0, summary.mean + math.hypot(of_seeds, above)),
    )


def seeds_sentence(summary: Summary, pictures: int, baseline: tuple[str, float]) -> str:
    """How far the test accuracy of a run can be trusted, by the seeds and by the number of test `pictures`.

    `baseline` is the more frequent class of the test part, and its share.
    """
    count = len(summary.values)
    if count < 2:
        return "One network cannot tell how much depends on the seed: run more seeds."
    low, high = expected_interval(summary, pictures)
    name, share = printable(baseline[0]), baseline[1]
    always = f"always saying {name} ({share:.1%})"
    verdict = (
        f"That is better than {always}."
        if low > share
        else f"That is worse than {always}."
        if high < share
        else f"So it may be no better than {always}."
    )
    # The difference of two networks has twice the variance of one.
    least = 100 * _DEVIATIONS * math.sqrt(2) * summary.std
    expected = format_interval((low, high), decimals=0)
    return (
        f"Trained like this, with another seed, expect {expected} of new pictures to be right, if {share:.0%} of them "
        f"are {name} as in the test part. {verdict} Two runs that differ by less "
        f"than {least:.0f} points may differ by their seeds alone."
    )


def folds_sentence(summary: Summary, pictures: int, baseline: tuple[str, float], picture_p: float) -> str:
    """Whether such networks have learned what holds for `pictures` they have not seen, by a cross-validation.

    `baseline` and `picture_p` are those of `describe_cross_validation`.
    """
    name, share = printable(baseline[0]), baseline[1]
    always, mix = f"always saying {name}", f"{share:.0%} of these {pictures:,} pictures are {name}"
    low, high = summary.interval
    is_chance = picture_p >= SIGNIFICANCE or (len(summary.values) > 1 and low <= share <= high)
    if is_chance or summary.mean == share:
        return f"It cannot be told from {always}: {mix}, and they show no clear difference."
    if summary.mean < share:
        return f"Pictures that it has not seen it gets wrong more often than {always} would: {mix}."
    interval = format_interval(expected_interval(summary, pictures), decimals=0)
    return (
        f"It has learned something that holds for pictures it has not seen: expect {interval} of them to be right, "
        f"more than by {always}, where the classes are as here: {mix}."
    )
