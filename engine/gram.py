"""The notebook's training in the Gram form: the same numbers, and no iteration touches a pixel.

A step of gradient descent moves the first layer by

    W1 <- W1 - (a/m) dZ1 X^T        dZ1 (n1, m), X (n0, m)

with learning rate a. Each step adds a multiple of X^T, so that throughout

    W1 = W1_0 + C X^T               C (n1, m), zero at first

and the step is one of C alone:

    C <- C - (a/m) dZ1

In the forward pass W1 is never needed, only its product with the same pictures:

    Z1 = W1 X + b1 = W1_0 X + C K + b1        K = X^T X (m, m)

W1_0 X and K are computed once. Nothing is approximated; the sums are merely in another order. The notebook has n0 =
12,288 pixels and m = 209 pictures: instead of two products with X, of 20 x 12,288 x 209 multiplications each, a step
has one with K, of 20 x 209 x 209.

The bias is the weight of one more feature, which is always 1. Its step is the same, b1 <- b1 - (a/m) row sums of dZ1,
so it is in C as well:

    b1 = b1_0 + row sums of C                 K = X^T X + 1, and Z1 = W1_0 X + b1_0 + C K

with b1_0 = 0 in the notebook. The layers above the first are a network of their own, whose X is A1: `L_model_forward`
and `L_model_backward` of `engine.core` take them as they are, and the gradient "dA0" of that network is dA1.
`engine.nn` trains in this form too, with the options that the notebook has not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import core
from engine.core import (
    L_model_backward,
    L_model_forward,
    Parameters,
    compute_cost,
    cost_line,
    initialize_parameters_deep,
    is_recorded,
    relu,
    relu_backward,
    update_parameters,
)
from engine.typing import FloatArray


def L_layer_model(
    X: FloatArray,
    Y: NDArray[Any],
    layers_dims: Sequence[int],
    learning_rate: float = 0.0075,
    num_iterations: int = 3000,
    print_cost: bool = False,
) -> tuple[dict[str, FloatArray], list[float]]:
    """Train the network [LINEAR -> RELU] x (L-1) -> LINEAR -> SIGMOID by gradient descent, in the Gram form.

    Takes and returns what `engine.core.L_layer_model` does: X (n[0], m), Y (1, m), `layers_dims` = n[0], n[1], ... 1;
    the parameters, and the costs recorded at iterations 0, 100, 200, ... and at the last one, printed with
    `print_cost`.
    """
    if len(layers_dims) < 3:
        # Without hidden layers there is nothing above the first.
        return core.L_layer_model(X, Y, layers_dims, learning_rate, num_iterations, print_cost)
    initial = initialize_parameters_deep(layers_dims)
    m = X.shape[1]
    W1X, K = initial["W1"] @ X, X.T @ X + 1.0
    C = np.zeros((layers_dims[1], m))
    upper = layers_above_first(initial)
    costs = []
    for i in range(num_iterations):
        Z1 = W1X + C @ K
        A1, _ = relu(Z1)
        AL, caches = L_model_forward(A1, upper)
        if is_recorded(i, num_iterations):
            costs.append(compute_cost(AL, Y))
            if print_cost:
                print(cost_line(i, costs[-1]))  # noqa: T201  as the notebook does
        grads = L_model_backward(AL, Y, caches)
        dZ1 = relu_backward(grads["dA0"], Z1)
        C = C - learning_rate / m * dZ1
        upper = update_parameters(upper, grads, learning_rate)
    first = {"W1": initial["W1"] + C @ X.T, "b1": np.sum(C, axis=1, keepdims=True)}
    return with_first_layer(first, upper), costs


def layers_above_first(parameters: Parameters) -> dict[str, FloatArray]:
    """Layers 2 to L of `parameters` as a network of their own, layers 1 to L - 1."""
    L = len(parameters) // 2
    return {f"{letter}{layer - 1}": parameters[f"{letter}{layer}"] for layer in range(2, L + 1) for letter in "Wb"}


def with_first_layer(first: Parameters, upper: Parameters) -> dict[str, FloatArray]:
    """The parameters of the whole network: "W1" and "b1" in `first`, and those of `layers_above_first`."""
    above = {
        f"{letter}{layer + 1}": upper[f"{letter}{layer}"] for layer in range(1, len(upper) // 2 + 1) for letter in "Wb"
    }
    return {**first, **above}
