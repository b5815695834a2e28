"""Seed study: the same training from many seeds.

It shows how much of a result is chance. In the Gram form the networks are trained in batches, with the same numbers as
one run after another; in the pixel form they are trained one after another.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.analysis.evaluation import accuracy, predicted_labels
from engine.experiments.batched_training import BatchedNetworks, InitialWeights, networks_per_batch
from engine.nn.examples import Examples, check_examples
from engine.system.blas import limit_blas_threads
from engine.system.parallel import Job, JobProgress, StepCounter, partition, run_jobs
from engine.system.threads import threads_for
from engine.training.config import TrainingConfig
from engine.training.plan import plan_training
from engine.training.trainer import Trainer, TrainingOutcome, run_to_end
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


class SeedStudy:
    """Networks of one config with many seeds, trained on `train`, evaluated on `test`.

    Iterating trains them and yields a JobProgress now and then, with the SeedResults since the last; leaving the loop
    stops. Raises ConfigError for networks that do not fit into memory.

    Attributes: `config`; `seeds`; `is_batched`, whether the networks are trained in batches.
    """

    def __init__(
        self, train: Examples, test: Examples, config: TrainingConfig, seeds: Sequence[int] = DEFAULT_SEEDS
    ) -> None:
        check_examples(train, test)
        self._plan = plan_training(config, train.features, train.count, test.count)
        self.config = config
        self.seeds = tuple(seeds)
        self.is_batched = self._plan.allows_batches
        self._train = train
        self._test = test

    def __iter__(self) -> Generator[JobProgress[SeedResult], None, None]:
        if not self.is_batched:
            jobs = [Job(self.config.iterations, partial(self._run, seed)) for seed in self.seeds]
            yield from run_jobs(jobs, threads=1)
            return
        K, across = self._train.inner_products(self._train), self._train.inner_products(self._test)
        threads = threads_for(len(self.seeds))
        jobs = [
            Job(len(seeds) * self.config.iterations, partial(self._run_batched, seeds, K, across))
            for seeds in partition(self.seeds, networks_per_batch(self.config, self._train), threads)
        ]
        yield from run_jobs(jobs, threads)

    # The batches share the processors among themselves, whatever the size of their products.
    @limit_blas_threads(0)
    def _run_batched(
        self, seeds: Sequence[int], K: FloatArray, across: FloatArray, counter: StepCounter
    ) -> list[SeedResult]:
        initial = InitialWeights.from_seeds(self.config, self._train.features, seeds)
        networks = BatchedNetworks(initial.upper, initial.projected(self._train), K, self._train.Y)
        outcomes = networks.train(self.config, counter)
        predicted = networks.train_probabilities(), networks.probabilities(initial.projected(self._test), across)
        rows = zip(seeds, outcomes, *predicted, strict=True)
        return [self._result(*row) for row in rows]

    def _run(self, seed: int, counter: StepCounter) -> list[SeedResult]:
        trainer = Trainer(self._train, self.config.with_seed(seed), self._test, plan=self._plan)
        outcome = run_to_end(trainer, counter)
        predicted = trainer.probabilities(self._train), trainer.probabilities(self._test)
        return [self._result(seed, outcome, *predicted)]

    def _result(self, seed: int, outcome: TrainingOutcome, on_train: FloatArray, on_test: FloatArray) -> SeedResult:
        if outcome.diverged_at is not None:
            undefined = np.full_like(on_test, np.nan)
            return SeedResult(seed, outcome.costs, undefined, np.nan, np.nan, outcome.diverged_at)
        parts = (on_train, self._train), (on_test, self._test)
        train_accuracy, test_accuracy = (accuracy(predicted_labels(AL), examples.Y) for AL, examples in parts)
        return SeedResult(seed, outcome.costs, on_test, train_accuracy, test_accuracy, None)
