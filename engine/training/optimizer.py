"""Steps of gradient descent with options: mini-batches, dropout, L2 and momentum.

With L2 the cost is J + lambda/(2m) times the sum of the squares of all weights. m is the number of all examples to
learn from, for a mini-batch too, so that the mean gradient of an epoch is that of this cost. Test costs are
without it (`TrainingRun.test_cost`), so that runs with other penalties can be compared.

With momentum a step goes along the mean of the gradients until then, dW weighing 1, that before it beta, then beta^2:
the course's v <- beta v + (1 - beta) dW, W <- W - alpha v / (1 - beta^t), with the bias correction of Kingma & Ba
(2015). So a step is as long as without momentum. Here v is the sum, v <- beta v + dW, and is divided by that of its
weights. (In PyTorch and in the heavy ball of Polyak (1964) it is not, and steps are up to 1 / (1 - beta) as long.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from engine.core import Gradients, Masks, Parameters, update_parameters
from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.nn.network import Network
from engine.nn.propagation import add_l2_penalty
from engine.training.batches import Batches, RandomStream, random_generator
from engine.training.config import TrainingConfig
from engine.typing import FloatArray, Indices

# By the names of `TrainableNetwork.state_dict`.
Velocities = Mapping[str, FloatArray]


class Optimizer:
    """Takes the steps of `config` on `train[train_indices]`. It keeps no state between them."""

    def __init__(self, train: Examples, train_indices: Indices, config: TrainingConfig) -> None:
        self._config = config
        self._batches = Batches(train, train_indices, config)
        self._weight_decay = config.l2 / len(train_indices)

    def prepare(self, network: TrainableNetwork) -> Velocities:
        """Prepare `network` for steps; return the velocities before the first: zeros with momentum, else none."""
        if self._weight_decay:
            network.allow_weight_decay()
        return zero_velocities(network.state_dict) if self._config.momentum else {}

    def step(self, network: TrainableNetwork, iteration: int, velocities: Velocities) -> tuple[Any, Velocities]:
        """Take one step; return its cost and the velocities after it.

        The cost is that before the update, with the penalty.
        """
        examples, rate = self._batches.at(iteration), self._config.learning_rate
        masks = self._masks(iteration, examples.count)
        if not (self._config.momentum or self._weight_decay) and isinstance(network, Network):
            return network.descend(rate, examples, masks), velocities
        cost, grads, penalty, statistics = network.cost_and_gradients(
            examples, masks, with_penalty=self._weight_decay > 0
        )
        if penalty is not None:
            cost, grads = add_l2_penalty(cost, grads, *penalty, self._weight_decay)
        if self._config.momentum:
            velocities, grads = add_momentum(velocities, grads, self._config.momentum)
            rate = averaging_rate(rate, velocities)
        network.step_to({**update_parameters(network.state_dict, grads, rate), **statistics})
        return cost, velocities

    def _masks(self, iteration: int, count: int) -> Masks:
        config = self._config
        if not config.dropout:
            return ()
        return dropout_masks(config.hidden_layers, count, config.dropout, config.seed, iteration)


def l2_penalty(network: TrainableNetwork, l2: float, learned: int) -> float:
    """The L2 penalty on the cost of `network`, with `learned` examples to learn from."""
    return l2 / learned / 2 * network.squared_norm() if l2 else 0.0


def l2_overshoots(config: TrainingConfig, learned: int) -> bool:
    """Whether L2 alone makes the weights grow, since each step goes further beyond zero than the one before.

    W <- (1 - a) W with a = learning_rate l2 / learned grows for a > 2; with momentum b, v <- b v + (1 - b) a W and
    W <- W - v grow for a > 2 (1 + b) / (1 - b).
    """
    b = config.momentum
    return config.learning_rate * (config.l2 / learned) > 2 * (1 + b) / (1 - b)


def zero_velocities(parameters: Parameters) -> Velocities:
    """Zeros for each of `parameters`, and for "weight": the velocities before the first step."""
    return {"weight": np.zeros(1), **{name: np.zeros_like(value) for name, value in parameters.items()}}


def averaging_rate(learning_rate: float, velocities: Velocities) -> float:
    """The learning rate for `velocities` with which a step goes along their mean instead of the sum."""
    return learning_rate / float(velocities["weight"][0])


def add_momentum(velocities: Velocities, grads: Gradients, momentum: float) -> tuple[Velocities, Gradients]:
    """The velocities v <- momentum v + dW, by the names of the arrays and by the names of their gradients.

    The velocity "weight" is the sum of the weights of all gradients so far: 1 + momentum + momentum^2 + ...
    """
    velocities = {name: momentum * v for name, v in velocities.items()}
    for name, v in velocities.items():
        v += 1.0 if name == "weight" else grads["d" + name]
    return velocities, {"d" + name: v for name, v in velocities.items()}


def dropout_masks(widths: Sequence[int], count: int, rate: float, seed: int, iteration: int) -> list[FloatArray]:
    """The masks of one step, (n[l], count) per hidden layer of `widths`.

    An element is 0 with probability `rate`, else 1 / (1 - rate), so that sums keep their expected size ("inverted"
    dropout) and prediction needs no masks.
    """
    # One array for all layers: the same draws in fewer calls.
    draws = random_generator(seed, RandomStream.DROPOUT, iteration).random((sum(widths), count))
    masks = (draws >= rate).astype(np.float64)
    masks *= 1.0 / (1.0 - rate)
    return [masks[end - width : end] for width, end in zip(widths, accumulate(widths), strict=True)]
