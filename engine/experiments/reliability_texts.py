"""Texts about how far an accuracy can be trusted, from studies of seeds and of folds."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from enum import Enum, auto

import numpy as np

from engine.analysis.prediction_changes import SIGNIFICANCE
from engine.experiments.cross_validation import RepeatResult, baseline_p, counted_pictures
from engine.experiments.seed_study import SeedResult, divide_dead
from engine.experiments.summary import (
    Summary,
    describe_comparison,
    describe_cross_validation,
    describe_seed_study,
)
from engine.statistics import wilson_interval
from engine.text import counted, format_interval, format_ratio, printable

# A network is within so many standard deviations of the mean of its seeds, of which there are 95 in 100.
_DEVIATIONS = 2.0
# From so many seeds on, 95 in 100 are between their own quantiles: they may have two groups, such as nearly dead
# networks and others, for which two standard deviations reach beyond all that was seen.
_LEAST_FOR_QUANTILES, _QUANTILES = 20, (0.025, 0.975)


class Comparison(Enum):
    """How networks compare with always answering the more frequent class."""

    BETTER = auto()
    UNCLEAR = auto()
    WORSE = auto()


_SEED_VERDICTS = {
    Comparison.BETTER: "Better than always {name} ({share}).",
    Comparison.UNCLEAR: "Perhaps no better than always {name} ({share}).",
    Comparison.WORSE: "Worse than always {name} ({share}).",
}
_EXPECTED = "With another seed, expect {range} of new pictures right, if {share} are {name} as in the test part."
_EXPECTED_OF_LIVING = (
    "With another seed that lives, expect {range} of new pictures right, if {share} are {name} as in the test part."
)
_FOLD_VERDICTS = {
    Comparison.BETTER: (
        "It generalizes: better than always {name} ({share}). Expect {range} of new pictures right, mixed like these "
        "{count}."
    ),
    Comparison.UNCLEAR: "No clear difference from always {name}, which is right for {share} of these {count}.",
    Comparison.WORSE: "Worse on unseen pictures than always {name}, which is right for {share} of these {count}.",
}


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
    of_training = f"Training accuracy {train}, without the dead." if dead else f"Training accuracy {train}."
    figures = [describe_seed_study(test, own, of_dead), of_training]
    diverged = len(results) - len(living) - len(dead)
    if diverged:
        figures.append(f"Diverged: {diverged}.")
    pictures = living[0].probabilities.shape[1]
    return seeds_sentence(test, pictures, baseline, len(dead)), " ".join(figures)


def folds_texts(results: Sequence[RepeatResult]) -> tuple[str, str]:
    """What a cross-validation says, as a plain sentence and in figures; both are '' if all repeats diverged."""
    finished = [result for result in results if not result.diverged]
    if not finished:
        return "", ""
    summary, evaluation = Summary.of(result.evaluation.accuracy for result in finished), finished[0].evaluation
    compared = evaluation.baseline, baseline_p(finished)
    sentence = folds_sentence(summary, evaluation.count, *compared, finished[0].parts)
    return sentence, describe_cross_validation(summary, *compared)


def seeds_sentence(summary: Summary, pictures: int, baseline: tuple[str, float], dead: int = 0) -> str:
    """How far the test accuracy of a run can be trusted, by the seeds and by the number of test `pictures`.

    `baseline` is the more frequent class of the test part, and its share. So many other networks are `dead`: they are
    not in `summary`.
    """
    found = [f"Dead, with one answer for all pictures: {dead} of {len(summary.values) + dead}."] if dead else []
    if len(summary.values) < 2:
        return " ".join([*found, "Run more seeds: one network does not show how much depends on the seed."])
    low, high = expected_interval(summary, pictures)
    name, share = printable(baseline[0]), baseline[1]
    verdict = Comparison.BETTER if low > share else Comparison.WORSE if high < share else Comparison.UNCLEAR
    # The difference of two networks has twice the variance of one, but is no larger than the range.
    lowest, highest = _seed_range(summary)
    least = 100 * min(_DEVIATIONS * math.sqrt(2) * summary.std, highest - lowest)
    places = {"name": name, "share": format_ratio(share), "range": format_interval((low, high), decimals=0)}
    sentences = [
        *found,
        _SEED_VERDICTS[verdict].format(**places),
        (_EXPECTED_OF_LIVING if dead else _EXPECTED).format(**places),
    ]
    if summary.std:
        points = counted(max(1, round(least)), "point", "points")
        sentences.append(f"Under {points}, two runs may differ by their seeds alone.")
    return " ".join([*sentences, describe_comparison(summary, dead)])


def folds_sentence(
    summary: Summary,
    pictures: int,
    baseline: tuple[str, float],
    picture_p: float,
    parts: Collection[str] = ("train",),
) -> str:
    """Whether such networks have learned what holds for `pictures` they have not seen, by a cross-validation.

    These are of `parts`; the other arguments are those of `describe_cross_validation`.
    """
    name, share = printable(baseline[0]), baseline[1]
    low, high = summary.interval
    is_chance = picture_p >= SIGNIFICANCE or (len(summary.values) > 1 and low <= share <= high)
    if is_chance or summary.mean == share:
        verdict = Comparison.UNCLEAR
    else:
        verdict = Comparison.WORSE if summary.mean < share else Comparison.BETTER
    interval = format_interval(expected_interval(summary, pictures), decimals=0)
    count = counted_pictures(pictures, parts)
    return _FOLD_VERDICTS[verdict].format(name=name, share=format_ratio(share), count=count, range=interval)
