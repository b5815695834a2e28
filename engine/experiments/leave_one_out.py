"""Leave-one-out: the true effect of each training picture on the predictions for others.

A network is trained again without the picture, from the same start and with the same settings. The effect is the
typical logit without one picture, the median of these networks, minus the logit without this one. That is not its share
of the logit, which `engine.analysis.attribution` tells: without a picture, the others are learned otherwise.

The network with all pictures is no measure. Training may amplify any change, even one of 0.1% of the first weights:
then its logit is one of many, and the others are off in the same direction, whichever picture they lack: the `shifts`.
For the same reason an effect belongs to one start, and may be as large as what another seed changes. `leave_one_out`
compares with that spread; `repeat_effects` tells of a few pictures whether their effect is the same from other starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.experiments.batched_training import seeds_from
from engine.experiments.subset_training import SubsetNetworks, SubsetRun, SubsetTraining
from engine.nn.activations import sigmoid
from engine.nn.examples import Examples, check_examples
from engine.progress import UNOBSERVED, Work
from engine.training.config import TrainingConfig
from engine.typing import FloatArray, Indices

# Networks with other seeds, which show how much of a logit is chance.
SPREAD_SEEDS = 10
# So many standard errors from 0, an effect is not chance.
_CLEAR_ERRORS = 2.0
# Fewer networks do not tell what is typical of one without a picture.
FEWEST_TYPICAL = 20
# A shift is clear if so many of the networks without one picture are on its side, and it is such a part of the spread.
_CLEAR_PART, _CLEAR_SIZE = 0.95, 0.1


@dataclass(frozen=True, slots=True, eq=False)
class PictureEffects:
    """The effects of training pictures on the predictions for t targets.

    Attributes: `omitted` (k,), the indices of the training pictures that were left out, one at a time; `logits` (t,)
    with all pictures; `without` (k, t), the logits without each; `spread` (t,), the standard deviation of the logits
    with all pictures between seeds; `networks`, those that were trained, or None if they were not kept. A network that
    diverged has logits of NaN.

    If fewer than `FEWEST_TYPICAL` were left out, the effects are compared with the logits with all pictures.
    """

    omitted: Indices
    logits: FloatArray
    without: FloatArray
    spread: FloatArray
    networks: SubsetNetworks | None = None

    def on(self, targets: Examples) -> PictureEffects:
        """The effects on other targets, by the same networks. Raises ValueError if these were not kept."""
        if self.networks is None:
            raise ValueError("the networks were not kept, and answer no other targets")
        return _effects(self.omitted, self.networks.logits(targets), self.networks)

    @property
    def effects(self) -> FloatArray:
        """Typical logits without one picture minus those without this one, (k, t): above 0, it speaks for class 1."""
        effects: FloatArray = _typical(self.logits, self.without) - self.without
        return effects

    @property
    def shifts(self) -> FloatArray:
        """The typical logits without one picture minus those with all, (t,): no picture's effect."""
        shifts: FloatArray = _typical(self.logits, self.without) - self.logits
        return shifts

    @property
    def have_clear_shift(self) -> NDArray[np.bool_]:
        """Of which targets nearly all networks without one picture are clearly on one side of that with all, (t,)."""
        shifts = self.shifts
        on_its_side = np.sign(self.without - self.logits) == np.sign(shifts)
        is_large = (shifts != 0) & (np.abs(shifts) >= _CLEAR_SIZE * self.spread)
        clear: NDArray[np.bool_] = is_large & (on_its_side.sum(axis=0) >= _CLEAR_PART * len(self.without))
        return clear

    @property
    def are_noise(self) -> NDArray[np.bool_]:
        """Which effects are smaller than the spread between seeds, (k, t)."""
        smaller: NDArray[np.bool_] = ~(np.abs(self.effects) > self.spread)
        return smaller

    @property
    def probabilities(self) -> FloatArray:
        """The probability of class 1 with all pictures, (t,)."""
        return sigmoid(self.logits)[0]


@dataclass(frozen=True, slots=True, eq=False)
class RepeatedEffects:
    """The effects of k training pictures on t targets from s starts.

    Attributes: `omitted` (k,), the training pictures; `logits` (s, t) with all pictures; `without` (s, k, t) without
    each, from the same start. A network that diverged has logits of NaN.

    Of fewer pictures than `FEWEST_TYPICAL`, what is typical of one start is not known. But the shift is another from
    each start, so that it is in the standard errors.
    """

    omitted: Indices
    logits: FloatArray
    without: FloatArray

    @property
    def effects(self) -> FloatArray:
        """As those of `PictureEffects`, each compared with networks from the same start: (s, k, t)."""
        typical = np.array(
            [_typical(logits, without) for logits, without in zip(self.logits, self.without, strict=True)]
        )
        effects: FloatArray = typical[:, np.newaxis] - self.without
        return effects

    @property
    def means(self) -> FloatArray:
        """The mean effect over the starts, (k, t); NaN if all diverged."""
        count = self._counts()
        total = np.nansum(self.effects, axis=0)
        means: FloatArray = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
        return means

    @property
    def standard_errors(self) -> FloatArray:
        """The standard error of each mean, (k, t); NaN of fewer than two starts."""
        count = self._counts()
        squares = np.nansum((self.effects - self.means) ** 2, axis=0)
        pairs = count * (count - 1)
        errors: FloatArray = np.sqrt(np.divide(squares, pairs, out=np.full(squares.shape, np.nan), where=count > 1))
        return errors

    @property
    def are_noise(self) -> NDArray[np.bool_]:
        """Which mean effects are smaller than two standard errors, (k, t)."""
        smaller: NDArray[np.bool_] = ~(np.abs(self.means) > _CLEAR_ERRORS * self.standard_errors)
        return smaller

    def _counts(self) -> Indices:
        counts: Indices = np.isfinite(self.effects).sum(axis=0)
        return counts


def leave_one_out(
    train: Examples,
    targets: Examples,
    config: TrainingConfig,
    omitted: Sequence[int] | None = None,
    seeds: int = SPREAD_SEEDS,
    work: Work = UNOBSERVED,
) -> PictureEffects:
    """The effects of the training pictures `omitted`, by default of all, on the predictions for `targets`.

    One network is trained for each, and `seeds` more for the spread; in the Gram form, in batches that fit into memory.
    Each is the network of a run without the picture. In batches they are kept, unless that takes too much memory.
    It reports steps to `work`. Raises ConfigError for networks that do not fit into memory.
    """
    check_examples(train, targets)
    everything = np.arange(train.count)
    left_out = everything if omitted is None else np.asarray(omitted, dtype=np.int64)
    runs = [SubsetRun(seed, everything) for seed in seeds_from(config.seed, seeds + 1)]
    runs += [SubsetRun(config.seed, np.delete(everything, index)) for index in left_out]
    training = SubsetTraining(train, targets, config, runs, keeps_networks=True)
    return _effects(left_out, training.logits(work), training.networks)


def repeat_effects(
    train: Examples,
    targets: Examples,
    config: TrainingConfig,
    omitted: Sequence[int],
    seeds: int = SPREAD_SEEDS,
    work: Work = UNOBSERVED,
) -> RepeatedEffects:
    """The effects of a few training pictures from `seeds` starts, those of the seeds from that of `config` on.

    For each seed one network is trained with all pictures, and one without each of `omitted`. The rest is as in
    `leave_one_out`.
    """
    check_examples(train, targets)
    everything = np.arange(train.count)
    subsets = [everything, *(np.delete(everything, index) for index in omitted)]
    runs = [SubsetRun(seed, indices) for seed in seeds_from(config.seed, seeds) for indices in subsets]
    logits = SubsetTraining(train, targets, config, runs).logits(work).reshape(seeds, len(subsets), -1)
    return RepeatedEffects(np.asarray(omitted, dtype=np.int64), logits[:, 0], logits[:, 1:])


def by_size(values: FloatArray) -> Indices:
    """The places of `values`, such as effects, from the largest to the smallest, whatever their sign; NaN last."""
    return np.argsort(-np.nan_to_num(np.abs(values), nan=-1.0), kind="stable")


def _effects(omitted: Indices, logits: FloatArray, networks: SubsetNetworks | None) -> PictureEffects:
    """The effects, of the logits with all pictures by seed, then those without each."""
    with_all, without = np.split(logits, [len(logits) - len(omitted)])
    return PictureEffects(omitted, with_all[0], without, _spread(with_all), networks)


def _typical(logits: FloatArray, without: FloatArray) -> FloatArray:
    """The median logits (t,) of networks without one picture (k, t); of too few, those with all pictures (t,)."""
    finite = without[np.isfinite(without).all(axis=1)]
    return np.median(finite, axis=0) if len(finite) >= FEWEST_TYPICAL else logits


def _spread(logits: FloatArray) -> FloatArray:
    """The standard deviation between the networks that did not diverge (rows); 0 of fewer than two."""
    finite = logits[np.isfinite(logits).all(axis=1)]
    return finite.std(axis=0, ddof=1) if len(finite) > 1 else np.zeros(logits.shape[1])
