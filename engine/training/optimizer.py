"""Steps of gradient descent with options: mini-batches, dropout, L2 and momentum.

With L2 the cost is J + lambda/(2m) times the sum of the squares of all weights. m is the number of all examples to
learn from, for a mini-batch too, so that the mean gradient of an epoch is that of this cost. Test costs have the same
penalty, so that they are comparable (`TrainingRun.test_cost`). Momentum is v <- beta v +
dW, W <- W - alpha v, the heavy ball of Polyak (1964), as in PyTorch; the course's v <- beta v + (1 - beta) dW is the
same with a learning rate 1 - beta times as large.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.nn.parameters import add_l2_penalty, update_parameters
from engine.nn.propagation import Gradients, Masks, Parameters
from engine.training.batches import Batches
from engine.training.config import TrainingConfig
from engine.training.dropout import dropout_masks
from engine.typing import FloatArray, Indices

# By the names of `TrainableNetwork.state_dict`.
Velocities = Mapping[str, FloatArray]


class Optimizer:
    """Takes the steps of `config` on `train[train_indices]`. It keeps no state between them.

    Raises ConfigError for augmentation of examples that are not pictures.
    """

    def __init__(self, train: Examples, train_indices: Indices, config: TrainingConfig) -> None:
        self._config = config
        self._batches = Batches(train, train_indices, config)
        self._decay = config.l2 / len(train_indices)

    def prepare(self, network: TrainableNetwork) -> Velocities:
        """Prepare `network` for steps; return the velocities before the first: zeros with momentum, else none."""
        if self._decay:
            network.allow_decay()
        return zero_velocities(network.state_dict) if self._config.momentum else {}

    def step(self, network: TrainableNetwork, iteration: int, velocities: Velocities) -> tuple[float, Velocities]:
        """Take one step; return its cost and the velocities after it.

        The cost is that before the update, with the penalty.
        """
        examples = self._batches.at(iteration)
        masks = self._masks(iteration, examples.count)
        if not self._config.momentum:
            return network.descend(self._config.learning_rate, examples, masks, self._decay), velocities
        cost, grads, penalty, statistics = network.cost_and_gradients(examples, masks, with_penalty=self._decay > 0)
        if penalty is not None:
            cost, grads = add_l2_penalty(cost, grads, *penalty, self._decay)
        velocities, grads = add_momentum(velocities, grads, self._config.momentum)
        network.step_to({**update_parameters(network.state_dict, grads, self._config.learning_rate), **statistics})
        return cost, velocities

    def _masks(self, iteration: int, count: int) -> Masks:
        config = self._config
        if not config.dropout:
            return ()
        return dropout_masks(config.hidden_layers, count, config.dropout, config.seed, iteration)


def zero_velocities(parameters: Parameters) -> Velocities:
    """Zeros for each of `parameters`: the velocities before the first step."""
    return {name: np.zeros_like(value) for name, value in parameters.items()}


def add_momentum(velocities: Velocities, grads: Gradients, momentum: float) -> tuple[Velocities, Gradients]:
    """The velocities v <- momentum v + dW, and the same as gradients."""
    velocities = {name: momentum * v for name, v in velocities.items()}
    for name, v in velocities.items():
        v += grads["d" + name]
    return velocities, {"d" + name: v for name, v in velocities.items()}
