"""Early stopping: training ends when the held-out cost no longer falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.data.duplicates import find_duplicate_groups
from engine.data.splits import stratified_folds
from engine.errors import ConfigError
from engine.nn.examples import Batch, Examples
from engine.nn.interface import TrainableNetwork
from engine.nn.propagation import cost_from_logits
from engine.training.config import TrainingConfig
from engine.typing import Indices

# One of this many folds is held out.
_FOLDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class BestNetwork:
    """The network with the lowest held-out cost, after `iteration` steps."""

    iteration: int
    cost: float
    network: TrainableNetwork


class EarlyStopping:
    """Evaluates a network on held-out training examples.

    These are a fifth of `train`, with the classes in proportion. Raises ConfigError if that leaves nothing to learn
    from or nothing to evaluate on.

    Attributes: `train_indices`, the examples to learn from; `held_out`, the others.
    """

    def __init__(self, train: Examples, config: TrainingConfig) -> None:
        labels = train.Y[0].astype(np.int64)
        groups = find_duplicate_groups(train.rows)
        self.held_out = stratified_folds(groups, labels, _FOLDS, config.seed)[0]
        self.train_indices: Indices = np.setdiff1d(np.arange(train.count), self.held_out)
        if not (len(self.train_indices) and len(self.held_out)):
            raise ConfigError("patience", config.patience, "must be 0: too few pictures")
        self._held_out_batch = Batch(train, self.held_out)

    def cost(self, network: TrainableNetwork) -> float:
        """The held-out cost of `network`, without penalty or dropout."""
        _, ZL = network.forward(self._held_out_batch)
        return cost_from_logits(ZL, self._held_out_batch.Y)
