"""Sigmoid and relu answer as the notebook's, their derivatives agree with differences, and nothing overflows."""

import numpy as np
import pytest

from engine.nn.activations import ACTIVATIONS, DERIVATIVES, relu, relu_backward, sigmoid, sigmoid_backward
from tests.support import notebook_oracle as oracle
from tests.support.numerical_gradient import numerical_gradient, relative_error


@pytest.fixture
def Z():
    return np.random.RandomState(3).randn(4, 5) * 3


@pytest.mark.parametrize("name", ["relu", "sigmoid"])
def test_an_activation_answers_as_the_notebooks_and_its_cache_is_z(name, Z):
    A, cache = ACTIVATIONS[name](Z)

    np.testing.assert_allclose(A, getattr(oracle, name)(Z)[0], rtol=1e-15)
    assert cache is Z


@pytest.mark.parametrize("name", ["relu", "sigmoid"])
def test_a_derivative_answers_as_the_notebooks(name, Z):
    dA = np.random.RandomState(4).randn(*Z.shape)

    dZ = DERIVATIVES[name](dA, Z)

    np.testing.assert_allclose(dZ, getattr(oracle, f"{name}_backward")(dA, Z), rtol=1e-14)


@pytest.mark.parametrize("name", ["relu", "sigmoid"])
def test_a_derivative_is_the_numerical_one(name, Z):
    dA = np.random.RandomState(5).randn(*Z.shape)

    numerical = numerical_gradient(lambda z: float((dA * ACTIVATIONS[name](z)[0]).sum()), Z)

    assert relative_error(DERIVATIVES[name](dA, Z), numerical) < 1e-7


def test_sigmoid_takes_any_logit_without_overflow():
    A, _ = sigmoid(np.array([[-1e308, -800.0, 0.0, 800.0, 1e308]]))

    np.testing.assert_array_equal(A, [[0.0, 0.0, 0.5, 1.0, 1.0]])


def test_sigmoid_of_a_very_negative_logit_is_small_and_not_zero():
    A, _ = sigmoid(np.array([[-700.0]]))

    np.testing.assert_allclose(A, [[np.exp(-700.0)]], rtol=1e-15)


def test_relu_passes_what_is_above_zero_and_stops_the_rest():
    A, _ = relu(np.array([[-2.0, -0.0, 0.0, 3.0]]))

    np.testing.assert_array_equal(A, [[0.0, 0.0, 0.0, 3.0]])


def test_at_zero_itself_relu_has_no_gradient_as_in_the_notebook():
    dA = np.array([[5.0, 5.0, 5.0]])

    np.testing.assert_array_equal(relu_backward(dA, np.array([[-1.0, 0.0, 1.0]])), [[0.0, 0.0, 5.0]])


def test_the_steepest_slope_of_sigmoid_is_a_quarter():
    assert sigmoid_backward(np.array([[2.0]]), np.array([[0.0]])) == 0.5
