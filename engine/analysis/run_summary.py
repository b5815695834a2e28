"""The summary of a run: its most telling finding, as one sentence.

Costs of single iterations are noisy, so findings are about their trend (`engine.analysis.cost_trend`): whether test
costs have fallen and risen again is seen in their running median, which spans a twelfth of a run.

A run overfits if all of this holds:

- the test cost had fallen by at least 5% before its lowest point. Where the classes are in other proportions in the
  test part, the cost rises first, while the network learns those of the training part;
- the last fifth of the run lies at least 5% above that point, which is not in that fifth itself;
- the training cost has fallen since by at least 5%;
- the network is better than a constant prediction.

A run is still falling if in its last tenth both costs are at least 0.5% lower than in the tenth before, and the test
cost is not 5% above its lowest point.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from engine.analysis.cost_trend import is_falling, level, smoothed
from engine.analysis.dead_units import DEAD_NETWORK
from engine.analysis.evaluation import THRESHOLD, Evaluation, constant_predictor_cost
from engine.errors import lower_learning_rate
from engine.text import format_decimal, format_probability, printable
from engine.typing import FloatArray

# How a run can fail, in a word.
DIVERGED, DEAD, NEARLY_DEAD = "diverged", "dead network", "nearly dead network"

_RISE = 1.05
# Fewer costs show no trend.
_FEWEST_COSTS = 20
# Before this iteration a network may look nearly dead, and recover.
_SETTLED_FROM = 100
# A training cost above this share of that of a constant prediction has hardly fallen.
_UNLEARNED = 0.95
# What overfitting makes of accuracies: so much higher on the training part.
_GAP = 0.1
_MOST_SUGGESTED_ITERATIONS = 100_000


class Finding(Enum):
    """What can be said of a run."""

    DIVERGED = "diverged"
    DEAD = "dead"
    TOO_SHORT = "too short"
    NEARLY_DEAD = "nearly dead"
    STOPPED_EARLY = "stopped early"
    OVERFITTING = "overfitting"
    STILL_FALLING = "still falling"
    UNLEARNED = "unlearned"
    NO_BETTER = "no better than a constant prediction"
    GAP = "gap between the parts"
    ACCURACY = "accuracy"

    @property
    def is_of_accuracies(self) -> bool:
        """Whether it is about accuracies, which depend on the threshold."""
        return self in (Finding.NO_BETTER, Finding.GAP, Finding.ACCURACY)


@dataclass(frozen=True, slots=True, eq=False)
class RunOutcome:
    """A run at rest.

    Attributes: `train_costs` (n,) of iterations 0, 1, 2, ...; `test_costs`, iterations done (k,) and the costs (k,)
    after them; `learning_rate`; `iterations_left`, if it can go on as it is; `patience`, if early stopping has ended
    it, else 0; `failure`, one of the words above, or ''; `train` and `test`, the evaluations of its last network, None
    if they are not known.
    """

    train_costs: FloatArray
    test_costs: tuple[FloatArray, FloatArray]
    learning_rate: float
    iterations_left: int = 0
    patience: int = 0
    failure: str = ""
    train: Evaluation | None = None
    test: Evaluation | None = None

    @property
    def done(self) -> int:
        """The iterations done."""
        return len(self.train_costs)


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The most telling finding about a run.

    Attributes: `text`, a sentence for the user; `iteration`, the one it speaks of, or None; `learning_rate` and
    `iterations`, a setting to try, or None.
    """

    finding: Finding
    text: str
    iteration: int | None = None
    learning_rate: float | None = None
    iterations: int | None = None


def summarize_run(outcome: RunOutcome) -> RunSummary | None:
    """The first of the findings that holds, in the order of `Finding`; None if nothing can be said.

    Accuracies are those at the usual threshold, so that a finding is about the run; the text says so if the evaluations
    have another.
    """
    if not outcome.done:
        return None
    usual = replace(outcome, train=_with_usual_threshold(outcome.train), test=_with_usual_threshold(outcome.test))
    summary = next((summary for rule in _RULES if (summary := rule(usual)) is not None), None)
    if summary is None or not summary.finding.is_of_accuracies or usual.test is outcome.test:
        return summary
    return replace(summary, text=f"At threshold {THRESHOLD}, {summary.text[0].lower()}{summary.text[1:]}")


def _with_usual_threshold(evaluation: Evaluation | None) -> Evaluation | None:
    return None if evaluation is None else evaluation.with_threshold(THRESHOLD)


def _diverged(outcome: RunOutcome) -> RunSummary | None:
    if outcome.failure != DIVERGED:
        return None
    rate = lower_learning_rate(outcome.learning_rate)
    text = f"Diverged at iteration {outcome.done:,}: the learning rate is too high; try {format_decimal(rate)}"
    return RunSummary(Finding.DIVERGED, text, learning_rate=rate)


def _dead(outcome: RunOutcome) -> RunSummary | None:
    if outcome.failure != DEAD:
        return None
    return RunSummary(Finding.DEAD, DEAD_NETWORK)


def _nearly_dead(outcome: RunOutcome) -> RunSummary | None:
    if outcome.failure != NEARLY_DEAD or outcome.done < _SETTLED_FROM:
        return None
    text = "hardly any training picture has an active unit in every hidden layer, and all get the same prediction"
    return RunSummary(Finding.NEARLY_DEAD, f"Nearly dead network: {text}")


def _too_short(outcome: RunOutcome) -> RunSummary | None:
    if outcome.done >= _FEWEST_COSTS:
        return None
    done = f"{outcome.done} iteration{'' if outcome.done == 1 else 's'}"
    return RunSummary(Finding.TOO_SHORT, f"Only {done} so far: too early to judge") if outcome.done else None


def _stopped_early(outcome: RunOutcome) -> RunSummary | None:
    if not outcome.patience:
        return None
    best = outcome.done - outcome.patience
    text = f"Early stopping at iteration {outcome.done:,}: the network of iteration {best:,} was the best and is kept"
    return RunSummary(Finding.STOPPED_EARLY, text, iteration=best)


def _overfitting(outcome: RunOutcome) -> RunSummary | None:
    iterations, costs = outcome.test_costs
    if len(costs) < _FEWEST_COSTS or _no_better(outcome) is not None:
        return None
    best = int(iterations[np.argmin(costs)])
    smooth, last_fifth = smoothed(costs), iterations > 0.8 * outcome.done
    lowest = smooth.min()
    train_before, train_now = level(outcome.train_costs, best), level(outcome.train_costs, outcome.done)
    if (
        smooth[0] < _RISE * lowest
        or best > 0.8 * outcome.done
        or np.median(costs[last_fifth]) < _RISE * lowest
        or train_before < _RISE * train_now
    ):
        return None
    text = f"Test cost was lowest at iteration {best:,}; after that the network overfits"
    return RunSummary(Finding.OVERFITTING, text, iteration=best)


def _still_falling(outcome: RunOutcome) -> RunSummary | None:
    test_costs = outcome.test_costs[1]
    if not all(is_falling(costs) for costs in (outcome.train_costs, test_costs) if len(costs) > 1):
        return None
    if len(test_costs) >= _FEWEST_COSTS and smoothed(test_costs)[-1] > _RISE * smoothed(test_costs).min():
        return None
    if outcome.iterations_left:
        return RunSummary(Finding.STILL_FALLING, "Still falling: continuing may help")
    more = _round_number(0.4 * outcome.done)
    if outcome.done + more > _MOST_SUGGESTED_ITERATIONS:
        return RunSummary(Finding.STILL_FALLING, "Still falling: more iterations may help")
    text = f"Still falling: {more:,} more iterations may help"
    return RunSummary(Finding.STILL_FALLING, text, iterations=outcome.done + more)


def _unlearned(outcome: RunOutcome) -> RunSummary | None:
    cost = level(outcome.train_costs, outcome.done)
    if outcome.train is None or cost < _UNLEARNED * constant_predictor_cost(outcome.train.labels):
        return None
    text = f"Hardly learned yet: the training cost has barely fallen in {outcome.done:,} iterations"
    more = max(10 * _SETTLED_FROM, 10 * outcome.done)
    if outcome.iterations_left or more > _MOST_SUGGESTED_ITERATIONS:
        return RunSummary(Finding.UNLEARNED, text)
    return RunSummary(Finding.UNLEARNED, f"{text}; try {more:,}", iterations=more)


def _no_better(outcome: RunOutcome) -> RunSummary | None:
    if outcome.test is None or outcome.test.accuracy > outcome.test.baseline[1]:
        return None
    return RunSummary(Finding.NO_BETTER, f"No better than guessing: {_accuracy_text(outcome.test)}")


def _gap(outcome: RunOutcome) -> RunSummary | None:
    if outcome.train is None or outcome.test is None or outcome.train.accuracy - outcome.test.accuracy < _GAP:
        return None
    train, test = _percent(outcome.train.accuracy), _percent(outcome.test.accuracy)
    return RunSummary(
        Finding.GAP, f"Overfitting: {train} right on the training pictures, but {test} on the test pictures"
    )


def _accuracy(outcome: RunOutcome) -> RunSummary | None:
    return None if outcome.test is None else RunSummary(Finding.ACCURACY, _accuracy_text(outcome.test))


_RULES: tuple[Callable[[RunOutcome], RunSummary | None], ...] = (
    _diverged,
    _dead,
    _too_short,
    _nearly_dead,
    _stopped_early,
    _overfitting,
    _still_falling,
    _unlearned,
    _no_better,
    _gap,
    _accuracy,
)


def _accuracy_text(test: Evaluation) -> str:
    name, baseline = test.baseline
    return (
        f"{_percent(test.accuracy)} of the test pictures right; always saying {printable(name)} "
        f"gives {_percent(baseline)}"
    )


def _percent(share: float) -> str:
    return f"{share:.0%}" if share in (0.0, 1.0) else format_probability(share)


def _round_number(value: float) -> int:
    """The one of 1, 2 and 5 times a power of ten that is nearest to `value`, as a ratio."""
    power = 10.0 ** math.floor(math.log10(value))
    return int(min((power * step for step in (1, 2, 5, 10)), key=lambda number: abs(math.log(number / value))))
