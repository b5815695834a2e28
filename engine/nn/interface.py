"""`TrainableNetwork`: what trainers and analyses ask of every kind of network.

To add a kind of network:

1. Write a subclass, as `ConvolutionalClassifier` is. Steps replace its arrays and never change them, so that
   checkpoints are cheap; the same state gives the same step, bit for bit, with any number of threads.
2. Add its name to `FEATURES` in `engine/training/features.py`, its default settings to `OTHER_DEFAULTS` in `config.py`,
   and a `NetworkKind` to `engine/training/networks.py`, with its memory and the arrays in its model files.
3. Add its texts to `FEATURES_TEXTS` in `catgui/domain/features.py`, from which the form takes all that it says.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.core import Gradients, Masks
from engine.nn.examples import Batch, Examples
from engine.typing import FloatArray


class Penalty(NamedTuple):
    """What L2 adds to the cost and to its gradients.

    Attributes: `state`, of which a multiple is added to the gradient of each array of `state_dict`, but not where its
    name begins with "b"; `squared_norm`, the sum of the squares of all weights, (P,) of a population.
    """

    state: Mapping[str, FloatArray]
    squared_norm: Any


class CostAndGradients(NamedTuple):
    """The cost on some examples, and all that a step needs.

    Attributes: `cost`, (P,) of a population; `grads`, one for each array of `state_dict`; `penalty`, or None where it
    was not asked for; `statistics` of the examples, which `step_to` takes beside the new arrays.
    """

    cost: Any
    grads: Gradients
    penalty: Penalty | None
    statistics: Mapping[str, FloatArray]


class TrainableNetwork(ABC):
    """A network over its training examples. Steps replace its arrays, never change them.

    Attributes: `checkpoint_stride`, the steps between two checkpoints, whose replay takes milliseconds;
    `most_checkpoint_bytes`, the memory of all checkpoints of a run.
    """

    checkpoint_stride = 10
    most_checkpoint_bytes = 24 * 2**20

    @property
    @abstractmethod
    def kind(self) -> str:
        """The form of the first layer: "gram", "pixels" or "convolution"."""

    @property
    @abstractmethod
    def train(self) -> Examples:
        """The training examples."""

    @property
    @abstractmethod
    def product_flops(self) -> int:
        """The floating point operations of the largest product of an iteration that is left to the threads of BLAS."""

    def working(self) -> AbstractContextManager[object]:
        """A context that keeps threads and arrays between steps. Steps outside give the same numbers, more slowly."""
        return nullcontext()

    @property
    @abstractmethod
    def parameters(self) -> dict[str, FloatArray]:
        """All that predictions depend on, by name; later steps do not change these arrays."""

    @abstractmethod
    def forward(self, examples: Examples | Batch) -> tuple[FloatArray, FloatArray]:
        """AL and ZL on `examples`, the probability of class 1 and its logit: both (1, m)."""

    @abstractmethod
    def hidden(self, examples: Examples) -> list[FloatArray]:
        """The activations of each hidden layer on `examples`, (n[l], m) each."""

    def active_layers(self, examples: Examples) -> NDArray[np.bool_]:
        """Mask (L-1, m) of the hidden layers that have an active unit on each example."""
        active = [(A > 0).any(axis=0) for A in self.hidden(examples)]
        return np.array(active, np.bool_).reshape(len(active), examples.count)

    @abstractmethod
    def cost_and_gradients(
        self, examples: Examples | Batch, masks: Masks = (), with_penalty: bool = False
    ) -> CostAndGradients:
        """The cost on `examples` and its gradients, with the dropout of `masks`."""

    @property
    @abstractmethod
    def state_dict(self) -> dict[str, FloatArray]:
        """The arrays that steps replace by their gradients, by name."""

    @abstractmethod
    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace the arrays of `state_dict`, and the statistics that are in it."""

    def step_to(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace the arrays as `load_state` does, after a step; what is averaged over steps moves on."""
        self.load_state(state_dict)

    @abstractmethod
    def squared_norm(self) -> float:
        """The sum of the squares of all weights; biases do not count."""

    def allow_weight_decay(self) -> None:  # noqa: B027  most forms need nothing
        """Add to `state_dict` what weight decay changes; call it before steps with L2."""

    @property
    @abstractmethod
    def nbytes(self) -> int:
        """The bytes of a snapshot: of the arrays that steps replace."""

    @abstractmethod
    def snapshot(self) -> TrainableNetwork:
        """A copy that later steps do not change; cheap, since steps replace arrays."""
