"""Repeated stratified k-fold cross-validation of a config.

The pictures of the parts are put together and divided into folds. For each fold a network is trained on all the others
and evaluated on that one, so that every picture is predicted by a network that has not seen it. That is repeated with
other seeds, each for both the folds and the initial weights.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

import numpy as np

from engine.analysis.evaluation import Evaluation
from engine.analysis.prediction_changes import sign_flip_p
from engine.data.dataset import Dataset
from engine.data.duplicates import find_duplicate_groups
from engine.data.splits import require_folds, stratified_folds
from engine.experiments.batched_training import (
    BatchedNetworks,
    InitialWeights,
    networks_per_batch,
    seeds_from,
    select_blocks,
    select_columns,
)
from engine.nn.examples import Examples
from engine.nn.propagation import Parameters
from engine.progress import UNOBSERVED, Work
from engine.system.blas import limit_blas_threads
from engine.system.parallel import Job, JobProgress, StepCounter, partition, run_jobs
from engine.system.threads import threads_for
from engine.training.config import TrainingConfig
from engine.training.features import make_part_examples
from engine.training.plan import plan_training
from engine.training.trainer import Trainer, run_to_end
from engine.typing import FloatArray, Indices

FOLDS = 5
REPEATS = 10


@dataclass(frozen=True, slots=True, eq=False)
class RepeatResult:
    """The predictions of every picture by networks that have not seen it.

    Attributes: `seed`, that of the folds and the networks; `evaluation` on all pictures, part after part. A network
    that diverged predicts NaN, which makes the evaluation invalid.
    """

    seed: int
    evaluation: Evaluation

    @property
    def diverged(self) -> bool:
        """Whether one of the networks diverged."""
        return bool(np.isnan(self.evaluation.probabilities).any())


@dataclass(frozen=True, slots=True, eq=False)
class _Fold:
    """One network to train: its repeat, its training pictures and its test pictures."""

    repeat: int
    train: Indices
    test: Indices


def baseline_p(results: Sequence[RepeatResult]) -> float:
    """How often the choice of pictures alone would bring the difference from always predicting one class.

    That is the more frequent class. By the randomization test of the right answers to each picture, summed over the
    repeats, without those of the constant prediction.
    """
    labels = results[0].evaluation.labels[0]
    constant = labels == results[0].evaluation.classes.index(results[0].evaluation.baseline[0])
    right = np.sum([result.evaluation.predictions[0] == labels for result in results], axis=0)
    return sign_flip_p(right - len(results) * constant)


class CrossValidation:
    """The cross-validation of one config: `folds` networks for each of `repeats` seeds.

    The seeds are those from `first_seed` on, by default that of the notebook.

    It is over all pictures of the named `parts` of `dataset`. The parts may differ in their share of each class, and
    then so do `baseline` and the results.

    Its constructor makes the features of pictures and reports pictures to `work`. Iterating trains the networks and
    yields a JobProgress now and then, with the RepeatResults since the last; leaving the loop stops. Raises ConfigError
    for networks that do not fit into memory and for too few pictures of a class.

    Attributes: `config`; `folds`; `seeds`; `is_batched`, whether networks are trained in batches; `baseline`, the more
    frequent class and its share, which is the accuracy of always predicting it.
    """

    def __init__(
        self,
        dataset: Dataset,
        config: TrainingConfig,
        folds: int = FOLDS,
        repeats: int = REPEATS,
        parts: Sequence[str] = ("train", "test"),
        work: Work = UNOBSERVED,
        first_seed: int = 1,
    ) -> None:
        selected = [dataset.parts[name] for name in parts]
        pictures = np.concatenate([part.pictures for part in selected])
        self._labels = np.concatenate([part.labels for part in selected], axis=1)
        self._classes = dataset.classes
        self._examples = _join(make_part_examples(config.features, selected, work))
        self._groups = find_duplicate_groups(pictures)
        require_folds(folds, self._groups, self._labels[0], dataset.classes)
        count = self._examples.count
        # A network trains on all folds but one.
        self._plan = plan_training(config, self._examples.features, count - count // folds, count // folds)
        self.config = config
        self.folds = folds
        self.seeds = seeds_from(first_seed, repeats)
        self.is_batched = self._plan.allows_batches
        self.baseline = self._evaluation(np.zeros(self._labels.shape)).baseline

    def __iter__(self) -> Generator[JobProgress[RepeatResult], None, None]:
        steps = self.folds * self.config.iterations
        if not self.is_batched:
            yield from run_jobs([Job(steps, partial(self._run, seed)) for seed in self.seeds], threads=1)
            return
        K = self._examples.inner_products(self._examples)
        threads = threads_for(len(self.seeds))
        jobs = [
            Job(len(seeds) * steps, partial(self._run_batched, seeds, K))
            for seeds in partition(self.seeds, max(1, self._networks_per_batch() // self.folds), threads)
        ]
        yield from run_jobs(jobs, threads)

    def _networks_per_batch(self) -> int:
        return networks_per_batch(self.config, self._examples, own_examples=True)

    def _folds(self, repeat: int, seed: int) -> list[_Fold]:
        everything = np.arange(self._examples.count)
        folds = stratified_folds(self._groups, self._labels[0], self.folds, seed)
        return [_Fold(repeat, np.setdiff1d(everything, test), test) for test in folds]

    # The batches share the processors among themselves, whatever the size of their products.
    @limit_blas_threads(0)
    def _run_batched(self, seeds: Sequence[int], K: FloatArray, counter: StepCounter) -> list[RepeatResult]:
        initial = InitialWeights.from_seeds(self.config, self._examples.features, seeds)
        projected = initial.projected(self._examples)
        predicted = np.empty((len(seeds), self._examples.count))
        folds = [fold for repeat, seed in enumerate(seeds) for fold in self._folds(repeat, seed)]
        for batch in _batch_by_size(folds, self._networks_per_batch()):
            repeats = [fold.repeat for fold in batch]
            probabilities = self._predict(batch, initial.select_upper(repeats), projected[repeats], K, counter)
            for fold, of_fold in zip(batch, probabilities, strict=True):
                predicted[fold.repeat, fold.test] = of_fold
        return [self._result(*row) for row in zip(seeds, predicted, strict=True)]

    def _predict(
        self, folds: Sequence[_Fold], upper: Parameters, projected: FloatArray, K: FloatArray, counter: StepCounter
    ) -> FloatArray:
        """The probabilities on the test pictures of `folds`, all of one size: (P, pictures of a fold)."""
        train, test = np.stack([fold.train for fold in folds]), np.stack([fold.test for fold in folds])
        Y = self._examples.Y[0, train][:, np.newaxis]
        networks = BatchedNetworks(upper, select_columns(projected, train), select_blocks(K, train, train), Y)
        outcomes = networks.train(self.config, counter)
        predicted = networks.probabilities(select_columns(projected, test), select_blocks(K, train, test))[:, 0]
        predicted[[outcome.diverged_at is not None for outcome in outcomes]] = np.nan
        return predicted

    def _run(self, seed: int, counter: StepCounter) -> list[RepeatResult]:
        predicted = np.empty(self._examples.count)
        for fold in self._folds(0, seed):
            trainer = Trainer(self._examples.subset(fold.train), self.config.with_seed(seed), plan=self._plan)
            outcome = run_to_end(trainer, counter)
            probabilities = trainer.probabilities(self._examples.subset(fold.test))[0]
            predicted[fold.test] = probabilities if outcome.diverged_at is None else np.nan
        return [self._result(seed, predicted)]

    def _result(self, seed: int, predicted: FloatArray) -> RepeatResult:
        return RepeatResult(seed, self._evaluation(predicted[np.newaxis]))

    def _evaluation(self, probabilities: FloatArray) -> Evaluation:
        return Evaluation(probabilities, self._labels, self._classes)


def _join(examples: Sequence[Examples]) -> Examples:
    """All examples, of the same features, in one object."""
    rows = np.concatenate([some.rows for some in examples])
    return replace(examples[0], rows=rows, Y=np.concatenate([some.Y for some in examples], axis=1))


def _batch_by_size(folds: Sequence[_Fold], most: int) -> Iterator[Sequence[_Fold]]:
    """Batches of at most `most` folds with equally many training pictures."""
    by_size = sorted(folds, key=_size)
    for _, same_size in groupby(by_size, key=_size):
        yield from partition(list(same_size), most, threads=1)


def _size(fold: _Fold) -> int:
    return len(fold.train)
