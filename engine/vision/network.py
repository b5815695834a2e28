"""The convolutional network in training: blocks, global average pooling, one linear layer.

Average pooling and a linear layer make each output a sum over places: output = bias + mean over places of (features at
the place . weights), for pictures of any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.typing import FloatArray, Pixels
from engine.vision.block import BatchStatistics, Block, BlockSpec
from engine.vision.convolution import Floats, Team, interior

# A pixel value p becomes (p - 128) / 64: about zero in the mean, and one in the deviation.
CENTER, UNIT = 128.0, 64.0


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
