"""The network of the course's notebook, under the notebook's names: read this file first, then `engine.gram`.

The network is [LINEAR -> RELU] x (L-1) -> LINEAR -> SIGMOID. Examples are columns: X is (n[0], m), Y is (1, m).
Parameters are a dict of "W1" (n[1], n[0]), "b1" (n[1], 1), ... "WL" (1, n[L-1]), "bL" (1, 1); gradients are a dict of
"dW1", "db1", ... in the same shapes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.typing import FloatArray, LabelArray

Parameters = Mapping[str, FloatArray]
Gradients = dict[str, FloatArray]
LinearCache = tuple[FloatArray, FloatArray, FloatArray]
Cache = tuple[LinearCache, FloatArray]
# Dropout: an array (n[l], m) for each hidden layer, by which its activations are multiplied; empty without dropout.
Masks = Sequence[FloatArray]
# The variance of the random weights times the inputs of their layer, by the name of the initialization.
NOTEBOOKS_INITIALIZATION = "notebook"
ZEROS = "zeros"
INITIALIZATIONS = {NOTEBOOKS_INITIALIZATION: 1.0, "he": 2.0, ZEROS: 0.0}
# The notebook records a cost after this many iterations, and at the last one.
RECORD_EVERY = 100
# Below this logit exp(-Z) overflows; above the other one the probability rounds to 1, whose cost may be infinite.
_MIN_LOGIT = -700.0
_MAX_LOGIT = 36.0


# --- activations


def sigmoid(Z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The logistic function, A = 1 / (1 + exp(-Z)), which never reaches 0 or 1.

    Z of any shape -> A of the same shape, and the cache (Z itself).
    """
    A: FloatArray = 1.0 / (1.0 + np.exp(-np.clip(Z, _MIN_LOGIT, _MAX_LOGIT)))
    return A, Z


def relu(Z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The rectifier, A = max(0, Z).

    Z of any shape -> A of the same shape, and the cache (Z itself).
    """
    return np.maximum(0.0, Z), Z


def sigmoid_backward(dA: FloatArray, cache: FloatArray) -> FloatArray:
    """dZ = dA * s * (1 - s) with s = sigmoid(Z); `cache` is Z, all of one shape."""
    s, _ = sigmoid(cache)
    return dA * s * (1.0 - s)


def relu_backward(dA: FloatArray, cache: FloatArray) -> FloatArray:
    """dZ = dA where Z > 0, else 0; `cache` is Z, all of one shape."""
    return dA * (cache > 0.0)


# --- initialization


def initialize_parameters_deep(
    layer_dims: Sequence[int], seed: int = 1, initialization: str = NOTEBOOKS_INITIALIZATION
) -> dict[str, FloatArray]:
    """Random weights, W[l] = randn(n[l], n[l-1]) / sqrt(n[l-1]), and zero biases.

    `layer_dims` is n[0], n[1], ... n[L]. `initialization` "he" makes weights sqrt(2) times as large, so that signals
    keep their size through ReLU layers (He et al. 2015); with "zeros" all are 0. The draws come in layer order from
    NumPy's legacy stream, because the notebook's numbers do. Raises ValueError for fewer than two layers.
    """
    if len(layer_dims) < 2:
        raise ValueError(f"layer_dims = {list(layer_dims)!r}: a network has at least an input and an output")
    gain = INITIALIZATIONS[initialization]
    stream = np.random.RandomState(seed)
    parameters = {}
    for layer in range(1, len(layer_dims)):
        n, n_prev = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = stream.randn(n, n_prev) / np.sqrt(n_prev / gain) if gain else np.zeros((n, n_prev))
        parameters[f"b{layer}"] = np.zeros((n, 1))
    return parameters


# --- forward


def linear_forward(A: FloatArray, W: FloatArray, b: FloatArray) -> tuple[FloatArray, LinearCache]:
    """The linear part of a layer, Z = W A + b.

    A (n_prev, m), W (n, n_prev), b (n, 1) -> Z (n, m), and the cache (A, W, b).
    """
    return W @ A + b, (A, W, b)


def linear_activation_forward(
    A_prev: FloatArray, W: FloatArray, b: FloatArray, activation: str
) -> tuple[FloatArray, Cache]:
    """One layer, A = g(W A_prev + b), with g named by `activation`: "relu" or "sigmoid".

    A_prev (n_prev, m) -> A (n, m), and the cache (linear cache, activation cache).
    """
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = sigmoid(Z) if activation == "sigmoid" else relu(Z)
    return A, (linear_cache, activation_cache)


def L_model_forward(X: FloatArray, parameters: Parameters, masks: Masks = ()) -> tuple[FloatArray, list[Cache]]:
    """The forward pass: X (n[0], m) -> AL (1, m), the probability of class 1, and the list of L caches.

    With `masks` the activations of hidden layer l are A[l] D[l].
    """
    L = len(parameters) // 2
    A, caches = X, []
    for layer in range(1, L):
        A, cache = linear_activation_forward(A, parameters[f"W{layer}"], parameters[f"b{layer}"], "relu")
        if masks:
            A = A * masks[layer - 1]
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters[f"W{L}"], parameters[f"b{L}"], "sigmoid")
    return AL, [*caches, cache]


def compute_cost(AL: FloatArray, Y: FloatArray) -> float:
    """Cross-entropy, J = -(1/m) sum(Y log AL + (1 - Y) log(1 - AL)), finite for every AL in [0, 1].

    AL (1, m), Y (1, m) of 0 and 1 -> a scalar. A probability of 0 or 1 counts as the nearest number between them.
    """
    AL = np.clip(AL, np.finfo(np.float64).tiny, 1.0 - np.finfo(np.float64).epsneg)
    return float(-np.mean(Y * np.log(AL) + (1.0 - Y) * np.log(1.0 - AL)))


# --- backward


def linear_backward(dZ: FloatArray, cache: LinearCache) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The gradients of Z = W A_prev + b: dA_prev = W^T dZ, dW = dZ A_prev^T / m, db = row sums of dZ / m.

    dZ (n, m) -> dA_prev (n_prev, m), dW (n, n_prev), db (n, 1).
    """
    A_prev, W, _ = cache
    m = dZ.shape[1]
    return W.T @ dZ, dZ @ A_prev.T / m, np.sum(dZ, axis=1, keepdims=True) / m


def linear_activation_backward(
    dA: FloatArray, cache: Cache, activation: str
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The gradients of one layer: dA (n, m) -> dA_prev (n_prev, m), dW (n, n_prev), db (n, 1)."""
    linear_cache, activation_cache = cache
    backward = sigmoid_backward if activation == "sigmoid" else relu_backward
    return linear_backward(backward(dA, activation_cache), linear_cache)


def L_model_backward(
    AL: FloatArray, Y: FloatArray, caches: Sequence[Cache], masks: Masks = (), include_dA0: bool = True
) -> Gradients:
    """The backward pass, with the caches and masks of `L_model_forward`.

    AL, Y (1, m) -> gradients "dA0" (n[0], m), "dW1" (n[1], n[0]), "db1" (n[1], 1), "dA1", ... "dWL", "dbL". As in the
    notebook, each dA is that of m times the cost. Training does without "dA0", the gradient with respect to the pixels,
    which takes a third of the time.
    """
    L = len(caches)
    if not include_dA0:
        # Of no columns of W1, W1^T dZ1 has no rows.
        (X, W1, b1), Z1 = caches[0]
        caches = [((X, W1[:, :0], b1), Z1), *caches[1:]]
    grads = {}
    dA = -(Y / AL - (1.0 - Y) / (1.0 - AL))
    for layer in range(L, 0, -1):
        if masks and layer < L:
            dA = dA * masks[layer - 1]
        activation = "sigmoid" if layer == L else "relu"
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = linear_activation_backward(dA, caches[layer - 1], activation)
        grads[f"dA{layer - 1}"] = dA
    return grads


# --- training


def update_parameters(parameters: Parameters, grads: Gradients, learning_rate: float) -> dict[str, FloatArray]:
    """The parameters after one step of gradient descent.

    They are W - learning_rate dW and b - learning_rate db, in new arrays: the old ones remain the old network.
    """
    return {name: value - learning_rate * grads["d" + name] for name, value in parameters.items()}


def L_layer_model(
    X: FloatArray,
    Y: NDArray[Any],
    layers_dims: Sequence[int],
    learning_rate: float = 0.0075,
    num_iterations: int = 3000,
    print_cost: bool = False,
) -> tuple[dict[str, FloatArray], list[float]]:
    """Train the network by gradient descent; `engine.gram.L_layer_model` returns the same, much sooner.

    X (n[0], m), Y (1, m), `layers_dims` = n[0], n[1], ... 1. Returns the parameters and the costs recorded at
    iterations 0, 100, 200, ... and at the last one; with `print_cost` each is also printed, as the notebook does.
    """
    parameters = initialize_parameters_deep(layers_dims)
    costs = []
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        if is_recorded(i, num_iterations):
            costs.append(compute_cost(AL, Y))
            if print_cost:
                print(cost_line(i, costs[-1]))  # noqa: T201  as the notebook does
        grads = L_model_backward(AL, Y, caches, include_dA0=False)
        parameters = update_parameters(parameters, grads, learning_rate)
    return parameters, costs


def is_recorded(iteration: int, iterations: int) -> bool:
    """Whether the notebook records the cost of `iteration`: 0, 100, 200, ... and the last."""
    return iteration % RECORD_EVERY == 0 or iteration == iterations - 1


def cost_line(iteration: int, cost: float) -> str:
    """The notebook's line for a recorded cost."""
    return f"Cost after iteration {iteration}: {cost}"


# --- prediction


def predict(X: FloatArray, y: NDArray[Any], parameters: Parameters) -> LabelArray:
    """The predicted labels: 1 where the probability is above 0.5, else 0; prints the accuracy.

    X (n[0], m), y (1, m) -> (1, m). Raises ValueError for y of another shape.
    """
    if y.shape != (1, X.shape[1]):
        raise ValueError(f"y has shape {y.shape}, but X has {X.shape[1]} examples: it must be (1, {X.shape[1]})")
    AL, _ = L_model_forward(X, parameters)
    labels = (AL > 0.5).astype(np.int64)
    print(accuracy_line(float(np.mean(labels == y))))  # noqa: T201  as the notebook does
    return labels


def accuracy_line(accuracy: float) -> str:
    """The notebook's line for an accuracy."""
    return f"Accuracy: {accuracy}"
