"""The fast convolution, both ways of it, and pooling against the literal ones."""

import numpy as np
import pytest

from engine.vision.convolution import PatchConvolver, PoolingChoices, Scratch, pad, pool, unpool
from engine.vision.winograd import TileConvolver, make_convolver, runs
from tests.support.literal_convolution import conv_backward, conv_forward, pool_backward, pool_forward

# Height, width, channels in and out.
SIZES = [(6, 6, 3, 4), (5, 7, 2, 3), (4, 5, 1, 1), (8, 12, 3, 4), (1, 2, 5, 2), (16, 4, 2, 3)]
WAYS = {
    "patches": lambda W: (PatchConvolver(W, 1), 1),
    "patches by 2": lambda W: (PatchConvolver(W, 2), 2),
    "tiles": lambda W: (TileConvolver(W), 1),
}


@pytest.fixture
def stream():
    return np.random.default_rng(5)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("way", WAYS)
def test_both_directions_equal_the_literal_functions(way, size, stream):
    height, width, channels, channels_out = size
    A, W = stream.standard_normal((3, height, width, channels)), stream.standard_normal((3, 3, channels, channels_out))
    convolver, stride = WAYS[way](W)
    Z, scratch, found = conv_forward(A, W, stride), Scratch(np.float64), np.empty_like(A)
    dZ = stream.standard_normal(Z.shape)
    dA, dW = conv_backward(dZ, A, W, stride)
    convolver.prepare()

    np.testing.assert_allclose(convolver.forward(pad(A), scratch), Z, rtol=0, atol=1e-10)
    np.testing.assert_allclose(convolver.backward(pad(A), dZ, found, scratch), dW, rtol=0, atol=1e-10)
    np.testing.assert_allclose(found, dA, rtol=0, atol=1e-10)
    np.testing.assert_allclose(convolver.backward(pad(A), dZ, None, scratch), dW, rtol=0, atol=1e-10)


@pytest.mark.parametrize(
    ("channels", "stride", "expected"), [(16, 1, TileConvolver), (16, 2, PatchConvolver), (3, 1, PatchConvolver)]
)
def test_tiles_are_for_many_channels_at_every_place(channels, stride, expected):
    assert type(make_convolver(np.zeros((3, 3, channels, 2)), stride)) is expected


@pytest.mark.parametrize("side", [4, 32, 500])
@pytest.mark.parametrize("way", WAYS)
def test_pictures_are_taken_a_few_at_once(way, side):
    padded = np.zeros((1, side + 2, side + 2, 16), np.float32)
    convolver, _ = WAYS[way](np.zeros((3, 3, 16, 32), np.float32))
    at_once = convolver.pictures_at_once(padded)
    found = runs(convolver, padded, slice(3, 3 + 2 * at_once + 1))

    assert at_once * side * side < 200_000 or at_once == 1
    assert len(found) == 3
    assert max(one.stop - one.start for one in found) <= at_once
    assert [one.start for one in found] == [3, *(one.stop for one in found[:-1])]
    assert found[-1].stop == 3 + 2 * at_once + 1


@pytest.mark.parametrize("size", [(4, 6), (5, 7)])
def test_pooling_equals_the_literal_functions_in_both_directions(size, stream):
    Z = stream.standard_normal((2, *size, 3))
    A, found = pool_forward(Z), np.empty_like(Z)
    dA, choices, out, without = stream.standard_normal(A.shape), PoolingChoices.empty(A.shape), *np.empty((2, *A.shape))

    pool(Z.copy(), out, choices)
    pool(Z.copy(), without)
    unpool(dA, choices, found)

    np.testing.assert_array_equal(out, A)
    np.testing.assert_array_equal(without, A)
    np.testing.assert_allclose(found, pool_backward(dA, Z), rtol=0, atol=1e-10)


def test_of_equal_values_one_gets_the_gradient():
    choices, out = PoolingChoices.empty((1, 1, 1, 1)), np.empty((1, 2, 2, 1))
    pool(np.zeros((1, 2, 2, 1)), np.empty((1, 1, 1, 1)), choices)

    unpool(np.full((1, 1, 1, 1), 5.0), choices, out)

    assert sorted(out.ravel()) == [0, 0, 0, 5]
