"""`ConvolutionalClassifier`: the convolutional network as trainers and analyses take it, and the memory that it takes.

The arrays of a network have names: "W1", "b1", ... "W", "b", and the statistics "mean1", "variance1", ...

A step normalizes by the statistics of its batch. Predictions are made with running averages, of the statistics and of
the filters and weights (after Polyak and Juditsky, 1992), which every step moves a part of the way: with few pictures
much in the last steps is chance. Before the first step the statistics are those of some training pictures. All arrays
are float32, in which NumPy computes twice as much in the same time; costs and outputs are float64.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from engine.core import INITIALIZATIONS, Masks, sigmoid
from engine.errors import ConfigError
from engine.nn.examples import Batch, Examples
from engine.nn.interface import CostAndGradients, Penalty, TrainableNetwork
from engine.nn.propagation import cost_from_logits, no_warnings, squared_norm
from engine.system.threads import MAX_THREADS, threads_for
from engine.typing import FloatArray
from engine.vision.block import BatchStatistics, BlockSpec
from engine.vision.convolution import Floats, Team, team
from engine.vision.network import (
    CENTER,
    UNIT,
    VALUES_AT_ONCE,
    Architecture,
    ConvolutionalNetwork,
    FoldedNetwork,
    fold,
    initial_parameters,
    to_input,
)

LEAST_SIDE = 8
# From this side on the first block convolves every second place: a quarter of the work, at little loss.
_STRIDE_SIDE = 32
# Blocks pool while their maps have at least this side, so that some places are left at the end.
_POOLING_SIDE = 8
# Tiles add up to 36 such values, and the mean of a map all of its places: 2^16 in a picture of 512 x 512.
LARGEST_SAFE_OUTPUT = float(np.finfo(np.float32).max) / (36 * 2**16)
_FLOAT_BYTES = 4
# Arrays of the size of the parameters in a step: values, their copy, gradients, and as many again for each option.
_PARAMETER_COPIES = 8
# The scratch memory of all threads, and the few pictures that are answered at once.
_SCRATCH_BYTES = 200_000_000
# Of float32 in use, where the notebook's network has float64: hence any type.
State = dict[str, NDArray[Any]]
KIND = "convolution"
# Of the running averages, the part that a step replaces.
_AVERAGE_RATE = 0.1
# The pictures whose statistics are those of the first weights.
_FIRST_PICTURES = 256
# The logits (1, m), and which blocks have an active map, (blocks, m): little, since checkpoints keep it as well.
_Answer = tuple[FloatArray, NDArray[np.bool_]]
# The largest number of chunks that threads share; with more threads, some would be idle.
_THREADS = 8


def architecture_for(filters: Sequence[int], picture_shape: tuple[int, int]) -> Architecture:
    """A block for each number of `filters`, for pictures of (height, width).

    Raises ConfigError for pictures with a side below LEAST_SIDE.
    """
    require_size(picture_shape)
    side = min(picture_shape)
    blocks = []
    for number, channels in enumerate(filters):
        stride = 2 if number == 0 and side >= _STRIDE_SIDE else 1
        block = BlockSpec(channels, stride, pool=-(-side // stride) >= _POOLING_SIDE)
        side = min(block.output_size(side, side))
        blocks.append(block)
    return Architecture(tuple(blocks))


def require_size(picture_shape: tuple[int, int]) -> None:
    """Raise ConfigError for pictures of (height, width) that are too small for convolution."""
    height, width = picture_shape
    if min(picture_shape) < LEAST_SIDE:
        reason = f"must be pixels for {height} x {width} pictures, which are too small for convolution"
        raise ConfigError("features", "convolution", reason)


def training_bytes(architecture: Architecture, picture_shape: tuple[int, int], batch: int) -> int:
    """The memory of a step on `batch` pictures of (height, width)."""
    values = architecture.channels * _places(picture_shape)
    size, channels = picture_shape, architecture.channels
    for block in architecture.blocks:
        # The gradient with respect to the input; input of the normalization, output, choices of the pooling.
        values += channels * _places(size)
        size, channels = block.output_size(*size), block.channels
        values += 3 * channels * _places(size)
    # The gradient with respect to the last output.
    values += channels * _places(size)
    parameters = _PARAMETER_COPIES * architecture.size()
    return _FLOAT_BYTES * (values * batch + parameters) + _SCRATCH_BYTES


def prediction_bytes(architecture: Architecture, picture_shape: tuple[int, int], pictures: int) -> int:
    """The memory to answer `pictures` of (height, width) and inspect their maps."""
    units = sum(block.channels for block in architecture.blocks)
    return _FLOAT_BYTES * (2 * architecture.size() + 4 * units * pictures) + forward_bytes(architecture, picture_shape)


def forward_bytes(architecture: Architecture, picture_shape: tuple[int, int], float_bytes: int = _FLOAT_BYTES) -> int:
    """The memory of the few pictures that pass through all blocks at once, in all threads."""
    size, channels = picture_shape, architecture.channels
    maps, largest = channels * _places(size), 0
    for block in architecture.blocks:
        convolved = _places(replace(block, pool=False).output_size(*size))
        # Patches, or tiles with their products; what is convolved, and what is pooled.
        largest = max(largest, 9 * max(channels, block.channels) * convolved + 2 * block.channels * convolved)
        size, channels = block.output_size(*size), block.channels
        maps += channels * _places(size)
    at_once = max(1, VALUES_AT_ONCE // (3 * picture_shape[0] * picture_shape[1]))
    values = threads_for(MAX_THREADS) * (at_once * maps + largest)
    return max(_SCRATCH_BYTES, float_bytes * values)


def _places(size: tuple[int, int]) -> int:
    # With the border of zeros.
    return (size[0] + 2) * (size[1] + 2)


def random_state(architecture: Architecture, seed: int, initialization: str, dtype: Any = np.float32) -> State:
    """The random filters and the zeros that a network begins with, by name."""
    return architecture.views(initial_parameters(architecture, seed, dtype, INITIALIZATIONS[initialization]))


def array_shapes(architecture: Architecture) -> dict[str, tuple[int, ...]]:
    """The shapes of all arrays of a network by name: the parameters, and "mean1", "variance1", ... of the blocks."""
    statistics = {
        f"{which}{number}": (block.channels,)
        for number, block in enumerate(architecture.blocks, 1)
        for which in BatchStatistics._fields
    }
    return {**architecture.shapes(), **statistics}


def named_statistics(statistics: list[BatchStatistics]) -> State:
    """The statistics of all blocks by name."""
    return {
        f"{which}{number}": values
        for number, of_block in enumerate(statistics, 1)
        for which, values in of_block._asdict().items()
    }


def statistics_in(state: Mapping[str, Floats]) -> list[BatchStatistics]:
    """The statistics of all blocks in `state`."""
    blocks = sum(name.startswith("mean") for name in state)
    return [BatchStatistics(state[f"mean{number}"], state[f"variance{number}"]) for number in range(1, blocks + 1)]


def largest_output(state: Mapping[str, Floats]) -> float:
    """A bound of all filters and values in the forward pass, whatever the picture; NaN for negative variances.

    Where the arrays are float32, sums of many values overflow above LARGEST_SAFE_OUTPUT.
    """
    bound = np.full(3, CENTER / UNIT)
    largest = bound.max()
    with no_warnings():
        for number, statistics in enumerate(statistics_in(state), 1):
            factor = statistics.inverse_deviation.astype(np.float64)
            folded = np.abs(state[f"W{number}"]).sum(axis=(0, 1), dtype=np.float64) * factor
            shift = np.abs(state[f"b{number}"] - statistics.mean * factor)
            bound = folded.T @ bound + shift
            largest = np.maximum(largest, max(folded.max(), bound.max()))
        last = np.abs(state["W"].astype(np.float64))
        return float(np.maximum(largest, (last.T @ bound + np.abs(state["b"])).max()))


class ConvolutionalClassifier(TrainableNetwork):
    """A convolutional network over its training examples.

    `state` has the arrays by the names of `array_shapes`, with which it trains and predicts until the first step.
    Raises ConfigError for examples that are not pictures.

    Attributes: `architecture`.
    """

    # A step takes as long as hundreds of the notebook's.
    checkpoint_stride = 2
    # A checkpoint of wide blocks has 8 MB, and ten steps from there take a second.
    most_checkpoint_bytes = 96 * 2**20

    def __init__(self, architecture: Architecture, state: Mapping[str, Floats], train: Examples) -> None:
        require_pictures(train)
        self.architecture = architecture
        self._averages: State = dict(state)
        self._weights: State = {name: state[name] for name in architecture.shapes()}
        self._train = train
        self._workspace: ConvolutionalNetwork | None = None
        self._team: Team | None = None
        self._forget_answers()

    @classmethod
    def from_seed(
        cls, architecture: Architecture, train: Examples, seed: int, initialization: str, dtype: Any = np.float32
    ) -> ConvolutionalClassifier:
        """The network before its first step, with random filters."""
        network = cls(architecture, random_state(architecture, seed, initialization, dtype), train)
        with network.working():
            assert network._workspace is not None
            network._load_workspace()
            network._workspace.forward(network._input(_first_pictures(train)))
            network.load_state(named_statistics(network._workspace.batch_statistics))
        return network

    @property
    def kind(self) -> str:
        return KIND

    @property
    def train(self) -> Examples:
        return self._train

    @property
    def product_flops(self) -> int:
        """0: no product is left to the threads of BLAS, since a team of threads has one BLAS thread each."""
        return 0

    @contextmanager
    def working(self) -> Iterator[None]:
        """Keep the threads and the arrays of a batch for a series of steps."""
        with team(threads_for(_THREADS), self._dtype) as self._team:
            self._workspace = ConvolutionalNetwork(
                self.architecture, np.zeros(self.architecture.size(), self._dtype), self._team
            )
            try:
                yield
            finally:
                self._workspace = self._team = None

    @property
    def _dtype(self) -> np.dtype[Any]:
        return self._weights["W"].dtype

    @property
    def parameters(self) -> dict[str, FloatArray]:
        """The averages of the filters "W1" (3, 3, channels in, channels), shifts "b1", ... "W", "b", "mean1", ..."""
        return dict(self._averages)

    @property
    def state_dict(self) -> dict[str, FloatArray]:
        """The filters, shifts, weights and the bias, as the last step has left them."""
        return dict(self._weights)

    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace the arrays of `state_dict`, and their running averages by the same arrays."""
        self._weights = {name: state_dict.get(name, array) for name, array in self._weights.items()}
        self._averages = {**self._averages, **state_dict}
        self._forget_answers()

    def step_to(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace the arrays of `state_dict`, and move the averages of all that is in it."""
        old, rate = self._averages, self._dtype.type(_AVERAGE_RATE)
        self.load_state(state_dict)
        self._averages = {**old, **{name: old[name] + rate * (new - old[name]) for name, new in state_dict.items()}}

    @property
    def nbytes(self) -> int:
        """The bytes of what steps replace: weights and averages."""
        return 2 * sum(array.nbytes for array in self._weights.values())

    def snapshot(self) -> ConvolutionalClassifier:
        """A copy that later steps do not change; it shares the answers given so far."""
        network = copy.copy(self)
        network._workspace = network._team = None
        return network

    def forward(self, examples: Examples | Batch) -> tuple[FloatArray, FloatArray]:
        """AL and ZL on `examples`; cheap for an object that has been asked about before."""
        ZL, _ = self._answer(examples)
        return sigmoid(ZL)[0], ZL

    def hidden(self, examples: Examples) -> list[FloatArray]:
        """For each block the largest value of each map on `examples`, over all places: (channels, m)."""
        _, maxima = self._compute(_pictures_of(examples))
        return [largest.T.astype(np.float64) for largest in maxima]

    def active_layers(self, examples: Examples) -> NDArray[np.bool_]:
        """Which blocks have a map that is active somewhere on each example: (blocks, m). Cheap as `forward` is."""
        return self._answer(examples)[1]

    def folded(self) -> FoldedNetwork:
        """The network in use, with its statistics folded into the filters."""
        with no_warnings():
            flat = np.concatenate([self._averages[name].ravel() for name in self.architecture.shapes()])
            return fold(self.architecture, flat, statistics_in(self._averages))

    def _answer(self, examples: Examples | Batch) -> _Answer:
        """The logits (1, m) on `examples`, and which blocks are active."""
        found = self._answers.get(examples)
        if found is None:
            ZL, maxima = self._compute(_pictures_of(examples))
            found = self._answers[examples] = ZL, np.stack([(largest > 0).any(axis=1) for largest in maxima])
        return found

    def _compute(self, pictures: NDArray[Any]) -> tuple[FloatArray, list[Floats]]:
        """The logits (1, m) and for each block the largest values of its maps, (m, channels)."""
        folded = self.folded()
        with no_warnings(), self._members(len(pictures)) as members:
            features, maxima = folded.features_and_maxima(pictures, members)
            ZL = self._averages["W"].T.astype(np.float64) @ features.T + self._averages["b"][:, np.newaxis]
        return ZL, maxima

    @contextmanager
    def _members(self, pictures: int) -> Iterator[Team]:
        """The team that is at work, or else one for this once."""
        if self._team is not None:
            yield self._team
            return
        with team(threads_for(pictures), self._dtype) as members:
            yield members

    def cost_and_gradients(
        self, examples: Examples | Batch, masks: Masks = (), with_penalty: bool = False
    ) -> CostAndGradients:
        """The cost on `examples` and its gradients, normalized by the statistics of `examples`.

        With `masks` whole maps are switched off. NumPy warns of overflow here, as it does for the notebook's network.
        """
        if self._workspace is None:
            with self.working():
                return self.cost_and_gradients(examples, masks, with_penalty)
        self._load_workspace()
        of_pictures = [mask.T.astype(self._dtype) for mask in masks]
        ZL = self._workspace.forward(self._input(examples), of_pictures).T.astype(np.float64)
        dZL = (sigmoid(ZL)[0] - examples.Y) / examples.count
        self._workspace.backward(dZL.T.astype(self._dtype))
        return CostAndGradients(
            cost_from_logits(ZL, examples.Y),
            {f"d{name}": array.copy() for name, array in self.architecture.views(self._workspace.gradient).items()},
            Penalty(self._weights, self.squared_norm()) if with_penalty else None,
            named_statistics(self._workspace.batch_statistics),
        )

    def squared_norm(self) -> float:
        """The sum of the squares of the filters and weights, as the last step has left them."""
        return squared_norm(self._weights)

    def _load_workspace(self) -> None:
        assert self._workspace is not None
        for name, values in self._workspace.parameters.items():
            np.copyto(values, self._weights[name])

    def _input(self, examples: Examples | Batch) -> Floats:
        """The padded pictures of `examples`."""
        return to_input(_pictures_of(examples), self._dtype)

    def _forget_answers(self) -> None:
        # A new dictionary: snapshots keep the old one.
        self._answers: WeakKeyDictionary[Examples | Batch, _Answer] = WeakKeyDictionary()


def _first_pictures(train: Examples) -> Batch:
    """Those of the training examples whose statistics a network begins with."""
    return Batch(train, np.arange(min(train.count, _FIRST_PICTURES)))


def _pictures_of(examples: Examples | Batch) -> NDArray[Any]:
    """The pictures (m, height, width, 3) of `examples`."""
    pictures = examples.pictures if isinstance(examples, Batch) else examples
    assert pictures.picture_shape is not None
    return pictures.rows.reshape(pictures.count, *pictures.picture_shape, 3)


def require_pictures(examples: Examples) -> tuple[int, int]:
    """The height and the width of `examples`. Raises ConfigError if they are not pictures."""
    if examples.picture_shape is None:
        raise ConfigError("features", KIND, "must be pixels: only pictures can be convolved")
    return examples.picture_shape
