"""The network's parameters: initialization, and one step of gradient descent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.nn.propagation import Gradients, Parameters
from engine.typing import FloatArray

# The variance of the random weights times the inputs of their layer, by the name of the initialization.
NOTEBOOKS_INITIALIZATION = "notebook"
INITIALIZATIONS = {NOTEBOOKS_INITIALIZATION: 1.0, "he": 2.0}


def initialize_parameters_deep(
    layer_dims: Sequence[int], seed: int = 1, initialization: str = NOTEBOOKS_INITIALIZATION
) -> dict[str, FloatArray]:
    """Random weights, W[l] = randn(n[l], n[l-1]) / sqrt(n[l-1]), and zero biases.

    `layer_dims` is n[0], n[1], ... n[L]. `initialization` "he" makes weights sqrt(2) times as large, so that signals
    keep their size through ReLU layers (He et al. 2015). The draws come in layer order from NumPy's legacy stream,
    because the notebook's numbers do. Returns "W1" (n[1], n[0]), "b1" (n[1], 1), ... "WL", "bL".
    """
    if len(layer_dims) < 2:
        raise ValueError(f"layer_dims = {list(layer_dims)!r}: a network has at least an input and an output")
    gain = INITIALIZATIONS[initialization]
    stream = np.random.RandomState(seed)
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_out, fan_in = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = stream.randn(fan_out, fan_in) / np.sqrt(fan_in / gain)
        parameters[f"b{layer}"] = np.zeros((fan_out, 1))
    return parameters


def squared_norm(parameters: Parameters) -> float:
    """The sum of the squares of all weights; biases do not count."""
    return sum(float(np.vdot(W, W)) for name, W in parameters.items() if name.startswith("W"))


def update_parameters(parameters: Parameters, grads: Gradients, learning_rate: float) -> dict[str, FloatArray]:
    """The parameters after one step of gradient descent.

    They are W - learning_rate dW and b - learning_rate db, in new arrays: the old ones remain the old network.
    """
    return {name: value - learning_rate * grads["d" + name] for name, value in parameters.items()}


def add_l2_penalty(
    cost: float, grads: Gradients, parameters: Parameters, squared_norm: float, decay: float
) -> tuple[float, Gradients]:
    """`cost` and `grads` with the L2 penalty.

    The penalty is decay / 2 times `squared_norm`, that of all weights. `decay` is lambda / m, with m examples to learn
    from. The gradient of a weight W grows by decay W; biases are not penalized.
    """
    penalized = {
        "d" + name: grads["d" + name] if name.startswith("b") else grads["d" + name] + decay * value
        for name, value in parameters.items()
    }
    return cost + decay / 2 * squared_norm, penalized
