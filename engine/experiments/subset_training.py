"""Subset training: networks of one config that learn from parts of the same examples.

In the Gram form they are trained as populations: the matrix K = X^T X of all examples holds that of each subset.
Otherwise they are trained one after the other. Either way each network is that of a run on the subset alone.

The networks of a population have one shape and take each step together: they are one `Network`, whose arrays have a
first axis with one entry for each of the P networks. A single small network spends half its time on calls into NumPy,
which a population shares.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from typing import TypeVar

import numpy as np

from engine.analysis.evaluation import predicted_labels
from engine.core import initialize_parameters_deep, is_recorded, sigmoid
from engine.nn.examples import Examples, Subsets
from engine.nn.first_layer import GramFirstLayer
from engine.nn.network import Network
from engine.system.parallel import Job, JobProgress, JobSteps, StepCounter, partition, run_jobs
from engine.system.threads import limit_blas_threads, threads_for
from engine.training.config import TrainingConfig
from engine.training.networks import plan_training
from engine.training.optimizer import Optimizer
from engine.training.trainer import Trainer, TrainingOutcome, run_to_end
from engine.typing import FloatArray, Indices
from engine.validation import MAX_SEED

# Measured on the notebook's network: a step takes 85 us alone, 76 per network in a population of 2, 57 in one of 8,
# 53 in one of 13 and no less above that. Smaller populations return results earlier.
_MAX_NETWORKS = 13
# Numbers of Z1 in a population, 512 KB: beyond, calls into NumPy are short beside the work, and caches overflow.
_MAX_ACTIVATIONS = 2**16
# Numbers in weights or Gram matrices of a population, 128 MB.
_MAX_WEIGHTS = 2**24
Result = TypeVar("Result")


def networks_per_population(config: TrainingConfig, train: Examples, own_examples: bool = False) -> int:
    """The number of networks to train in one population.

    They learn from `train`, or with `own_examples` each from its own part of it.
    """
    weights = max(fan_in * fan_out for fan_in, fan_out in pairwise(config.layer_dims(train.features)))
    largest = max(weights, train.count**2) if own_examples else weights
    activations = max(config.layer_dims(train.features)[1:]) * train.count
    return max(1, min(_MAX_NETWORKS, _MAX_ACTIVATIONS // activations, _MAX_WEIGHTS // largest))


def seeds_from(first: int, count: int) -> tuple[int, ...]:
    """`first` and the seeds after it, `count` in all; after the largest seed comes 0."""
    return tuple((first + number) % (MAX_SEED + 1) for number in range(count))


def create_population(config: TrainingConfig, seeds: Sequence[int], train: Examples) -> Network:
    """The networks of a run with each of `seeds`, before their first step."""
    dims = config.layer_dims(train.features)
    each = [initialize_parameters_deep(dims, seed, config.initialization) for seed in seeds]
    stacked = {name: np.stack([parameters.pop(name) for parameters in each]) for name in list(each[0])}
    return Network(GramFirstLayer(stacked.pop("W1"), stacked.pop("b1"), train), stacked)


def train_together(networks: Network, config: TrainingConfig, counter: Callable[[int], None]) -> list[TrainingOutcome]:
    """Take all steps of `config`; `counter`, called with their numbers, may raise to stop."""
    optimizer = Optimizer(networks.train, np.arange(networks.train.count), config)
    velocities = optimizer.prepare(networks)
    count = len(networks.first_layer.b)
    recorded: list[tuple[int, FloatArray]] = []
    diverged_at = np.full(count, -1)

    def record_divergence(costs: FloatArray, iteration: int) -> None:
        if not math.isfinite(costs.sum()):
            diverged_at[~np.isfinite(costs) & (diverged_at < 0)] = iteration

    # Each cost is checked, so NumPy need not warn of overflow.
    with np.errstate(over="ignore", invalid="ignore"):
        for iteration in range(config.iterations):
            costs, velocities = optimizer.step(networks, iteration, velocities)
            record_divergence(costs, iteration)
            if is_recorded(iteration, config.iterations):
                recorded.append((iteration, costs))
            counter(count)
        # The last step has no cost after it that would show divergence.
        record_divergence(networks.cost_and_gradients(networks.train).cost, config.iterations)
    return [_outcome(recorded, network, int(at)) for network, at in enumerate(diverged_at)]


def _outcome(recorded: list[tuple[int, FloatArray]], network: int, diverged_at: int) -> TrainingOutcome:
    if diverged_at < 0:
        return TrainingOutcome(np.array([costs[network] for _, costs in recorded]), None)
    return TrainingOutcome(np.array([costs[network] for at, costs in recorded if at < diverged_at]), diverged_at)


@dataclass(frozen=True, slots=True, eq=False)
class SubsetRun:
    """One network to train.

    Attributes: `seed`; `indices` (k,) of its training examples, in their order, each once; `targets` (t,), the indices
    of the targets that it answers, or None for all.
    """

    seed: int
    indices: Indices
    targets: Indices | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SubsetResult:
    """A trained network.

    Attributes: `number` of its run; `outcome`; `train_accuracy`, on the examples it has learned from; `logits` (t,) of
    its targets. Both are NaN if it diverged.
    """

    number: int
    outcome: TrainingOutcome
    train_accuracy: float
    logits: FloatArray

    @property
    def probabilities(self) -> FloatArray:
        """The probability of class 1 of its targets, (t,)."""
        return sigmoid(self.logits)[0]


class SubsetTraining:
    """Networks of one config, each trained on its subset of `train` and evaluated on `targets`.

    Iterating trains them and yields a JobProgress now and then, with the SubsetResults since the last; leaving the loop
    stops. Those that are named first come first. Raises ConfigError for networks that do not fit into memory.

    Attributes: `runs`; `trains_populations`, whether several networks take each step together.
    """

    def __init__(
        self,
        train: Examples,
        targets: Examples,
        config: TrainingConfig,
        runs: Sequence[SubsetRun],
    ) -> None:
        most = max(len(run.indices) for run in runs)
        answered = max(targets.count if run.targets is None else len(run.targets) for run in runs)
        self._plan = plan_training(config, train.features, most, answered)
        self._train, self._targets, self._config = train, targets, config
        self.runs = tuple(runs)
        self.trains_populations = self._plan.allows_population

    def __iter__(self) -> JobSteps[SubsetResult]:
        numbers = range(len(self.runs))
        if not self.trains_populations:
            jobs = [Job(self._steps([number]), partial(self._run, number)) for number in numbers]
            yield from run_jobs(jobs, threads=1)
            return
        # Once for all populations, before they share the processors.
        self._train.inner_products(self._train)
        self._train.inner_products(self._targets)
        threads = threads_for(len(self.runs))
        populations = sorted(self._populations(threads), key=lambda numbers: numbers[-1])
        jobs = [Job(self._steps(numbers), partial(self._run_population, numbers)) for numbers in populations]
        yield from run_jobs(jobs, threads)

    def convert(self, results_of: Callable[[SubsetResult], Iterable[Result]]) -> JobSteps[Result]:
        """Iterate with each result replaced by those that `results_of` returns for it: none, one or several."""
        with closing(iter(self)) as steps:
            for now in steps:
                yield JobProgress(now.done, now.total, tuple(result for it in now.results for result in results_of(it)))

    def _populations(self, threads: int) -> Iterator[Sequence[int]]:
        """The numbers of the runs of each population: runs that learn from equally many examples."""
        by_size = sorted(range(len(self.runs)), key=self._size)
        for size, group in groupby(by_size, key=self._size):
            numbers = list(group)
            is_shared = size == self._train.count
            examples = self._train if is_shared else self._train.subset(self.runs[numbers[0]].indices)
            most = networks_per_population(self._config, examples, own_examples=not is_shared)
            yield from partition(numbers, most, threads)

    def _size(self, number: int) -> int:
        """The number of examples that a run learns from."""
        return len(self.runs[number].indices)

    def _steps(self, numbers: Sequence[int]) -> int:
        """The steps of training networks."""
        return len(numbers) * self._config.iterations

    # The populations share the processors among themselves, whatever the size of their products.
    @limit_blas_threads(0)
    def _run_population(self, numbers: Sequence[int], counter: StepCounter) -> list[SubsetResult]:
        runs = [self.runs[number] for number in numbers]
        learns_all = self._size(numbers[0]) == self._train.count
        train = self._train if learns_all else Subsets.of(self._train, np.stack([run.indices for run in runs]))
        networks = create_population(self._config, [run.seed for run in runs], train)
        outcomes = train_together(networks, self._config, counter)
        ZL = networks.forward(self._targets)[1]
        right = predicted_labels(networks.forward(train)[0]) == train.Y
        logits, accuracies = ZL[:, 0], right.mean(axis=-1)[:, 0]
        diverged = np.array([outcome.diverged_at is not None for outcome in outcomes])
        logits[diverged] = accuracies[diverged] = np.nan
        found = []
        for run, number, outcome, accuracy, row in zip(runs, numbers, outcomes, accuracies, logits, strict=True):
            answers = row if run.targets is None else row[run.targets]
            found.append(SubsetResult(number, outcome, float(accuracy), answers))
        return found

    def _run(self, number: int, counter: StepCounter) -> list[SubsetResult]:
        run = self.runs[number]
        # The same object keeps its products for all runs.
        examples = (
            self._train
            if np.array_equal(run.indices, np.arange(self._train.count))
            else self._train.subset(run.indices)
        )
        targets = self._targets if run.targets is None else self._targets.subset(run.targets)
        trainer = Trainer(examples, self._config.with_seed(run.seed), targets, plan=self._plan)
        outcome = run_to_end(trainer, counter)
        if outcome.diverged_at is not None:
            return [SubsetResult(number, outcome, np.nan, np.full(targets.count, np.nan))]
        logits = trainer.network.forward(targets)[1][0]
        return [SubsetResult(number, outcome, trainer.metrics(examples).accuracy, logits)]
