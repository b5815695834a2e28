"""`ConvolutionalClassifier`: the convolutional network as trainers and analyses take it.

A step normalizes by the statistics of its batch. Predictions are made with running averages, of the statistics and of
the filters and weights (after Polyak and Juditsky, 1992), which every step moves a part of the way: with few pictures
much in the last steps is chance. Before the first step the statistics are those of some training pictures. All arrays
are float32, in which NumPy computes twice as much in the same time; costs and outputs are float64.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from engine.core import Masks, sigmoid
from engine.errors import ConfigError
from engine.nn.examples import Batch, Examples
from engine.nn.interface import CostAndGradients, Penalty, TrainableNetwork
from engine.nn.propagation import cost_from_logits, no_warnings, squared_norm
from engine.system.threads import threads_for
from engine.typing import FloatArray
from engine.vision.classification.architecture import (
    State,
    named_statistics,
    random_state,
    statistics_in,
)
from engine.vision.convolution import Floats, Team, team
from engine.vision.folded import FoldedNetwork, fold
from engine.vision.network import Architecture, ConvolutionalNetwork, to_input

KIND = "convolution"
# Of the running averages, the part that a step replaces.
_AVERAGE_RATE = 0.1
# The pictures whose statistics are those of the first weights.
_FIRST_PICTURES = 256
# The logits (1, m), and which blocks have an active map, (blocks, m): little, since checkpoints keep it as well.
_Answer = tuple[FloatArray, NDArray[np.bool_]]
# The largest number of chunks that threads share; with more threads, some would be idle.
_THREADS = 8


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
