"""Summaries of repeated experiments, and texts about how far an accuracy can be trusted, from seeds and folds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.experiments.cross_validation import RepeatResult, baseline_p, counted_pictures
from engine.experiments.seed_study import SeedResult, divide_dead
from engine.statistics import SIGNIFICANCE, wilson_interval
from engine.text import counted, format_interval, format_ratio, printable

# So many standard errors around the mean, a difference is not chance.
CLEAR_ERRORS = 2.0
# A value is within so many standard deviations of the mean in 95 of 100 cases. From so many values on, it is between
# their own quantiles: they may have two groups, such as nearly dead networks and others, for which two standard
# deviations reach beyond all that was seen.
_DEVIATIONS = 2.0
_LEAST_FOR_QUANTILES, _QUANTILES = 20, (0.025, 0.975)
# A run that is better than such a share of the seeds, if they are as many, is called lucky.
_LUCK, _LEAST_FOR_LUCK = 0.9, 10
_BETTER = "Better than always {name} ({share})."
_UNCLEAR = "No clear difference from always {name} ({share})."
_WORSE = "Worse than always {name} ({share})."
_SEEDS_EXPECT = "With another seed, expect {range} right on test pictures like these."
_FOLDS_EXPECT = "Expect {range} right on pictures like these."


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


def describe_seed_study(summary: Summary, run_accuracy: float | None = None, dead: Summary | None = None) -> str:
    """A text on the test accuracy over the seeds, and on `run_accuracy`, that of one run, beside it.

    Networks that are `dead` are a group of their own, and not in `summary`: no network has the mean of both groups.

    'Test accuracy 73.6% ± 5.3 over 50 seeds. This run's 80.0% is above 46: a lucky seed.'
    'Test accuracy 93.2% ± 2.1 over 49 seeds. Dead: 1, with 34.0%.'
    """
    sentences = [f"Test accuracy {summary} over {counted(len(summary.values), 'seed', 'seeds')}."]
    if dead is not None:
        lowest, highest = min(dead.values), max(dead.values)
        shares = format_ratio(lowest) if lowest == highest else format_interval((lowest, highest))
        sentences.append(f"Dead: {len(dead.values)}, with {shares}.")
    if run_accuracy is not None:
        everyone = (*summary.values, *(() if dead is None else dead.values))
        better, worse = sum(value < run_accuracy for value in everyone), sum(value > run_accuracy for value in everyone)
        luck = _describe_seed(better, worse, len(everyone))
        sentences.append(f"This run's {format_ratio(run_accuracy)} is above {better}{luck}.")
    return " ".join(sentences)


def _describe_seed(above: int, below: int, count: int) -> str:
    """What to call the seed of a run that is better than `above` of `count` seeds, and worse than `below` of them."""
    if count < _LEAST_FOR_LUCK:
        return ""
    return ": a lucky seed" if above >= _LUCK * count else ": an unlucky seed" if below >= _LUCK * count else ""


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
    results: Sequence[SeedResult], baseline: tuple[str, float], run_accuracy: float | None = None
) -> tuple[str, str]:
    """The result of a seed study, as a plain sentence and in figures; both are '' if all networks diverged.

    `baseline` is the more frequent class of the test part and its share; `run_accuracy`, that of one run to compare.
    """
    living, dead = divide_dead(results)
    if not living:
        return "", ""
    test = Summary.of(result.test_accuracy for result in living)
    of_dead = Summary.of(result.test_accuracy for result in dead) if dead else None
    figures = [describe_seed_study(test, run_accuracy, of_dead)]
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
