"""The convolutional network in a few lines that run on their own: exported scripts are made of these functions.

`engine.vision.classification.network` computes the same in less time and memory, and up to the rounding of float32.
Pictures are the columns of X (height * width * 3, m), bytes as they are; `blocks` are (stride, whether it pools).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.nn.propagation import sigmoid
from engine.typing import FloatArray
from engine.vision.features import convolve

Arrays = dict[str, NDArray[Any]]
Blocks = Sequence[tuple[int, bool]]
# Added to the variance, against division by zero.
EPSILON = np.float32(1e-5)
# Of the running averages, the part that a step replaces.
AVERAGE_RATE = np.float32(0.1)
NO_STATISTICS: Mapping[str, NDArray[Any]] = {}
# The pictures that are predicted at a time, and those whose statistics are the first ones.
PICTURES_AT_ONCE = 256


def initialize_filters(filters: Sequence[int], seed: int, gain: float) -> Arrays:
    """Random filters "W1" (3, 3, channels in, channels), ..., weights "W" (channels, 1), and zeros "b1", ... "b".

    The variance of the filters is `gain` divided by the inputs of their block, that of the weights at most 1.
    """
    stream = np.random.default_rng([seed, 0])
    parameters: Arrays = {}
    channels = 3
    for number, count in enumerate(filters, 1):
        W = stream.standard_normal((3, 3, channels, count)) * np.sqrt(gain / (9 * channels))
        parameters |= {f"W{number}": W.astype(np.float32), f"b{number}": np.zeros(count, np.float32)}
        channels = count
    W = stream.standard_normal((channels, 1)) * np.sqrt(min(1.0, gain) / channels)
    return {**parameters, "W": W.astype(np.float32), "b": np.zeros(1, np.float32)}


def adapt_filters(
    X: NDArray[Any], filters: Mapping[str, NDArray[Any]], blocks: Blocks, picture_shape: tuple[int, int]
) -> Arrays:
    """Parameters and statistics by which a network finds in X what pretrained `filters` do; its logits are zero.

    The filters have no normalization. That of the network divides what they find by its deviation on X, by which the
    weights of the next block are multiplied.
    """
    A = _input(X, picture_shape)
    deviation = np.ones(3, np.float32)
    arrays: Arrays = {}
    for number, (stride, pools) in enumerate(blocks, 1):
        W = filters[f"W{number}"].astype(np.float32) * deviation[:, np.newaxis]
        Z = convolve(A, W, stride)
        Y = max_pool(Z)[0] if pools else Z
        mean, variance = Y.mean(axis=(0, 1, 2)), Y.var(axis=(0, 1, 2))
        deviation = np.sqrt(variance + EPSILON)
        b = (filters[f"b{number}"].astype(np.float32) + mean) / deviation
        A = np.maximum((Y - mean) / deviation + b, 0)
        arrays |= {f"W{number}": W, f"b{number}": b, f"mean{number}": mean, f"variance{number}": variance}
    return {**arrays, "W": np.zeros((A.shape[3], 1), np.float32), "b": np.zeros(1, np.float32)}


def convolution_forward(
    X: NDArray[Any],
    parameters: Mapping[str, NDArray[Any]],
    blocks: Blocks,
    picture_shape: tuple[int, int],
    masks: Sequence[FloatArray] = (),
    statistics: Mapping[str, NDArray[Any]] = NO_STATISTICS,
) -> tuple[FloatArray, list[Any]]:
    """The probability AL (1, m) of class 1, and the caches, of which the last one has the logits ZL (1, m).

    Each block is CONVOLUTION -> MAX POOLING -> NORMALIZATION -> RELU, the pooling only if it pools, and then the mean
    over all places goes through LINEAR -> SIGMOID. Blocks without `statistics` are normalized by those of the batch;
    `masks` are of these alone.
    """
    A = _input(X, picture_shape)
    caches: list[Any] = []
    for number, (stride, pools) in enumerate(blocks, 1):
        W, b = parameters[f"W{number}"], parameters[f"b{number}"]
        Z = convolve(A, W, stride)
        Y, places = max_pool(Z) if pools else (Z, None)
        uses_batch = f"mean{number}" not in statistics
        if uses_batch:
            mean, variance = Y.mean(axis=(0, 1, 2)), Y.var(axis=(0, 1, 2))
        else:
            mean, variance = statistics[f"mean{number}"], statistics[f"variance{number}"]
        x = (Y - mean) / np.sqrt(variance + EPSILON)
        caches.append((A, W, stride, Z.shape, places, x, b, mean, variance))
        A = np.maximum(x + b, 0)
        if masks and uses_batch:
            A = A * masks[number - 1].T[:, np.newaxis, np.newaxis].astype(np.float32)
    features = A.mean(axis=(1, 2))
    ZL = (features @ parameters["W"] + parameters["b"]).T.astype(np.float64)
    caches.append(((features, parameters["W"], A.shape), ZL))
    return sigmoid(ZL)[0], caches


def _input(X: NDArray[Any], picture_shape: tuple[int, int]) -> NDArray[Any]:
    """The columns of X as pictures of numbers about zero: (m, height, width, 3)."""
    pictures = X.T.reshape(-1, *picture_shape, 3).astype(np.float32)
    scaled: NDArray[Any] = (pictures - np.float32(128)) / np.float32(64)
    return scaled


def convolution_backward(
    AL: FloatArray, Y: NDArray[Any], caches: list[Any], masks: Sequence[FloatArray] = (), frozen: int = 0
) -> Arrays:
    """The gradients "dW1", "db1", ... "dW", "db" of the cost, with the caches and masks of the forward pass.

    Of the first `frozen` blocks there are none.
    """
    (features, W, (_, height, width, _)), _ = caches[-1]
    dZ = ((AL - Y) / Y.shape[1]).T.astype(np.float32)
    grads = {"dW": features.T @ dZ, "db": dZ.sum(axis=0)}
    dA = np.broadcast_to((dZ @ W.T / np.float32(height * width))[:, np.newaxis, np.newaxis], caches[-1][0][2])
    for number in range(len(caches) - 1, frozen, -1):
        A_prev, W, stride, shape, places, x, b, _, variance = caches[number - 1]
        if masks:
            dA = dA * masks[number - 1].T[:, np.newaxis, np.newaxis].astype(np.float32)
        dx = dA * (x + b > 0)
        grads[f"db{number}"] = dx.sum(axis=(0, 1, 2))
        dY = dx - dx.mean(axis=(0, 1, 2)) - x * (dx * x).mean(axis=(0, 1, 2))
        dY /= np.sqrt(variance + EPSILON)
        dZ = dY if places is None else max_pool_backward(dY, places, shape)
        dA, grads[f"dW{number}"] = convolve_backward(dZ, A_prev, W, stride)
    return grads


def convolve_backward(
    dZ: NDArray[Any], A: NDArray[Any], W: NDArray[Any], stride: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """dA and dW of Z = convolve(A, W, stride)."""
    padded = np.pad(A, ((0, 0), (1, 1), (1, 1), (0, 0)))
    d_padded, dW = np.zeros_like(padded), np.zeros_like(W)
    _, height, width, channels = dZ.shape
    for row in range(3):
        for column in range(3):
            shifted = padded[:, row:, column:][:, ::stride, ::stride][:, :height, :width]
            dW[row, column] = shifted.reshape(-1, A.shape[3]).T @ dZ.reshape(-1, channels)
            d_padded[:, row:, column:][:, ::stride, ::stride][:, :height, :width] += dZ @ W[row, column].T
    return d_padded[:, 1:-1, 1:-1], dW


def max_pool(Z: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The largest value of each 2x2 tile, and where it is among its four: the left ones come first."""
    m, height, width, channels = Z.shape
    tiles = Z[:, : height // 2 * 2, : width // 2 * 2].reshape(m, height // 2, 2, width // 2, 2, channels)
    tiles = tiles.transpose(0, 1, 3, 5, 4, 2).reshape(m, height // 2, width // 2, channels, 4)
    return tiles.max(axis=4), tiles.argmax(axis=4)


def max_pool_backward(dY: NDArray[Any], places: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """dZ, of `shape`: all of it goes to the largest value of each tile."""
    m, height, width, channels = dY.shape
    tiles = dY[..., np.newaxis] * (places[..., np.newaxis] == np.arange(4))
    tiles = tiles.reshape(m, height, width, channels, 2, 2).transpose(0, 1, 5, 2, 4, 3)
    dZ = np.zeros(shape, dY.dtype)
    dZ[:, : 2 * height, : 2 * width] = tiles.reshape(m, 2 * height, 2 * width, channels)
    return dZ


def batch_statistics(caches: list[Any]) -> Arrays:
    """The statistics of a batch by name: "mean1", "variance1", ... of the blocks."""
    statistics: Arrays = {}
    for number, (*_, mean, variance) in enumerate(caches[:-1], 1):
        statistics |= {f"mean{number}": mean, f"variance{number}": variance}
    return statistics


def move_averages(averages: Arrays, parameters: Arrays, caches: list[Any]) -> Arrays:
    """The running averages of the parameters and of the statistics after a step."""
    now = {**averages, **parameters, **batch_statistics(caches)}
    return {name: old + AVERAGE_RATE * (now[name] - old) for name, old in averages.items()}


def predict_by_convolution(
    X: NDArray[Any], averages: Arrays, blocks: Blocks, picture_shape: tuple[int, int]
) -> tuple[FloatArray, FloatArray]:
    """AL and ZL (1, m), with the running averages of the parameters and of the statistics."""
    found = []
    for begin in range(0, X.shape[1], PICTURES_AT_ONCE):
        some = X[:, begin : begin + PICTURES_AT_ONCE]
        _, caches = convolution_forward(some, averages, blocks, picture_shape, statistics=averages)
        found.append(caches[-1][1])
    ZL = np.concatenate(found, axis=1)
    return sigmoid(ZL)[0], ZL
