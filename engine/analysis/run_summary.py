"""The summary of a run: its most telling finding, as one sentence.

Findings about the test cost are made only from a complete curve, with a cost for each iteration: of every twentieth
cost an oscillation of two iterations shows as waves, or not at all. They are about its `trend` and its `swing`. As long
as costs are missing, the findings about the network are looked for.

A run overfits from where the trend of the test cost is lowest on, if all of this holds:

- the trend has risen since by more than the costs swing, and by at least `MATERIAL_RISE`;
- it had fallen by that much before. Where the classes are in other proportions in the test part, the cost rises first,
  while the network learns those of the training part;
- the training cost has fallen since, by at least a twentieth;
- the network is better than a constant prediction.

The answers need not agree: the cost may rise because a few wrong answers become surer, while others become right. So
the sentence says how many test pictures were right there, too. In a zigzag that differs from step to step.

A zigzag comes before that a network has hardly learned, of which it is a reason; a pile, if some of its pictures are
wrong, before the gap between the parts.

A run is still falling if both costs are, by more than chance, if the trend of the test cost is nowhere lower than at
the end, but for chance, if it falls by at least a fiftieth in the iterations to come, and if that may change an answer:
a training picture is wrong, or a test picture is, by no more than that fall.

A network is dead if its ReLUs are inactive, its cost is flat and it gives all pictures one class. The usual cause is a
learning rate that is too high: a step moves the weights so far that a layer is inactive on all training pictures or
nearly all. A layer that is inactive on all of them passes no gradient, so it hardly ever recovers: only momentum,
weight decay or altered pictures could bring it back. If a few pictures still reach the output, the cost stays just
below that of a constant prediction; early in a run this may pass.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

import numpy as np

from engine.analysis.evaluation import THRESHOLD, Evaluation, constant_predictor_cost, predicted_labels
from engine.analysis.trend import (
    chance_difference,
    falls,
    is_falling,
    lowest_block,
    lowest_trend,
    swing,
    trend,
    typical_iteration,
)
from engine.errors import lower_learning_rate
from engine.nn.interface import TrainableNetwork
from engine.nn.propagation import cost_from_logits
from engine.text import counted, format_cost, format_decimal, format_ratio, printable
from engine.typing import FloatArray, Indices

if TYPE_CHECKING:
    from engine.analysis.curves import Zigzag
    from engine.analysis.inspection import Pile


DEAD = "Dead network: the same answer for all training pictures"
_NEARLY_DEAD = "Nearly dead network: only {reached:,} of {count:,} training pictures activate every hidden layer"
_REMEDY = "Try a lower learning rate, wider layers or another seed."
# Below this share of pictures that reach the output, the network counts as dead, but only if it predicts one class: a
# healthy network may be inactive on all pictures of the other.
_DEAD_SHARE = 0.05
# A rise of the test cost that matters, in nats: a twentieth of log 2, the cost of answering 50% for every picture. The
# probability of the right answer, as a geometric mean, is then 3.4% lower.
MATERIAL_RISE = math.log(2) / 20
# Fewer costs show no trend.
FEWEST_COSTS = 20
# Before this iteration a network may look nearly dead, and recover.
_SETTLED_FROM = 100
# A training cost that has fallen below this share of what it was still falls.
_TRAINING_FALL = 0.95
# With a training cost above this share of that of a constant prediction a network has hardly learned.
_UNLEARNED = 0.95
# A training cost that has moved by less falls too slowly for any number of iterations.
_IMPERCEPTIBLE = 1e-6
# An accuracy that is so much higher on the training part is a gap, unless chance makes one in one case of twenty.
_GAP, _CHANCE = 0.1, 0.05
# The suggested iterations, as a share of those done, and the share of the test cost by which it has to fall in them.
_MORE, _WORTHWHILE_FALL = 0.4, 0.02
_MOST_SUGGESTED_ITERATIONS = 100_000
_HARDLY_LEARNED = "Hardly learned yet: training cost {cost}; always the same answer: {constant}"
_HARDLY_LEARNED_WITH_L2 = (
    "Hardly learned yet: training cost {cost} without L2 penalty; always the same answer: {constant}"
)


@dataclass(frozen=True, slots=True)
class DeadNetwork:
    """The state of a network that predicts one class for every training picture.

    Attributes: `permanent`, whether a hidden layer is inactive on all pictures; `reached`, how many of `count` training
    pictures activate a unit in every hidden layer; `cost`; `baseline_cost`, the lowest cost of a constant prediction.
    """

    permanent: bool
    reached: int
    count: int
    cost: float
    baseline_cost: float

    def __str__(self) -> str:
        """A warning for the user, with what to try."""
        state = DEAD if self.permanent else _NEARLY_DEAD.format(reached=self.reached, count=self.count)
        return f"{state}. {_REMEDY}"


def detect_dead_network(network: TrainableNetwork) -> DeadNetwork | None:
    """The state of `network` on its training pictures if it is dead, else None."""
    train = network.train
    AL, ZL = network.forward(train)
    active_layers = network.active_layers(train)
    permanent = not active_layers.any(axis=1).all()
    reached = int(np.count_nonzero(active_layers.all(axis=0)))
    if not permanent and (reached > _DEAD_SHARE * train.count or len(np.unique(predicted_labels(AL))) > 1):
        return None
    return DeadNetwork(permanent, reached, train.count, cost_from_logits(ZL, train.Y), constant_predictor_cost(train.Y))


class Failure(Enum):
    """How a run can fail. The values are those in files, and no texts."""

    DIVERGED = "diverged"
    DEAD = "dead network"
    NEARLY_DEAD = "nearly dead network"


class Finding(Enum):
    """What can be said of a run."""

    DIVERGED = auto()
    DEAD = auto()
    TOO_SHORT = auto()
    NEARLY_DEAD = auto()
    STOPPED_EARLY = auto()
    OVERFITTING = auto()
    STILL_FALLING = auto()
    ALL_RIGHT = auto()
    ZIGZAG = auto()
    UNLEARNED = auto()
    NO_BETTER = auto()
    PILE = auto()
    GAP = auto()
    ACCURACY = auto()

    @property
    def precedes_curves(self) -> bool:
        """Whether the finding outweighs everything that a complete test curve may show."""
        return self in (Finding.DIVERGED, Finding.DEAD, Finding.TOO_SHORT, Finding.NEARLY_DEAD, Finding.STOPPED_EARLY)

    @property
    def follows_result(self) -> bool:
        """Whether the test pictures right are told before the finding, which does not name them itself."""
        return self in (
            Finding.STOPPED_EARLY,
            Finding.OVERFITTING,
            Finding.STILL_FALLING,
            Finding.ZIGZAG,
            Finding.UNLEARNED,
            Finding.PILE,
        )

    @property
    def is_of_accuracies(self) -> bool:
        """Whether it is about accuracies, which depend on the threshold."""
        return self in (Finding.ALL_RIGHT, Finding.NO_BETTER, Finding.GAP, Finding.ACCURACY)


@dataclass(frozen=True, slots=True, eq=False)
class RunOutcome:
    """A run at rest.

    Attributes: `train_costs` (n,) of iterations 0 to n - 1; `test_costs`, iterations (k,) and their costs (k,), which
    need not be all; `learning_rate`; `iterations_left`, if it can go on as it is; `best_iteration`, the one to whose
    network early stopping has gone back, or None, and `ended_early`, whether it has ended the run; `failure`, or None
    if it has not failed; `train` and `test`, the evaluations of its last network, None if they are not known, and
    `last_cost`, its training cost; `penalty`, which L2 adds to that; `l2_overshoots`, whether L2 alone
    makes its weights grow; `zigzag` and `pile` of its last network, if any; `right_at_lowest`, how many test pictures
    are right at each of the iterations around the lowest test cost, and `right_at_end` at each of the last ones, if
    that is known; `has_plain_steps`, whether its steps are the notebook's; `standstill`, a sentence on hidden layers
    that never change, or ''.
    """

    train_costs: FloatArray
    test_costs: tuple[FloatArray, FloatArray]
    learning_rate: float
    iterations_left: int = 0
    best_iteration: int | None = None
    ended_early: bool = False
    failure: Failure | None = None
    train: Evaluation | None = None
    test: Evaluation | None = None
    last_cost: float | None = None
    penalty: float = 0.0
    l2_overshoots: bool = False
    zigzag: Zigzag | None = None
    pile: Pile | None = None
    right_at_lowest: Sequence[int] = ()
    right_at_end: Sequence[int] = ()
    has_plain_steps: bool = False
    standstill: str = ""

    @property
    def done(self) -> int:
        """The iterations done."""
        return len(self.train_costs)

    def complete_test_costs(self) -> FloatArray | None:
        """The test costs of iterations 0 to n, without n if its network is an earlier one; None if any is missing."""
        count = self.done + (self.best_iteration is None)
        iterations, costs = (array[:count] for array in self.test_costs)
        is_complete = np.array_equal(iterations, np.arange(count)) and np.isfinite(costs).all()
        return costs if is_complete and count >= FEWEST_COSTS else None


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The most telling finding about a run.

    Attributes: `text`, a sentence for the user; `iteration`, the one it speaks of, or None; `rise`, by how much the
    trend of the test cost has risen since, or None; `learning_rate` and `iterations`, a setting to try, or None;
    `result`, a sentence on the test pictures that are right, where that is not the finding.
    """

    finding: Finding
    text: str
    iteration: int | None = None
    rise: float | None = None
    learning_rate: float | None = None
    iterations: int | None = None
    result: str = ""

    @property
    def sentences(self) -> str:
        """The result and the finding."""
        return " ".join(filter(None, (self.result, self.text)))


def summarize_run(outcome: RunOutcome) -> RunSummary | None:
    """The first of the findings that holds, in the order of `Finding`; None if nothing can be said.

    Accuracies are those at the usual threshold, so that a finding is about the run; the text says so if the evaluations
    have another.
    """
    usual = replace(outcome, train=_with_usual_threshold(outcome.train), test=_with_usual_threshold(outcome.test))
    summary = next((summary for rule in _RULES if (summary := rule(usual)) is not None), None)
    if summary is None or usual.test is None:
        return summary
    condition = "" if usual.test is outcome.test else f"At threshold {THRESHOLD}: "
    if summary.finding.follows_result:
        return replace(summary, result=f"{condition}{_result_text(usual.test)}.")
    return replace(summary, text=f"{condition}{summary.text}") if summary.finding.is_of_accuracies else summary


def _with_usual_threshold(evaluation: Evaluation | None) -> Evaluation | None:
    return None if evaluation is None else evaluation.with_threshold(THRESHOLD)


def _diverged(outcome: RunOutcome) -> RunSummary | None:
    if outcome.failure is not Failure.DIVERGED:
        return None
    if outcome.l2_overshoots:
        text = f"Diverged at iteration {outcome.done:,}: try a lower L2 penalty"
        return RunSummary(Finding.DIVERGED, text)
    rate = lower_learning_rate(outcome.learning_rate)
    text = f"Diverged at iteration {outcome.done:,}: try the learning rate {format_decimal(rate)}"
    return RunSummary(Finding.DIVERGED, text, learning_rate=rate)


def _dead(outcome: RunOutcome) -> RunSummary | None:
    if outcome.failure is not Failure.DEAD:
        return None
    return RunSummary(Finding.DEAD, outcome.standstill or DEAD)


def _nearly_dead(outcome: RunOutcome) -> RunSummary | None:
    if outcome.failure is not Failure.NEARLY_DEAD or outcome.done < _SETTLED_FROM:
        return None
    return RunSummary(Finding.NEARLY_DEAD, "Nearly dead network: the same answer for all training pictures")


def _too_short(outcome: RunOutcome) -> RunSummary | None:
    if outcome.done >= FEWEST_COSTS:
        return None
    text = f"Too early to judge: only {counted(outcome.done, 'iteration', 'iterations')}"
    return RunSummary(Finding.TOO_SHORT, text) if outcome.done else None


def _stopped_early(outcome: RunOutcome) -> RunSummary | None:
    best = outcome.best_iteration
    if best is None:
        return None
    if outcome.ended_early:
        text = f"Stopped early at iteration {outcome.done:,}: kept is {best:,}, the best on held-out pictures"
    else:
        text = f"Early stopping keeps iteration {best:,}, the best on held-out pictures"
    if outcome.test is not None and _no_better(outcome) is not None:
        text = f"{text}, though no better than always {printable(outcome.test.baseline[0])} on the test part"
    return RunSummary(Finding.STOPPED_EARLY, text, iteration=best)


def _overfitting(outcome: RunOutcome) -> RunSummary | None:
    costs = outcome.complete_test_costs()
    if costs is None or _no_better(outcome) is not None:
        return None
    block, course, train = lowest_block(costs), trend(costs), trend(outcome.train_costs)
    fall, rise = float(course[0]) - lowest_trend(costs), _rise(costs)
    if rise is None or fall < MATERIAL_RISE or train[-1] > _TRAINING_FALL * train[min(block.start, len(train) - 1)]:
        return None
    iteration = typical_iteration(costs)
    head, then, now = _compare_answers(outcome)
    text = f"{head}: test cost lowest about iteration {iteration:,}{then}, now about {rise:.2f} higher{now}"
    return RunSummary(Finding.OVERFITTING, text, iteration=iteration, rise=rise)


def _rise(costs: FloatArray) -> float | None:
    """How far the trend of `costs` has risen above its lowest, if by more than they swing, and than matters."""
    rise = float(trend(costs)[-1]) - lowest_trend(costs)
    return rise if rise > max(MATERIAL_RISE, swing(costs, lowest_block(costs).start)) else None


def _compare_answers(outcome: RunOutcome) -> tuple[str, str, str]:
    """What to call the overfitting, and the test pictures right at the lowest cost and lately, where they are known.

    The last network alone may be right for two pictures more or fewer than that of the iteration before.
    """
    if outcome.test is None or not outcome.right_at_lowest:
        return "Overfits", "", ""
    name, share = outcome.test.baseline
    low, middle, high = _spread(outcome.right_at_lowest)
    last_low, last_middle, last_high = _spread(outcome.right_at_end or (outcome.test.correct,))
    note = f", no better than always {printable(name)}" if high <= share * outcome.test.count else ""
    last = _range_text(min(last_low, outcome.test.correct), max(last_high, outcome.test.correct))
    head = "Overfits" if last_middle < middle else "Overfits in cost, not in answers"
    return head, f" ({_range_text(low, high)} right{note})", f" (lately {last})" if outcome.right_at_end else ""


def _spread(counts: Sequence[int]) -> tuple[int, ...]:
    """The first tenth, the median and the last tenth of `counts`."""
    return tuple(round(float(value)) for value in np.quantile(counts, (0.1, 0.5, 0.9)))


def _range_text(low: int, high: int) -> str:
    return f"{low:,} to {high:,}" if low != high else f"{high:,}"


def _still_falling(outcome: RunOutcome) -> RunSummary | None:
    costs = outcome.complete_test_costs()
    if costs is None or not (is_falling(outcome.train_costs) and is_falling(costs)):
        return None
    course, more = trend(costs), _round_number(_MORE * outcome.done)
    is_lowest = course[-1] - course.min() <= min(chance_difference(costs), MATERIAL_RISE)
    fall = _fall_to_come(costs)
    if not is_lowest or fall < _WORTHWHILE_FALL * course[-1] or not _may_change_answers(outcome, fall):
        return None
    if outcome.iterations_left or outcome.done + more > _MOST_SUGGESTED_ITERATIONS:
        return RunSummary(Finding.STILL_FALLING, "Still falling: more iterations may help")
    text = f"Still falling: {more:,} more iterations may help"
    return RunSummary(Finding.STILL_FALLING, text, iterations=outcome.done + more)


def _fall_to_come(costs: FloatArray) -> float:
    """How much the test cost falls in the suggested iterations, if its falls go on shrinking from tenth to tenth."""
    before, last = falls(costs)
    ratio = min(1.0, last / before) if before > 0 else 1.0
    return sum(last * ratio**tenths for tenths in range(1, round(10 * _MORE) + 1))


def _may_change_answers(outcome: RunOutcome, fall: float) -> bool:
    """Whether a wrong answer may become right while the test cost falls by `fall`, as far as is known.

    A wrong test picture costs more than log 2, and has to come down to that by its share of the fall.
    """
    if outcome.train is None or outcome.test is None or outcome.train.accuracy < 1:
        return True
    test = outcome.test
    wrong = (test.predictions != test.labels)[0]
    of_label = np.where(test.labels == 1, test.probabilities, 1.0 - test.probabilities)[0, wrong]
    with np.errstate(divide="ignore"):
        excess = -np.log(of_label) - math.log(2)
    return bool((excess <= fall * test.count).any())


def _all_right(outcome: RunOutcome) -> RunSummary | None:
    train, test = outcome.train, outcome.test
    # Of one class alone, that is right without having learned anything.
    if train is None or test is None or train.accuracy < 1 or test.accuracy < 1 or test.baseline[1] == 1:
        return None
    lowest, _highest = test.interval
    count = counted(test.count, "test picture", "test pictures")
    text = f"All pictures are right; judging by {count}, probably at least {format_ratio(lowest)} of others are"
    return RunSummary(Finding.ALL_RIGHT, text)


def _zigzag(outcome: RunOutcome) -> RunSummary | None:
    if outcome.zigzag is None:
        return None
    rate = lower_learning_rate(outcome.learning_rate)
    text = (
        f"Zigzags: {outcome.zigzag.changed:,} of {outcome.zigzag.count:,} pictures change sides in each iteration; "
        f"try the learning rate {format_decimal(rate)}"
    )
    return RunSummary(Finding.ZIGZAG, text, learning_rate=rate)


def _pile(outcome: RunOutcome) -> RunSummary | None:
    # One whose pictures are all right is no fault of the network.
    if outcome.pile is None or not outcome.pile.wrong:
        return None
    return RunSummary(Finding.PILE, outcome.pile.text(only_others=outcome.has_plain_steps))


def _unlearned(outcome: RunOutcome) -> RunSummary | None:
    if outcome.train is None or outcome.last_cost is None:
        return None
    cost, constant = outcome.last_cost - outcome.penalty, constant_predictor_cost(outcome.train.labels)
    gain = outcome.train.accuracy - outcome.train.baseline[1]
    if not constant or cost < _UNLEARNED * constant or gain >= _GAP or outcome.train.accuracy == 1:
        return None
    sentence = _HARDLY_LEARNED_WITH_L2 if outcome.penalty else _HARDLY_LEARNED
    text = sentence.format(cost=format_cost(cost), constant=format_cost(constant))
    if np.ptp(outcome.train_costs) < _IMPERCEPTIBLE:
        return RunSummary(Finding.UNLEARNED, ". ".join((text, "Try a higher learning rate")))
    more = max(10 * _SETTLED_FROM, 10 * outcome.done)
    # More iterations do not calm a cost that jumps.
    is_calm = swing(outcome.train_costs, outcome.done) < MATERIAL_RISE
    if outcome.iterations_left or more > _MOST_SUGGESTED_ITERATIONS or not is_calm:
        return RunSummary(Finding.UNLEARNED, text)
    return RunSummary(Finding.UNLEARNED, ". ".join((text, f"Try {more:,} iterations")), iterations=more)


def _no_better(outcome: RunOutcome) -> RunSummary | None:
    # Of one class alone, no network is better than always answering that.
    if outcome.test is None or outcome.test.accuracy > outcome.test.baseline[1] or outcome.test.baseline[1] == 1:
        return None
    name, share = outcome.test.baseline
    right, always = format_ratio(outcome.test.accuracy), format_ratio(share)
    text = f"No better than always {printable(name)} ({always}): {right} of test pictures right"
    return RunSummary(Finding.NO_BETTER, text)


def _gap(outcome: RunOutcome) -> RunSummary | None:
    train, test = outcome.train, outcome.test
    if train is None or test is None or train.accuracy - test.accuracy < _GAP or _chance_of_gap(train, test) > _CHANCE:
        return None
    on_train, on_test = format_ratio(train.accuracy), format_ratio(test.accuracy)
    text = f"Much better on training pictures ({on_train}) than on test pictures ({on_test})"
    costs = outcome.complete_test_costs()
    rise = None if costs is None else _rise(costs)
    if rise is None:
        return RunSummary(Finding.GAP, text)
    text = (
        f"Test cost has risen by about {rise:.2f} from its lowest: {on_train} right in training, {on_test} in the test"
    )
    return RunSummary(Finding.GAP, text, rise=rise)


def _chance_of_gap(train: Evaluation, test: Evaluation) -> float:
    """The p-value of the test part's share of all errors, if errors fell on all pictures alike.

    The one-sided exact test of Fisher (1935) for two proportions.
    """
    wrong = test.count - test.correct
    all_wrong, count = wrong + train.count - train.correct, train.count + test.count
    errors = np.arange(wrong, min(all_wrong, test.count) + 1)
    # By their logarithms, since the binomial coefficients of thousands of pictures have thousands of digits.
    log_factorials = np.append(0.0, np.cumsum(np.log(np.arange(1, count + 1))))

    def log_ways(of: int, taken: Indices) -> FloatArray:
        ways: FloatArray = log_factorials[of] - log_factorials[taken] - log_factorials[of - taken]
        return ways

    shares = log_ways(all_wrong, errors) + log_ways(count - all_wrong, test.count - errors)
    return float(np.exp(shares - log_ways(count, np.array(test.count))).sum())


def _accuracy(outcome: RunOutcome) -> RunSummary | None:
    return None if outcome.test is None else RunSummary(Finding.ACCURACY, _result_text(outcome.test))


_RULES: tuple[Callable[[RunOutcome], RunSummary | None], ...] = (
    _diverged,
    _dead,
    _too_short,
    _nearly_dead,
    _stopped_early,
    _overfitting,
    _still_falling,
    _all_right,
    _zigzag,
    _unlearned,
    _no_better,
    _pile,
    _gap,
    _accuracy,
)


def _result_text(test: Evaluation) -> str:
    """The test pictures that are right, and those by always the class of most of them."""
    name, baseline = test.baseline
    right = f"{test.correct:,} right of {test.count:,} kept for the test"
    if baseline == 1:
        return f"{right}; all are {printable(name)}"
    return f"{right}; always saying {printable(name)}: {round(baseline * test.count):,}"


def _round_number(value: float) -> int:
    """The one of 1, 2 and 5 times a power of ten that is nearest to `value`, as a ratio."""
    power = 10.0 ** math.floor(math.log10(value))
    return int(min((power * step for step in (1, 2, 5, 10)), key=lambda number: abs(math.log(number / value))))
