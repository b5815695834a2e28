"""Subset training: networks of one config that learn from parts of the same examples.

In the Gram form they are trained in batches: the matrix K = X^T X of all examples holds that of each subset. Those that
leave out only a few examples share it as it is. Otherwise they are trained one after the other. Either way each network
is that of a run on the subset alone.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from engine.experiments.batched_training import (
    BatchedNetworks,
    GramNetworks,
    InitialWeights,
    networks_per_batch,
    select_blocks,
    select_columns,
)
from engine.experiments.duration import estimate_seconds
from engine.nn.examples import Examples
from engine.progress import Work
from engine.system.blas import limit_blas_threads
from engine.system.parallel import Job, JobProgress, StepCounter, partition, run_jobs
from engine.system.threads import threads_for
from engine.training.config import TrainingConfig
from engine.training.plan import plan_training
from engine.training.trainer import Trainer, run_to_end
from engine.typing import FloatArray, Indices

# Networks that learn from at least this part of the examples share K. They compute with all of them, but a K of each is
# too much for processor caches: leaving out 1 of 209, a step takes a fifth less.
_NEARLY_ALL = 0.85
# Of networks that are kept; those of the notebook without each of 1200 pictures.
_MOST_KEPT_BYTES = 2**28


@dataclass(frozen=True, slots=True, eq=False)
class SubsetRun:
    """One network to train.

    Attributes: `seed`; `indices` (k,) of its training examples, in their order, each once.
    """

    seed: int
    indices: Indices


@dataclass(frozen=True, slots=True, eq=False)
class SubsetResult:
    """What a network says of the targets.

    Attributes: `number` of its run; `logits` (t,), NaN if it diverged.
    """

    number: int
    logits: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _TrainedBatch:
    """The networks of a batch: the numbers of their runs, and which of these diverged.

    `indices` (P, k) are the examples to which the columns of C belong, or None if these are all.
    """

    numbers: Sequence[int]
    networks: GramNetworks
    diverged: NDArray[np.bool_]
    indices: Indices | None


class SubsetNetworks:
    """The networks of all `runs` on subsets of `train`, which answer other examples.

    They are small: of the notebook's network, each takes 33 KB for 200 pictures. The initial weights are drawn again.
    """

    def __init__(self, train: Examples, config: TrainingConfig, runs: Sequence[SubsetRun]) -> None:
        self._train, self._config, self._runs = train, config, runs
        self._batches: list[_TrainedBatch] = []

    def add(self, batch: _TrainedBatch) -> None:
        """Add the networks of a batch."""
        self._batches.append(batch)

    def logits(self, targets: Examples) -> FloatArray:
        """The logits of all runs on `targets`, (runs, t); NaN for networks that diverged."""
        seeds = sorted({run.seed for run in self._runs})
        projected = InitialWeights.from_seeds(self._config, self._train.features, seeds).projected(targets)
        across = self._train.inner_products(targets)
        found = np.empty((len(self._runs), targets.count))
        for batch in self._batches:
            own = [seeds.index(self._runs[number].seed) for number in batch.numbers]
            K = across if batch.indices is None else across[batch.indices]
            _, ZL = batch.networks.predict(projected[own], K)
            ZL[batch.diverged] = np.nan
            found[list(batch.numbers)] = ZL[:, 0]
        return found


class SubsetTraining:
    """Networks of one config, each trained on its subset of `train` and evaluated on `targets`.

    Iterating trains them and yields a JobProgress now and then, with the SubsetResults since the last; leaving the loop
    stops. Its steps are those of the smallest subset: one of a larger subset counts as more, by about the time that it
    takes. With `keeps_networks`, those that are trained in batches are kept, unless that takes too much memory. Raises
    ConfigError for networks that do not fit into memory.

    Attributes: `runs`; `is_batched`, whether networks are trained in batches; `networks`, those that are kept, complete
    after training, or None.
    """

    def __init__(
        self,
        train: Examples,
        targets: Examples,
        config: TrainingConfig,
        runs: Sequence[SubsetRun],
        keeps_networks: bool = False,
    ) -> None:
        most = max(len(run.indices) for run in runs)
        self._plan = plan_training(config, train.features, most, targets.count)
        self._train, self._targets, self._config = train, targets, config
        self.runs = tuple(runs)
        self.is_batched = self._plan.allows_batches
        needed = 8 * config.hidden_layers[0] * sum(len(run.indices) for run in runs)
        is_kept = keeps_networks and self.is_batched and needed <= _MOST_KEPT_BYTES
        self.networks = SubsetNetworks(train, config, self.runs) if is_kept else None

    def __iter__(self) -> Generator[JobProgress[SubsetResult], None, None]:
        numbers = range(len(self.runs))
        if not self.is_batched:
            jobs = [Job(self._steps([number]), partial(self._run, number)) for number in numbers]
            yield from run_jobs(jobs, threads=1)
            return
        K, across = self._train.inner_products(self._train), self._train.inner_products(self._targets)
        threads = threads_for(len(self.runs))
        jobs = [
            Job(self._steps(batch), partial(self._run_batched, batch, K, across)) for batch in self._batches(threads)
        ]
        yield from run_jobs(jobs, threads)

    def logits(self, work: Work) -> FloatArray:
        """The logits of all runs on the targets, (runs, t); NaN for networks that diverged. Reports steps to `work`."""
        found = np.empty((len(self.runs), self._targets.count))
        with closing(iter(self)) as steps:
            for now in steps:
                for result in now.results:
                    found[result.number] = result.logits
                work.report(now.done, now.total)
        return found

    def _batches(self, threads: int) -> Iterator[Sequence[int]]:
        """The numbers of runs that compute with equally many examples, as many as are trained together."""
        by_size = sorted(range(len(self.runs)), key=self._size)
        for size, group in groupby(by_size, key=self._size):
            numbers = list(group)
            is_shared = size == self._train.count
            examples = self._train if is_shared else self._train.subset(self.runs[numbers[0]].indices)
            most = networks_per_batch(self._config, examples, own_examples=not is_shared)
            # Of fewer runs than threads, some parts are empty.
            yield from filter(None, partition(numbers, most, threads))

    def _size(self, number: int) -> int:
        """The number of examples that a run computes with: its own, or all if those are nearly all."""
        size, count = len(self.runs[number].indices), self._train.count
        return count if size >= _NEARLY_ALL * count else size

    def _steps(self, numbers: Sequence[int]) -> int:
        """The steps that training networks with equally many examples counts as."""
        return len(numbers) * self._config.iterations * self._weight(numbers[0])

    def _weight(self, number: int) -> int:
        """How many steps of the smallest subset take about as long as one step of this one."""
        sizes = self._size(number), min(map(self._size, range(len(self.runs))))
        shape = self._train.picture_shape or (0, 0)
        features = self._train.features
        seconds, least = (estimate_seconds(self._plan, shape, features, size) for size in sizes)
        return max(1, round(seconds / least))

    # The batches share the processors among themselves, whatever the size of their products.
    @limit_blas_threads(0)
    def _run_batched(
        self, numbers: Sequence[int], K: FloatArray, across: FloatArray, counter: StepCounter
    ) -> list[SubsetResult]:
        runs = [self.runs[number] for number in numbers]
        seeds = sorted({run.seed for run in runs})
        initial = InitialWeights.from_seeds(self._config, self._train.features, seeds)
        own = [seeds.index(run.seed) for run in runs]
        upper, projected = initial.select_upper(own), initial.projected(self._train)[own]
        if self._size(numbers[0]) == self._train.count:
            indices, networks = None, BatchedNetworks(upper, projected, K, self._train.Y, self._included(runs))
        else:
            indices = np.stack([run.indices for run in runs])
            own_K, own_Y = select_blocks(K, indices, indices), self._train.Y[0, indices][:, np.newaxis]
            networks = BatchedNetworks(upper, select_columns(projected, indices), own_K, own_Y)
        outcomes = networks.train(self._config, partial(_count, counter, self._weight(numbers[0])))
        K_targets = across if indices is None else across[indices]
        _, ZL = networks.predict(initial.projected(self._targets)[own], K_targets)
        diverged = np.array([outcome.diverged_at is not None for outcome in outcomes])
        if self.networks is not None:
            self.networks.add(_TrainedBatch(numbers, networks.without_examples, diverged, indices))
        logits = ZL[:, 0]
        logits[diverged] = np.nan
        return [SubsetResult(*row) for row in zip(numbers, logits, strict=True)]

    def _included(self, runs: Sequence[SubsetRun]) -> NDArray[np.bool_]:
        """Which examples each of `runs` learns from, (P, m)."""
        included = np.zeros((len(runs), self._train.count), dtype=bool)
        for network, run in enumerate(runs):
            included[network, run.indices] = True
        return included

    def _run(self, number: int, counter: StepCounter) -> list[SubsetResult]:
        run = self.runs[number]
        examples = self._train.subset(run.indices)
        trainer = Trainer(examples, self._config.with_seed(run.seed), self._targets, plan=self._plan)
        outcome = run_to_end(trainer, partial(_count, counter, self._weight(number)))
        logits = trainer.network.forward(self._targets)[1][0]
        return [SubsetResult(number, logits if outcome.diverged_at is None else np.full_like(logits, np.nan))]


def _count(counter: StepCounter, weight: int, steps: int) -> None:
    counter(weight * steps)
