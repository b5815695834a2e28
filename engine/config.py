"""The settings of a run. The defaults are the notebook's."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from engine.errors import ConfigError
from engine.memory import available_memory, in_words

# Copies of the weights and of the activations that one iteration holds: value, gradient, updated value.
_COPIES = 3
_FLOAT_BYTES = 8
_LARGEST_SEED = 2**32 - 1
MOST_ITERATIONS = 10_000_000


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """What to train, how long and how fast: hidden layer widths, learning rate, iterations, seed.

    Raises ConfigError, naming the field, the value and the reason.
    """

    hidden_layers: tuple[int, ...] = (20, 7, 5)
    learning_rate: float = 0.0075
    iterations: int = 2500
    seed: int = 1

    def __post_init__(self) -> None:
        widths = tuple(_whole("hidden_layers", width) for width in self.hidden_layers)
        if not widths:
            raise ConfigError("hidden_layers", self.hidden_layers, "at least one hidden layer is needed")
        if min(widths) < 1:
            raise ConfigError("hidden_layers", self.hidden_layers, "each layer needs at least one unit")
        object.__setattr__(self, "hidden_layers", widths)
        object.__setattr__(self, "learning_rate", _positive("learning_rate", self.learning_rate))
        object.__setattr__(self, "iterations", _in_range("iterations", self.iterations, 1, MOST_ITERATIONS))
        object.__setattr__(self, "seed", _in_range("seed", self.seed, 0, _LARGEST_SEED))

    @classmethod
    def restored(cls, settings: Mapping[str, Any]) -> TrainingConfig:
        """Settings that were written as JSON, by their names. Raises ConfigError, and TypeError for unknown names."""
        return cls(**{**settings, "hidden_layers": tuple(settings["hidden_layers"])})

    @property
    def plain(self) -> bool:
        """Whether the run is the notebook's: nothing but layers, rate, iterations and seed differs from it."""
        return self == TrainingConfig(self.hidden_layers, self.learning_rate, self.iterations, self.seed)

    def layer_dims(self, features: int) -> tuple[int, ...]:
        """The notebook's layer sizes: the pixels, the hidden layers, one output."""
        return (features, *self.hidden_layers, 1)

    def require_memory(self, features: int, examples: int) -> None:
        """Refuse a network that would need more memory than is free, with the estimate."""
        dims = self.layer_dims(features)
        weights = sum(fan_in * fan_out for fan_in, fan_out in pairwise(dims))
        needed = _COPIES * _FLOAT_BYTES * (weights + sum(dims[1:]) * examples)
        available = available_memory()
        if needed > available:
            raise ConfigError(
                "hidden_layers",
                self.hidden_layers,
                f"this network needs about {in_words(needed)} of memory and {in_words(available)} is free; "
                "use narrower layers",
            )


def _whole(field: str, value: int) -> int:
    try:
        if isinstance(value, bool):
            raise TypeError(value)
        return operator.index(value)
    except TypeError as error:
        raise ConfigError(field, value, "a whole number is needed") from error


def _in_range(field: str, value: int, least: int, most: int) -> int:
    number = _whole(field, value)
    if not least <= number <= most:
        raise ConfigError(field, value, f"it must be between {least:,} and {most:,}")
    return number


def _positive(field: str, value: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise ConfigError(field, value, "a number is needed") from error
    if not math.isfinite(number) or number <= 0:
        raise ConfigError(field, value, "a finite number above 0 is needed")
    return number
