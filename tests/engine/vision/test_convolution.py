"""The fast convolution and pooling against the literal ones."""

import numpy as np
import pytest

from engine.vision.convolution import (
    Scratch,
    convolve,
    convolve_backward,
    interior,
    make_choices,
    output_shape,
    pad,
    pool,
    spread_out,
    team,
    tiles_of,
    turned,
    unpool,
    weight_gradient,
)
from engine.vision.literal import conv_backward, conv_forward, pool_backward, pool_forward

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


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_arrays_of_a_thread_have_the_type_of_the_team(dtype):
    taken = []
    with team(1, dtype) as members:
        members.run(2, lambda _, scratch: taken.append(scratch.take("patches", (2, 3))))

    assert [(array.shape, array.dtype) for array in taken] == [((2, 3), dtype)] * 2
    assert np.shares_memory(*taken)


HPARAMETERS = {"f": 2, "stride": 2}


def test_tiles_are_views_by_the_place_within_each_window():
    pictures = np.arange(24.0).reshape(1, 4, 6, 1)

    tiles = tiles_of(pictures)

    assert np.shares_memory(tiles, pictures)
    np.testing.assert_array_equal(tiles[:, :, 0, 1, 2, 0], pictures[0, 2:4, 4:6, 0])
    np.testing.assert_array_equal(tiles[1, 0, 0, :, :, 0], pictures[0, 1::2, 0::2, 0])


@pytest.mark.parametrize("size", [(4, 6), (5, 7)])
def test_pooling_equals_the_literal_function(size):
    Z = np.random.default_rng(2).standard_normal((2, *size, 3))
    expected, _ = pool_forward(Z, HPARAMETERS)
    out = np.empty_like(expected)

    pool(tiles_of(Z.copy()), out)

    np.testing.assert_array_equal(out, expected)


def test_the_gradient_equals_the_literal_function():
    stream = np.random.default_rng(2)
    Z = stream.standard_normal((2, 4, 6, 3))
    A, cache = pool_forward(Z, HPARAMETERS)
    dA = stream.standard_normal(A.shape)
    choices, out = make_choices(A.shape), np.empty_like(Z)
    pool(tiles_of(Z.copy()), np.empty_like(A), choices)

    unpool(dA, choices, tiles_of(out))

    np.testing.assert_allclose(out, pool_backward(dA, cache), rtol=0, atol=1e-10)


def test_of_equal_values_one_gets_the_gradient():
    choices, out = make_choices((1, 1, 1, 1)), np.empty((1, 2, 2, 1))
    pool(tiles_of(np.zeros((1, 2, 2, 1))), np.empty((1, 1, 1, 1)), choices)

    unpool(np.full((1, 1, 1, 1), 5.0), choices, tiles_of(out))

    assert sorted(out.ravel()) == [0, 0, 0, 5]
