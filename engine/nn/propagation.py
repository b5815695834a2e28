"""Forward pass, cost and backward pass above the first layer's Z1, as training takes them.

The formulas are those of `engine.core`; the first layer itself is in one of the two forms of `first_layer`.

Any array may have leading axes before the documented shape: then it holds the arrays of a population of networks, and
the same formulas compute all of them at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from engine.core import Gradients, Masks, Parameters
from engine.typing import FloatArray

# W (n, n_prev) and b (n, 1).
Layer = tuple[FloatArray, FloatArray]
# A_prev (n_prev, m) and W (n, n_prev) of a layer.
Cache = tuple[FloatArray, FloatArray]
# As arrays: NumPy takes a third of a microsecond to convert a number, as long as the work on a small layer.
ZERO = np.zeros(())
# Up to this many zeros are kept to compare with.
_MAX_ZEROS = 2**15


def forward_from(Z1: FloatArray, layers: Sequence[Layer], masks: Masks = ()) -> tuple[FloatArray, list[Cache]]:
    """The forward pass from Z1 (n[1], m) up to the logits ZL (1, m), through layers 2 to L, and its caches.

    With `masks` the activations of hidden layer l are A[l] D[l]. Each A is written over its Z, Z1 included: the
    backward pass asks where Z is positive, and there A is, too.
    """
    product = product_for(Z1)
    Z, caches = Z1, []
    for below, (W, b) in enumerate(layers):
        A = np.maximum(Z, _zeros(Z.shape), out=Z)
        if masks:
            A *= masks[below]
        caches.append((A, W))
        Z = product(W, A)
        Z += b
    return Z, caches


def product_for(array: FloatArray) -> Callable[[FloatArray, FloatArray], FloatArray]:
    """The matrix product of two arrays like `array`: `dot`, or `matmul` for a population."""
    # On matrices as small as these a step with `dot` takes a tenth less; with more axes it means something else.
    return np.ndarray.dot if array.ndim == 2 else np.matmul


def backward_to(
    dZL: FloatArray, caches: Sequence[Cache], masks: Masks = ()
) -> tuple[FloatArray, list[tuple[FloatArray, FloatArray]]]:
    """The backward pass from the logits down to Z1, with the caches and masks of `forward_from`, which it overwrites.

    dZL (1, m) -> dZ1 (n[1], m), and dW and db of layers 2 to L. All of them are sums over the examples, and linear in
    dZL: dZL = AL - Y gives the gradients of m J, and dZL = (AL - Y) / m the gradients of the cost J. AL - Y is
    dAL = -(Y/AL - (1-Y)/(1-AL)) times the sigmoid's AL (1-AL), multiplied out.
    """
    product, ones = product_for(dZL), _ones(dZL.shape[-1])
    dZ, gradients = dZL, []
    for below in reversed(range(len(caches))):
        A, W = caches[below]
        gradients.append((product(dZ, A.swapaxes(-1, -2)), product(dZ, ones)))
        # Of a column and a row, `matmul` takes twice the time.
        dA = W.swapaxes(-1, -2) * dZ if dZ.shape[-2] == 1 else product(W.swapaxes(-1, -2), dZ)
        if masks:
            dA *= masks[below]
        # In two steps: multiplying floats by bools takes half as long again.
        dZ = np.greater(A, ZERO, out=A)
        dZ *= dA
    return dZ, gradients[::-1]


def cost_from_logits(ZL: FloatArray, Y: FloatArray) -> float:
    """Cross-entropy from the logits, J = (1/m) sum(softplus(ZL) - Y ZL), softplus(z) = log(1 + exp(z)).

    ZL (1, m), Y (1, m) -> a scalar: the same J as `compute_cost` with AL = sigmoid(ZL), exact where AL rounds to 0
    or 1. Infinite or NaN, without a NumPy warning, for a diverged network.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        # softplus(z) = max(z, 0) + log(1 + exp(-|z|)): exp never overflows. max(z, 0) and y z are each z or 0, so their
        # difference is exact: nothing cancels.
        losses = np.maximum(ZL, 0.0) - Y * ZL + np.log1p(np.exp(-np.abs(ZL)))
        return float(np.mean(losses))


def losses_and_errors(ZL: FloatArray, signs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The cross-entropy of each example, and AL - Y, which is dZL of m times the cost: both (1, m).

    signs = 1 - 2 Y: 1 for class 0, -1 for class 1. With z = signs ZL the loss is softplus(z), and AL - Y is sigmoid(z)
    times the sign, so that nothing cancels; they share their exponential.
    """
    Z = signs * ZL
    # NaN where a logit is infinite: such a network has diverged, even if all its predictions are right.
    zeros = Z * ZERO
    losses, log_sigmoid = np.maximum(Z, zeros), np.minimum(Z, zeros)
    # sigmoid(z) = exp(-softplus(-z)), so both need log(1 + exp(-|z|)).
    log1p_exp = np.log1p(np.exp(log_sigmoid - losses))
    losses += log1p_exp
    log_sigmoid -= log1p_exp
    errors: FloatArray = np.exp(log_sigmoid)
    errors *= signs
    return losses, errors


def row_sums(dZ: FloatArray) -> FloatArray:
    """The sums over the examples: dZ (n, m) -> (n, 1)."""
    return product_for(dZ)(dZ, _ones(dZ.shape[-1]))


def inner(A: FloatArray, B: FloatArray) -> Any:
    """The sum of the products of all elements of A and B (n, m): a float; of a population, (P,)."""
    return float(np.vdot(A, B)) if A.ndim == 2 else np.einsum("...ij,...ij->...", A, B)


@lru_cache(maxsize=8)
def _ones(m: int) -> FloatArray:
    # A product with a column of ones takes half the time of a sum on small arrays.
    return np.ones((m, 1))


@lru_cache(maxsize=32)
def _zeros(shape: tuple[int, ...]) -> FloatArray:
    """Zeros (n, m) to compare an array of `shape` (n, m) or (P, n, m) with, or a single zero for large arrays."""
    # NumPy has vector instructions for the maximum of two arrays, but none for that of an array and a number.
    return np.zeros(shape[-2:] if math.prod(shape[-2:]) <= _MAX_ZEROS else ())


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


def no_warnings() -> np.errstate:
    """A context in which NumPy is silent about overflow: a diverged network shows it in its outputs and its cost."""
    return np.errstate(over="ignore", invalid="ignore")
