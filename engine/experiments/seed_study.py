"""Seed study: the same training from many seeds.

It shows how much of a result is chance. In the Gram form the networks are trained as populations, with the same numbers
as one run after another; in the pixel form they are trained one after another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.analysis.evaluation import accuracy, predicted_labels
from engine.data.dataset import Dataset
from engine.experiments.subset_training import SubsetResult, SubsetRun, SubsetTraining
from engine.progress import UNOBSERVED, Work
from engine.system.parallel import JobSteps
from engine.training.config import TrainingConfig
from engine.training.features import make_part_examples
from engine.training.optimizer import require_seeds
from engine.typing import FloatArray

# Beginning with the notebook's seed.
DEFAULT_SEEDS = range(1, 51)


@dataclass(frozen=True, slots=True, eq=False)
class SeedResult:
    """The result of training with `seed`.

    Attributes: `costs`, those of the recorded iterations up to divergence; `probabilities` (1, m) of class 1 on the
    test part; `train_accuracy`; `test_accuracy`; `diverged_at`, the first iteration without a finite cost, or None. A
    diverged network has probabilities and accuracies of NaN.
    """

    seed: int
    costs: FloatArray
    probabilities: FloatArray
    train_accuracy: float
    test_accuracy: float
    diverged_at: int | None

    @property
    def diverged(self) -> bool:
        """Whether the network diverged."""
        return self.diverged_at is not None

    @property
    def is_dead(self) -> bool:
        """Whether the network has the same probability for all test pictures, if there are several."""
        return self.probabilities.size > 1 and bool(np.ptp(self.probabilities) == 0)


def divide_dead(results: Iterable[SeedResult]) -> tuple[list[SeedResult], list[SeedResult]]:
    """The results of living networks and of dead networks, without diverged ones.

    If all are dead, they are one group, and the second is empty.
    """
    finished = [result for result in results if not result.diverged]
    living = [result for result in finished if not result.is_dead]
    return (living, [result for result in finished if result.is_dead]) if living else (finished, [])


class SeedStudy:
    """Networks of one config with many seeds, trained on the training part of `dataset`, evaluated on its test part.

    The `seeds` are whole numbers from 0 to 4,294,967,295, by default 1 to 50. Its constructor makes the features of
    pictures and reports pictures to `work`. Iterating trains the networks and yields a JobProgress now and then, with
    the SeedResults since the last; leaving the loop stops. Raises ConfigError for networks that do not fit into memory,
    and for several seeds of settings in which nothing is random.

    Attributes: `config`; `seeds`; `trains_populations`, whether several networks take each step together.
    """

    def __init__(
        self,
        dataset: Dataset,
        config: TrainingConfig,
        seeds: Sequence[int] = DEFAULT_SEEDS,
        work: Work = UNOBSERVED,
    ) -> None:
        require_seeds(config, dataset.train.count, len(seeds))
        train, test = make_part_examples(config.features, list(dataset.parts.values()), work)
        self.config = config
        self.seeds = tuple(seeds)
        everything = np.arange(train.count)
        runs = [SubsetRun(seed, everything) for seed in self.seeds]
        self._training = SubsetTraining(train, test, config, runs)
        self.trains_populations = self._training.trains_populations
        self._test = test

    def __iter__(self) -> JobSteps[SeedResult]:
        return self._training.convert(self._make_results)

    def _make_results(self, found: SubsetResult) -> list[SeedResult]:
        seed, outcome, probabilities = self.seeds[found.number], found.outcome, found.probabilities[np.newaxis]
        on_test = accuracy(predicted_labels(probabilities), self._test.Y) if outcome.diverged_at is None else np.nan
        rates = found.train_accuracy, on_test
        return [SeedResult(seed, outcome.costs, probabilities, *rates, outcome.diverged_at)]
