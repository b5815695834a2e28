"""How much of a run is the seed: the same training from many random starts.

Where the Gram form pays, the networks are trained together in stacks, and the numbers are those of one run after the
other; else they are trained one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.analysis.evaluation import accuracy, predicted_labels
from engine.experiments.batched_training import BatchedNetworks, InitialWeights, can_batch, networks_per_batch
from engine.nn.examples import Examples
from engine.system.blas import limit_blas_threads
from engine.system.parallel import Job, JobProgress, StepCounter, partition, side_by_side, threads_for
from engine.training.config import TrainingConfig
from engine.training.outcome import TrainingOutcome, run_to_end
from engine.training.plan import plan_training
from engine.training.trainer import Trainer
from engine.typing import FloatArray

# The notebook's seed is the first of them.
DEFAULT_SEEDS = range(1, 51)


@dataclass(frozen=True, slots=True, eq=False)
class SeedResult:
    """What became of the network that began with `seed`.

    Attributes: `costs`, those of the recorded iterations, as far as it came; `probabilities` (1, m) of class 1 for the
    test part; `train_accuracy`, `test_accuracy`; `diverged_at`, the first iteration without a finite cost, or None.
    Probabilities and accuracies of a network that diverged are NaN.
    """

    seed: int
    costs: FloatArray
    probabilities: FloatArray
    train_accuracy: float
    test_accuracy: float
    diverged_at: int | None


class SeedStudy:
    """The networks of one config with `seeds` instead of its own, all trained on `train` and tried on `test`.

    Iterating trains them and tells how far that is, with each result as it comes; leaving the loop stops. Raises
    ConfigError for networks that do not fit in memory.

    Attributes: `config`; `seeds`; `is_batched`, whether they are stacked.
    """

    def __init__(
        self, train: Examples, test: Examples, config: TrainingConfig, seeds: Sequence[int] = DEFAULT_SEEDS
    ) -> None:
        self._plan = plan_training(config, train.features, train.count, test.count)
        self.config = config
        self.seeds = tuple(seeds)
        self.is_batched = can_batch(config, self._plan)
        self._train = train
        self._test = test

    def __iter__(self) -> Iterator[JobProgress[SeedResult]]:
        if not self.is_batched:
            jobs = [Job(self.config.iterations, partial(self._run, seed)) for seed in self.seeds]
            yield from side_by_side(jobs, threads=1)
            return
        K, across = self._train.inner_products(self._train), self._train.inner_products(self._test)
        threads = threads_for(len(self.seeds))
        jobs = [
            Job(len(seeds) * self.config.iterations, partial(self._run_batched, seeds, K, across))
            for seeds in partition(self.seeds, networks_per_batch(self.config, self._train), threads)
        ]
        yield from side_by_side(jobs, threads)

    # The stacks share the processors among themselves, whatever the size of their products.
    @limit_blas_threads(0)
    def _run_batched(
        self, seeds: Sequence[int], K: FloatArray, across: FloatArray, counter: StepCounter
    ) -> list[SeedResult]:
        initial = InitialWeights.from_seeds(self.config, self._train.features, seeds)
        stack = BatchedNetworks(initial.upper, initial.projected(self._train), K, self._train.Y)
        outcomes = stack.train(self.config, counter)
        predicted = stack.train_probabilities(), stack.probabilities(initial.projected(self._test), across)
        rows = zip(seeds, outcomes, *predicted, strict=True)
        return [self._result(*row) for row in rows]

    def _run(self, seed: int, counter: StepCounter) -> list[SeedResult]:
        trainer = Trainer(self._train, self.config.with_seed(seed), self._test, plan=self._plan)
        course = run_to_end(trainer, counter)
        predicted = trainer.probabilities(self._train), trainer.probabilities(self._test)
        return [self._result(seed, course, *predicted)]

    def _result(self, seed: int, course: TrainingOutcome, on_train: FloatArray, on_test: FloatArray) -> SeedResult:
        if course.diverged_at is not None:
            nowhere = np.full_like(on_test, np.nan)
            return SeedResult(seed, course.costs, nowhere, np.nan, np.nan, course.diverged_at)
        parts = (on_train, self._train), (on_test, self._test)
        train_accuracy, test_accuracy = (accuracy(predicted_labels(found), examples.Y) for found, examples in parts)
        return SeedResult(seed, course.costs, on_test, train_accuracy, test_accuracy, None)
