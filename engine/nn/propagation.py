"""Forward pass, cost and backward pass above the first layer's Z1, as training takes them.

The first layer itself is in one of the two forms of `first_layer`. The formulas are those of `engine.core`.

Any array may have leading axes before the documented shape: then it holds the arrays of several networks, and the same
formulas compute all of them at once (`engine.experiments.batched_training`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from engine.core import Gradients, Masks, Parameters, sigmoid
from engine.typing import FloatArray

LinearCache = tuple[FloatArray, FloatArray, FloatArray | None]
Cache = tuple[LinearCache, FloatArray]
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


def _linear_forward(
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
        A, _ = _relu(Z, out=Z if in_place else None)
        if masks:
            # A constant unit, the last, is never dropped.
            A[: len(masks[below])] *= masks[below]
        Z, linear_cache = _linear_forward(A, W, b, outputs[below] if outputs else None)
        caches.append((linear_cache, Z))
    return Z, caches


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
        dZ = _relu_backward(dA, Z, out=Z if in_place else None)
    return dZ, gradients[::-1]


def _relu(Z: FloatArray, out: FloatArray | None = None) -> tuple[FloatArray, FloatArray]:
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


def _relu_backward(dA: FloatArray, cache: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """dZ = dA where Z > 0, else 0; `cache` is Z, all of one shape. dZ is `out` if that is given, which may be Z."""
    # In two steps: multiplying floats by bools takes half as long again.
    dZ = np.greater(cache, ZERO).astype(np.float64) if out is None else np.greater(cache, ZERO, out=out)
    dZ *= dA
    return dZ


def squared_norm(parameters: Parameters) -> float:
    """The sum of the squares of all weights; biases do not count."""
    return sum(float(np.vdot(W, W)) for name, W in parameters.items() if name.startswith("W"))


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
