"""The network [LINEAR -> RELU] x (L-1) -> LINEAR -> SIGMOID: initialization, forward, cost, backward and update.

Parameters are a dict of "W1" (n[1], n[0]), "b1" (n[1], 1), ... "WL", "bL". Everything above the first layer's Z1 is in
`forward_from` and `backward_to`. The first layer itself is in one of the two forms of `first_layer`, or multiplied out,
as in `L_model_forward` and `L_model_backward`.

Any array may have leading axes before the documented shape: then it holds the arrays of several networks, and the same
formulas compute all of them at once (`engine.experiments.batched_training`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from engine.typing import FloatArray

Parameters = Mapping[str, FloatArray]
Gradients = dict[str, FloatArray]
LinearCache = tuple[FloatArray, FloatArray, FloatArray | None]
Cache = tuple[LinearCache, FloatArray]
# Dropout: one array (n[l], m) per hidden layer, by which its activations are multiplied; empty without dropout.
Masks = Sequence[FloatArray]
# W (n, n_prev) and b (n, 1), or None where b is a column of W (`engine.nn.constant_units`).
Layer = tuple[FloatArray, FloatArray | None]
# Arrays for dA_prev and dW of a layer, or None for new ones.
GradientArrays = tuple[FloatArray | None, FloatArray | None]
# dA_prev (n_prev, m), dW (n, n_prev) and dZ (n, m), whose row sums are db.
LayerGradients = tuple[FloatArray, FloatArray, FloatArray]
# As arrays: NumPy takes a third of a microsecond to convert a number, as long as the work on a small layer.
ZERO = np.zeros(())
ONE = np.ones(())
# Up to this many zeros are kept to compare with.
_MAX_ZEROS = 2**15
Activation = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
ActivationBackward = Callable[[FloatArray, FloatArray], FloatArray]
# The variance of the random weights times the inputs of their layer, by the name of the initialization.
NOTEBOOKS_INITIALIZATION = "notebook"
ZEROS = "zeros"
INITIALIZATIONS = {NOTEBOOKS_INITIALIZATION: 1.0, "he": 2.0, ZEROS: 0.0}


def linear_forward(
    A: FloatArray, W: FloatArray, b: FloatArray | None, out: FloatArray | None = None
) -> tuple[FloatArray, LinearCache]:
    """The linear part of a layer, Z = W A + b.

    A (n_prev, m), W (n, n_prev), b (n, 1) or None -> Z (n, m), in `out` if given, and the cache (A, W, b).
    """
    Z = product_for(A)(W, A, out)
    if b is not None:
        Z += b
    return Z, (A, W, b)


def product_for(array: FloatArray) -> Callable[..., FloatArray]:
    """The matrix product of two arrays like `array`: `dot`, or `matmul` for those of several networks.

    A third array, if given, is the one to write to.
    """
    # On small matrices `dot` takes up to a microsecond less than `matmul`; with more axes it means something else.
    return np.ndarray.dot if array.ndim == 2 else _products


def _products(A: FloatArray, B: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """The matrix products of several networks."""
    # Of columns and rows `matmul` takes twice the time.
    return np.multiply(A, B, out=out) if A.shape[-1] == 1 else np.matmul(A, B, out=out)


def linear_activation_forward(
    A_prev: FloatArray, W: FloatArray, b: FloatArray, activation: str
) -> tuple[FloatArray, Cache]:
    """One layer, A = g(W A_prev + b), with g named by `activation`: "relu" or "sigmoid".

    A_prev (n_prev, m) -> A (n, m), and the cache (linear cache, activation cache).
    """
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = ACTIVATIONS[activation](Z)
    return A, (linear_cache, activation_cache)


def layers_above_first(parameters: Parameters, depth: int) -> list[Layer]:
    """Layers 2 to `depth` of `parameters`."""
    return [(parameters[f"W{layer}"], parameters[f"b{layer}"]) for layer in range(2, depth + 1)]


def forward_from(Z1: FloatArray, layers: Sequence[Layer], masks: Masks = ()) -> tuple[FloatArray, list[Cache]]:
    """The forward pass from the linear part of the first layer up, through `layers`, which are 2 to L.

    Z1 (n[1], m) -> AL (1, m), the probability of class 1, and the caches of `layers`; `masks` as in `logits_from`.
    """
    ZL, caches = logits_from(Z1, layers, masks)
    return sigmoid(ZL)[0], caches


def logits_from(
    Z1: FloatArray,
    layers: Sequence[Layer],
    masks: Masks = (),
    in_place: bool = False,
    outputs: Sequence[FloatArray] = (),
) -> tuple[FloatArray, list[Cache]]:
    """`forward_from` up to the logits, ZL (1, m), which are all that training needs.

    With `masks` the activations of hidden layer l are A[l] D[l]. `in_place` has each A written to Z, which serves the
    backward pass as well: it asks where Z is positive. Then more of what several networks have fits into processor
    caches. `outputs`, if given, are arrays for Z of each of `layers`.
    """
    Z, caches = Z1, []
    for below, (W, b) in enumerate(layers):
        A, _ = relu(Z, out=Z if in_place else None)
        if masks:
            # A constant unit, the last, is never dropped.
            A[: len(masks[below])] *= masks[below]
        Z, linear_cache = linear_forward(A, W, b, outputs[below] if outputs else None)
        caches.append((linear_cache, Z))
    return Z, caches


def L_model_forward(X: FloatArray, parameters: Parameters, masks: Masks = ()) -> tuple[FloatArray, list[Cache]]:
    """The forward pass of the whole network.

    X (n[0], m) -> AL (1, m), the probability of class 1, and the list of L caches. `masks` as in `forward_from`.
    """
    Z1, linear_cache = linear_forward(X, parameters["W1"], parameters["b1"])
    AL, caches = forward_from(Z1, layers_above_first(parameters, len(parameters) // 2), masks)
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
    return mean_losses(losses_from_logits(ZL, Y))


def losses_from_logits(ZL: FloatArray, Y: FloatArray) -> FloatArray:
    """The cross-entropy of each example, (..., 1, m), whose mean is the cost."""
    # softplus(z) = max(z, 0) + log(1 + exp(-|z|)): exp never overflows, and it is faster than logaddexp. max(z, 0) and
    # y z are each z or 0, so their difference is exact: nothing cancels.
    losses: FloatArray = np.maximum(ZL, ZERO)
    losses -= Y * ZL
    losses += np.log1p(np.exp(-np.abs(ZL)))
    return losses


def errors_from_logits(ZL: FloatArray, signs: FloatArray) -> FloatArray:
    """AL - Y, (..., 1, m), which is dZL of m times the cost; signs = 1 - 2 Y, that is 1 or -1.

    For both classes it is the sign times sigmoid(sign * ZL), so nothing cancels. A sign of 0 makes an error of 0. NumPy
    warns of overflow here, where an error is 0.
    """
    errors = np.exp(-signs * ZL)
    errors += ONE
    return np.divide(signs, errors, out=errors)


def mean_losses(losses: FloatArray) -> FloatArray:
    """The means over the examples, (..., 1, m) -> (...)."""
    means: FloatArray = row_sums(losses)[..., 0, 0] / losses.shape[-1]
    return means


def losses_and_errors(ZL: FloatArray, signs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """`losses_from_logits` and `errors_from_logits`, which share their exponential.

    With z = ZL for class 0 and -ZL for class 1, the loss is softplus(z), and AL - Y is sigmoid(z) times the sign.
    """
    Z = signs * ZL
    # NaN where a logit is infinite: such a network has diverged, even if all its predictions are right.
    zeros = Z * ZERO
    losses, log_sigmoid = np.maximum(Z, zeros), np.minimum(Z, zeros)
    # sigmoid(z) = exp(-softplus(-z)), so both need log(1 + exp(-|z|)).
    rest = np.log1p(np.exp(log_sigmoid - losses))
    losses += rest
    log_sigmoid -= rest
    errors: FloatArray = np.exp(log_sigmoid)
    errors *= signs
    return losses, errors


def linear_backward(dZ: FloatArray, cache: LinearCache) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The gradients of Z = W A_prev + b: dA_prev = W^T dZ, dW = dZ A_prev^T / m, db = row sums of dZ / m.

    dZ (n, m) -> dA_prev (n_prev, m), dW (n, n_prev), db (n, 1).
    """
    dA_prev, dW = summed_gradients(dZ, cache)
    return dA_prev, dW / dZ.shape[-1], row_sums(dZ) / dZ.shape[-1]


def summed_gradients(
    dZ: FloatArray, cache: LinearCache, outputs: GradientArrays = (None, None)
) -> tuple[FloatArray, FloatArray]:
    """dA_prev = W^T dZ, and dW summed over the examples, not averaged: dZ A_prev^T; in `outputs`, if given."""
    A_prev, W, _ = cache
    product = product_for(dZ)
    dA_out, dW_out = outputs
    return product(W.swapaxes(-1, -2), dZ, dA_out), product(dZ, A_prev.swapaxes(-1, -2), dW_out)


def row_sums(dZ: FloatArray) -> FloatArray:
    """The sums over the examples: dZ (n, m) -> (n, 1)."""
    return product_for(dZ)(dZ, _ones(dZ.shape[-1]))


@lru_cache(maxsize=8)
def _ones(m: int) -> FloatArray:
    # A product with a column of ones takes half the time of a sum on small arrays.
    return np.ones((m, 1))


def linear_activation_backward(
    dA: FloatArray, cache: Cache, activation: str
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The gradients of one layer: dA (n, m) -> dA_prev (n_prev, m), dW (n, n_prev), db (n, 1)."""
    linear_cache, activation_cache = cache
    return linear_backward(DERIVATIVES[activation](dA, activation_cache), linear_cache)


def backward_to(
    Z1: FloatArray,
    dZL: FloatArray,
    caches: Sequence[Cache],
    masks: Masks = (),
    in_place: bool = False,
    outputs: Sequence[GradientArrays] = (),
) -> tuple[FloatArray, list[LayerGradients]]:
    """The backward pass from the logits down to the linear part of the first layer.

    dZL (1, m) -> dZ1 (n[1], m), and the gradients of layers 2 to L. `caches` and `masks` are those of `forward_from`.
    `in_place` has each dZ written to Z, or to A in its place. `outputs`, if given, are arrays for the gradients of each
    layer.

    All results are sums over the examples, and linear in dZL. With dZL = AL - Y they are the gradients of m J, with
    (AL - Y) / m those of the cost J. AL - Y is dAL = -(Y/AL - (1-Y)/(1-AL)) times the sigmoid's AL (1-AL), multiplied
    out, because one factor is infinite and the other zero if AL reaches 0 or 1.
    """
    gradients = []
    dZ = dZL
    for below in reversed(range(len(caches))):
        linear_cache, _ = caches[below]
        dA, dW = summed_gradients(dZ, linear_cache, outputs[below] if outputs else (None, None))
        if masks:
            dA[: len(masks[below])] *= masks[below]
        gradients.append((dA, dW, dZ))
        Z = caches[below - 1][1] if below else Z1
        dZ = relu_backward(dA, Z, out=Z if in_place else None)
    return dZ, gradients[::-1]


def output_errors(AL: FloatArray, Y: FloatArray, ZL: FloatArray) -> FloatArray:
    """dZL = dAL s (1 - s), with dAL = -(Y/AL - (1-Y)/(1-AL)) and s = sigmoid(ZL), all (..., 1, m).

    Where AL is s, to within rounding, that is AL - Y, in which nothing is lost if s rounds to 0 or 1.
    """
    errors: FloatArray = AL - Y
    is_sigmoid = np.isclose(AL, sigmoid(ZL)[0], rtol=4 * np.finfo(np.float64).eps, atol=0.0)
    if is_sigmoid.all():
        return errors
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(is_sigmoid, errors, sigmoid_backward(errors / (AL * (1.0 - AL)), ZL))


def L_model_backward(
    AL: FloatArray, Y: FloatArray, caches: Sequence[Cache], masks: Masks = (), include_dA0: bool = True
) -> Gradients:
    """The backward pass of the whole network, with the caches and masks of `L_model_forward`.

    AL, Y (1, m) -> gradients "dA0" (n[0], m), "dW1" (n[1], n[0]), "db1" (n[1], 1), "dA1", ... "dWL", "dbL". Training
    does without "dA0", the gradient with respect to the pixels, which takes as long as all the others. AL may be other
    probabilities than those of the caches: see `output_errors`.
    """
    (X, W1, _), Z1 = caches[0]
    dZ1, gradients = backward_to(Z1, output_errors(AL, Y, caches[-1][1]), caches[1:], masks)
    product, m = product_for(dZ1), Y.shape[-1]
    grads = {"dW1": product(dZ1, X.swapaxes(-1, -2)) / m, "db1": row_sums(dZ1) / m}
    if include_dA0:
        grads["dA0"] = product(W1.swapaxes(-1, -2), dZ1)
    for below, (dA, dW, dZ) in enumerate(gradients, start=1):
        grads |= {f"dA{below}": dA, f"dW{below + 1}": dW / m, f"db{below + 1}": row_sums(dZ) / m}
    return grads


def sigmoid(Z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The logistic function, A = 1 / (1 + exp(-Z)).

    Z of any shape -> A of the same shape, and the cache (Z itself).
    """
    # exp of a negative number never overflows: where Z is negative, this is exp(Z) / (1 + exp(Z)).
    A: FloatArray = np.exp(np.minimum(Z, ZERO))
    A /= ONE + np.exp(-np.abs(Z))
    return A, Z


def relu(Z: FloatArray, out: FloatArray | None = None) -> tuple[FloatArray, FloatArray]:
    """The rectifier, A = max(0, Z).

    Z of any shape -> A of the same shape, and the cache (Z itself). A is `out` if that is given, which may be Z.
    """
    return np.maximum(Z, _zeros(Z.shape), out=out), Z


@lru_cache(maxsize=32)
def _zeros(shape: tuple[int, ...]) -> FloatArray:
    """Zeros to compare an array of `shape` with: if they are too many, those of one network; else a single zero."""
    # NumPy has vector instructions for the maximum of two arrays, but none for that of an array and a number.
    kept = next((part for part in (shape, shape[-2:]) if math.prod(part) <= _MAX_ZEROS), ())
    return np.zeros(kept)


def sigmoid_backward(dA: FloatArray, cache: FloatArray) -> FloatArray:
    """dZ = dA * s * (1 - s) with s = sigmoid(Z); `cache` is Z, all of one shape."""
    s, _ = sigmoid(cache)
    return dA * s * (1.0 - s)


def relu_backward(dA: FloatArray, cache: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """dZ = dA where Z > 0, else 0; `cache` is Z, all of one shape. dZ is `out` if that is given, which may be Z."""
    # In two steps: multiplying floats by bools takes half as long again.
    dZ = np.greater(cache, ZERO).astype(np.float64) if out is None else np.greater(cache, ZERO, out=out)
    dZ *= dA
    return dZ


ACTIVATIONS: dict[str, Activation] = {"relu": relu, "sigmoid": sigmoid}
DERIVATIVES: dict[str, ActivationBackward] = {"relu": relu_backward, "sigmoid": sigmoid_backward}


def initialize_parameters_deep(
    layer_dims: Sequence[int], seed: int = 1, initialization: str = NOTEBOOKS_INITIALIZATION
) -> dict[str, FloatArray]:
    """Random weights, W[l] = randn(n[l], n[l-1]) / sqrt(n[l-1]), and zero biases.

    `layer_dims` is n[0], n[1], ... n[L]. `initialization` "he" makes weights sqrt(2) times as large, so that signals
    keep their size through ReLU layers (He et al. 2015); with "zeros" all are 0. The draws come in layer order from
    NumPy's legacy stream, because the notebook's numbers do. Returns "W1" (n[1], n[0]), "b1" (n[1], 1), ... "WL", "bL".
    """
    if len(layer_dims) < 2:
        raise ValueError(f"layer_dims = {list(layer_dims)!r}: a network has at least an input and an output")
    gain = INITIALIZATIONS[initialization]
    stream = np.random.RandomState(seed)
    parameters = {}
    for layer in range(1, len(layer_dims)):
        fan_out, fan_in = layer_dims[layer], layer_dims[layer - 1]
        parameters[f"W{layer}"] = (
            stream.randn(fan_out, fan_in) / np.sqrt(fan_in / gain) if gain else np.zeros((fan_out, fan_in))
        )
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
