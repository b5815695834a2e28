"""Doubtful labels: examples whose label networks that have not seen them find unlikely.

By repeated cross-validation each picture gets the probability of the label that it has, from networks that were trained
without it; a network that has learned a wrong label by heart would defend it. The means over the repetitions order the
pictures. How far that order can be trusted is the area under the ROC curve of the same probabilities: where it is no
better than that of a constant answer, the list is noise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.data.dataset import Dataset
from engine.experiments.cross_validation import FOLDS, REPEATS, CrossValidation, counted_pictures
from engine.progress import UNOBSERVED, Work
from engine.statistics import area_under_roc
from engine.system.parallel import collect_results
from engine.training.config import TrainingConfig
from engine.training.trainer import divergence_error

# The area under the ROC curve of a constant answer; so many standard deviations above it are more than chance.
_CONSTANT_AREA, _CLEAR_DEVIATIONS = 0.5, 2.0


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
