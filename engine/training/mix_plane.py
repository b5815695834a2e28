"""The plane of three pictures: what a network answers to every mix of them.

A mix has shares s of the pictures, which add up to 1; none is negative inside the triangle of the three. The first
layer is linear in the pixels, and so is their scaling: Z1 of a mix is the mix of Z1 of the three pictures, the bias
included. A field of thousands of mixes takes three columns of Z1 and the small layers above, and nothing is
approximated, in the Gram form either, for any optimizer, with L2, and after dropout, which predictions do without.

Filters are not linear. There real mixes pass through them: once for all networks on pretrained ones, and anew for each
network that trains its own. The pixels of a mix are never rounded to bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.nn.examples import Examples
from engine.nn.interface import TrainableNetwork
from engine.nn.network import Network
from engine.progress import UNOBSERVED, Work
from engine.system.threads import even_slices
from engine.training.features import PIXELS, filters_of, is_convolution, scale_of, takes_pixels
from engine.typing import FloatArray, Pixels

# Their activations fit into the caches of a processor.
_AT_ONCE = 4096
# Real mixes that are made at a time.
_REAL_AT_ONCE = 64


@dataclass(frozen=True, slots=True, eq=False)
class Mixes:
    """Some mixes as networks take them.

    Attributes: `examples`, the three pictures, or with pretrained filters the features of each mix; `shares` (3, k) of
    the three pictures in each mix, or None where `examples` are the mixes.
    """

    examples: Examples
    shares: FloatArray | None


class MixPlane:
    """The mixes of three `pictures` (3, height, width, 3) for networks on `features`.

    Attributes: `pictures`; `features`; `is_linear`, whether the first layer takes pixels, so that no mix is made;
    `is_of_network`, whether each network passes mixes through filters of its own.
    """

    def __init__(self, pictures: Pixels, features: str = PIXELS) -> None:
        self.pictures, self.features = pictures, features
        self.is_linear, self.is_of_network = features == PIXELS, is_convolution(features)

    @cached_property
    def _corners(self) -> Examples:
        # The same object for all networks: the first layer caches products by object.
        return Examples.from_pictures(self.pictures)

    def pixels(self, shares: FloatArray) -> FloatArray:
        """The mixes with `shares` (3, k), from 0 to 255 inside the triangle: (k, height, width, 3)."""
        mixed: FloatArray = shares.T @ self.pictures.reshape(len(self.pictures), -1)
        return mixed.reshape(-1, *self.pictures.shape[1:])

    def mixes(self, shares: FloatArray, work: Work = UNOBSERVED) -> Mixes:
        """The mixes with `shares` (3, k); slow for pretrained filters, and then it reports mixes to `work`."""
        if takes_pixels(self.features):
            return Mixes(self._corners, shares)
        filters, count = filters_of(self.features), shares.shape[1]
        rows = np.empty((count, filters.count), np.uint8)
        for some in even_slices(count, _REAL_AT_ONCE):
            work.report(some.start, count)
            rows[some] = filters.rows(self.pixels(shares[:, some]))
        return Mixes(Examples(rows, scale_of(self.features), np.zeros((1, count))), None)


def answer_mixes(
    network: TrainableNetwork, mixes: Mixes, with_hidden: bool = True, work: Work = UNOBSERVED
) -> list[FloatArray]:
    """Z of each layer of `network` at k mixes, (n[l], k) each; the last one are the logits, (1, k).

    Without `with_hidden`, and of a convolutional network, the list has the logits alone. For mixes of pixels, Z is what
    the network computes for the mixed picture itself, to 1e-12 of its size. Reports mixes to `work`.
    """
    examples, shares = mixes.examples, mixes.shares
    if shares is None:
        assert isinstance(network, Network)
        return network.linear_parts(examples)[0 if with_hidden else -1 :]
    is_dense, count = isinstance(network, Network), shares.shape[1]
    parts: list[list[FloatArray]] = []
    for some in even_slices(count, _AT_ONCE if is_dense else _REAL_AT_ONCE):
        work.report(some.start, count)
        if isinstance(network, Network):
            parts.append(network.linear_parts(examples, shares[:, some])[0 if with_hidden else -1 :])
        else:
            parts.append([network.forward(_make_real(examples, shares[:, some]))[1]])
    return [np.concatenate(layer, axis=1) for layer in zip(*parts, strict=True)]


def _make_real(pictures: Examples, shares: FloatArray) -> Examples:
    """The mixes of `pictures` with `shares` (3, k) as examples, not rounded to bytes."""
    rows: FloatArray = shares.T @ pictures.rows
    return Examples(rows, pictures.scale, np.zeros((1, len(rows))), pictures.picture_shape)
