"""Nesterov momentum with weight decay, the one-cycle learning rate, and the average of the last weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.vision.convolution import Floats
from engine.vision.network import Architecture

# The part of the steps in which the rate rises, and where it begins and ends, in parts of the peak.
_RISING = 0.2
_FIRST_RATE, _LAST_RATE = 0.1, 0.02


def one_cycle(step: int, steps: int, peak: float) -> float:
    """The learning rate of a step: up to `peak` and down again, each as half a cosine (after Smith, 2018)."""
    rising = _RISING * steps
    if step < rising:
        return peak * (_FIRST_RATE + (1 - _FIRST_RATE) * _half_cosine(step / rising))
    return peak * (1 - (1 - _LAST_RATE) * _half_cosine((step - rising) / max(1.0, steps - rising)))


def _half_cosine(progress: float) -> float:
    """From 0 to 1, flat at both ends."""
    return float(0.5 - 0.5 * np.cos(np.pi * progress))


@dataclass(frozen=True, slots=True)
class NesterovOptimizer:
    """Steps of v <- momentum v + g, W <- W - rate (g + momentum v), where g = dW + decay W.

    Attributes: `momentum`; `decay`, an array as long as the parameters: see `decay_of_weights`.
    """

    momentum: float
    decay: Floats

    def step(self, flat: Floats, gradient: Floats, velocity: Floats, rate: float) -> None:
        """Take a step of `flat` and `velocity`, in place. `gradient` is overwritten."""
        scratch = self.decay * flat
        gradient += scratch
        velocity *= self.momentum
        velocity += gradient
        np.multiply(velocity, self.momentum, out=scratch)
        gradient += scratch
        gradient *= rate
        flat -= gradient


def decay_of_weights(architecture: Architecture, decay: float, dtype: str = "f4") -> Floats:
    """`decay` for each weight, and 0 for shifts and biases."""
    flat = np.zeros(architecture.size(), dtype)
    for name, values in architecture.views(flat).items():
        if name.startswith("W"):
            values[...] = decay
    return flat


def add_to_average(average: Floats, values: Floats, count: int) -> None:
    """Make `average`, that of `count - 1` arrays, that of `count` with `values` among them."""
    average += (values - average) / count
