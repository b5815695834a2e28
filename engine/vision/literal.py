"""The functions of the course's notebook on convolution, literally: one loop for each axis.

Convolutions here are cross-correlations, as everywhere in neural networks: the filter is not turned. Pictures are
(m, n_H, n_W, n_C). These functions define what the fast ones of this package must return; they are hundreds of times
slower.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.typing import FloatArray

# "stride" and "pad" of a convolution; "f", the side of the window, and "stride" of pooling.
HyperParameters = Mapping[str, int]
PoolingMode = Literal["max", "average"]
ConvolutionCache = tuple[FloatArray, FloatArray, FloatArray, HyperParameters]
PoolingCache = tuple[FloatArray, HyperParameters]


def zero_pad(X: FloatArray, pad: int) -> FloatArray:
    """The pictures X with a border of `pad` zeros: (m, n_H + 2 pad, n_W + 2 pad, n_C)."""
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def conv_single_step(a_slice_prev: FloatArray, W: FloatArray, b: FloatArray) -> float:
    """One filter at one place: the sum of `a_slice_prev` times W, both (f, f, n_C_prev), plus b (1, 1, 1)."""
    return float(np.sum(a_slice_prev * W)) + float(b.item())


def conv_forward(
    A_prev: FloatArray, W: FloatArray, b: FloatArray, hparameters: HyperParameters
) -> tuple[FloatArray, ConvolutionCache]:
    """The convolution Z (m, n_H, n_W, n_C) of A_prev (m, n_H_prev, n_W_prev, n_C_prev), and the cache.

    W (f, f, n_C_prev, n_C), b (1, 1, 1, n_C); `hparameters` has "stride" and "pad".
    """
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, _, _, n_C = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H = (n_H_prev - f + 2 * pad) // stride + 1
    n_W = (n_W_prev - f + 2 * pad) // stride + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_prev_pad = zero_pad(A_prev, pad)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                a_slice_prev = A_prev_pad[i, h * stride : h * stride + f, w * stride : w * stride + f]
                for c in range(n_C):
                    Z[i, h, w, c] = conv_single_step(a_slice_prev, W[..., c], b[..., c])
    return Z, (A_prev, W, b, hparameters)


def conv_backward(dZ: FloatArray, cache: ConvolutionCache) -> tuple[FloatArray, FloatArray, FloatArray]:
    """dA_prev, dW and db, in the shapes of A_prev, W and b, from dZ and the cache of `conv_forward`."""
    A_prev, W, b, hparameters = cache
    f = len(W)
    stride, pad = hparameters["stride"], hparameters["pad"]
    m, n_H, n_W, n_C = dZ.shape
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad, dW, db = np.zeros_like(A_prev_pad), np.zeros_like(W), np.zeros_like(b)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
                for c in range(n_C):
                    dA_prev_pad[i, rows, columns] += W[..., c] * dZ[i, h, w, c]
                    dW[..., c] += A_prev_pad[i, rows, columns] * dZ[i, h, w, c]
                    db[..., c] += dZ[i, h, w, c]
    n_H_prev, n_W_prev = A_prev.shape[1:3]
    return dA_prev_pad[:, pad : pad + n_H_prev, pad : pad + n_W_prev], dW, db


def pool_forward(
    A_prev: FloatArray, hparameters: HyperParameters, mode: PoolingMode = "max"
) -> tuple[FloatArray, PoolingCache]:
    """The largest or the mean value of each window of A_prev: (m, n_H, n_W, n_C), and the cache.

    `hparameters` has "f", the side of the window, and "stride". Raises KeyError for another mode.
    """
    reduce = {"max": _largest, "average": _mean}[mode]
    f, stride = hparameters["f"], hparameters["stride"]
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H, n_W = (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    A[i, h, w, c] = reduce(A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f, c])
    return A, (A_prev, hparameters)


def create_mask_from_window(x: FloatArray) -> NDArray[np.bool_]:
    """Where the window x (f, f) has its largest value; in several places if they are equal."""
    mask: NDArray[np.bool_] = x == np.max(x)
    return mask


def distribute_value(dz: float, shape: tuple[int, int]) -> FloatArray:
    """A window of `shape` (n_H, n_W) whose values are equal and sum to dz."""
    n_H, n_W = shape
    return np.full(shape, dz / (n_H * n_W), np.float64)


def pool_backward(dA: FloatArray, cache: PoolingCache, mode: PoolingMode = "max") -> FloatArray:
    """dA_prev, in the shape of A_prev, from dA and the cache of `pool_forward`. Raises KeyError for another mode."""
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    m, n_H, n_W, n_C = dA.shape
    spread = {"max": _to_largest, "average": _to_all}[mode]
    dA_prev = np.zeros_like(A_prev)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    window = (i, slice(h * stride, h * stride + f), slice(w * stride, w * stride + f), c)
                    dA_prev[window] += spread(A_prev[window], dA[i, h, w, c])
    return dA_prev


def _largest(window: FloatArray) -> float:
    return float(np.max(window))


def _mean(window: FloatArray) -> float:
    return float(np.mean(window))


def _to_largest(window: FloatArray, value: float) -> FloatArray:
    return np.where(create_mask_from_window(window), np.float64(value), 0.0)


def _to_all(window: FloatArray, value: float) -> FloatArray:
    return distribute_value(value, (len(window), len(window)))
