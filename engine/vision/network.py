"""The convolutional network: blocks, global average pooling, one linear layer; in training, and folded for use.

Average pooling and a linear layer make each output a sum over places: output = bias + mean over places of (features at
the place . weights), for pictures of any size.

In use the normalization is folded into the filters. With the mean and the deviation fixed,

    (W A - mean) / deviation + shift = (W / deviation) A + (shift - mean / deviation).

Pictures pass through all blocks a few at a time, so that thousands need no more memory than their features.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.typing import FloatArray, Pixels
from engine.vision.block import BatchStatistics, Block, BlockSpec, rows_of
from engine.vision.convolution import Floats, Scratch, Team, interior, pool
from engine.vision.winograd import Convolver, make_convolver, runs

# A pixel value p becomes (p - 128) / 64: about zero in the mean, and one in the deviation.
CENTER, UNIT = 128.0, 64.0
# The values of the pictures that pass through all blocks at once: 16 of 64x64.
VALUES_AT_ONCE = 200_000


@dataclass(frozen=True, slots=True)
class Architecture:
    """The layers of a network, as data.

    Attributes: `blocks`; `outputs` of the linear layer; `channels` of a picture.
    """

    blocks: tuple[BlockSpec, ...]
    outputs: int = 1
    channels: int = 3

    @property
    def features(self) -> int:
        """The channels of the last block: the number of features of a picture."""
        return self.blocks[-1].channels

    def map_size(self, height: int, width: int) -> tuple[int, int]:
        """The height and the width of the feature maps of pictures of this size."""
        for block in self.blocks:
            height, width = block.output_size(height, width)
        return height, width

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shapes of the parameters by name: "W1", "b1", ... for the blocks, "W", "b" for the linear layer."""
        shapes: dict[str, tuple[int, ...]] = {}
        channels = self.channels
        for number, block in enumerate(self.blocks, 1):
            shapes |= {f"W{number}": (3, 3, channels, block.channels), f"b{number}": (block.channels,)}
            channels = block.channels
        return {**shapes, "W": (channels, self.outputs), "b": (self.outputs,)}

    def size(self) -> int:
        """The number of all parameters."""
        return sum(int(np.prod(shape)) for shape in self.shapes().values())

    def views(self, flat: Floats) -> dict[str, Floats]:
        """The parameters in `flat`, one after the other, by name: views."""
        views, begin = {}, 0
        for name, shape in self.shapes().items():
            end = begin + int(np.prod(shape))
            views[name] = flat[begin:end].reshape(shape)
            begin = end
        return views


def to_input(pictures: Pixels | FloatArray, dtype: Any = np.float32) -> Floats:
    """Pictures (m, height, width, 3) as input of the network: centered, scaled and padded."""
    m, height, width, channels = pictures.shape
    padded = np.zeros((m, height + 2, width + 2, channels), dtype)
    np.subtract(pictures, CENTER, out=interior(padded), casting="same_kind")
    padded_interior = interior(padded)
    padded_interior /= UNIT
    return padded


def initial_parameters(architecture: Architecture, seed: int, dtype: Any = "f4", gain: float = 2.0) -> Floats:
    """All parameters in one array: weights as He et al. (2015), shifts and biases zero.

    `gain` is the variance of the filters times the inputs of their block; that of the linear layer is at most 1.
    """
    stream = np.random.default_rng([seed, 0])
    flat = np.zeros(architecture.size(), dtype)
    for name, values in architecture.views(flat).items():
        if name.startswith("W"):
            fan_in = values[..., 0].size
            values[...] = stream.standard_normal(values.shape) * np.sqrt(
                (min(1.0, gain) if name == "W" else gain) / fan_in
            )
    return flat


class ConvolutionalNetwork:
    """A network in training.

    Attributes: `architecture`; `flat`, all parameters in one array, which an optimizer changes in place; `gradient`,
    that of the last `backward`, in the same order.
    """

    _last: Floats
    _features: Floats
    _masks: Sequence[Floats]

    def __init__(self, architecture: Architecture, flat: Floats, team: Team) -> None:
        self.architecture, self.flat, self._team = architecture, flat, team
        self.gradient = np.zeros_like(flat)
        self.parameters = architecture.views(flat)
        self._gradients = architecture.views(self.gradient)
        values, grads = self.parameters, self._gradients
        self._blocks = [
            Block(spec, values[f"W{n}"], values[f"b{n}"], grads[f"W{n}"], grads[f"b{n}"])
            for n, spec in enumerate(architecture.blocks, 1)
        ]

    @property
    def batch_statistics(self) -> list[BatchStatistics]:
        """The statistics of the last batch, of each block."""
        return [block.batch for block in self._blocks]

    def forward(self, padded: Floats, masks: Sequence[Floats] = ()) -> Floats:
        """The outputs (m, outputs) for padded pictures (m, height + 2, width + 2, channels).

        With dropout, `masks` has an array (m, channels) for each block, by which its maps are multiplied.
        """
        self._masks = masks
        for number, block in enumerate(self._blocks):
            padded = block.forward(padded, self._team)
            if masks:
                interior(padded)[...] *= masks[number][:, np.newaxis, np.newaxis]
        self._last = interior(padded)
        self._features = self._last.mean(axis=(1, 2))
        outputs: Floats = self._features @ self.parameters["W"] + self.parameters["b"]
        return outputs

    def backward(self, d_outputs: Floats) -> None:
        """Write the gradient of a cost to `gradient`, from that with respect to the outputs of `forward`."""
        self._gradients["W"][...] = self._features.T @ d_outputs
        self._gradients["b"][...] = d_outputs.sum(axis=0)
        count, height, width = self._last.shape[:3]
        d_features = d_outputs @ self.parameters["W"].T / self.flat.dtype.type(height * width)
        dA = np.empty(self._last.shape, self.flat.dtype)
        dA[...] = d_features.reshape(count, 1, 1, -1)
        for number, block in reversed(list(enumerate(self._blocks))):
            if self._masks:
                dA *= self._masks[number][:, np.newaxis, np.newaxis]
            dA = block.backward(dA, self._team, needs_d_input=number > 0)


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
