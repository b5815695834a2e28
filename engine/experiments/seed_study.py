"""How much of a run is the seed: the same training from many random starts.

Where the Gram form pays, the networks are trained together in stacks, and the numbers are those of one run after the
other; else they are trained one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from engine.analysis.evaluation import accuracy, predicted_labels
from engine.experiments.batched_training import Beginnings, Stack, can_stack, stack_size
from engine.nn.examples import Examples
from engine.system.blas import blas_threads_for
from engine.system.parallel import Piece, Progress, Tally, shares, side_by_side, threads_for
from engine.training.config import TrainingConfig
from engine.training.memory import require_memory_to_train
from engine.training.outcome import Course, course_of
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


class Population:
    """The networks of one config with `seeds` instead of its own, all trained on `train` and tried on `test`.

    Iterating trains them and tells how far that is, with each result as it comes; leaving the loop stops. Raises
    ConfigError for networks that do not fit in memory.

    Attributes: `config`; `seeds`; `together`, whether they are stacked.
    """

    def __init__(
        self, train: Examples, test: Examples, config: TrainingConfig, seeds: Sequence[int] = DEFAULT_SEEDS
    ) -> None:
        require_memory_to_train(config, train.features, train.count, test.count)
        self.config = config
        self.seeds = tuple(seeds)
        self.together = can_stack(config, train, test)
        self._train = train
        self._test = test

    def __iter__(self) -> Iterator[Progress[SeedResult]]:
        if not self.together:
            pieces = [Piece(self.config.iterations, partial(self._run, seed)) for seed in self.seeds]
            yield from side_by_side(pieces, threads=1)
            return
        K, across = self._train.inner_products(self._train), self._train.inner_products(self._test)
        threads = threads_for(len(self.seeds))
        pieces = [
            Piece(len(seeds) * self.config.iterations, partial(self._run_together, seeds, K, across))
            for seeds in shares(self.seeds, stack_size(self.config, self._train), threads)
        ]
        yield from side_by_side(pieces, threads)

    # The stacks share the processors among themselves, whatever the size of their products.
    @blas_threads_for(0)
    def _run_together(self, seeds: Sequence[int], K: FloatArray, across: FloatArray, tally: Tally) -> list[SeedResult]:
        begin = Beginnings.drawn(self.config, self._train.features, seeds)
        stack = Stack(begin.above, begin.projected(self._train), K, self._train.Y)
        courses = stack.train(self.config, tally)
        answers = stack.train_probabilities(), stack.probabilities(begin.projected(self._test), across)
        rows = zip(seeds, courses, *answers, strict=True)
        return [self._result(*row) for row in rows]

    def _run(self, seed: int, tally: Tally) -> list[SeedResult]:
        trainer = Trainer(self._train, replace(self.config, seed=seed), self._test)
        course = course_of(trainer, tally)
        answers = trainer.probabilities(self._train), trainer.probabilities(self._test)
        return [self._result(seed, course, *answers)]

    def _result(self, seed: int, course: Course, on_train: FloatArray, on_test: FloatArray) -> SeedResult:
        if course.diverged_at is not None:
            nowhere = np.full_like(on_test, np.nan)
            return SeedResult(seed, course.costs, nowhere, np.nan, np.nan, course.diverged_at)
        parts = (on_train, self._train), (on_test, self._test)
        train_accuracy, test_accuracy = (accuracy(predicted_labels(found), examples.Y) for found, examples in parts)
        return SeedResult(seed, course.costs, on_test, train_accuracy, test_accuracy, None)
