"""Which pictures an epoch has, and in which order: a function of the seed and of the epoch alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from engine.typing import Indices, Pixels
from engine.vision.train.archives import PictureSet
from engine.vision.train.cost import UNKNOWN_CLASS

# How often an epoch has each photo of `photos96.zip` that shows no cat and no dog: they are few, one of each kind.
_OTHERS_TIMES = 4


class RandomStream(IntEnum):
    """The purposes of random numbers; the network's first parameters have 0."""

    ORDER = 1
    CHANGES = 2
    LAST_STATISTICS = 3


@dataclass(frozen=True, slots=True)
class PictureData:
    """Pictures of the three archives that are learned from, one after the other."""

    cifar: PictureSet
    photos: PictureSet
    more: PictureSet

    @property
    def sets(self) -> tuple[PictureSet, ...]:
        """The pictures of each archive."""
        return self.cifar, self.photos, self.more

    @property
    def classes(self) -> NDArray[np.int64]:
        """The classes of all pictures."""
        return np.concatenate([some.classes for some in self.sets])

    @property
    def boxes(self) -> NDArray[np.float64]:
        """The boxes of all pictures, as PictureSet has them."""
        return np.concatenate([some.boxes for some in self.sets])

    def pictures(self, indices: Indices) -> Sequence[Pixels]:
        """The pictures at `indices`, of different sizes."""
        ends = np.cumsum([len(some.names) for some in self.sets])
        which = np.searchsorted(ends, indices, side="right")
        return [self.sets[number].pixels[i - ends[number]] for number, i in zip(which, indices, strict=True)]


def epoch_order(data: PictureData, cifar_share: float, seed: int, epoch: int) -> Indices:
    """The pictures of an epoch in a random order: all photos, and CIFAR pictures for a share of `cifar_share`.

    Other ones of CIFAR each time.
    """
    stream = np.random.default_rng([seed, RandomStream.ORDER, epoch])
    counts = [len(some.names) for some in data.sets]
    photos = counts[0] + np.arange(counts[1])
    rare = np.repeat(photos[data.photos.classes == UNKNOWN_CLASS], _OTHERS_TIMES - 1)
    more = counts[0] + counts[1] + np.arange(counts[2])
    cifar_count = round(cifar_share / (1 - cifar_share) * (len(photos) + len(rare) + len(more)))
    cifar = stream.permutation(counts[0])[:cifar_count]
    return stream.permutation(np.concatenate([cifar, photos, rare, more]))
