"""Which examples a step sees: all of them, a mini-batch of them, and whether they are altered on the way.

What is drawn for an iteration is a function of the seed and of the iteration alone, whatever was drawn before it: a
step that is taken again sees the same.
"""

from __future__ import annotations

from functools import partial

from engine.errors import ConfigError
from engine.nn.examples import Batch, Examples
from engine.training.augmentation import flip_and_shift
from engine.training.config import TrainingConfig
from engine.training.random_streams import RandomStream, random_generator
from engine.typing import Indices


class Batches:
    """The examples of each step: `train_indices`, the numbers of those to learn from, shuffled anew for each epoch.

    Raises ConfigError where pictures are to be altered and the examples are none.
    """

    def __init__(self, examples: Examples, train_indices: Indices, config: TrainingConfig) -> None:
        self._examples = examples
        self._train_indices = train_indices
        self._config = config
        self._size = min(config.batch_size or len(train_indices), len(train_indices))
        # In one piece, as several threads may ask.
        self._shuffled = (-1, train_indices)
        self._all: Examples | Batch = (
            examples if len(train_indices) == examples.count else Batch(examples, train_indices)
        )
        if config.uses_augmentation and examples.picture_shape is None:
            raise ConfigError("flips", config.flips, "only pictures can be flipped or shifted; leave both off")

    def at(self, iteration: int) -> Examples | Batch:
        """What the step `iteration` sees; the last batch of an epoch holds what is left for it."""
        if self._config.uses_augmentation:
            return Batch(self._examples, self._which(iteration), partial(self._augment, iteration=iteration))
        if self._size == len(self._train_indices):
            return self._all
        return Batch(self._examples, self._which(iteration))

    def _augment(self, subset: Examples, iteration: int) -> Examples:
        assert subset.picture_shape is not None
        flips, shifts, seed = self._config.flips, self._config.shifts, self._config.seed
        rows = flip_and_shift(subset.rows, subset.picture_shape, flips, shifts, seed, iteration)
        return Examples(rows, subset.scale, subset.Y, subset.picture_shape)

    def _which(self, iteration: int) -> Indices:
        if self._size == len(self._train_indices):
            return self._train_indices
        epoch, place = batch_position(len(self._train_indices), self._size, iteration)
        known, order = self._shuffled
        if epoch != known:
            order = shuffle_indices(self._train_indices, self._config.seed, epoch)
            self._shuffled = (epoch, order)
        return order[place]


def batch_position(count: int, size: int, iteration: int) -> tuple[int, slice]:
    """The epoch of `iteration`, and which of its `count` shuffled examples are the batch; the last may be shorter."""
    epoch, place = divmod(iteration, -(-count // size))
    return epoch, slice(place * size, (place + 1) * size)


def shuffle_indices(indices: Indices, seed: int, epoch: int) -> Indices:
    """`indices` (m,) in the order in which `epoch` goes through them."""
    return random_generator(seed, RandomStream.ORDER, epoch).permutation(indices)
