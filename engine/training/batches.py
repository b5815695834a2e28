"""Which examples a step sees: all of them, a mini-batch of them, and whether they are altered on the way.

What is drawn for an iteration is a function of the seed and of the iteration alone, whatever was drawn before it: a
step that is taken again sees the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np

from engine.data.folds import Indices
from engine.errors import ConfigError
from engine.nn.activations import FloatArray
from engine.nn.examples import Examples
from engine.training.config import TrainingConfig

Alteration = Callable[[Examples], Examples]


class Purpose(IntEnum):
    """What random numbers are drawn for: one stream for each purpose, so that no option changes another's draws."""

    ORDER = 1
    DROPOUT = 2
    FLIPS = 3
    SHIFTS = 4


def stream_of(seed: int, purpose: Purpose, number: int) -> np.random.Generator:
    """The random numbers of one epoch or iteration, `number`."""
    return np.random.default_rng([seed, purpose, number])


@dataclass(frozen=True, eq=False)
class Batch:
    """Some of the examples that a network learns from, as a step sees them; their pixels are fetched if asked for.

    Attributes: `examples`, all of them; `which` (k,), the numbers of those in the batch; `altered`, what is done to
    their pictures, if anything.
    """

    examples: Examples
    which: Indices
    altered: Alteration | None = field(default=None, repr=False)

    @property
    def count(self) -> int:
        """How many they are, k."""
        return len(self.which)

    @cached_property
    def Y(self) -> FloatArray:  # noqa: N802  as `Examples` has it
        """Their labels (1, k)."""
        return self.examples.Y[:, self.which]

    @cached_property
    def _pictures(self) -> Examples:
        chosen = self.examples.chosen(self.which)
        return (self.altered(chosen) if self.altered else chosen).held()

    def projected_by(self, W: FloatArray) -> FloatArray:
        """W X: W (n, features) -> (n, k)."""
        return self._pictures.projected_by(W)

    def weighted_sum(self, C: FloatArray) -> FloatArray:
        """C X^T: C (n, k) -> (n, features)."""
        return self._pictures.weighted_sum(C)


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


@dataclass(frozen=True, slots=True)
class _Altered:
    """Flips and shifts as they are drawn for one iteration."""

    config: TrainingConfig
    iteration: int

    def __call__(self, chosen: Examples) -> Examples:
        assert chosen.picture_shape is not None
        height, width = chosen.picture_shape
        columns, rows = self._places(chosen.count, width, height)
        pictures = chosen.rows.reshape(chosen.count, height, width, -1)
        each = np.arange(chosen.count)[:, np.newaxis, np.newaxis]
        altered = pictures[each, rows[:, :, np.newaxis], columns[:, np.newaxis]]
        return Examples(altered.reshape(chosen.rows.shape), chosen.scale, chosen.Y, chosen.picture_shape)

    def _places(self, count: int, width: int, height: int) -> tuple[Indices, Indices]:
        """Where the pixels of each picture come from: columns (count, width) and rows (count, height)."""
        columns, rows = np.tile(np.arange(width), (count, 1)), np.tile(np.arange(height), (count, 1))
        if self.config.flips:
            flipped = stream_of(self.config.seed, Purpose.FLIPS, self.iteration).random(count) < 0.5
            columns[flipped] = columns[flipped, ::-1]
        if self.config.shifts:
            draws = stream_of(self.config.seed, Purpose.SHIFTS, self.iteration)
            across, down = draws.integers(-self.config.shifts, self.config.shifts, (2, count, 1), endpoint=True)
            # What comes in from outside repeats the edge.
            columns = np.take_along_axis(columns, np.clip(np.arange(width) - across, 0, width - 1), axis=1)
            rows = np.clip(rows - down, 0, height - 1)
        return columns, rows
