"""The network: a first layer and those above it, forward pass, gradients and steps."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain

import numpy as np

from engine.core import Masks, relu, sigmoid
from engine.nn.constant_units import FlatLayers, Workspace, fold_biases, unfold_biases
from engine.nn.examples import Batch, Examples
from engine.nn.first_layer import FirstLayer, GramFirstLayer, PixelFirstLayer
from engine.nn.interface import CostAndGradients, Penalty, TrainableNetwork
from engine.nn.propagation import (
    Cache,
    Layer,
    backward_to,
    layers_above_first,
    logits_from,
    losses_and_errors,
    row_sums,
)
from engine.typing import FloatArray

# The forms of the first layer, by name.
FIRST_LAYERS: dict[str, type[GramFirstLayer] | type[PixelFirstLayer]] = {
    layer.kind: layer for layer in (GramFirstLayer, PixelFirstLayer)
}


def _no_warnings() -> np.errstate:
    # The outputs and the cost of a diverged network show that it has diverged; NumPy need not warn.
    return np.errstate(over="ignore", invalid="ignore")


class Network(TrainableNetwork):
    """The notebook's network: a first layer, and the parameters of the layers above it.

    Without layers above it the first layer is the output: that is logistic regression.

    Attributes: `first_layer`; `upper`, the parameters "W2", "b2", ... "WL", "bL".
    """

    def __init__(self, first_layer: FirstLayer, upper: dict[str, FloatArray]) -> None:
        self.first_layer = first_layer
        self.upper = upper
        self._workspaces: dict[int, Workspace] | None = None

    @property
    def upper(self) -> dict[str, FloatArray]:
        """The parameters of layers 2 to L by name; steps replace these arrays."""
        return _by_name(self._folds.split(self._flat))

    @upper.setter
    def upper(self, parameters: Mapping[str, FloatArray]) -> None:
        layers = [V for V, _ in fold_biases(layers_above_first(parameters, 1 + len(parameters) // 2))]
        self._folds = FlatLayers([V.shape for V in layers])
        self._set_flat(self._folds.join(layers))

    def _set_flat(self, flat: FloatArray) -> None:
        """Replace layers 2 to L."""
        self._flat = flat
        self._layers: list[Layer] = [(V, None) for V in self._folds.split(flat)]

    @property
    def kind(self) -> str:
        """The form of the first layer: "gram" or "pixels"."""
        return self.first_layer.kind

    @property
    def train(self) -> Examples:
        return self.first_layer.train

    @property
    def product_flops(self) -> int:
        """The floating point operations of the largest product of an iteration that is left to the threads of BLAS."""
        # Those of the first layer are shared out to other threads, where they are large.
        return max((2 * V.size * self.train.count for V, _ in self._layers), default=0)

    @property
    def parameters(self) -> dict[str, FloatArray]:
        """All parameters, "W1", "b1", ... "WL", "bL"; later steps do not change these arrays."""
        with _no_warnings():
            W1, b1 = self.first_layer.weights(), self.first_layer.b
        return {"W1": W1, "b1": b1, **self.upper}

    def forward(self, examples: Examples | Batch) -> tuple[FloatArray, FloatArray]:
        """AL and ZL on `examples`, the probability of class 1 and its logit: both (1, m).

        In the Gram form, cheap for an object that has been asked about before: the products of its pictures are cached.
        """
        with _no_warnings():
            _, ZL, _ = self._forward(examples)
            return sigmoid(ZL)[0], ZL

    def _forward(self, examples: Examples | Batch) -> tuple[FloatArray, FloatArray, list[Cache]]:
        """Z1, ZL (1, m), and the caches of layers 2 to L; hidden layers have a constant unit as their last row."""
        Z1 = self._first_linear(examples, self._empty_input(examples.count))
        return Z1, *logits_from(Z1, self._layers)

    def _empty_input(self, count: int) -> FloatArray:
        """An array for Z1 on `count` examples, with its constant unit."""
        return self._folds.empty_input(self.first_layer.units, count)

    def _first_linear(self, examples: Examples | Batch, out: FloatArray) -> FloatArray:
        """Z1 with its constant unit, in `out`."""
        units = self.first_layer.units
        out[units:] = 1.0
        self.first_layer.forward(examples, out=out[:units])
        return out

    def hidden(self, examples: Examples) -> list[FloatArray]:
        """The activations of each hidden layer on `examples`: L-1 arrays (n[l], m)."""
        with _no_warnings():
            Z1, _, caches = self._forward(examples)
        # The last is that of the output.
        *hidden, _ = (Z1, *(Z for _, Z in caches))
        return [relu(Z[:-1])[0] for Z in hidden]

    @contextmanager
    def working(self) -> Iterator[None]:
        """Keep the arrays of a step for the next one."""
        self._workspaces = {}
        try:
            yield
        finally:
            self._workspaces = None

    def _workspace_for(self, count: int) -> Workspace:
        """The arrays of a step on `count` examples."""
        if self._workspaces is None:
            return Workspace(self._folds, self._empty_input(count))
        found = self._workspaces.get(count)
        if found is None:
            found = self._workspaces[count] = Workspace(self._folds, self._empty_input(count))
        return found

    def descend(
        self,
        learning_rate: float,
        examples: Examples | Batch | None = None,
        masks: Masks = (),
        weight_decay: float = 0.0,
    ) -> float:
        """Take one step of gradient descent, without arrays for its gradients; return the cost before it."""
        if examples is None:
            examples = self.train
        cost, penalty, dZ1, upper = self._differentiate(examples, masks, learning_rate, with_penalty=weight_decay > 0)
        if penalty is not None:
            cost += weight_decay / 2 * penalty.squared_norm
            self.first_layer.decay_weights(learning_rate * weight_decay, penalty.state)
            upper += learning_rate * weight_decay * penalty.state["upper"]
        self.first_layer.descend(examples, dZ1)
        self._set_flat(self._flat - upper)
        return cost

    def cost_and_gradients(
        self, examples: Examples | Batch, masks: Masks = (), with_penalty: bool = False
    ) -> CostAndGradients:
        """The cost on `examples` and the gradients of all layers, with the dropout of `masks`.

        NumPy warns of overflow here; the trainer silences it, and checks each cost. The next call may overwrite the
        gradients.
        """
        cost, penalty, dZ1, upper = self._differentiate(examples, masks, 1.0, with_penalty)
        grads = self.first_layer.gradients(examples, dZ1)
        grads["dupper"] = upper
        return CostAndGradients(cost, grads, penalty, {})

    def _differentiate(
        self, examples: Examples | Batch, masks: Masks, scale: float, with_penalty: bool = False
    ) -> tuple[float, Penalty | None, FloatArray, FloatArray]:
        """The cost, the penalty, and the gradients of `scale` times the cost: dZ1, and that of all layers above."""
        space = self._workspace_for(examples.count)
        Z1 = self._first_linear(examples, space.Z1)
        # Before the passes, which overwrite Z1.
        units = self.first_layer.units
        penalty = self.penalty(Z1[:units] if examples is self.train else None) if with_penalty else None
        ZL, caches = logits_from(Z1, self._layers, masks, in_place=True, outputs=space.Z)
        losses, dZL = losses_and_errors(ZL, examples.signs)
        # The backward pass is linear in dZL: scaling this one row scales all gradients.
        dZL *= scale / examples.count
        dZ1, _ = backward_to(Z1, dZL, caches, masks, in_place=True, outputs=space.gradients)
        space.fix_constant_units()
        return row_sums(losses).item() / examples.count, penalty, dZ1[:units], space.dV

    @property
    def state_dict(self) -> dict[str, FloatArray]:
        """The arrays that steps replace: those of the first layer, and "upper", with all layers above it."""
        return self.first_layer.state_dict | {"upper": self._flat}

    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace the arrays of `state_dict` by others of the same names and shapes."""
        self.first_layer.load_state(state_dict)
        self._set_flat(state_dict["upper"])

    def allow_weight_decay(self) -> None:
        """Have `state_dict` contain all that weight decay changes."""
        self.first_layer.decays = True

    def squared_norm(self) -> float:
        with _no_warnings():
            return self.penalty().squared_norm

    def penalty(self, Z1: FloatArray | None = None) -> Penalty:
        """What L2 adds for all weights; `Z1` as in `FirstLayer.penalty`."""
        state, squared_norm = self.first_layer.penalty(Z1)
        weights = self._flat * self._folds.is_weight
        return Penalty({**state, "upper": weights}, squared_norm + float(weights.dot(weights)))

    def linear_parts(self, examples: Examples, shares: FloatArray | None = None) -> list[FloatArray]:
        """Z of layers 1 to L on `examples`, (n[l], m) each; with `shares`, on mixes of them.

        Each column of `shares` (m, k) adds up to 1. The first layer is linear, so that its Z of a mix is the mix of
        its Z, the bias included: no mix is made.
        """
        with _no_warnings():
            Z1 = self._first_linear(examples, np.empty((self.first_layer.units + 1, examples.count)))
            mixed = Z1 if shares is None else Z1 @ shares
            _, caches = logits_from(mixed, self._layers)
        *hidden, ZL = (mixed, *(Z for _, Z in caches))
        return [*(Z[:-1] for Z in hidden), ZL[:1]]

    @property
    def nbytes(self) -> int:
        """The memory of a snapshot: the arrays that steps replace."""
        return self.first_layer.nbytes + self._flat.nbytes

    def snapshot(self) -> Network:
        """A copy that later steps do not change; cheap, since steps replace arrays."""
        snapshot = copy.copy(self)
        snapshot.first_layer = copy.copy(self.first_layer)
        snapshot._workspaces = None
        return snapshot


def _by_name(folded: Sequence[FloatArray], prefix: str = "") -> dict[str, FloatArray]:
    """The weights and biases in the folded layers 2 to L as "W2", "b2", ... "WL", "bL", with `prefix`."""
    names = (f"{prefix}{letter}{number}" for number in range(2, len(folded) + 2) for letter in ("W", "b"))
    return dict(zip(names, chain.from_iterable(unfold_biases(folded)), strict=True))
