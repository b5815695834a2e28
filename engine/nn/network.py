"""The network: a first layer and those above it, forward pass, gradients and steps."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine.nn.activations import relu
from engine.nn.examples import Batch, Examples
from engine.nn.first_layer import FirstLayer
from engine.nn.gram_layer import GramFirstLayer
from engine.nn.interface import CostAndGradients, TrainableNetwork
from engine.nn.parameters import squared_norm
from engine.nn.pixel_layer import PixelFirstLayer
from engine.nn.propagation import Cache, Gradients, Masks, backward_to, costs_from_logits, forward_from
from engine.typing import FloatArray

# The forms of the first layer, by name.
FIRST_LAYERS: dict[str, type[GramFirstLayer] | type[PixelFirstLayer]] = {
    layer.kind: layer for layer in (GramFirstLayer, PixelFirstLayer)
}


def _no_warnings() -> np.errstate:
    # The outputs and the cost of a diverged network show that it has diverged; NumPy need not warn.
    return np.errstate(over="ignore", invalid="ignore")


class LossAndGradients(NamedTuple):
    """The cost on some examples, and its gradients.

    Attributes: `cost`; `Z1` (n[1], m); `dZ1` (n[1], m); `grads`, those of the layers above.
    """

    cost: float
    Z1: FloatArray
    dZ1: FloatArray  # noqa: N815  the paper's letters
    grads: Gradients


class Linearization(NamedTuple):
    """The network around one example, linear while the same units stay active.

    Attributes: `probability` of class 1; `logit`; `bias_gradients`, those of the logit: "db1" (n[1], 1), ... "dbL"
    (1, 1). They are also the gradients with respect to the linear parts Z of the layers.
    """

    probability: float
    logit: float
    bias_gradients: Gradients


class Network(TrainableNetwork):
    """The notebook's network: a first layer, and the parameters of the layers above it.

    Attributes: `first_layer`; `upper`, the parameters "W2", "b2", ... "WL", "bL".
    """

    def __init__(self, first_layer: FirstLayer, upper: dict[str, FloatArray]) -> None:
        self.first_layer = first_layer
        self.upper = upper
        self._depth = 1 + len(upper) // 2

    @property
    def kind(self) -> str:
        """The form of the first layer: "gram" or "pixels"."""
        return self.first_layer.kind

    @property
    def train(self) -> Examples:
        """The training examples."""
        return self.first_layer.train

    @property
    def product_flops(self) -> int:
        """The floating point operations of the largest matrix product of an iteration."""
        return self.first_layer.product_flops

    @property
    def parameters(self) -> dict[str, FloatArray]:
        """All parameters, "W1", "b1", ... "WL", "bL"; later steps do not change these arrays."""
        with _no_warnings():
            W1 = self.first_layer.weights()
        return {"W1": W1, "b1": self.first_layer.b, **self.upper}

    def forward(self, examples: Examples | Batch) -> tuple[FloatArray, FloatArray]:
        """AL and ZL on `examples`, the probability of class 1 and its logit: both (1, m).

        In the Gram form, cheap for an object that has been asked about before: the products of its pictures are cached.
        """
        with _no_warnings():
            _, AL, caches = self._forward(examples)
        return AL, caches[-1][1]

    def _forward(self, examples: Examples | Batch, masks: Masks = ()) -> tuple[FloatArray, FloatArray, list[Cache]]:
        """Z1 (n[1], m), AL (1, m), and the caches of layers 2 to L."""
        Z1 = self.first_layer.forward(examples)
        return Z1, *forward_from(Z1, self.upper, self._depth, masks)

    def hidden(self, examples: Examples) -> list[FloatArray]:
        """The activations of each hidden layer on `examples`: L-1 arrays (n[l], m)."""
        with _no_warnings():
            Z1, _, caches = self._forward(examples)
        return [relu(Z)[0] for Z in (Z1, *(Z for _, Z in caches[:-1]))]

    def descend(self, learning_rate: float) -> float:
        """Take one step on all training examples; return the cost before it."""
        cost, _, dZ1, steps = self.loss_and_gradients(self.first_layer.train, scale=learning_rate)
        self.first_layer.descend(dZ1)
        self.upper = {name: value - steps["d" + name] for name, value in self.upper.items()}
        return cost

    def cost_and_gradients(
        self, examples: Examples | Batch, masks: Masks = (), with_norm: bool = False
    ) -> CostAndGradients:
        """The cost on `examples` and the gradients of all layers; warnings as in `loss_and_gradients`."""
        cost, Z1, dZ1, grads = self.loss_and_gradients(examples, masks)
        grads |= self.first_layer.gradients(examples, dZ1)
        norm = self.squared_norm(Z1 if examples is self.train else None) if with_norm else 0.0
        return CostAndGradients(cost, grads, norm, {})

    def loss_and_gradients(self, examples: Examples | Batch, masks: Masks = (), scale: float = 1.0) -> LossAndGradients:
        """The cost on `examples`, and the gradients of `scale` times it, with the dropout of `masks`.

        NumPy warns of overflow here; the trainer silences it, and checks each cost.
        """
        Z1, AL, caches = self._forward(examples, masks)
        cost = float(costs_from_logits(caches[-1][1], examples.Y))
        # The backward pass is linear in dZL: scaling this one row scales all gradients.
        dZL = AL - examples.Y
        dZL *= scale / examples.count
        return LossAndGradients(cost, Z1, *backward_to(Z1, dZL, caches, masks))

    def linearize(self, example: Examples) -> Linearization:
        """The network around a single example. Raises ValueError for more than one."""
        if example.count != 1:
            raise ValueError(f"a network is linearized at 1 example, not at {example.count}")
        with _no_warnings():
            Z1, AL, caches = self._forward(example)
            # From dZL = 1 the backward pass has the gradients of the logit, not of the cost.
            dZ1, grads = backward_to(Z1, np.ones_like(AL), caches)
        bias_gradients = {"db1": dZ1, **{name: grad for name, grad in grads.items() if name.startswith("db")}}
        return Linearization(float(AL[0, 0]), float(caches[-1][1][0, 0]), bias_gradients)

    @property
    def state_dict(self) -> dict[str, FloatArray]:
        """The arrays that steps replace, by name: those of the first layer, and `upper`."""
        return {**self.first_layer.state_dict, **self.upper}

    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace the arrays of `state_dict` by others of the same names and shapes."""
        self.first_layer.load_state(state_dict)
        self.upper = {name: state_dict[name] for name in self.upper}

    def squared_norm(self, Z1: FloatArray | None = None) -> float:
        """The sum of the squares of all weights; `Z1` as in `FirstLayer.squared_norm`."""
        return self.first_layer.squared_norm(Z1) + squared_norm(self.upper)

    def with_pixel_layer(self) -> Network:
        """The same network with its first layer in the pixel form."""
        if isinstance(self.first_layer, PixelFirstLayer):
            return self
        layer = self.first_layer
        return Network(PixelFirstLayer(layer.weights(), layer.b, layer.train), self.upper)

    def to_weight_space(self, direction: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """`direction`, velocities by the names of `state_dict`, for `with_pixel_layer()` instead; {} stays {}."""
        if not direction:
            return {}
        return {**self.first_layer.to_weight_space(direction), **{name: direction[name] for name in self.upper}}

    @property
    def nbytes(self) -> int:
        """The memory of a snapshot: the arrays that steps replace."""
        return self.first_layer.nbytes + sum(value.nbytes for value in self.upper.values())

    def snapshot(self) -> Network:
        """A copy that later steps do not change; cheap, since steps replace arrays."""
        return Network(copy.copy(self.first_layer), self.upper)
