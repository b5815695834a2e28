"""Training a network to the end for its outcome alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.errors import DivergedError
from engine.training.trainer import Trainer, is_recorded
from engine.typing import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class TrainingOutcome:
    """The result of training one network.

    Attributes: `costs`, those of the recorded iterations up to divergence; `diverged_at`, the first iteration without a
    finite cost, or None.
    """

    costs: FloatArray
    diverged_at: int | None


def run_to_end(trainer: Trainer, counter: Callable[[int], None]) -> TrainingOutcome:
    """Take all remaining steps; `counter(1)`, called after each, may raise to end them."""
    costs = []
    diverged_at = None
    try:
        for step in trainer:
            if is_recorded(step.iteration, trainer.config.iterations):
                costs.append(step.cost)
            counter(1)
    except DivergedError as error:
        diverged_at = error.iteration
    return TrainingOutcome(np.array(costs), diverged_at)
