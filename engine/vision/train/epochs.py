"""Which pictures an epoch has, and in which order: a function of the seed and of the epoch alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.typing import Indices, Pixels
from engine.vision.train.archives import PictureSet
from engine.vision.train.cost import UNKNOWN_CLASS


class RandomStream(IntEnum):
    """The purposes of random numbers; the network's first parameters have 0."""

    ORDER = 1
    CHANGES = 2
    LAST_STATISTICS = 3


class Mix(NamedTuple):
    """How often an epoch has each picture of CIFAR, each photo of a cat or a dog, and each other photo."""

    cifar: float
    animals: float
    others: float


# First all kinds of things, then more of what the program will be shown: photos.
_FIRST_MIX, _LAST_MIX = Mix(1, 2, 3), Mix(0.5, 4, 8)
_FIRST_FRACTION = 0.6


def mix_of(epoch: int, epochs: int) -> Mix:
    """The mix of an epoch, counted from 0."""
    return _FIRST_MIX if epoch < _FIRST_FRACTION * epochs else _LAST_MIX


@dataclass(frozen=True, slots=True)
class PictureData:
    """Pictures of both archives, those of CIFAR first."""

    cifar: PictureSet
    photos: PictureSet

    @property
    def classes(self) -> NDArray[np.int64]:
        """The classes of all pictures."""
        return np.concatenate([self.cifar.classes, self.photos.classes])

    def pictures(self, indices: Indices) -> Sequence[Pixels]:
        """The pictures at `indices`, of two sizes."""
        first = len(self.cifar.names)
        return [self.cifar.pixels[i] if i < first else self.photos.pixels[i - first] for i in indices]


def epoch_order(data: PictureData, mix: Mix, seed: int, epoch: int) -> Indices:
    """The pictures of an epoch in a random order, each as often as `mix` says; of a fraction, other ones each time."""
    stream = np.random.default_rng([seed, RandomStream.ORDER, epoch])
    cifar = np.arange(len(data.cifar.names))
    photos = len(cifar) + np.arange(len(data.photos.names))
    is_other = data.photos.classes == UNKNOWN_CLASS
    groups = ((cifar, mix.cifar), (photos[~is_other], mix.animals), (photos[is_other], mix.others))
    return stream.permutation(np.concatenate([_repeated(group, times, stream) for group, times in groups]))


def _repeated(group: Indices, times: float, stream: np.random.Generator) -> Indices:
    whole = int(times)
    rest = stream.permutation(group)[: round((times - whole) * len(group))]
    return np.concatenate([np.repeat(group, whole), rest])
