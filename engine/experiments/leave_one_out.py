"""Leave-one-out: the true effect of each training picture on the predictions for others.

A network is trained again without the picture, from the same start and with the same settings. The effect is the
typical logit without one picture, the median of these networks, minus the logit without this one. No single network
tells that: without a picture, the others are learned otherwise.

The network with all pictures is no measure. Training may amplify any change, even one of 0.1% of the first weights:
then its logit is one of many, and the others are off in the same direction, whichever picture they lack. For the same
reason an effect belongs to one start: with other seeds it is another one. So each picture is left out with several
seeds, and its mean effect counts, if it stands out of what chance makes of as many pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.analysis.prediction_changes import SIGNIFICANCE
from engine.experiments.batched_training import seeds_from
from engine.experiments.subset_training import SubsetNetworks, SubsetRun, SubsetTraining
from engine.nn.examples import Examples, check_examples
from engine.progress import UNOBSERVED, Work
from engine.training.batches import require_seeds
from engine.training.config import TrainingConfig
from engine.typing import FloatArray, Indices

SEEDS = 8
# Fewer networks do not tell what is typical of one without a picture.
FEWEST_TYPICAL = 20
# Of more seeds, as many choices of signs are drawn, instead of all that there are.
_MOST_EXACT_SEEDS, _DRAWN = 12, 4096
# Sums in another order are equal up to this.
_ROUNDED = 1.0 - 1e-12


@dataclass(frozen=True, eq=False)
class PictureEffects:
    """The effects of k training pictures on the predictions for t targets, from s seeds.

    Attributes: `omitted` (k,), the indices of the training pictures that were left out, one at a time; `logits` (s, t)
    with all pictures; `without` (s, k, t), the logits without each, from the same start; `networks`, those that were
    trained, or None if they were not kept. A network that diverged has logits of NaN.

    If fewer than `FEWEST_TYPICAL` were left out, the effects are compared with the logits with all pictures.
    """

    omitted: Indices
    logits: FloatArray
    without: FloatArray
    networks: SubsetNetworks | None = None

    def on(self, targets: Examples) -> PictureEffects:
        """The effects on other targets, by the same networks. Raises ValueError if the networks were not kept."""
        if self.networks is None:
            raise ValueError("the networks were not kept, and answer no other targets")
        return _effects(self.omitted, self.networks.logits(targets), self.networks)

    @cached_property
    def effects(self) -> FloatArray:
        """Typical logits without one picture minus those without this one, (s, k, t): above 0 for class 1."""
        typical = np.array(
            [_typical(logits, without) for logits, without in zip(self.logits, self.without, strict=True)]
        )
        effects: FloatArray = typical[:, np.newaxis] - self.without
        return effects

    @property
    def means(self) -> FloatArray:
        """The mean effect over the seeds whose network did not diverge, (k, t); NaN if all did."""
        count = self._counts()
        total = np.nansum(self.effects, axis=0)
        means: FloatArray = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
        return means

    @property
    def deviations(self) -> FloatArray:
        """The standard deviation of each effect between seeds, (k, t); NaN of fewer than two."""
        count = self._counts()
        squares = np.nansum((self.effects - self.means) ** 2, axis=0)
        parts = np.divide(squares, count - 1, out=np.full(squares.shape, np.nan), where=count > 1)
        deviations: FloatArray = np.sqrt(parts)
        return deviations

    @property
    def errors(self) -> FloatArray:
        """The standard error of each mean effect, (k, t): that by which it varies between groups of so many seeds."""
        errors: FloatArray = self.deviations / np.sqrt(np.maximum(1, self._counts()))
        return errors

    def p_values(self, target: int) -> FloatArray:
        """The p-values (k,) of the mean effects, corrected for the number k of pictures.

        If leaving out a picture does nothing of its own, the sign of its effect is chance with each seed. The p-value
        is the share of all choices of signs, one for each seed, with which the largest mean effect of all pictures is
        as large: that corrects for looking at all of them. What is found so is left out of the largest for the next
        (Westfall and Young, Resampling-based multiple testing, 1993: step-down maxT). With s seeds none is below
        2^(1 - s).
        """
        sums, counts = np.nan_to_num(self.effects[:, :, target]), np.maximum(1, self._counts()[:, target])
        order = by_size(self.means[:, target])
        sizes = np.abs(_signs(len(sums)) @ sums / counts)[:, order]
        largest_left = np.maximum.accumulate(sizes[:, ::-1], axis=1)[:, ::-1]
        found = np.empty(len(order))
        found[order] = np.maximum.accumulate(np.mean(largest_left >= _ROUNDED * sizes[0], axis=0))
        return found

    def stand_out(self, target: int) -> NDArray[np.bool_]:
        """Mask (k,) of the mean effects that are larger than chance makes any of the k."""
        clear: NDArray[np.bool_] = self.p_values(target) < SIGNIFICANCE
        return clear

    def _counts(self) -> Indices:
        counts: Indices = np.isfinite(self.effects).sum(axis=0)
        return counts


def leave_one_out(
    train: Examples,
    targets: Examples,
    config: TrainingConfig,
    omitted: Sequence[int] | None = None,
    seeds: int = SEEDS,
    work: Work = UNOBSERVED,
) -> PictureEffects:
    """The effects of the training pictures `omitted`, by default of all, on the predictions for `targets`.

    For each of `seeds`, from that of `config` on, one network is trained with all pictures, and one without each; in
    the Gram form, in batches that fit into memory. Each is the network of a run without the picture. In batches they
    are kept, unless that takes too much memory. It reports steps to `work`. Raises ConfigError for networks that do not
    fit into memory, and for several seeds where nothing is random; ValueError for a single training picture.
    """
    check_examples(train, targets)
    if train.count == 1:
        raise ValueError("without the only training picture there is nothing to learn from")
    require_seeds(config, train.count, seeds)
    everything = np.arange(train.count)
    left_out = everything if omitted is None else np.asarray(omitted, dtype=np.int64)
    subsets = [everything, *(np.delete(everything, index) for index in left_out)]
    runs = [SubsetRun(seed, indices) for seed in seeds_from(config.seed, seeds) for indices in subsets]
    training = SubsetTraining(train, targets, config, runs, keeps_networks=True)
    return _effects(left_out, training.logits(work), training.networks)


def by_size(values: FloatArray) -> Indices:
    """The places of `values`, such as effects, from the largest to the smallest, whatever their sign; NaN last."""
    return np.argsort(-np.nan_to_num(np.abs(values), nan=-1.0), kind="stable")


def _effects(omitted: Indices, logits: FloatArray, networks: SubsetNetworks | None) -> PictureEffects:
    """The effects, of the logits of each seed: those with all pictures, then without each."""
    by_seed = logits.reshape(-1, len(omitted) + 1, logits.shape[-1])
    return PictureEffects(omitted, by_seed[:, 0], by_seed[:, 1:], networks)


def _typical(logits: FloatArray, without: FloatArray) -> FloatArray:
    """The median logits (t,) of networks without one picture (k, t); of too few, those with all pictures (t,)."""
    finite = without[np.isfinite(without).all(axis=1)]
    return np.median(finite, axis=0) if len(finite) >= FEWEST_TYPICAL else logits


def _signs(seeds: int) -> NDArray[np.int64]:
    """Choices of signs (c, seeds), the first without a minus: all up to their opposites, or many drawn ones."""
    if seeds <= _MOST_EXACT_SEEDS:
        return 1 - 2 * (np.arange(2 ** (seeds - 1))[:, np.newaxis] >> np.arange(seeds) & 1)
    signs: NDArray[np.int64] = 1 - 2 * np.random.RandomState(0).randint(2, size=(_DRAWN, seeds))
    signs[0] = 1
    return signs
