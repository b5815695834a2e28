"""Change study: what an edit of the data changes in the accuracy, weighed by seeds and by test pictures.

Two kinds of chance are in a change of the accuracy: another start would have given another one, and so would other test
pictures. One says nothing of the other: a change that every seed shows may be that of two pictures, and one that many
pictures show, that of a lucky seed. So a change is more than chance only if both speak.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.prediction_changes import SIGNIFICANCE, sign_flip_p
from engine.data.dataset import Dataset
from engine.experiments.batched_training import seeds_from
from engine.experiments.subset_training import SubsetRun, SubsetTraining
from engine.experiments.summary import Summary
from engine.nn.examples import Examples
from engine.progress import UNOBSERVED, Work
from engine.training.batches import require_seeds
from engine.training.config import TrainingConfig
from engine.training.features import make_examples, make_part_examples
from engine.training.trainer import divergence_error
from engine.typing import FloatArray

SEEDS = 10
# Of fewer seeds, not even a change that all show is significant: all signs are equal by chance in 2 of 2^s cases.
FEWEST_SEEDS = math.ceil(1.0 - math.log2(SIGNIFICANCE))


@dataclass(frozen=True, slots=True, eq=False)
class ChangeStudy:
    """The right answers of s pairs of networks to m test pictures; a pair has the same seed, before and after a change.

    The claim that is weighed is one about the mean accuracy over the seeds: that networks trained like these are right
    more often, or less often, on pictures like these. `seed_p` takes the pictures as given, and asks whether other
    seeds would show it; `picture_p` takes the seeds as given, and asks whether other pictures would. Both are of the
    same differences, summed over the pictures of each seed or over the seeds of each picture, so that they never
    disagree on the direction. With one seed, `picture_p` is that of the exact McNemar test; with several, a picture
    weighs as much as there are seeds whose answer to it flips.

    Attributes: `before` and `after` (s, m), whether the answer of each network to each picture is right.
    """

    before: NDArray[np.bool_]
    after: NDArray[np.bool_]

    @property
    def accuracies(self) -> tuple[Summary, Summary]:
        """The accuracies of all seeds before and after."""
        return Summary.of(self.before.mean(axis=1)), Summary.of(self.after.mean(axis=1))

    @property
    def change(self) -> Summary:
        """The change of the accuracy for each seed."""
        return Summary.of(self._differences.mean(axis=1))

    @property
    def pictures(self) -> int:
        """The number of test pictures."""
        return int(self.before.shape[1])

    @property
    def changed_pictures(self) -> float:
        """The mean number over the seeds of pictures more that are right; negative if fewer are."""
        return float(self._differences.sum(axis=1).mean())

    @property
    def seed_p(self) -> float:
        """The p-value of the change by the seeds, from the randomization test of pairs."""
        return sign_flip_p(self._differences.sum(axis=1))

    @property
    def picture_p(self) -> float:
        """The p-value of the change by the test pictures, from the same test; McNemar's for one seed."""
        return sign_flip_p(self._differences.sum(axis=0))

    @property
    def is_chance(self) -> bool:
        """Whether the change may be chance: other seeds, or other pictures, might not show it."""
        return max(self.seed_p, self.picture_p) >= SIGNIFICANCE

    @property
    def _differences(self) -> NDArray[np.int64]:
        return self.after.astype(np.int64) - self.before


def study_change(
    before: Dataset,
    after: Dataset,
    config: TrainingConfig,
    seeds: int = SEEDS,
    work: Work = UNOBSERVED,
) -> ChangeStudy:
    """Train with `seeds` seeds from that of `config` on both data sets, and compare on the test part of `after`.

    In the Gram form, networks are trained in batches. It reports pictures to `work` while features are made, then
    steps. Raises ConfigError for networks that do not fit into memory or diverge, and where seeds change nothing.
    """
    require_seeds(config, after.train.count, seeds)
    train, test = make_part_examples(config.features, tuple(after.parts.values()), work)
    earlier = make_examples(config.features, before.train.pictures, before.train.labels, work)
    steps = seeds * config.iterations
    parts = [(earlier, work.part(0, steps, 2 * steps)), (train, work.part(steps, steps, 2 * steps))]
    logits = np.stack([_logits(examples, test, config, seeds, part) for examples, part in parts])
    known = np.isfinite(logits).all(axis=(0, 2))
    if not known.any():
        raise divergence_error(config)
    return ChangeStudy(*((logits[:, known] > 0) == (test.Y[0] == 1)))


def _logits(train: Examples, test: Examples, config: TrainingConfig, seeds: int, work: Work) -> FloatArray:
    """Those of `seeds` networks, (s, m)."""
    everything = np.arange(train.count)
    runs = [SubsetRun(seed, everything) for seed in seeds_from(config.seed, seeds)]
    return SubsetTraining(train, test, config, runs).logits(work)
