"""The convolution by large tiles against the literal one."""

import numpy as np
import pytest

from engine.vision.convolution import Scratch, pad
from engine.vision.winograd4 import (
    convolve_tiles,
    convolve_tiles_backward,
    filter_gradient,
    input_tiles,
    tile_shape,
    tiles_of,
    transform_filters,
    transformed_shape,
)
from tests.support.literal_convolution import literal_convolution

# Height, width, channels in and out.
SIZES = [(8, 12, 3, 4), (4, 4, 5, 2), (4, 8, 1, 1), (16, 4, 2, 3)]


def transformed(A, scratch):
    padded = pad(A)
    V = np.empty((6, 6, np.prod(tile_shape(padded)), A.shape[3]), A.dtype)
    input_tiles(padded, V, scratch)
    return V


def flat_tiles(pictures):
    """The pictures as tiles (4, 4, tiles, channels)."""
    return np.ascontiguousarray(tiles_of(pictures)).reshape(4, 4, -1, pictures.shape[3])


@pytest.mark.parametrize("size", SIZES)
def test_forward_equals_the_literal_function(size):
    A, W, Z, *_ = literal_convolution(*size)
    scratch = Scratch(np.float64)

    tiles = convolve_tiles(transformed(A, scratch), transform_filters(W), scratch)

    assert transform_filters(W).shape == transformed_shape(W)
    np.testing.assert_allclose(tiles, flat_tiles(Z), rtol=0, atol=1e-10)


@pytest.mark.parametrize("size", SIZES)
def test_backward_equals_the_literal_function(size):
    A, W, _, dZ, dA, dW = literal_convolution(*size)
    scratch, found = Scratch(np.float64), np.empty_like(A)
    U = np.ascontiguousarray(transform_filters(W).swapaxes(2, 3))

    dU = convolve_tiles_backward(transformed(A, scratch), flat_tiles(dZ), U, found, scratch)

    np.testing.assert_allclose(found, dA, rtol=0, atol=1e-10)
    np.testing.assert_allclose(filter_gradient(dU), dW, rtol=0, atol=1e-10)
    alone = convolve_tiles_backward(transformed(A, scratch), flat_tiles(dZ), U, None, scratch)
    np.testing.assert_allclose(filter_gradient(alone), dW, rtol=0, atol=1e-10)


def test_single_precision_is_almost_as_exact_as_by_patches():
    A, W, Z, *_ = literal_convolution(8, 8, 32, 4)
    scratch = Scratch(np.float32)

    tiles = convolve_tiles(transformed(A.astype(np.float32), scratch), transform_filters(W.astype(np.float32)), scratch)

    assert tiles.dtype == np.float32
    np.testing.assert_allclose(tiles, flat_tiles(Z), rtol=3e-4, atol=3e-4)
