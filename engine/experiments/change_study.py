"""Change study: what an edit of the data changes in the accuracy, beside the spread between seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from engine.data.dataset import Dataset
from engine.experiments.batched_training import seeds_from
from engine.experiments.divergence import divergence_error
from engine.experiments.seed_study import SeedStudy
from engine.experiments.summary import Summary
from engine.progress import ProgressCallback, no_progress
from engine.training.config import TrainingConfig
from engine.training.features import make_examples, make_part_examples

SEEDS = 10
# So many standard errors from 0, a change is not chance.
_CLEAR_ERRORS = 2.0


@dataclass(frozen=True, slots=True)
class ChangeStudy:
    """The test accuracies of networks that learned from the data before and after an edit, with the same seeds.

    Attributes: `before` and `after`, the accuracies on the edited test part; `change`, the difference for each seed.
    """

    before: Summary
    after: Summary
    change: Summary

    @property
    def is_chance(self) -> bool:
        """Whether the mean change is no larger than its uncertainty between seeds, two standard errors."""
        count = len(self.change.values)
        if count < 2:
            return True
        return abs(self.change.mean) <= _CLEAR_ERRORS * self.change.std / math.sqrt(count - 1)


def study_change(
    before: Dataset,
    after: Dataset,
    config: TrainingConfig,
    seeds: int = SEEDS,
    progress: ProgressCallback = no_progress,
) -> ChangeStudy:
    """Train with `seeds` seeds from that of `config` on both data sets, and compare on the test part of `after`.

    In the Gram form, networks are trained in batches. `progress(done, total)` is called with pictures while features
    are made, then with steps; an exception that it raises stops the work. Raises ConfigError for networks that do not
    fit into memory or diverge.
    """
    train, test = make_part_examples(config.features, tuple(after.parts.values()), progress)
    earlier = make_examples(config.features, before.train.pictures, before.train.labels, progress)
    drawn = seeds_from(config.seed, seeds)
    studies = [SeedStudy(examples, test, config, drawn) for examples in (earlier, train)]
    accuracies = []
    for number, study in enumerate(studies):
        accuracies.append(_accuracies(study, number, len(studies), progress))
    known = np.isfinite(accuracies).all(axis=0)
    if not known.any():
        raise divergence_error(config)
    first, second = (np.array(of_study)[known] for of_study in accuracies)
    return ChangeStudy(Summary.of(first), Summary.of(second), Summary.of(second - first))


def _accuracies(study: SeedStudy, number: int, studies: int, progress: ProgressCallback) -> Sequence[float]:
    """The test accuracy of each seed, in order; `progress` is over all `studies`, of which this is one."""
    by_seed = {}
    with closing(iter(study)) as work:
        for now in work:
            by_seed.update({result.seed: result.test_accuracy for result in now.results})
            progress(number * now.total + now.done, studies * now.total)
    return [by_seed[seed] for seed in study.seeds]
