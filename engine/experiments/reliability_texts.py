"""Texts about how far an accuracy can be trusted, from studies of seeds and folds."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.experiments.cross_validation import RepeatResult, baseline_p, counted_pictures
from engine.experiments.seed_study import SeedResult, divide_dead
from engine.experiments.summary import Summary, describe_seed_study
from engine.statistics import SIGNIFICANCE, wilson_interval
from engine.text import format_interval, format_ratio, printable

_BETTER = "Better than always {name} ({share})."
_UNCLEAR = "No clear difference from always {name} ({share})."
_WORSE = "Worse than always {name} ({share})."
_SEEDS_EXPECT = "With another seed, expect {range} right on test pictures like these."
_FOLDS_EXPECT = "Expect {range} right on pictures like these."


def expected_interval(summary: Summary, pictures: int) -> tuple[float, float]:
    """The accuracies that a network of another seed has in 19 of 20 cases, roughly, on others like the `pictures`.

    `summary` is of the accuracies of several seeds on the same `pictures`. The two kinds of chance are independent, so
    that their squares add up: the range of the seeds, and on each side the 95% interval of Wilson for the mean
    accuracy.
    """
    low, high = wilson_interval(round(summary.mean * pictures), pictures)
    lowest, highest = summary.usual_range
    below, above = max(summary.mean - low, 0.0), max(high - summary.mean, 0.0)
    return (
        max(0.0, summary.mean - math.hypot(summary.mean - lowest, below)),
        min(1.0, summary.mean + math.hypot(highest - summary.mean, above)),
    )


def seeds_texts(
    results: Sequence[SeedResult], baseline: tuple[str, float], own: float | None = None
) -> tuple[str, str]:
    """The result of a seed study, as a plain sentence and in figures; both are '' if all networks diverged.

    `baseline` is the more frequent class of the test part and its share; `own`, one run's test accuracy to compare.
    """
    living, dead = divide_dead(results)
    if not living:
        return "", ""
    test = Summary.of(result.test_accuracy for result in living)
    of_dead = Summary.of(result.test_accuracy for result in dead) if dead else None
    figures = [describe_seed_study(test, own, of_dead)]
    diverged = len(results) - len(living) - len(dead)
    if diverged:
        figures.append(f"Diverged: {diverged}.")
    pictures = living[0].probabilities.shape[1]
    return seeds_sentence(test, pictures, baseline, len(dead)), " ".join(figures)


def folds_texts(results: Sequence[RepeatResult]) -> tuple[str, str]:
    """The result of a cross-validation, as a plain sentence and in figures; both are '' if all repeats diverged."""
    finished = [result for result in results if not result.diverged]
    if not finished:
        return "", ""
    summary, evaluation = Summary.of(result.evaluation.accuracy for result in finished), finished[0].evaluation
    sentence = folds_sentence(summary, evaluation.count, evaluation.baseline, baseline_p(finished))
    return sentence, f"Cross-validation of {counted_pictures(evaluation.count, finished[0].parts)}: {summary}."


def seeds_sentence(summary: Summary, pictures: int, baseline: tuple[str, float], dead: int = 0) -> str:
    """How far the test accuracy of a run can be trusted, by the seeds and by the number of test `pictures`.

    `baseline` is the more frequent class of the test part and its share; `dead`, the number of dead networks, which are
    not in `summary`.
    """
    found = [f"Dead, and not counted: {dead} of {len(summary.values) + dead}."] if dead else []
    if len(summary.values) < 2:
        return " ".join([*found, "Run more seeds: one does not show how they differ."])
    low, high = expected_interval(summary, pictures)
    share = baseline[1]
    verdict = _BETTER if low > share else _WORSE if high < share else _UNCLEAR
    found += _compared(verdict, baseline), _SEEDS_EXPECT.format(range=format_interval((low, high), decimals=0))
    return " ".join(found)


def folds_sentence(
    summary: Summary,
    pictures: int,
    baseline: tuple[str, float],
    picture_p: float,
) -> str:
    """A sentence on accuracy on unseen `pictures`, by a cross-validation.

    `baseline` is the more frequent class of the pictures, and its share; `picture_p`, how often the choice of the
    pictures alone would bring such a difference from it.
    """
    share = baseline[1]
    low, high = summary.interval
    is_chance = picture_p >= SIGNIFICANCE or (len(summary.values) > 1 and low <= share <= high)
    is_equal = is_chance or summary.mean == share
    verdict = _UNCLEAR if is_equal else _WORSE if summary.mean < share else _BETTER
    interval = format_interval(expected_interval(summary, pictures), decimals=0)
    return f"{_compared(verdict, baseline)} {_FOLDS_EXPECT.format(range=interval)}"


def _compared(verdict: str, baseline: tuple[str, float]) -> str:
    return verdict.format(name=printable(baseline[0]), share=format_ratio(baseline[1]))
