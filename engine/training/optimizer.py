"""Steps of gradient descent with options: mini-batches, dropout, L2 and momentum.

What is drawn for an iteration is a function of the seed and the iteration alone, whatever was drawn before: a replayed
step sees the same.

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
from enum import IntEnum
from itertools import accumulate
from typing import Any

import numpy as np

from engine.core import ZEROS, Gradients, Masks, Parameters, update_parameters
from engine.errors import ConfigError
from engine.nn.examples import Batch, Examples
from engine.nn.interface import TrainableNetwork
from engine.nn.network import Network
from engine.nn.propagation import add_l2_penalty
from engine.training.config import TrainingConfig
from engine.typing import FloatArray, Indices

# By the names of `TrainableNetwork.state_dict`.
Velocities = Mapping[str, FloatArray]


class Batches:
    """The batches of `examples[train_indices]`, shuffled anew for each epoch."""

    def __init__(self, examples: Examples, train_indices: Indices, config: TrainingConfig) -> None:
        self._examples = examples
        self._train_indices = train_indices
        self._config = config
        self._takes_all = largest_batch(config, len(train_indices)) == len(train_indices)
        # Epoch and order in one attribute, since several threads may ask.
        self._shuffled = (-1, train_indices)
        self._all: Examples | Batch = (
            examples if len(train_indices) == examples.count else Batch(examples, train_indices)
        )

    def at(self, iteration: int) -> Examples | Batch:
        """The examples of one step."""
        if self._takes_all:
            return self._all
        epoch, place = batch_position(len(self._train_indices), self._config.batch_size, iteration)
        shuffled_epoch, order = self._shuffled
        if epoch != shuffled_epoch:
            order = shuffle_indices(self._train_indices, self._config.seed, epoch)
            self._shuffled = (epoch, order)
        return Batch(self._examples, order[place])


def largest_batch(config: TrainingConfig, count: int) -> int:
    """The size of the largest batch of `count` examples; `count` if each step takes all of them."""
    if not 0 < config.batch_size < count:
        return count
    return -(-count // batch_count(count, config.batch_size))


def depends_on_seed(config: TrainingConfig, count: int) -> bool:
    """Whether another seed gives another run on `count` training examples."""
    has_random_start = config.initialization != ZEROS
    return bool(has_random_start or config.dropout or config.patience or largest_batch(config, count) < count)


def require_seeds(config: TrainingConfig, count: int, seeds: int) -> None:
    """Raise ConfigError if several `seeds` would give the same run on `count` training examples."""
    if seeds > 1 and not depends_on_seed(config, count):
        raise ConfigError("seed", config.seed, "changes nothing, since the weights begin alike and no step is random")


def oversized_batch_note(config: TrainingConfig, count: int) -> str:
    """A note for the user if a batch is larger than all `count` training pictures, else ''."""
    if config.batch_size <= count:
        return ""
    return f"Only {count:,} training pictures: each iteration takes all"


def batch_count(count: int, size: int) -> int:
    """How many batches of about `size` the `count` examples make."""
    return max(1, (2 * count + size) // (2 * size))


def batch_position(count: int, size: int, iteration: int) -> tuple[int, slice]:
    """The epoch of `iteration`, and its slice of the `count` shuffled examples.

    All batches are as large as each other but for one example. If a few left over were one, they would move the weights
    as far as a whole one, and have no spread by which to normalize.
    """
    batches = batch_count(count, size)
    epoch, place = divmod(iteration, batches)
    return epoch, slice(place * count // batches, (place + 1) * count // batches)


def shuffle_indices(indices: Indices, seed: int, epoch: int) -> Indices:
    """`indices` (m,) in the order of `epoch`."""
    return random_generator(seed, RandomStream.ORDER, epoch).permutation(indices)


class RandomStream(IntEnum):
    """The purposes of random numbers.

    Each has its own stream, so that no option changes another's draws.
    """

    ORDER = 1
    DROPOUT = 2


def random_generator(seed: int, purpose: RandomStream, number: int) -> np.random.Generator:
    """The generator for one epoch or iteration, `number`."""
    # Of a list it would make such arrays itself, and take longer.
    return np.random.default_rng(np.array([seed, purpose, number], dtype=np.uint32))


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
