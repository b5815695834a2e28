"""The error of an experiment whose networks diverge."""

from __future__ import annotations

from engine.errors import ConfigError, lower_learning_rate
from engine.text import format_decimal
from engine.training.config import TrainingConfig


def divergence_error(config: TrainingConfig) -> ConfigError:
    """The error that asks for a lower learning rate."""
    rate = config.learning_rate
    tried = format_decimal(lower_learning_rate(rate))
    return ConfigError("learning_rate", rate, f"must be lower: the networks diverge. Try {tried}")
