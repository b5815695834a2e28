"""The features of pictures, in a few lines that run on their own: exported notebooks are made of these functions.

`engine.vision.folded` computes the same in less time and memory. A feature is rounded to a byte, as a pixel is: both
then agree in every bit, on any computer, although their sums are rounded differently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.typing import FloatArray

# A byte is a feature times this; few features are above 2.
BYTES_PER_UNIT = 64
# The pictures that are filtered at a time.
_AT_ONCE = 64


def picture_features(
    pictures: NDArray[np.uint8], filters: Mapping[str, NDArray[Any]], blocks: Sequence[tuple[int, bool]]
) -> NDArray[np.uint8]:
    """The features of `pictures` (m, height, width, 3), each the mean of a map of the last block: (m, features).

    `filters` has "W1" (3, 3, channels in, channels), "b1", ... for the blocks, which are (stride, whether it pools).
    """
    features = []
    for begin in range(0, len(pictures), _AT_ONCE):
        A = (pictures[begin : begin + _AT_ONCE].astype(np.float64) - 128.0) / 64.0
        for number, (stride, pools) in enumerate(blocks, 1):
            A = filter_and_pool(A, filters[f"W{number}"], filters[f"b{number}"], stride, pools)
        features.append(to_bytes(A.mean(axis=(1, 2))))
    return np.concatenate(features)


def filter_and_pool(A: FloatArray, W: NDArray[Any], b: NDArray[Any], stride: int, pools: bool) -> FloatArray:
    """CONVOLUTION -> MAX POOLING -> RELU, the middle one only if it `pools`: A (m, height, width, channels)."""
    Z = convolve(A, W.astype(np.float64), stride)
    if pools:
        height, width = (side // 2 for side in Z.shape[1:3])
        Z = Z[:, : 2 * height, : 2 * width].reshape(len(A), height, 2, width, 2, -1).max(axis=(2, 4))
    activations: FloatArray = np.maximum(Z + b, 0)
    return activations


def convolve(A: NDArray[Any], W: NDArray[Any], stride: int) -> NDArray[Any]:
    """The 3x3 convolution of A (m, height, width, channels in) with W, at every place or at every second one."""
    padded = np.pad(A, ((0, 0), (1, 1), (1, 1), (0, 0)))
    height, width = (-(-side // stride) for side in A.shape[1:3])
    Z = np.zeros((len(A), height, width, W.shape[3]), A.dtype)
    for row in range(3):
        for column in range(3):
            Z += padded[:, row:, column:][:, ::stride, ::stride][:, :height, :width] @ W[row, column]
    return Z


def to_bytes(features: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """`features` as bytes."""
    rounded: NDArray[np.uint8] = np.minimum(np.rint(features * BYTES_PER_UNIT), 255).astype(np.uint8)
    return rounded
