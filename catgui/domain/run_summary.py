"""The finding about a run at one of its iterations, as one sentence.

All test costs that it speaks of are points of the line in the plot, `line_points`. A run memorizes from the point with
the lowest test cost on, if all of this holds at the iteration shown:

- the last two test costs are higher by at least `MATERIAL_RISE`: one alone may be a spike;
- the first was higher by that much, too. Where the classes are in other proportions in the test part, the cost rises
  first, while the network learns those of the training part;
- the training cost has fallen since, by at least a twentieth;
- the network is better than a constant prediction.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

import numpy as np

from engine.analysis.evaluation import Evaluation, Failure
from engine.errors import lower_learning_rate
from engine.text import printable
from engine.training.config import TrainingConfig
from engine.training.run import line_stride
from engine.typing import FloatArray

# A rise of the test cost that matters, in nats: a twentieth of log 2, the cost of answering 50% for every picture. The
# probability of the right answer, as a geometric mean, is then 3.4% lower.
MATERIAL_RISE = math.log(2) / 20
# A training cost below this share of what it was has fallen.
_TRAINING_FALL = 0.95


class Finding(Enum):
    """What can be said of a run."""

    DIVERGED = auto()
    DEAD = auto()
    NO_BETTER = auto()
    MEMORIZES = auto()
    LEARNING = auto()


@dataclass(frozen=True, slots=True, eq=False)
class RunOutcome:
    """A run at one of its iterations.

    Attributes: `config`; `train_costs` (n,) of iterations 0 to n - 1; `test_costs`, iterations done (k,), increasing,
    and the costs (k,) after them; `shown`, the iterations done by the network shown; `failure`, or None if it has not
    failed by then; `test`, the evaluation of that network, or None if that is not known.
    """

    config: TrainingConfig
    train_costs: FloatArray
    test_costs: tuple[FloatArray, FloatArray]
    shown: int
    failure: Failure | None = None
    test: Evaluation | None = None

    @property
    def test_line(self) -> tuple[FloatArray, FloatArray]:
        """The points of the line of the test cost."""
        return line_points(*self.test_costs, line_stride(self.config.iterations))

    @property
    def lowest(self) -> int | None:
        """The iteration of the lowest test cost on the line of the whole run, or None without any."""
        iterations, costs = self.test_line
        return int(iterations[np.argmin(costs)]) if len(costs) else None


class RunSummary(NamedTuple):
    """The finding about a run.

    Attributes: `text`, a sentence for the user; `iteration`, the one since which it memorizes, or None;
    `learning_rate`, one to try, or None.
    """

    finding: Finding
    text: str
    iteration: int | None = None
    learning_rate: float | None = None


def summarize_run(outcome: RunOutcome) -> RunSummary | None:
    """The first of the findings that holds, in the order of `Finding`; None if nothing can be said."""
    if outcome.failure is Failure.DIVERGED:
        text = f"Diverged at iteration {len(outcome.train_costs):,}: lower the learning rate."
        return RunSummary(Finding.DIVERGED, text, learning_rate=lower_learning_rate(outcome.config.learning_rate))
    if outcome.failure is not None:
        return RunSummary(Finding.DEAD, "Dead: every picture gets the same answer.")
    test = outcome.test
    if test is not None:
        name, share = test.baseline
        if test.accuracy <= share < 1:  # of one class alone, no network is better than always answering that
            text = f"No better than always {printable(name)} ({round(share * test.count):,} of {test.count:,})."
            return RunSummary(Finding.NO_BETTER, text)
    iteration = _memorizes_since(outcome)
    if iteration is not None:
        text = f"Memorizes since iteration {iteration:,}: test cost rises, training cost falls."
        return RunSummary(Finding.MEMORIZES, text, iteration=iteration)
    if test is None:
        return None
    return RunSummary(Finding.LEARNING, f"Learning: {test.correct:,} of {test.count:,} test pictures right.")


def _memorizes_since(outcome: RunOutcome) -> int | None:
    """The iteration with the lowest test cost, if that has risen since while the training cost has fallen."""
    iterations, costs = outcome.test_line
    seen, train = costs[iterations <= outcome.shown], outcome.train_costs
    lowest = int(np.argmin(costs)) if len(costs) else 0
    if len(seen) < lowest + 3 or len(train) < outcome.shown:
        return None
    iteration = int(iterations[lowest])
    least_rise = min(seen[0], seen[-2], seen[-1]) - seen[lowest]
    has_fallen = train[outcome.shown - 1] <= _TRAINING_FALL * train[iteration]
    return iteration if has_fallen and least_rise >= MATERIAL_RISE else None


def line_points(iterations: FloatArray, costs: FloatArray, stride: int) -> tuple[FloatArray, FloatArray]:
    """The points of the line of a cost: those at iteration 0, 100, 200, ..., as the notebook prints them, and the last.

    `costs` (k,) are those at `iterations` (k,), increasing; `stride` is `line_stride` of the run, 100 in a run of 2,500
    iterations. What is no finite number is left out.
    """
    wanted = np.append(np.arange(0.0, iterations[-1], stride), iterations[-1]) if len(iterations) else iterations
    places = np.searchsorted(iterations, wanted)
    places = places[(iterations[places] == wanted) & np.isfinite(costs[places])]
    return iterations[places], costs[places]
