"""The network in use: its normalization folded into the filters, on pictures of any size.

With the mean and the deviation fixed,

    (W A - mean) / deviation + shift = (W / deviation) A + (shift - mean / deviation).

Pictures pass through all blocks a few at a time, so that thousands need no more memory than their features.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from engine.typing import Pixels
from engine.vision.augmentation import to_input
from engine.vision.convolution import Floats, Scratch, interior, output_shape
from engine.vision.convolvers import Convolver, make_convolver, uses_tiles
from engine.vision.network import Architecture
from engine.vision.normalization import BatchStatistics, rows_of
from engine.vision.team import Team

# The values of the largest array between two blocks, per chunk: about what stays in the cache.
_VALUES_AT_ONCE = 400_000


class FeatureMaps(NamedTuple):
    """What the filters make of pictures.

    Attributes: `maps` (m, height, width, channels) of the last block; `features` (m, channels), their means.
    """

    maps: Floats
    features: Floats


class FoldedNetwork:
    """Filters and a linear layer, ready to use; it is not changed any more.

    Attributes: `architecture`; `parameters` by the names of `Architecture.shapes`.
    """

    def __init__(self, architecture: Architecture, parameters: Mapping[str, Floats]) -> None:
        self.architecture = architecture
        self.parameters = {name: np.ascontiguousarray(parameters[name]) for name in architecture.shapes()}
        self._convolvers: dict[tuple[int, bool], Convolver] = {}

    def feature_maps(self, pictures: Pixels, team: Team) -> FeatureMaps:
        """The features of `pictures` (m, height, width, 3), at each place and in the mean."""
        count = max(1, _VALUES_AT_ONCE // (pictures[0].size * 4)) if len(pictures) else 1
        chunks = range(0, len(pictures), count)
        found: list[Floats] = [np.empty(0)] * len(chunks)

        def chunk_maps(chunk: int, scratch: Scratch) -> None:
            found[chunk] = self.last_maps(to_input(pictures[chunks[chunk] : chunks[chunk] + count]), scratch)

        team.run(len(chunks), chunk_maps)
        maps = np.concatenate(found)
        return FeatureMaps(maps, np.asarray(maps.mean(axis=(1, 2))))

    def outputs(self, pictures: Pixels, team: Team) -> Floats:
        """The outputs (m, outputs) for `pictures` (m, height, width, 3)."""
        return self.outputs_of(self.feature_maps(pictures, team).features)

    def outputs_of(self, features: Floats) -> Floats:
        """The outputs for features (..., channels): of pictures, or of places without the bias in their mean."""
        outputs: Floats = features @ self.parameters["W"] + self.parameters["b"]
        return outputs

    def last_maps(self, padded: Floats, scratch: Scratch) -> Floats:
        """The feature maps of the last block for a few padded pictures."""
        for number in range(1, len(self.architecture.blocks) + 1):
            padded = self.block(number, padded, scratch)
        return np.array(interior(padded))

    def block(self, number: int, padded: Floats, scratch: Scratch) -> Floats:
        """The padded output of the block `number`, from 1, for a few padded pictures."""
        spec = self.architecture.blocks[number - 1]
        height, width = (side // (2 if spec.pool else 1) for side in output_shape(padded, spec.stride))
        Y = scratch.take("pooled", (len(padded), height, width, spec.channels))
        self._convolver(number, padded).forward(padded, Y, None, scratch)
        A = np.zeros((len(padded), height + 2, width + 2, spec.channels), Y.dtype)
        rows = rows_of(interior(A))
        np.add(rows_of(Y), np.tile(self.parameters[f"b{number}"], width), out=rows)
        np.maximum(rows, 0, out=rows)
        return A

    def _convolver(self, number: int, padded: Floats) -> Convolver:
        """The convolver of a block for pictures of this size, whose filters are transformed only once."""
        spec, W = self.architecture.blocks[number - 1], self.parameters[f"W{number}"]
        key = number, uses_tiles(padded, W, spec.stride)
        if key not in self._convolvers:
            convolver = make_convolver(padded, W, spec.stride, spec.pool)
            convolver.prepare()
            self._convolvers[key] = convolver
        return self._convolvers[key]


def fold(architecture: Architecture, flat: Floats, statistics: Sequence[BatchStatistics]) -> FoldedNetwork:
    """The network of the parameters in `flat`, with the statistics of each block folded into them."""
    parameters = dict(architecture.views(flat))
    for number, block in enumerate(statistics, 1):
        factor = block.inverse_deviation
        parameters[f"W{number}"] = parameters[f"W{number}"] * factor
        parameters[f"b{number}"] = parameters[f"b{number}"] - block.mean * factor
    return FoldedNetwork(architecture, parameters)
