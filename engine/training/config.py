"""The settings of a run. The defaults are the notebook's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.errors import ConfigError
from engine.nn.parameters import INITIALIZATIONS, NOTEBOOKS_INITIALIZATION
from engine.validation import (
    MAX_SEED,
    check_bool,
    check_choice,
    check_fraction,
    check_integer,
    check_non_negative,
    check_positive,
    check_range,
)

# Far more than gradient descent gets anything through, and few enough to be shown one by one.
MAX_HIDDEN_LAYERS = 50
MAX_ITERATIONS = 10_000_000
MAX_BATCH_SIZE = 10_000_000
MAX_SHIFT = 64


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """What to train, how long and how fast: hidden layer widths, learning rate, iterations, seed.

    The others are the notebook's open questions, off as it leaves them; `engine.training.options` tells what each does.
    Raises
    ConfigError, naming the field, the value and the reason.
    """

    hidden_layers: tuple[int, ...] = (20, 7, 5)
    learning_rate: float = 0.0075
    iterations: int = 2500
    seed: int = 1
    l2: float = 0.0
    momentum: float = 0.0
    initialization: str = NOTEBOOKS_INITIALIZATION
    batch_size: int = 0
    dropout: float = 0.0
    patience: int = 0
    flips: bool = False
    shifts: int = 0

    def __post_init__(self) -> None:
        widths = tuple(check_integer("hidden_layers", width) for width in self.hidden_layers)
        if not widths:
            raise ConfigError("hidden_layers", self.hidden_layers, "at least one hidden layer is needed")
        if len(widths) > MAX_HIDDEN_LAYERS:
            reason = f"{len(widths):,} hidden layers are too many; a network has at most {MAX_HIDDEN_LAYERS} here"
            raise ConfigError("hidden_layers", self.hidden_layers, reason)
        if min(widths) < 1:
            raise ConfigError("hidden_layers", self.hidden_layers, "each layer needs at least one unit")
        object.__setattr__(self, "hidden_layers", widths)
        object.__setattr__(self, "learning_rate", check_positive("learning_rate", self.learning_rate))
        object.__setattr__(self, "iterations", check_range("iterations", self.iterations, 1, MAX_ITERATIONS))
        object.__setattr__(self, "seed", check_range("seed", self.seed, 0, MAX_SEED))
        self._check_options()

    def _check_options(self) -> None:
        object.__setattr__(self, "l2", check_non_negative("l2", self.l2))
        object.__setattr__(self, "momentum", check_fraction("momentum", self.momentum))
        object.__setattr__(self, "initialization", check_choice("initialization", self.initialization, INITIALIZATIONS))
        object.__setattr__(self, "batch_size", check_range("batch_size", self.batch_size, 0, MAX_BATCH_SIZE))
        object.__setattr__(self, "dropout", check_fraction("dropout", self.dropout))
        object.__setattr__(self, "patience", check_range("patience", self.patience, 0, MAX_ITERATIONS))
        object.__setattr__(self, "flips", check_bool("flips", self.flips))
        object.__setattr__(self, "shifts", check_range("shifts", self.shifts, 0, MAX_SHIFT))

    @classmethod
    def from_dict(cls, settings: Mapping[str, Any]) -> TrainingConfig:
        """Settings that were written as JSON, by their names. Raises ConfigError, and TypeError for unknown names."""
        return cls(**{**settings, "hidden_layers": tuple(settings["hidden_layers"])})

    def with_seed(self, seed: int) -> TrainingConfig:
        """The same settings with another random start."""
        return replace(self, seed=seed)

    @property
    def is_notebook_default(self) -> bool:
        """Whether the run is the notebook's: nothing but layers, rate, iterations and seed differs from it."""
        return self == TrainingConfig(self.hidden_layers, self.learning_rate, self.iterations, self.seed)

    @property
    def uses_plain_steps(self) -> bool:
        """Whether each step is the notebook's, however the weights begin."""
        return replace(self, initialization=NOTEBOOKS_INITIALIZATION).is_notebook_default

    @property
    def uses_augmentation(self) -> bool:
        """Whether each step sees the pictures otherwise, so that it has to go through their pixels."""
        return self.flips or self.shifts > 0

    def layer_dims(self, features: int) -> tuple[int, ...]:
        """The notebook's layer sizes: the pixels, the hidden layers, one output."""
        return (features, *self.hidden_layers, 1)
