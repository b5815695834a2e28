"""Texts about how far an accuracy can be trusted, from studies of seeds and of folds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from engine.analysis.prediction_changes import SIGNIFICANCE
from engine.experiments.cross_validation import RepeatResult, baseline_p, parts_text
from engine.experiments.seed_study import SeedResult, divide_dead
from engine.experiments.summary import (
    Summary,
    describe_comparison,
    describe_cross_validation,
    describe_seed_study,
)
from engine.statistics import wilson_interval
from engine.text import format_interval, format_ratio, printable

# A network is within so many standard deviations of the mean of its seeds, of which there are 95 in 100.
_DEVIATIONS = 2.0
# From so many seeds on, 95 in 100 are between their own quantiles: they may have two groups, such as nearly dead
# networks and others, for which two standard deviations reach beyond all that was seen.
_LEAST_FOR_QUANTILES, _QUANTILES = 20, (0.025, 0.975)


def expected_interval(summary: Summary, pictures: int) -> tuple[float, float]:
    """The accuracies on new pictures that a network of another seed has in 19 of 20 cases, roughly.

    `summary` is of the accuracies of several seeds on the same `pictures`. The two kinds of chance are independent, so
    that their squares add up: the range of the seeds, and on each side the 95% interval of Wilson for the mean
    accuracy.
    """
    low, high = wilson_interval(round(summary.mean * pictures), pictures)
    lowest, highest = _seed_range(summary)
    below, above = max(summary.mean - low, 0.0), max(high - summary.mean, 0.0)
    return (
        max(0.0, summary.mean - math.hypot(summary.mean - lowest, below)),
        min(1.0, summary.mean + math.hypot(highest - summary.mean, above)),
    )


def _seed_range(summary: Summary) -> tuple[float, float]:
    """Where the accuracies of 95 in 100 seeds are: between their quantiles, or of a few, by the standard deviation."""
    if len(summary.values) < _LEAST_FOR_QUANTILES:
        return summary.mean - _DEVIATIONS * summary.std, summary.mean + _DEVIATIONS * summary.std
    low, high = np.quantile(summary.values, _QUANTILES)
    return float(low), float(high)


def seeds_texts(
    results: Sequence[SeedResult], baseline: tuple[str, float], own: float | None = None
) -> tuple[str, str]:
    """What a seed study says, as a plain sentence and in figures; both are '' if all networks diverged.

    `baseline` is the more frequent class of the test part, and its share; `own`, one run's test accuracy to compare.
    """
    living, dead = divide_dead(results)
    if not living:
        return "", ""
    train, test = (
        Summary.of(of_all) for of_all in zip(*((r.train_accuracy, r.test_accuracy) for r in living), strict=True)
    )
    of_dead = Summary.of(result.test_accuracy for result in dead) if dead else None
    figures = f"{describe_seed_study('Test accuracy', test, own, of_dead)} Training accuracy {train}"
    figures += ", without the dead." if dead else "."
    diverged = len(results) - len(living) - len(dead)
    pictures = living[0].probabilities.shape[1]
    return seeds_sentence(test, pictures, baseline, len(dead)), figures + (f" {diverged} diverged." if diverged else "")


def folds_texts(results: Sequence[RepeatResult]) -> tuple[str, str]:
    """What a cross-validation says, as a plain sentence and in figures; both are '' if all repeats diverged."""
    finished = [result for result in results if not result.diverged]
    if not finished:
        return "", ""
    summary, evaluation = Summary.of(result.evaluation.accuracy for result in finished), finished[0].evaluation
    compared = evaluation.baseline, baseline_p(finished)
    which = f"{parts_text(finished[0].parts)} pictures"
    return folds_sentence(summary, evaluation.count, *compared, which), describe_cross_validation(summary, *compared)


def seeds_sentence(summary: Summary, pictures: int, baseline: tuple[str, float], dead: int = 0) -> str:
    """How far the test accuracy of a run can be trusted, by the seeds and by the number of test `pictures`.

    `baseline` is the more frequent class of the test part, and its share. So many other networks are `dead`: they are
    not in `summary`.
    """
    count = len(summary.values) + dead
    found = f"{dead} of {count} networks {'is' if dead == 1 else 'are'} dead, with one answer for all pictures. "
    if len(summary.values) < 2:
        return f"{found if dead else ''}One network cannot tell how much depends on the seed: run more seeds."
    low, high = expected_interval(summary, pictures)
    name, share = printable(baseline[0]), baseline[1]
    always = f"always saying {name} ({format_ratio(share)})"
    verdict = (
        f"That is better than {always}."
        if low > share
        else f"That is worse than {always}."
        if high < share
        else f"So it may be no better than {always}."
    )
    # The difference of two networks has twice the variance of one, but is no larger than the range.
    lowest, highest = _seed_range(summary)
    least = 100 * min(_DEVIATIONS * math.sqrt(2) * summary.std, highest - lowest)
    which = f"{found}Of one that is not dead" if dead else "Trained like this, with another seed"
    expected = format_interval((low, high), decimals=0)
    points = f"{least:.0f} points" if least >= 1.5 else "1 point"
    seeds = f"Two runs that differ by less than {points} may differ by their seeds alone. " if summary.std else ""
    return (
        f"{which}, expect {expected} of new pictures to be right, if {format_ratio(share)} of them are {name} as in "
        f"the test part. {verdict} {seeds}{describe_comparison(summary, dead)}"
    )


def folds_sentence(
    summary: Summary, pictures: int, baseline: tuple[str, float], picture_p: float, which: str = "pictures"
) -> str:
    """Whether such networks have learned what holds for `pictures` they have not seen, by a cross-validation.

    `which` names these, such as "training pictures"; the other arguments are those of `describe_cross_validation`.
    """
    name, share = printable(baseline[0]), baseline[1]
    always, mix = f"always saying {name}", f"{format_ratio(share)} of these {pictures:,} {which} are {name}"
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
