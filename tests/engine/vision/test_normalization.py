"""Batch normalization: its statistics, and its gradient against the numerical one."""

import numpy as np

from engine.vision.normalization import (
    EPSILON,
    BatchStatistics,
    gradient_factors,
    normalize,
    normalize_backward,
    rows_of,
    statistics,
    sums,
)
from tests.support.numerical_gradient import numerical_gradient, relative_error

SHAPE = (2, 3, 4, 5)
PLACES = 2 * 3 * 4


def random_pictures(seed=1):
    return 2 + 3 * np.random.default_rng(seed).standard_normal(SHAPE)


def test_the_statistics_are_those_of_all_places_of_each_channel():
    Y = random_pictures()

    mean, variance = statistics(sums(Y, Y), PLACES)

    np.testing.assert_allclose(mean, Y.mean(axis=(0, 1, 2)), atol=1e-12)
    np.testing.assert_allclose(variance, Y.var(axis=(0, 1, 2)), atol=1e-12)


def test_the_deviation_of_a_constant_channel_is_not_zero():
    batch = BatchStatistics(np.zeros(1), np.zeros(1))

    assert batch.inverse_deviation == 1 / np.sqrt(EPSILON)


def test_rows_of_a_padded_picture_are_views():
    padded = np.zeros((2, 5, 6, 3))

    rows_of(padded[:, 1:-1, 1:-1])[...] = 1

    assert padded.sum() == 2 * 3 * 4 * 3
    assert padded[:, 0].sum() == padded[:, :, 0].sum() == 0


def test_normalizing_scales_shifts_and_cuts_below_zero():
    Y, factor, offset = random_pictures(), np.arange(1.0, 6.0), np.array([-3.0, 0, 1, 2, 3])
    out = np.zeros((2, 5, 6, 5))

    normalize(Y, factor, offset, out[:, 1:-1, 1:-1])

    np.testing.assert_allclose(out[:, 1:-1, 1:-1], np.maximum(0, Y * factor + offset))


def test_the_gradient_goes_through_the_statistics_as_well():
    Y, dZ = random_pictures(), np.random.default_rng(2).standard_normal(SHAPE)

    def cost(Y):
        batch = statistics(sums(Y, Y), PLACES)
        return float(np.sum((Y - batch.mean) * batch.inverse_deviation * dZ))

    factors = gradient_factors(sums(dZ, Y), statistics(sums(Y, Y), PLACES), PLACES)
    found = np.empty(SHAPE)
    normalize_backward(dZ, Y.copy(), factors, found)

    assert relative_error(found, numerical_gradient(cost, Y)) < 1e-7
