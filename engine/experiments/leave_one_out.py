"""Leave-one-out: the true effect of each training picture on the predictions for others.

A network is trained again without the picture, from the same start and with the same settings; the effect is the logit
with it minus the logit without it. That is not its share of the logit, which `engine.analysis.attribution` tells:
without a picture, the others are learned otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.experiments.batched_training import seeds_from
from engine.experiments.subset_training import SubsetRun, SubsetTraining
from engine.nn.activations import sigmoid
from engine.nn.examples import Examples
from engine.progress import ProgressCallback, no_progress
from engine.training.config import TrainingConfig
from engine.typing import FloatArray, Indices

# Networks with other seeds, which show how much of a logit is chance.
SPREAD_SEEDS = 10


@dataclass(frozen=True, slots=True, eq=False)
class PictureEffects:
    """The effects of training pictures on the predictions for t targets.

    Attributes: `omitted` (k,), the indices of the training pictures that were left out, one at a time; `logits` (t,)
    with all pictures; `without` (k, t), the logits without each; `spread` (t,), the standard deviation of the logits
    with all pictures between seeds. A network that diverged has logits of NaN.
    """

    omitted: Indices
    logits: FloatArray
    without: FloatArray
    spread: FloatArray

    @property
    def effects(self) -> FloatArray:
        """Logits with the picture minus without, (k, t): above 0, it speaks for class 1."""
        effects: FloatArray = self.logits - self.without
        return effects

    @property
    def are_noise(self) -> NDArray[np.bool_]:
        """Which effects are smaller than the spread between seeds, (k, t)."""
        smaller: NDArray[np.bool_] = ~(np.abs(self.effects) > self.spread)
        return smaller

    @property
    def probabilities(self) -> FloatArray:
        """The probability of class 1 with all pictures, (t,)."""
        return sigmoid(self.logits)[0]

    @property
    def probabilities_without(self) -> FloatArray:
        """The probability of class 1 without each picture, (k, t)."""
        return sigmoid(self.without)[0]

    def strongest(self, target: int, count: int) -> Indices:
        """The places in `omitted` of the `count` largest effects on a target, largest first, whatever their sign."""
        sizes = np.nan_to_num(np.abs(self.effects[:, target]), nan=-1.0)
        return np.argsort(-sizes, kind="stable")[:count]


def leave_one_out(
    train: Examples,
    targets: Examples,
    config: TrainingConfig,
    omitted: Sequence[int] | None = None,
    seeds: int = SPREAD_SEEDS,
    progress: ProgressCallback = no_progress,
) -> PictureEffects:
    """The effects of the training pictures `omitted`, by default of all, on the predictions for `targets`.

    One network is trained for each, and `seeds` more for the spread; in the Gram form, in batches that fit into memory.
    Each is the network of a run without the picture. `progress(done, total)` is called with steps; an exception that it
    raises stops the work. Raises ConfigError for networks that do not fit into memory.
    """
    everything = np.arange(train.count)
    left_out = everything if omitted is None else np.asarray(omitted, dtype=np.int64)
    runs = [SubsetRun(seed, everything) for seed in seeds_from(config.seed, seeds + 1)]
    runs += [SubsetRun(config.seed, np.delete(everything, index)) for index in left_out]
    logits = SubsetTraining(train, targets, config, runs).logits(progress)
    with_all = logits[: seeds + 1]
    return PictureEffects(left_out, with_all[0], logits[seeds + 1 :], _spread(with_all))


def _spread(logits: FloatArray) -> FloatArray:
    """The standard deviation between the networks that did not diverge (rows); 0 of fewer than two."""
    finite = logits[np.isfinite(logits).all(axis=1)]
    return finite.std(axis=0, ddof=1) if len(finite) > 1 else np.zeros(logits.shape[1])
