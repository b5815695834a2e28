"""Repeated stratified k-fold cross-validation of a config, and the labels that it makes doubtful.

The pictures of the parts are put together and divided into folds. For each fold a network is trained on all the others
and evaluated on that one, so that every picture is predicted by a network that has not seen it. That is repeated with
other seeds, each for both the folds and the initial weights.

So each picture gets the probability of the label that it has, from networks that were trained without it; a network
that has learned a wrong label by heart would defend it. The means over the repetitions order the pictures. How far that
order can be trusted is the area under the ROC curve of the same probabilities: where it is no better than that of a
constant answer, the list is noise.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.analysis.evaluation import Evaluation
from engine.data.dataset import Dataset
from engine.data.duplicates import find_duplicate_groups, require_folds, stratified_folds
from engine.experiments.subset_training import SubsetResult, SubsetRun, SubsetTraining, seeds_from
from engine.progress import UNOBSERVED, Work
from engine.statistics import area_under_roc, sign_flip_p
from engine.system.parallel import JobSteps, collect_results
from engine.text import counted
from engine.training.config import TrainingConfig
from engine.training.features import make_part_examples
from engine.training.trainer import divergence_error
from engine.typing import FloatArray, Indices

FOLDS = 5
REPEATS = 10
# The area under the ROC curve of a constant answer; so many standard deviations above it are more than chance.
_CONSTANT_AREA, _CLEAR_DEVIATIONS = 0.5, 2.0


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


@dataclass(frozen=True, slots=True)
class LabelDoubt:
    """The doubt about one label.

    Attributes: `part` and `index` of the picture; its `label`; `probability` of that label, the mean over networks that
    have not seen the picture.
    """

    part: str
    index: int
    label: int
    probability: float


@dataclass(frozen=True, slots=True, eq=False)
class DoubtfulLabels:
    """The labels of all pictures, least likely first, and whether that order can be trusted.

    Attributes: `doubts`; `area` under the ROC curve of the probabilities; `deviation`, the standard deviation of the
    areas that answers by chance have.
    """

    doubts: tuple[LabelDoubt, ...]
    area: float
    deviation: float

    @property
    def better_than_constant(self) -> bool:
        """Whether the area is above 0.5, that of a constant answer, by more than chance; else the list is noise."""
        return self.area > _CONSTANT_AREA + _CLEAR_DEVIATIONS * self.deviation

    @property
    def verdict(self) -> str:
        """Whether the list can be trusted: 'Better than chance. Area under the ROC curve: 0.62 on ...'"""
        verdict = "This order is better than chance." if self.better_than_constant else "This list is noise."
        pictures = counted_pictures(len(self.doubts), {doubt.part for doubt in self.doubts})
        chance = f"{_CONSTANT_AREA:.2f} ± {self.deviation:.2f}"
        return f"{verdict} Area under the ROC curve: {self.area:.2f} on {pictures}; by chance: {chance}."


def find_doubtful_labels(
    dataset: Dataset,
    config: TrainingConfig,
    folds: int = FOLDS,
    repeats: int = REPEATS,
    parts: Sequence[str] = ("train", "test"),
    work: Work = UNOBSERVED,
) -> DoubtfulLabels:
    """The doubtful labels of the named `parts`, by `repeats` cross-validations from the seed of `config` on.

    Networks that diverged are left out. It reports pictures to `work` while features are made, then steps. Raises
    ConfigError as CrossValidation does, and if no network that did not diverge has predicted a picture.
    """
    validation = CrossValidation(dataset, config, folds, repeats, parts, work, first_seed=config.seed)
    # In the order of the seeds, whichever came first: sums are rounded.
    results = sorted(collect_results(iter(validation), work), key=lambda result: result.seed)
    found = np.stack([result.evaluation.probabilities[0] for result in results])
    known = np.isfinite(found)
    if not known.any(axis=0).all():
        raise divergence_error(config)
    of_one = np.where(known, found, 0.0).sum(axis=0) / known.sum(axis=0)
    labels = np.concatenate([dataset.parts[part].labels for part in parts], axis=1)
    given = np.where(labels[0] == 1, of_one, 1.0 - of_one)
    places = [(part, index) for part in parts for index in range(dataset.parts[part].count)]
    doubts = [
        LabelDoubt(*place, label, probability)
        for place, label, probability in zip(places, labels[0].tolist(), given.tolist(), strict=True)
    ]
    # A stable sort keeps equal ones in order.
    doubts.sort(key=lambda doubt: doubt.probability)
    area = area_under_roc(of_one, labels[0] == 1)
    ones = int(labels.sum())
    return DoubtfulLabels(tuple(doubts), area, chance_deviation(labels.size - ones, ones))


def chance_deviation(negatives: int, positives: int) -> float:
    """The standard deviation of the area under the ROC curve of answers that have nothing to do with the labels.

    That is sqrt((n0 + n1 + 1) / (12 n0 n1)) for n0 and n1 pictures of the two classes (Mann and Whitney, On a test of
    whether one of two random variables is stochastically larger than the other, 1947).
    """
    return math.sqrt((negatives + positives + 1) / (12 * negatives * positives))
