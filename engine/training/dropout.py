"""Dropout: at each training step, hidden units chosen at random are switched off."""

from __future__ import annotations

from collections.abc import Sequence

from engine.training.random_streams import RandomStream, random_generator
from engine.typing import FloatArray


def dropout_masks(widths: Sequence[int], count: int, rate: float, seed: int, iteration: int) -> list[FloatArray]:
    """The masks of one step, (n[l], count) per hidden layer of `widths`.

    An element is 0 with probability `rate`, else 1 / (1 - rate), so that sums keep their expected size ("inverted"
    dropout) and prediction needs no masks.
    """
    draws = random_generator(seed, RandomStream.DROPOUT, iteration)
    return [(draws.random((width, count)) >= rate) / (1.0 - rate) for width in widths]
