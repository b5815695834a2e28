"""The network in use: its normalization folded into the filters, on pictures of any size.

With the mean and the deviation fixed,

    (W A - mean) / deviation + shift = (W / deviation) A + (shift - mean / deviation).

Pictures pass through all blocks a few at a time, so that thousands need no more memory than their features.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.typing import FloatArray, Pixels
from engine.vision.block import BatchStatistics, rows_of
from engine.vision.convolution import Floats, Scratch, Team, interior, pool
from engine.vision.network import Architecture, to_input
from engine.vision.winograd import Convolver, make_convolver, runs

# The values of the pictures that pass through all blocks at once: 16 of 64x64.
VALUES_AT_ONCE = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class ActivationMap:
    """A logit as a bias and a mean over places.

    Attributes: `logit` of the first output; `bias`; `values` (rows, columns), whose mean and the bias add up to it.
    """

    logit: float
    bias: float
    values: FloatArray


class FoldedNetwork:
    """Filters and a linear layer, ready to use; it is not changed any more.

    Attributes: `architecture`; `parameters` by the names of `Architecture.shapes`; `dtype` of the parameters and of all
    that is computed.
    """

    def __init__(self, architecture: Architecture, parameters: Mapping[str, Floats]) -> None:
        self.architecture = architecture
        self.parameters = {name: np.ascontiguousarray(parameters[name]) for name in architecture.shapes()}
        self.dtype = self.parameters["W"].dtype
        self._convolvers: dict[int, Convolver] = {}

    def as_type(self, dtype: Any) -> FoldedNetwork:
        """The same network, computing in `dtype`; so must the team that it is given."""
        return FoldedNetwork(self.architecture, {name: W.astype(dtype) for name, W in self.parameters.items()})

    def feature_maps(self, pictures: Pixels, team: Team) -> Floats:
        """The features of `pictures` (m, height, width, 3) at each place: (m, map height, map width, features).

        As the other methods, raises ValueError for pictures so small that no place is left.
        """
        size = self.architecture.map_size(*pictures.shape[1:3])
        maps = np.empty((len(pictures), *size, self.architecture.features), self.dtype)
        self.for_some(pictures, team, lambda some, found: np.copyto(maps[some], found[-1]))
        return maps

    def features(self, pictures: Pixels | FloatArray, team: Team) -> Floats:
        """The features of `pictures`, each the mean over its map: (m, features)."""
        features = np.empty((len(pictures), self.architecture.features), self.dtype)
        self.for_some(pictures, team, lambda some, found: np.mean(found[-1], axis=(1, 2), out=features[some]))
        return features

    def features_and_maxima(self, pictures: Pixels, team: Team) -> tuple[Floats, list[Floats]]:
        """The features, and for each block the largest value of each of its maps: (m, channels) each."""
        features = np.empty((len(pictures), self.architecture.features), self.dtype)
        maxima = [np.empty((len(pictures), block.channels), self.dtype) for block in self.architecture.blocks]

        def use(some: slice, outputs: list[Floats]) -> None:
            np.mean(outputs[-1], axis=(1, 2), out=features[some])
            for largest, output in zip(maxima, outputs, strict=True):
                np.max(output, axis=(1, 2), out=largest[some])

        self.for_some(pictures, team, use)
        return features, maxima

    def outputs(self, pictures: Pixels, team: Team) -> Floats:
        """The outputs (m, outputs) for `pictures` (m, height, width, 3)."""
        outputs: Floats = self.features(pictures, team) @ self.parameters["W"] + self.parameters["b"]
        return outputs

    def activation_map(self, picture: Pixels, team: Team) -> ActivationMap:
        """What each place of a picture (height, width, 3) adds to its first output."""
        features = self.feature_maps(picture[np.newaxis], team)[0].astype(np.float64)
        values = np.asarray(features @ self.parameters["W"][:, 0].astype(np.float64))
        bias = float(self.parameters["b"][0])
        return ActivationMap(bias + float(values.mean()), bias, values)

    def for_some(self, pictures: Pixels | FloatArray, team: Team, use: Callable[[slice, list[Floats]], object]) -> None:
        """Call `use` with a few pictures at a time, as a slice, and with the maps of all blocks for them.

        The calls come from the threads of `team`.
        """
        size = pictures.shape[1:3]
        if 0 in self.architecture.map_size(*size):
            raise ValueError(f"pictures of {size[0]} x {size[1]} pixels are too small for these filters")
        if not len(pictures):
            return
        count = max(1, VALUES_AT_ONCE // pictures[0].size)

        def use_chunk(chunk: int, scratch: Scratch) -> None:
            some = slice(chunk * count, (chunk + 1) * count)
            use(some, self.all_maps(to_input(pictures[some], self.dtype), scratch))

        team.run(-(-len(pictures) // count), use_chunk)

    def all_maps(self, padded: Floats, scratch: Scratch) -> list[Floats]:
        """The maps of each block for a few padded pictures; the last ones are the feature maps."""
        maps = []
        for number in range(1, len(self.architecture.blocks) + 1):
            padded = self.block(number, padded, scratch)
            maps.append(interior(padded))
        return maps

    def block(self, number: int, padded: Floats, scratch: Scratch) -> Floats:
        """The padded output of the block `number`, from 1, for a few padded pictures."""
        spec = self.architecture.blocks[number - 1]
        height, width = spec.output_size(*interior(padded).shape[1:3])
        Y = scratch.take("pooled", (len(padded), height, width, spec.channels))
        convolver = self._convolver(number)
        for some in runs(convolver, padded, slice(0, len(padded))):
            Z = convolver.forward(padded[some], scratch)
            if spec.pool:
                pool(Z, Y[some])
            else:
                np.copyto(Y[some], Z)
        A = np.zeros((len(padded), height + 2, width + 2, spec.channels), Y.dtype)
        rows = rows_of(interior(A))
        np.add(rows_of(Y), np.tile(self.parameters[f"b{number}"], width), out=rows)
        np.maximum(rows, 0, out=rows)
        return A

    def _convolver(self, number: int) -> Convolver:
        """The convolver of a block, whose filters are transformed only once."""
        if number not in self._convolvers:
            convolver = make_convolver(self.parameters[f"W{number}"], self.architecture.blocks[number - 1].stride)
            convolver.prepare()
            self._convolvers[number] = convolver
        return self._convolvers[number]


def fold(architecture: Architecture, flat: Floats, statistics: Sequence[BatchStatistics]) -> FoldedNetwork:
    """The network of `flat`, with each block's batch normalization folded in."""
    parameters = dict(architecture.views(flat))
    for number, block in enumerate(statistics, 1):
        factor = block.inverse_deviation
        parameters[f"W{number}"] = parameters[f"W{number}"] * factor
        parameters[f"b{number}"] = parameters[f"b{number}"] - block.mean * factor
    return FoldedNetwork(architecture, parameters)
