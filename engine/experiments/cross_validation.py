"""Repeated stratified k-fold cross-validation of a config.

The pictures of the parts are put together and divided into folds. For each fold a network is trained on all the others
and evaluated on that one, so that every picture is predicted by a network that has not seen it. That is repeated with
other seeds, each for both the folds and the initial weights.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.analysis.evaluation import Evaluation
from engine.data.dataset import Dataset
from engine.data.duplicates import find_duplicate_groups, require_folds, stratified_folds
from engine.experiments.subset_training import SubsetResult, SubsetRun, SubsetTraining, seeds_from
from engine.progress import UNOBSERVED, Work
from engine.statistics import sign_flip_p
from engine.system.parallel import JobSteps
from engine.text import counted
from engine.training.config import TrainingConfig
from engine.training.features import make_part_examples
from engine.typing import FloatArray, Indices

FOLDS = 5
REPEATS = 10


@dataclass(frozen=True, slots=True, eq=False)
class RepeatResult:
    """The predictions of every picture by networks that have not seen it.

    Attributes: `seed`, that of the folds and the networks; `evaluation` on all pictures, part after part. A network
    that diverged predicts NaN, which makes the evaluation invalid; `parts`, the names of those that were put together.
    """

    seed: int
    evaluation: Evaluation
    parts: Sequence[str] = ("train",)

    @property
    def diverged(self) -> bool:
        """Whether one of the networks diverged."""
        return bool(np.isnan(self.evaluation.probabilities).any())


def counted_pictures(count: int, parts: Collection[str]) -> str:
    """The number of pictures with their parts: "259 training and test pictures"."""
    if "test" not in parts:
        return counted(count, "training picture", "training pictures")
    if "train" not in parts:
        return counted(count, "test picture", "test pictures")
    return counted(count, "training and test picture", "training and test pictures")


def baseline_p(results: Sequence[RepeatResult]) -> float:
    """The p-value, by the choice of pictures, of the difference from always predicting the more frequent class.

    The randomization test takes, for each picture, the number of repeats that were right minus the number of repeats in
    which the constant prediction is right.
    """
    labels = results[0].evaluation.labels[0]
    constant = labels == results[0].evaluation.classes.index(results[0].evaluation.baseline[0])
    right = np.sum([result.evaluation.predictions[0] == labels for result in results], axis=0)
    return sign_flip_p(right - len(results) * constant)


class CrossValidation:
    """The cross-validation of one config: `folds` networks, at least 2, for each of `repeats` seeds, at least 1.

    Each fold must have pictures of both classes. The seeds are `first_seed`, by default the notebook's, and the numbers
    after it.

    All pictures of the named `parts` of `dataset` are divided into folds. Where the parts differ in their share of each
    class, the results differ with the choice of parts.

    Its constructor makes the features of pictures and reports pictures to `work`. Iterating trains the networks and
    yields a JobProgress now and then, with the RepeatResults since the last; leaving the loop stops. Raises ConfigError
    for networks that do not fit into memory and for too few pictures of a class.

    Attributes: `config`; `folds`; `seeds`; `trains_populations`, whether several networks take each step together.
    """

    def __init__(
        self,
        dataset: Dataset,
        config: TrainingConfig,
        folds: int = FOLDS,
        repeats: int = REPEATS,
        parts: Sequence[str] = ("train",),
        work: Work = UNOBSERVED,
        first_seed: int = 1,
    ) -> None:
        selected = [dataset.parts[name] for name in parts]
        pictures = np.concatenate([part.pictures for part in selected])
        self._labels = np.concatenate([part.labels for part in selected], axis=1)
        self._classes = dataset.classes
        groups = find_duplicate_groups(pictures)
        require_folds(folds, groups, self._labels[0], dataset.classes)
        self.config = config
        self.folds = folds
        self._parts = tuple(parts)
        self.seeds = seeds_from(first_seed, repeats)
        of_parts = make_part_examples(config.features, selected, work)
        rows = np.concatenate([some.rows for some in of_parts])
        examples = replace(of_parts[0], rows=rows, Y=self._labels.astype(np.float64))
        self._training = SubsetTraining(examples, examples, config, list(self._runs(groups, work)))
        self.trains_populations = self._training.trains_populations

    def _runs(self, groups: Indices, work: Work) -> Iterator[SubsetRun]:
        """The runs of all folds, one repeat after the other."""
        everything = np.arange(self._labels.size)
        for seed in self.seeds:
            work.check()
            for fold in stratified_folds(groups, self._labels[0], self.folds, seed):
                yield SubsetRun(seed, np.setdiff1d(everything, fold), fold)

    def __iter__(self) -> JobSteps[RepeatResult]:
        predicted = np.empty((len(self.seeds), 1, self._labels.size))
        missing = [self.folds] * len(self.seeds)

        def results(found: SubsetResult) -> Iterator[RepeatResult]:
            repeat = found.number // self.folds
            predicted[repeat, 0, self._training.runs[found.number].targets] = found.probabilities
            missing[repeat] -= 1
            if not missing[repeat]:
                yield RepeatResult(self.seeds[repeat], self._evaluation(predicted[repeat]), self._parts)

        return self._training.convert(results)

    def _evaluation(self, probabilities: FloatArray) -> Evaluation:
        return Evaluation(probabilities, self._labels, self._classes)
