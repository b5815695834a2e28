"""The fast convolution against the literal one."""

import numpy as np
import pytest

from engine.vision.convolution import (
    Scratch,
    convolve,
    convolve_backward,
    interior,
    output_shape,
    pad,
    spread_out,
    turned,
    weight_gradient,
)
from engine.vision.literal import conv_backward, conv_forward

# Height, width, channels in and out.
SIZES = [(6, 6, 3, 4), (5, 7, 2, 3), (4, 5, 1, 1)]


@pytest.fixture
def scratch():
    return Scratch(np.float64)


def literal(height, width, channels, channels_out, stride):
    """A, W, Z, dZ, dA and dW of the literal functions on random pictures."""
    stream = np.random.default_rng(5)
    A = stream.standard_normal((3, height, width, channels))
    W = stream.standard_normal((3, 3, channels, channels_out))
    Z, cache = conv_forward(A, W, np.zeros((1, 1, 1, channels_out)), {"stride": stride, "pad": 1})
    dZ = stream.standard_normal(Z.shape)
    return A, W, Z, dZ, *conv_backward(dZ, cache)[:2]


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("size", SIZES)
def test_forward_equals_the_literal_function(size, stride, scratch):
    A, W, Z, *_ = literal(*size, stride)
    out = np.empty_like(Z)

    convolve(pad(A), W, stride, out, scratch)

    np.testing.assert_allclose(out, Z, rtol=0, atol=1e-10)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("size", SIZES)
def test_backward_equals_the_literal_function(size, stride, scratch):
    A, W, Z, dZ, dA, dW = literal(*size, stride)
    padded, found = pad(A), np.empty_like(A)
    dZ_padded = np.zeros((*padded.shape[:3], Z.shape[3]))
    spread_out(dZ_padded, stride, *Z.shape[1:3])[...] = dZ

    np.testing.assert_allclose(convolve_backward(padded, dZ_padded, turned(W), found, scratch), dW, rtol=0, atol=1e-10)

    np.testing.assert_allclose(found, dA, rtol=0, atol=1e-10)


@pytest.mark.parametrize("stride", [1, 2])
def test_the_gradient_of_the_filters_alone_equals_the_literal_function(stride, scratch):
    A, _, _, dZ, _, dW = literal(*SIZES[0], stride)

    np.testing.assert_allclose(weight_gradient(pad(A), dZ, stride, scratch), dW, rtol=0, atol=1e-10)


def test_single_precision_is_as_exact_as_it_can_be():
    A, W, Z, *_ = literal(*SIZES[0], 1)
    out = np.empty(Z.shape, np.float32)

    convolve(pad(A).astype(np.float32), W.astype(np.float32), 1, out, Scratch(np.float32))

    np.testing.assert_allclose(out, Z, rtol=1e-4, atol=1e-5)


def test_a_border_of_one_zero_keeps_the_size():
    padded = pad(np.ones((2, 4, 5, 3)))

    assert output_shape(padded, 1) == (4, 5)
    assert output_shape(padded, 2) == (2, 3)
    assert padded.sum() == interior(padded).sum() == 2 * 4 * 5 * 3


def test_scratch_memory_is_used_again_for_smaller_shapes(scratch):
    large = scratch.take("patches", (4, 3))

    assert np.shares_memory(large, scratch.take("patches", (2, 5)))
    assert not np.shares_memory(large, scratch.take("other", (2, 5)))


def test_padded_scratch_memory_is_shared_by_nothing_that_could_spoil_its_zeros(scratch):
    first = scratch.take_padded("gradient", (2, 4))
    first[:, 1] = 1

    assert scratch.take_padded("gradient", (2, 4)) is first
    np.testing.assert_array_equal(scratch.take_padded("gradient", (1, 4)), 0)
    np.testing.assert_array_equal(scratch.take_padded("other", (2, 4)), 0)
