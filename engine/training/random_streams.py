"""Random numbers that depend on the seed, the purpose and the iteration alone."""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class RandomStream(IntEnum):
    """The purposes of random numbers.

    Each has its own stream, so that no option changes another's draws.
    """

    ORDER = 1
    DROPOUT = 2
    FLIPS = 3
    SHIFTS = 4


def random_generator(seed: int, purpose: RandomStream, number: int) -> np.random.Generator:
    """The generator for one epoch or iteration, `number`."""
    # Of a list it would make such arrays itself, and take longer.
    return np.random.default_rng(np.array([seed, purpose, number], dtype=np.uint32))
