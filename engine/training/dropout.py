"""Dropout: at each training step, hidden units chosen at random are switched off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from engine.training.random_streams import RandomStream, random_generator
from engine.typing import FloatArray


def dropout_masks(widths: Sequence[int], count: int, rate: float, seed: int, iteration: int) -> list[FloatArray]:
    """The masks of one step, (n[l], count) per hidden layer of `widths`.

    An element is 0 with probability `rate`, else 1 / (1 - rate), so that sums keep their expected size ("inverted"
    dropout) and prediction needs no masks.
    """
    # One array for all layers: the same draws in fewer calls.
    draws = random_generator(seed, RandomStream.DROPOUT, iteration).random((sum(widths), count))
    masks = (draws >= rate).astype(np.float64)
    masks *= 1.0 / (1.0 - rate)
    return [masks[end - width : end] for width, end in zip(widths, accumulate(widths), strict=True)]
