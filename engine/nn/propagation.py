"""The forward pass, the cost and the backward pass of [LINEAR -> RELU] x (L-1) -> LINEAR -> SIGMOID.

Parameters are a dict of "W1" (n[1], n[0]), "b1" (n[1], 1), ... "WL", "bL". Everything above the first layer's Z1 is in
`forward_from` and `backward_to`. The first layer itself is in one of the two forms of `first_layer`, or multiplied out,
as in `L_model_forward` and `L_model_backward`.

Any array may have leading axes before the documented shape: then it holds the arrays of several networks, and the same
formulas compute all of them at once (`engine.experiments.batched_training`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from engine.nn.activations import ACTIVATIONS, DERIVATIVES, relu_backward
from engine.typing import FloatArray

Parameters = Mapping[str, FloatArray]
Gradients = dict[str, FloatArray]
LinearCache = tuple[FloatArray, FloatArray, FloatArray]
Cache = tuple[LinearCache, FloatArray]
# Dropout: one array (n[l], m) per hidden layer, by which its activations are multiplied; empty without dropout.
Masks = Sequence[FloatArray]


def linear_forward(A: FloatArray, W: FloatArray, b: FloatArray) -> tuple[FloatArray, LinearCache]:
    """The linear part of a layer, Z = W A + b.

    A (n_prev, m), W (n, n_prev), b (n, 1) -> Z (n, m), and the cache (A, W, b).
    """
    Z = product(W, A)
    Z += b
    return Z, (A, W, b)


def product(A: FloatArray, B: FloatArray) -> FloatArray:
    """The matrix product A B; of several networks at once where there are more axes."""
    # On small matrices `dot` takes half a microsecond less than `@`; but it means something else for more axes.
    return A.dot(B) if A.ndim == B.ndim == 2 else A @ B


def linear_activation_forward(
    A_prev: FloatArray, W: FloatArray, b: FloatArray, activation: str
) -> tuple[FloatArray, Cache]:
    """One layer, A = g(W A_prev + b), with g named by `activation`: "relu" or "sigmoid".

    A_prev (n_prev, m) -> A (n, m), and the cache (linear cache, activation cache).
    """
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = ACTIVATIONS[activation](Z)
    return A, (linear_cache, activation_cache)


def activation_of(layer: int, depth: int) -> str:
    """The activation of layer 1, 2, ... of `depth`: "sigmoid" for the last, "relu" below."""
    return "sigmoid" if layer == depth else "relu"


def forward_from(
    Z1: FloatArray, parameters: Parameters, depth: int, masks: Masks = ()
) -> tuple[FloatArray, list[Cache]]:
    """The forward pass from the linear part of the first layer up.

    Z1 (n[1], m) -> AL (1, m), the probability of class 1, and the caches of layers 2 to `depth`. Only layers 2 and
    above of `parameters` are used. With `masks` the activations of hidden layer l are A[l] D[l].
    """
    A, _ = ACTIVATIONS[activation_of(1, depth)](Z1)
    caches = []
    for layer in range(2, depth + 1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        if masks:
            A = A * masks[layer - 2]
        A, cache = linear_activation_forward(A, W, b, activation_of(layer, depth))
        caches.append(cache)
    return A, caches


def L_model_forward(X: FloatArray, parameters: Parameters, masks: Masks = ()) -> tuple[FloatArray, list[Cache]]:
    """The forward pass of the whole network.

    X (n[0], m) -> AL (1, m), the probability of class 1, and the list of L caches. `masks` as in `forward_from`.
    """
    Z1, linear_cache = linear_forward(X, parameters["W1"], parameters["b1"])
    AL, caches = forward_from(Z1, parameters, len(parameters) // 2, masks)
    return AL, [(linear_cache, Z1), *caches]


def compute_cost(AL: FloatArray, Y: FloatArray) -> float:
    """Cross-entropy, J = -(1/m) sum(Y log AL + (1 - Y) log(1 - AL)), finite for every AL in [0, 1].

    AL (1, m), Y (1, m) of 0 and 1 -> a scalar. A probability rounded to 0 or 1 counts as the nearest number between
    them. Training uses `cost_from_logits` instead, which is exact there too.
    """
    P = np.clip(AL, np.finfo(np.float64).tiny, 1.0 - np.finfo(np.float64).epsneg)
    return cost_from_logits(np.log(P) - np.log1p(-P), Y)


def cost_from_logits(ZL: FloatArray, Y: FloatArray) -> float:
    """Cross-entropy from the logits, J = (1/m) sum(softplus(ZL) - Y ZL), softplus(z) = log(1 + exp(z)).

    ZL (1, m), Y (1, m) -> a scalar: the same J as `compute_cost` with AL = sigmoid(ZL), exact where AL rounds to 0
    or 1. Infinite or NaN, without a NumPy warning, for a diverged network.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return float(costs_from_logits(ZL, Y))


def costs_from_logits(ZL: FloatArray, Y: FloatArray) -> FloatArray:
    """`cost_from_logits` of several networks: ZL (..., 1, m), Y (1, m) or (..., 1, m) -> (...).

    NumPy warns of overflow here; callers silence it around a whole step.
    """
    # softplus(z) = max(z, 0) + log(1 + exp(-|z|)): exp never overflows, and it is faster than logaddexp. max(z, 0) and
    # y z are each z or 0, so their difference is exact: nothing cancels.
    losses = np.maximum(ZL, 0.0)
    losses -= Y * ZL
    losses += np.log1p(np.exp(-np.abs(ZL)))
    costs: FloatArray = row_sums(losses)[..., 0, 0] / Y.shape[-1]
    return costs


def linear_backward(dZ: FloatArray, cache: LinearCache) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The gradients of Z = W A_prev + b: dA_prev = W^T dZ, dW = dZ A_prev^T / m, db = row sums of dZ / m.

    dZ (n, m) -> dA_prev (n_prev, m), dW (n, n_prev), db (n, 1).
    """
    A_prev, W, _ = cache
    return product(W.swapaxes(-1, -2), dZ), *parameter_gradients(dZ / dZ.shape[-1], A_prev)


def parameter_gradients(dZ: FloatArray, A_prev: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The gradients of one layer summed over the examples: dW = dZ A_prev^T (n, n_prev) and db (n, 1)."""
    return product(dZ, A_prev.swapaxes(-1, -2)), row_sums(dZ)


def row_sums(dZ: FloatArray) -> FloatArray:
    """The sums over the examples: dZ (n, m) -> (n, 1)."""
    # A product with a column of ones takes half the time of a sum on small arrays.
    return product(dZ, _ones(dZ.shape[-1]))


@lru_cache(maxsize=8)
def _ones(m: int) -> FloatArray:
    return np.ones((m, 1))


def linear_activation_backward(
    dA: FloatArray, cache: Cache, activation: str
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The gradients of one layer: dA (n, m) -> dA_prev (n_prev, m), dW (n, n_prev), db (n, 1)."""
    linear_cache, activation_cache = cache
    return linear_backward(DERIVATIVES[activation](dA, activation_cache), linear_cache)


def backward_to(
    Z1: FloatArray, dZL: FloatArray, caches: list[Cache], masks: Masks = ()
) -> tuple[FloatArray, Gradients]:
    """The backward pass from the logits down to the linear part of the first layer.

    dZL (1, m) -> dZ1 (n[1], m), and the gradients of the layers above: "dA1", ... "dWL", "dbL". `caches` are those of
    layers 2 to L, `masks` those of the forward pass.

    All results are sums over the examples, and linear in dZL. With dZL = AL - Y they are the gradients of m J, with
    (AL - Y) / m those of the cost J. AL - Y is dAL = -(Y/AL - (1-Y)/(1-AL)) times the sigmoid's AL (1-AL), multiplied
    out, because one factor is infinite and the other zero if AL reaches 0 or 1.
    """
    grads: Gradients = {}
    dZ = dZL
    for layer in range(len(caches) + 1, 1, -1):
        (A_prev, W, _), _ = caches[layer - 2]
        grads[f"dW{layer}"], grads[f"db{layer}"] = parameter_gradients(dZ, A_prev)
        grads[f"dA{layer - 1}"] = dA = product(W.swapaxes(-1, -2), dZ)
        if masks:
            dA *= masks[layer - 2]
        dZ = relu_backward(dA, Z1 if layer == 2 else caches[layer - 3][1])
    return dZ, grads


def L_model_backward(
    AL: FloatArray, Y: FloatArray, caches: list[Cache], masks: Masks = (), include_dA0: bool = True
) -> Gradients:
    """The backward pass of the whole network, with the caches and masks of `L_model_forward`.

    AL, Y (1, m) -> gradients "dA0" (n[0], m), "dW1" (n[1], n[0]), "db1" (n[1], 1), "dA1", ... "dWL", "dbL". Training
    does without "dA0", the gradient with respect to the pixels, which takes as long as all the others.
    """
    (X, W1, _), Z1 = caches[0]
    dZ1, grads = backward_to(Z1, AL - Y, caches[1:], masks)
    grads["dW1"], grads["db1"] = parameter_gradients(dZ1, X)
    # The notebook averages the gradients of the parameters only.
    for name, gradient in grads.items():
        if not name.startswith("dA"):
            gradient /= Y.shape[-1]
    if include_dA0:
        grads["dA0"] = product(W1.swapaxes(-1, -2), dZ1)
    return grads
