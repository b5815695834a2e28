"""Which examples a step sees: all of them, a mini-batch of them, and whether they are altered on the way.

What is drawn for an iteration is a function of the seed and of the iteration alone, whatever was drawn before it: a
step that is taken again sees the same.
"""

from __future__ import annotations

from engine.errors import ConfigError
from engine.nn.examples import Batch, Examples
from engine.training.augmentation import _Altered
from engine.training.config import TrainingConfig
from engine.training.random_streams import Purpose, stream_of
from engine.typing import Indices


class Batches:
    """The examples of each step: `learned`, the numbers of those to learn from, shuffled anew for each epoch.

    Raises ConfigError where pictures are to be altered and the examples are none.
    """

    def __init__(self, examples: Examples, learned: Indices, config: TrainingConfig) -> None:
        self._examples = examples
        self._learned = learned
        self._config = config
        self._size = min(config.batch_size or len(learned), len(learned))
        self._per_epoch = -(-len(learned) // self._size)
        # In one piece, as several threads may ask.
        self._shuffled = (-1, learned)
        self._all: Examples | Batch = examples if len(learned) == examples.count else Batch(examples, learned)
        if config.alters_pictures and examples.picture_shape is None:
            raise ConfigError("flips", config.flips, "only pictures can be flipped or shifted; leave both off")

    def at(self, iteration: int) -> Examples | Batch:
        """What the step `iteration` sees; the last batch of an epoch holds what is left for it."""
        if self._config.alters_pictures:
            return Batch(self._examples, self._which(iteration), _Altered(self._config, iteration))
        if self._size == len(self._learned):
            return self._all
        return Batch(self._examples, self._which(iteration))

    def _which(self, iteration: int) -> Indices:
        if self._size == len(self._learned):
            return self._learned
        epoch, place = divmod(iteration, self._per_epoch)
        known, order = self._shuffled
        if epoch != known:
            order = stream_of(self._config.seed, Purpose.ORDER, epoch).permutation(self._learned)
            self._shuffled = (epoch, order)
        return order[place * self._size : (place + 1) * self._size]
