"""The examples of each step: all of them, or a mini-batch, augmented or not.

What is drawn for an iteration is a function of the seed and the iteration alone, whatever was drawn before: a replayed
step sees the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from engine.errors import ConfigError
from engine.nn.examples import Batch, Examples
from engine.training.augmentation import flip_and_shift
from engine.training.config import TrainingConfig
from engine.training.random_streams import RandomStream, random_generator
from engine.typing import Indices


class Batches:
    """The batches of `examples[train_indices]`, shuffled anew for each epoch.

    Raises ConfigError for augmentation of examples that are not pictures.
    """

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
        if config.uses_augmentation and examples.picture_shape is None:
            raise ConfigError("flips", config.flips, "must be off: only pictures can be flipped or shifted")

    def at(self, iteration: int) -> Examples | Batch:
        """The examples of one step."""
        if self._config.uses_augmentation:
            return Batch(self._examples, self._indices_at(iteration), partial(self._augment, iteration=iteration))
        if self._takes_all:
            return self._all
        return Batch(self._examples, self._indices_at(iteration))

    def _augment(self, subset: Examples, iteration: int) -> Examples:
        assert subset.picture_shape is not None
        flips, shifts, seed = self._config.flips, self._config.shifts, self._config.seed
        rows = flip_and_shift(subset.rows, subset.picture_shape, flips, shifts, seed, iteration)
        return Examples(rows, subset.scale, subset.Y, subset.picture_shape)

    def _indices_at(self, iteration: int) -> Indices:
        if self._takes_all:
            return self._train_indices
        epoch, place = position_function(self._config)(len(self._train_indices), self._config.batch_size, iteration)
        shuffled_epoch, order = self._shuffled
        if epoch != shuffled_epoch:
            order = shuffle_indices(self._train_indices, self._config.seed, epoch)
            self._shuffled = (epoch, order)
        return order[place]


def largest_batch(config: TrainingConfig, count: int) -> int:
    """The size of the largest batch of `count` examples; `count` if each step takes all of them."""
    if not 0 < config.batch_size < count:
        return count
    return config.batch_size if config.uses_first_steps else -(-count // batch_count(count, config.batch_size))


def oversized_batch_note(config: TrainingConfig, count: int) -> str:
    """A note for the user if a batch is larger than all `count` training pictures, else ''."""
    if config.batch_size <= count:
        return ""
    return f"A batch of {config.batch_size:,} is more than the {count:,} training pictures: each iteration takes all"


def position_function(config: TrainingConfig) -> Callable[[int, int, int], tuple[int, slice]]:
    """The rule that divides an epoch into batches."""
    return first_batch_position if config.uses_first_steps else batch_position


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


def first_batch_position(count: int, size: int, iteration: int) -> tuple[int, slice]:
    """As `batch_position` in Catgui 0.2, where the last batch of an epoch was what was left over."""
    epoch, place = divmod(iteration, -(-count // size))
    return epoch, slice(place * size, (place + 1) * size)


def shuffle_indices(indices: Indices, seed: int, epoch: int) -> Indices:
    """`indices` (m,) in the order of `epoch`."""
    return random_generator(seed, RandomStream.ORDER, epoch).permutation(indices)
