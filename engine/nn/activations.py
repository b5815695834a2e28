"""Activation functions, forward and backward."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from engine.typing import FloatArray

# As arrays: NumPy takes a third of a microsecond to convert a number, as long as the work on a small layer.
ZERO = np.zeros(())
ONE = np.ones(())
# Up to this many zeros are kept to compare with.
_MAX_ZEROS = 2**15


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


Activation = Callable[[FloatArray], tuple[FloatArray, FloatArray]]
ActivationBackward = Callable[[FloatArray, FloatArray], FloatArray]

ACTIVATIONS: dict[str, Activation] = {"relu": relu, "sigmoid": sigmoid}
DERIVATIVES: dict[str, ActivationBackward] = {"relu": relu_backward, "sigmoid": sigmoid_backward}
