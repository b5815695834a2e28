"""Dropout: at each step of training, hidden units chosen at random are silent."""

from __future__ import annotations

from collections.abc import Sequence

from engine.training.random_streams import RandomStream, random_generator
from engine.typing import FloatArray


def dropout_masks(widths: Sequence[int], count: int, rate: float, seed: int, iteration: int) -> list[FloatArray]:
    """What the activations of each hidden layer are multiplied by at a step: arrays (n[l], count) for `widths`.

    A unit is silent for a picture, 0, with the probability `rate`; the others answer 1 / (1 - share) times as loud, so
    that the sums above them keep their expected size ("inverted" dropout) and a network that answers needs no dropout.
    """
    draws = random_generator(seed, RandomStream.DROPOUT, iteration)
    return [(draws.random((width, count)) >= rate) / (1.0 - rate) for width in widths]
