"""Early stopping: some training pictures are kept back, and training ends when it no longer gets better on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.data.folds import find_duplicate_groups, stratified_folds
from engine.errors import ConfigError
from engine.nn.examples import Batch, Examples
from engine.nn.network import Network
from engine.nn.propagation import cost_from_logits
from engine.training.config import TrainingConfig
from engine.typing import Indices

# One part in so many is kept back.
_PARTS = 5


@dataclass(frozen=True, slots=True, eq=False)
class BestNetwork:
    """The network with the lowest cost on what was kept back, after `iteration` steps."""

    iteration: int
    cost: float
    network: Network


class EarlyStopping:
    """Watches a network on the examples kept back: a fifth of `train`, with the classes in proportion.

    Raises ConfigError where that leaves nothing to learn from or to watch.

    Attributes: `train_indices`, the numbers of the examples to learn from; `held_out`, those of the others.
    """

    def __init__(self, train: Examples, config: TrainingConfig) -> None:
        labels = train.Y[0].astype(np.int64)
        groups = find_duplicate_groups(train.rows)
        self.held_out = stratified_folds(groups, labels, _PARTS, config.seed)[0]
        self.train_indices: Indices = np.setdiff1d(np.arange(train.count), self.held_out)
        if not (len(self.train_indices) and len(self.held_out)):
            raise ConfigError("patience", config.patience, "there are too few pictures to keep some back; set it to 0")
        self._watched = Batch(train, self.held_out)
        self._patience = config.patience

    def initial_best(self, network: Network, iteration: int) -> BestNetwork:
        """`network`, which is the best so far as there is no other."""
        return BestNetwork(iteration, self.cost(network), network.snapshot())

    def update_best(self, best: BestNetwork, network: Network, iteration: int) -> BestNetwork:
        """The better one of `best` and `network` after `iteration` steps."""
        cost = self.cost(network)
        return BestNetwork(iteration, cost, network.snapshot()) if cost < best.cost else best

    def is_over(self, best: BestNetwork, iteration: int) -> bool:
        """Whether so many steps have brought nothing better that one need not wait any longer."""
        return is_exhausted(best.iteration, iteration, self._patience)

    def cost(self, network: Network) -> float:
        """The cost of `network` on what was kept back, without penalty or dropout."""
        _, ZL = network.forward(self._watched)
        return cost_from_logits(ZL, self._watched.Y)


def is_exhausted(best_iteration: int, iteration: int, patience: int) -> bool:
    """Whether the `patience` steps since the best iteration have brought no lower cost."""
    return iteration - best_iteration >= patience
