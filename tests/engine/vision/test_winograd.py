"""The convolution by tiles against the literal one."""

import numpy as np
import pytest

from engine.vision.convolution import Scratch, pad, tiles_of
from engine.vision.winograd import convolve_tiles, convolve_tiles_backward, filter_gradient, transform_filters
from tests.support.literal_convolution import literal_convolution

# Height, width, channels in and out.
SIZES = [(6, 8, 3, 4), (4, 4, 5, 2), (2, 2, 1, 1), (2, 6, 2, 3)]


@pytest.mark.parametrize("size", SIZES)
def test_forward_equals_the_literal_function(size):
    A, W, Z, *_ = literal_convolution(*size)

    tiles = convolve_tiles(pad(A), transform_filters(W), Scratch(np.float64))

    np.testing.assert_allclose(tiles, tiles_of(Z), rtol=0, atol=1e-10)


@pytest.mark.parametrize("size", SIZES)
def test_backward_equals_the_literal_function(size):
    A, W, _, dZ, dA, dW = literal_convolution(*size)
    found = np.empty_like(A)

    dU = convolve_tiles_backward(
        pad(A), np.ascontiguousarray(tiles_of(dZ)), transform_filters(W), found, Scratch(np.float64)
    )

    np.testing.assert_allclose(found, dA, rtol=0, atol=1e-10)
    np.testing.assert_allclose(filter_gradient(dU), dW, rtol=0, atol=1e-10)


def test_single_precision_is_almost_as_exact_as_by_patches():
    A, W, Z, *_ = literal_convolution(8, 8, 32, 4)

    tiles = convolve_tiles(pad(A).astype(np.float32), transform_filters(W.astype(np.float32)), Scratch(np.float32))

    assert tiles.dtype == np.float32
    np.testing.assert_allclose(tiles, tiles_of(Z), rtol=1e-4, atol=1e-4)
