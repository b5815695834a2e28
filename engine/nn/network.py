"""The network: a first layer and those above it, forward pass and gradients."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from engine.core import Masks, linear_forward, relu, sigmoid
from engine.nn.examples import Batch, Examples
from engine.nn.first_layer import FirstLayer, GramFirstLayer, PixelFirstLayer
from engine.nn.interface import CostAndGradients, Penalty, TrainableNetwork
from engine.nn.propagation import (
    Cache,
    Layer,
    backward_to,
    forward_from,
    inner,
    losses_and_errors,
    no_warnings,
    row_sums,
)
from engine.typing import FloatArray

# The forms of the first layer, by name.
FIRST_LAYERS: dict[str, type[FirstLayer]] = {layer.kind: layer for layer in (GramFirstLayer, PixelFirstLayer)}


class Network(TrainableNetwork):
    """The notebook's network: a first layer, and the parameters of the layers above it.

    Without layers above it the first layer is the output: that is logistic regression. In the Gram form all arrays may
    have a leading axis: then they are a population of networks, which take each step together, and so have outputs and
    costs.

    Attributes: `first_layer`; `layers`, W (n, n_prev) and b (n, 1) of layers 2 to L, which steps replace.
    """

    def __init__(self, first_layer: FirstLayer, upper: Mapping[str, FloatArray]) -> None:
        self.first_layer = first_layer
        self.upper = dict(upper)

    @property
    def upper(self) -> dict[str, FloatArray]:
        """The parameters of layers 2 to L by name, "W2", "b2", ... "WL", "bL"."""
        return _by_name(self.layers)

    @upper.setter
    def upper(self, parameters: Mapping[str, FloatArray]) -> None:
        numbers = range(2, 2 + len(parameters) // 2)
        self.layers: list[Layer] = [(parameters[f"W{layer}"], parameters[f"b{layer}"]) for layer in numbers]

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
        return max((2 * W.size * self.train.count for W, _ in self.layers), default=0)

    @property
    def parameters(self) -> dict[str, FloatArray]:
        """All parameters, "W1", "b1", ... "WL", "bL"; later steps do not change these arrays."""
        with no_warnings():
            W1, b1 = self.first_layer.weights(), self.first_layer.b
        return {"W1": W1, "b1": b1, **self.upper}

    def forward(self, examples: Examples | Batch) -> tuple[FloatArray, FloatArray]:
        """AL and ZL on `examples`, the probability of class 1 and its logit: both (1, m).

        In the Gram form, cheap for an object that has been asked about before: the products of its pictures are cached.
        """
        with no_warnings():
            ZL, _ = self._forward(examples)
            return sigmoid(ZL)[0], ZL

    def _forward(self, examples: Examples | Batch, masks: Masks = ()) -> tuple[FloatArray, list[Cache]]:
        """ZL (1, m), and the caches of layers 2 to L."""
        return forward_from(self.first_layer.forward(examples), self.layers, masks)

    def hidden(self, examples: Examples) -> list[FloatArray]:
        """The activations of each hidden layer on `examples`: L-1 arrays (n[l], m)."""
        with no_warnings():
            return [A for A, _ in self._forward(examples)[1]]

    def descend(self, learning_rate: float, examples: Examples | Batch, masks: Masks = ()) -> Any:
        """Take one step of gradient descent on `examples`, with the dropout of `masks` and without L2.

        Returns the cost before the step, (P,) of a population.
        """
        # Without gradients by name, and with one product by the learning rate, a step takes 12% less.
        ZL, caches = self._forward(examples, masks)
        cost, dZ1, gradients = _differentiate(ZL, caches, examples.signs, learning_rate, masks)
        self.first_layer.descend(examples, dZ1)
        self.layers = [(W - dW, b - db) for (W, b), (dW, db) in zip(self.layers, gradients, strict=True)]
        return cost

    def cost_and_gradients(
        self, examples: Examples | Batch, masks: Masks = (), with_penalty: bool = False
    ) -> CostAndGradients:
        """The cost on `examples` and the gradients of all layers, with the dropout of `masks`.

        NumPy warns of overflow here; the trainer silences it, and checks each cost.
        """
        penalty = self.penalty() if with_penalty else None
        ZL, caches = self._forward(examples, masks)
        cost, dZ1, gradients = _differentiate(ZL, caches, examples.signs, 1.0, masks)
        return CostAndGradients(
            cost, {**self.first_layer.gradients(examples, dZ1), **_by_name(gradients, "d")}, penalty, {}
        )

    @property
    def state_dict(self) -> dict[str, FloatArray]:
        """The arrays that steps replace: the arrays of the first layer, and `upper`."""
        return self.first_layer.state_dict | self.upper

    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace the arrays of `state_dict` by others of the same names and shapes."""
        self.first_layer.load_state(state_dict)
        self.upper = {name: state_dict[name] for name in self.upper}

    def allow_weight_decay(self) -> None:
        """Add to `state_dict` what weight decay changes."""
        self.first_layer.decays = True

    def squared_norm(self) -> float:
        with no_warnings():
            found: float = self.penalty().squared_norm
        return found

    def penalty(self) -> Penalty:
        """What L2 adds for all weights."""
        state, squared_norm = self.first_layer.penalty()
        return Penalty({**state, **self.upper}, squared_norm + sum(inner(W, W) for W, _ in self.layers))

    def linear_parts(self, examples: Examples, shares: FloatArray | None = None) -> list[FloatArray]:
        """Z of layers 1 to L on `examples`, (n[l], m) each; with `shares`, on mixes of them.

        Each column of `shares` (m, k) adds up to 1. The first layer is linear, so that its Z of a mix is the mix of
        its Z, the bias included: no mix is made.
        """
        with no_warnings():
            Z1 = self.first_layer.forward(examples)
            parts = [Z1 if shares is None else Z1 @ shares]
            for W, b in self.layers:
                parts.append(linear_forward(relu(parts[-1])[0], W, b)[0])
        return parts

    @property
    def nbytes(self) -> int:
        """The bytes of a snapshot: of the arrays that steps replace."""
        return self.first_layer.nbytes + sum(W.nbytes + b.nbytes for W, b in self.layers)

    def snapshot(self) -> Network:
        """A copy that later steps do not change; cheap, since steps replace arrays."""
        snapshot = copy.copy(self)
        snapshot.first_layer = copy.copy(self.first_layer)
        return snapshot


def _differentiate(
    ZL: FloatArray, caches: Sequence[Cache], signs: FloatArray, scale: float, masks: Masks
) -> tuple[Any, FloatArray, list[Layer]]:
    """The cost, (P,) of a population, and of `scale` times the cost dZ1, and dW and db of layers 2 to L."""
    count = ZL.shape[-1]
    losses, dZL = losses_and_errors(ZL, signs)
    # The backward pass is linear in dZL: scaling this one row scales all gradients.
    dZL *= scale / count
    sums = row_sums(losses)
    cost = sums.item() / count if sums.ndim == 2 else sums[:, 0, 0] / count
    return cost, *backward_to(dZL, caches, masks)


def _by_name(layers: Sequence[Layer], prefix: str = "") -> dict[str, FloatArray]:
    """The weights and biases of layers 2 to L, or their gradients, as "W2", "b2", ... "WL", "bL", with `prefix`."""
    named = {}
    for number, (W, b) in enumerate(layers, start=2):
        named[f"{prefix}W{number}"], named[f"{prefix}b{number}"] = W, b
    return named
