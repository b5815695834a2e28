"""The fast pooling against the literal one."""

import numpy as np
import pytest

from engine.vision.literal import pool_backward, pool_forward
from engine.vision.pooling import make_choices, pool, tiles_of, unpool

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
