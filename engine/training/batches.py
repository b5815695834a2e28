"""The examples of each step: all of them, or a mini-batch.

What is drawn for an iteration is a function of the seed and the iteration alone, whatever was drawn before: a replayed
step sees the same.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from engine.core import ZEROS
from engine.errors import ConfigError
from engine.nn.examples import Batch, Examples
from engine.training.config import TrainingConfig
from engine.typing import Indices


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
