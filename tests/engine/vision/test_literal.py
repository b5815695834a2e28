"""The course's functions on convolution: its own numbers, steps worked by hand, and numerical gradients."""

import numpy as np
import pytest

from engine.vision.literal import (
    conv_backward,
    conv_forward,
    conv_single_step,
    create_mask_from_window,
    distribute_value,
    pool_backward,
    pool_forward,
    zero_pad,
)
from tests.support.numerical_gradient import numerical_gradient, relative_error


@pytest.fixture
def stream():
    return np.random.default_rng(3)


def test_padding_is_a_border_of_zeros_around_each_picture_and_not_around_channels(stream):
    X = stream.random((2, 3, 4, 2))

    padded = zero_pad(X, 2)

    assert padded.shape == (2, 7, 8, 2)
    np.testing.assert_array_equal(padded[:, 2:-2, 2:-2], X)
    assert padded.sum() == pytest.approx(X.sum())


def test_a_single_step_is_the_sum_of_products_plus_the_bias():
    a, W = np.arange(8.0).reshape(2, 2, 2), np.full((2, 2, 2), 0.5)

    assert conv_single_step(a, W, np.array([[[3.0]]])) == 28 * 0.5 + 3


def test_a_convolution_worked_by_hand():
    A = np.arange(9.0).reshape(1, 3, 3, 1)
    W = np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(2, 2, 1, 1)

    Z, cache = conv_forward(A, W, np.full((1, 1, 1, 1), 0.5), {"stride": 1, "pad": 0})

    # The first place: 0 * 1 + 1 * 2 + 3 * 3 + 4 * 4 + 0.5; each step adds 10 to the right and 30 down.
    np.testing.assert_array_equal(Z[0, :, :, 0], [[27.5, 37.5], [57.5, 67.5]])
    assert cache[0] is A
    assert cache[1] is W


@pytest.mark.parametrize(("stride", "pad", "side"), [(1, 0, 4), (1, 1, 6), (2, 1, 3), (2, 0, 2)])
def test_the_size_of_a_convolution_follows_stride_and_padding(stride, pad, side, stream):
    Z, _ = conv_forward(
        stream.random((1, 6, 6, 2)), stream.random((3, 3, 2, 3)), np.zeros((1, 1, 1, 3)), {"stride": stride, "pad": pad}
    )

    assert Z.shape == (1, side, side, 3)


@pytest.mark.parametrize(("stride", "pad"), [(1, 1), (2, 1), (2, 0)])
def test_the_gradients_of_a_convolution_are_the_numerical_ones(stride, pad, stream):
    A, W, b = (stream.standard_normal(shape) for shape in ((2, 4, 5, 2), (3, 3, 2, 2), (1, 1, 1, 2)))
    hparameters = {"stride": stride, "pad": pad}
    Z, cache = conv_forward(A, W, b, hparameters)
    dZ = stream.standard_normal(Z.shape)

    dA, dW, db = conv_backward(dZ, cache)

    def cost(A, W, b):
        return float(np.sum(conv_forward(A, W, b, hparameters)[0] * dZ))

    assert relative_error(dA, numerical_gradient(lambda A: cost(A, W, b), A)) < 1e-7
    assert relative_error(dW, numerical_gradient(lambda W: cost(A, W, b), W)) < 1e-7
    assert relative_error(db, numerical_gradient(lambda b: cost(A, W, b), b)) < 1e-7


def test_pooling_takes_the_largest_or_the_mean_value_of_each_window():
    A = np.array([[1.0, 5.0, 2.0], [3.0, 4.0, 0.0], [9.0, 6.0, 7.0]]).reshape(1, 3, 3, 1)
    hparameters = {"f": 2, "stride": 1}

    largest, means = pool_forward(A, hparameters)[0], pool_forward(A, hparameters, mode="average")[0]

    np.testing.assert_array_equal(largest[0, :, :, 0], [[5, 5], [9, 7]])
    np.testing.assert_array_equal(means[0, :, :, 0], [[3.25, 2.75], [5.5, 4.25]])


@pytest.mark.parametrize("mode", ["max", "average"])
def test_the_gradient_of_pooling_is_the_numerical_one(mode, stream):
    A, hparameters = stream.standard_normal((2, 5, 5, 2)), {"f": 3, "stride": 2}
    pooled, cache = pool_forward(A, hparameters, mode)
    dA = stream.standard_normal(pooled.shape)

    found = pool_backward(dA, cache, mode)

    expected = numerical_gradient(lambda A: float(np.sum(pool_forward(A, hparameters, mode)[0] * dA)), A)
    assert relative_error(found, expected) < 1e-7


def test_the_mask_marks_all_places_of_the_largest_value():
    np.testing.assert_array_equal(create_mask_from_window(np.array([[1.0, 4.0], [4.0, 0.0]])), [[0, 1], [1, 0]])


def test_a_value_is_distributed_equally():
    np.testing.assert_array_equal(distribute_value(6.0, (2, 3)), np.ones((2, 3)))


def test_the_numbers_are_those_that_the_course_prints():
    np.random.seed(1)  # as in the notebook
    A, W, b = np.random.randn(10, 4, 4, 3), np.random.randn(2, 2, 3, 8), np.random.randn(1, 1, 1, 8)
    Z, cache = conv_forward(A, W, b, {"pad": 2, "stride": 2})
    assert Z.mean() == pytest.approx(0.0489952035289, abs=1e-12)
    assert [gradient.mean() for gradient in conv_backward(Z, cache)] == pytest.approx(
        [1.45243777754, 1.72699145831, 7.83923256462], abs=1e-11
    )

    np.random.seed(1)
    A = np.random.randn(5, 5, 3, 2)
    _, pooled = pool_forward(A, {"stride": 1, "f": 2})
    dA = np.random.randn(5, 4, 2, 2)
    np.testing.assert_allclose(
        pool_backward(dA, pooled, "max")[1, 1], [[0, 0], [5.05844394, -1.68282702], [0, 0]], atol=1e-8
    )
    np.testing.assert_allclose(
        pool_backward(dA, pooled, "average")[1, 1],
        [[0.08485462, 0.2787552], [1.26461098, -0.25749373], [1.17975636, -0.53624893]],
        atol=1e-8,
    )
