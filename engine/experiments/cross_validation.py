"""How good a network of a config really is: repeated stratified k-fold cross-validation.

The pictures of the parts are put together and divided into folds. For each fold a network learns from all the others
and is tried on that one, so that every picture is answered by a network that has never seen it. That is repeated with
other seeds, each of which draws the folds and begins the networks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import numpy as np

from engine.analysis.evaluation import Evaluation
from engine.data.dataset import Dataset
from engine.data.folds import find_duplicate_groups, require_folds, stratified_folds
from engine.experiments.batched_training import BatchedNetworks, InitialWeights, can_batch, networks_per_batch
from engine.nn.examples import Examples
from engine.nn.propagation import Parameters
from engine.system.blas import limit_blas_threads
from engine.system.parallel import Job, JobProgress, StepCounter, partition, side_by_side, threads_for
from engine.training.config import TrainingConfig
from engine.training.outcome import run_to_end
from engine.training.plan import plan_training
from engine.training.trainer import Trainer
from engine.typing import FloatArray, Indices

FOLDS = 5
REPEATS = 10


@dataclass(frozen=True, slots=True, eq=False)
class RepeatResult:
    """Every picture answered once, by a network that has not seen it.

    Attributes: `seed`, that of the folds and of the networks; `evaluation` of all pictures, part after part. A network
    that diverged has answered NaN, and the evaluation is worth nothing.
    """

    seed: int
    evaluation: Evaluation

    @property
    def diverged(self) -> bool:
        """Whether one of the networks did."""
        return bool(np.isnan(self.evaluation.probabilities).any())


@dataclass(frozen=True, slots=True, eq=False)
class _Fold:
    """One network to train: which of the repeats it belongs to, what it learns from and what it is tried on."""

    repeat: int
    train: Indices
    test: Indices


class CrossValidation:
    """The networks of one config, tried on what they have not seen: `folds` of them for each of `repeats` seeds.

    It is over all pictures of `dataset`, or over those of the `parts` named: the classes of the two may be of very
    different shares, and then `baseline` and the figures differ as well.

    Iterating trains them and tells how far that is, with the result of each repeat as it comes; leaving the loop stops.
    Raises ConfigError for networks that do not fit in memory, and for more folds than there are pictures of a class.

    Attributes: `config`; `folds`; `seeds`; `is_batched`, whether networks are stacked; `baseline`, the more frequent
    class and its share, which is the accuracy of always answering it.
    """

    def __init__(
        self,
        dataset: Dataset,
        config: TrainingConfig,
        folds: int = FOLDS,
        repeats: int = REPEATS,
        parts: Sequence[str] = ("train", "test"),
    ) -> None:
        pictures = np.concatenate([dataset.parts[name].pictures for name in parts])
        self._labels = np.concatenate([dataset.parts[name].labels for name in parts], axis=1)
        self._classes = dataset.classes
        self._examples = Examples.from_pictures(pictures, self._labels)
        self._groups = find_duplicate_groups(pictures)
        require_folds(folds, self._groups, self._labels[0], dataset.classes)
        count = self._examples.count
        # A network trains on all folds but one.
        self._plan = plan_training(config, dataset.features, count - count // folds, count // folds)
        self.config = config
        self.folds = folds
        # The notebook's seed is the first of them.
        self.seeds = tuple(range(1, repeats + 1))
        self.is_batched = can_batch(config, self._plan)
        self.baseline = self._evaluation(np.zeros(self._labels.shape)).baseline

    def __iter__(self) -> Iterator[JobProgress[RepeatResult]]:
        steps = self.folds * self.config.iterations
        if not self.is_batched:
            yield from side_by_side([Job(steps, partial(self._run, seed)) for seed in self.seeds], threads=1)
            return
        K = self._examples.inner_products(self._examples)
        threads = threads_for(len(self.seeds))
        jobs = [
            Job(len(seeds) * steps, partial(self._run_batched, seeds, K))
            for seeds in partition(self.seeds, max(1, self._networks_per_batch() // self.folds), threads)
        ]
        yield from side_by_side(jobs, threads)

    def _networks_per_batch(self) -> int:
        return networks_per_batch(self.config, self._examples, own_examples=True)

    def _folds(self, repeat: int, seed: int) -> list[_Fold]:
        everything = np.arange(self._examples.count)
        folds = stratified_folds(self._groups, self._labels[0], self.folds, seed)
        return [_Fold(repeat, np.setdiff1d(everything, test), test) for test in folds]

    # The stacks share the processors among themselves, whatever the size of their products.
    @limit_blas_threads(0)
    def _run_batched(self, seeds: Sequence[int], K: FloatArray, counter: StepCounter) -> list[RepeatResult]:
        initial = InitialWeights.from_seeds(self.config, self._examples.features, seeds)
        projected = initial.projected(self._examples)
        predicted = np.empty((len(seeds), self._examples.count))
        folds = [fold for repeat, seed in enumerate(seeds) for fold in self._folds(repeat, seed)]
        for alike in _of_one_size(folds, self._networks_per_batch()):
            repeats = [fold.repeat for fold in alike]
            found = self._predict(alike, initial.select_upper(repeats), projected[repeats], K, counter)
            for fold, probabilities in zip(alike, found, strict=True):
                predicted[fold.repeat, fold.test] = probabilities
        return [self._result(*row) for row in zip(seeds, predicted, strict=True)]

    def _predict(
        self, folds: Sequence[_Fold], upper: Parameters, projected: FloatArray, K: FloatArray, counter: StepCounter
    ) -> FloatArray:
        """What the networks of `folds`, all of one size, say to what they are tried on: (P, pictures of a fold)."""
        train, test = np.stack([fold.train for fold in folds]), np.stack([fold.test for fold in folds])
        Y = self._examples.Y[0, train][:, np.newaxis]
        stack = BatchedNetworks(upper, _columns(projected, train), _blocks(K, train, train), Y)
        outcomes = stack.train(self.config, counter)
        predicted = stack.probabilities(_columns(projected, test), _blocks(K, train, test))[:, 0]
        predicted[[course.diverged_at is not None for course in outcomes]] = np.nan
        return predicted

    def _run(self, seed: int, counter: StepCounter) -> list[RepeatResult]:
        predicted = np.empty(self._examples.count)
        for fold in self._folds(0, seed):
            trainer = Trainer(self._examples.subset(fold.train), self.config.with_seed(seed), plan=self._plan)
            course = run_to_end(trainer, counter)
            found = trainer.probabilities(self._examples.subset(fold.test))[0]
            predicted[fold.test] = found if course.diverged_at is None else np.nan
        return [self._result(seed, predicted)]

    def _result(self, seed: int, predicted: FloatArray) -> RepeatResult:
        return RepeatResult(seed, self._evaluation(predicted[np.newaxis]))

    def _evaluation(self, probabilities: FloatArray) -> Evaluation:
        return Evaluation(probabilities, self._labels, self._classes)


def _of_one_size(folds: Sequence[_Fold], most: int) -> Iterator[Sequence[_Fold]]:
    """Folds that learn from equally many pictures, at most `most` at a time."""
    by_size = sorted(folds, key=_size)
    for _, alike in groupby(by_size, key=_size):
        yield from partition(list(alike), most, threads=1)


def _size(fold: _Fold) -> int:
    return len(fold.train)


def _columns(A: FloatArray, indices: Indices) -> FloatArray:
    """A (P, n, m), which (P, k) -> (P, n, k)."""
    columns: FloatArray = np.take_along_axis(A, indices[:, np.newaxis], axis=-1)
    return columns


def _blocks(K: FloatArray, rows: Indices, columns: Indices) -> FloatArray:
    """K (m, m), rows (P, j), columns (P, k) -> (P, j, k)."""
    blocks: FloatArray = K[rows[:, :, np.newaxis], columns[:, np.newaxis]]
    return blocks
