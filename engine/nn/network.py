"""The network as it is at one moment of its training, on whichever examples one asks it about."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.nn.activations import relu
from engine.nn.examples import Batch, Examples
from engine.nn.first_layer import FirstLayer
from engine.nn.gram_layer import GramFirstLayer
from engine.nn.parameters import squared_norm, update_parameters
from engine.nn.pixel_layer import PixelFirstLayer
from engine.nn.propagation import Cache, Gradients, Masks, backward_to, costs_from_logits, forward_from
from engine.typing import FloatArray

# The forms of the first layer, by the name of each.
FIRST_LAYERS: dict[str, type[GramFirstLayer] | type[PixelFirstLayer]] = {
    layer.kind: layer for layer in (GramFirstLayer, PixelFirstLayer)
}


def _no_warnings() -> np.errstate:
    # A network that has left the finite numbers shows it in its answers and its cost; NumPy need not warn of it.
    return np.errstate(over="ignore", invalid="ignore")


class LossAndGradients(NamedTuple):
    """Where a network stands: its `cost`, `Z1` (n1, m), and the gradients: `dZ1`, and `grads` of the layers above."""

    cost: float
    Z1: FloatArray
    dZ1: FloatArray  # noqa: N815  the paper's letters
    grads: Gradients


class Linearization(NamedTuple):
    """The network around one example: with the gates that it opens, the logit is linear in it.

    Attributes: `probability` of class 1; `logit`; `bias_gradients` of the logit by the biases, which are those by the
    linear part Z of each layer: "db1" (n[1], 1), ... "dbL" (1, 1).
    """

    probability: float
    logit: float
    bias_gradients: Gradients


class Network:
    """A first layer held over its training examples, and the parameters of the layers above it.

    Attributes: `first_layer`; `upper`, the parameters "W2", "b2", ... "WL", "bL".
    """

    def __init__(self, first_layer: FirstLayer, upper: dict[str, FloatArray]) -> None:
        self.first_layer = first_layer
        self.upper = upper
        self._depth = 1 + len(upper) // 2

    @property
    def parameters(self) -> dict[str, FloatArray]:
        """All parameters, "W1", "b1", ... "WL", "bL"; later steps leave these arrays alone."""
        with _no_warnings():
            W1 = self.first_layer.weights()
        return {"W1": W1, "b1": self.first_layer.b, **self.upper}

    def forward(self, examples: Examples | Batch) -> tuple[FloatArray, FloatArray]:
        """The probability of class 1 and its logit for each of `examples`: AL and ZL, both (1, m).

        Cheap for the same object asked again, where the first layer keeps products of the pictures.
        """
        with _no_warnings():
            _, AL, caches = self._forward(examples)
        return AL, caches[-1][1]

    def _forward(self, examples: Examples | Batch, masks: Masks = ()) -> tuple[FloatArray, FloatArray, list[Cache]]:
        """Z1 (n1, m), AL (1, m), and the caches of layers 2 to L."""
        Z1 = self.first_layer.forward(examples)
        return Z1, *forward_from(Z1, self.upper, self._depth, masks)

    def hidden(self, examples: Examples) -> list[FloatArray]:
        """The activations of each hidden layer on `examples`: L-1 arrays (n[l], m)."""
        with _no_warnings():
            Z1, _, caches = self._forward(examples)
        return [relu(Z)[0] for Z in (Z1, *(Z for _, Z in caches[:-1]))]

    def active_layers(self, examples: Examples) -> NDArray[np.bool_]:
        """Whether any unit of each hidden layer answers to each of `examples`: (L-1, m)."""
        return np.stack([(A > 0).any(axis=0) for A in self.hidden(examples)])

    def descend(self, learning_rate: float) -> float:
        """One step of gradient descent over all training examples; the cost before it."""
        loss_and_gradients = self.loss_and_gradients(self.first_layer.train)
        self.first_layer.descend(loss_and_gradients.dZ1, learning_rate)
        self.upper = update_parameters(self.upper, loss_and_gradients.grads, learning_rate)
        return loss_and_gradients.cost

    def loss_and_gradients(self, examples: Examples | Batch, masks: Masks = ()) -> LossAndGradients:
        """The cost on `examples` and its gradients, with the dropout of `masks` if any.

        NumPy warns of numbers that are no longer finite; the trainer, which looks for them, silences it.
        """
        Z1, AL, caches = self._forward(examples, masks)
        cost = float(costs_from_logits(caches[-1][1], examples.Y))
        return LossAndGradients(cost, Z1, *backward_to(Z1, AL, examples.Y, caches, masks))

    def linearize(self, example: Examples) -> Linearization:
        """The linear piece that a single example lies in. Raises ValueError for more than one."""
        if example.count != 1:
            raise ValueError(f"a piece belongs to 1 example, not to {example.count}")
        with _no_warnings():
            Z1, AL, caches = self._forward(example)
            # An error AL - Y of one at the top: what comes back is the slope of the logit, not of the cost.
            dZ1, grads = backward_to(Z1, AL, AL - 1.0, caches)
        bias_gradients = {
            "db1": dZ1,
            **{name: loss_and_gradients for name, loss_and_gradients in grads.items() if name.startswith("db")},
        }
        return Linearization(float(AL[0, 0]), float(caches[-1][1][0, 0]), bias_gradients)

    @property
    def state_dict(self) -> dict[str, FloatArray]:
        """All that steps change, by name: those of the first layer, and `upper`."""
        return {**self.first_layer.state_dict, **self.upper}

    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Take other coordinates, with the names and shapes of its own."""
        self.first_layer.load_state(state_dict)
        self.upper = {name: state_dict[name] for name in self.upper}

    def squared_norm(self, Z1: FloatArray | None = None) -> float:
        """The sum of the squares of all weights; `Z1` as in `FirstLayer.squared_norm`."""
        return self.first_layer.squared_norm(Z1) + squared_norm(self.upper)

    def with_pixel_layer(self) -> Network:
        """The same network with its first layer held as W1 itself."""
        if isinstance(self.first_layer, PixelFirstLayer):
            return self
        layer = self.first_layer
        return Network(PixelFirstLayer(layer.weights(), layer.b, layer.train), self.upper)

    def to_weight_space(self, direction: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """A direction in its coordinates as one in those of the same network `with_pixel_layer`; none stays none."""
        if not direction:
            return {}
        return {**self.first_layer.to_weight_space(direction), **{name: direction[name] for name in self.upper}}

    @property
    def nbytes(self) -> int:
        """What its weights take, as they are held."""
        return self.first_layer.nbytes + sum(value.nbytes for value in self.upper.values())

    def snapshot(self) -> Network:
        """The network as it is now, which later steps leave alone."""
        return Network(copy.copy(self.first_layer), self.upper)
