"""Sigmoid and ReLU against the notebook, their gradients against numerical ones, and no overflow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.nn.activations import ACTIVATIONS, DERIVATIVES, _zeros, relu, relu_backward, sigmoid, sigmoid_backward
from tests.support import notebook_oracle as oracle
from tests.support.numerical_gradient import numerical_gradient, relative_error


@pytest.fixture
def Z():
    return np.random.RandomState(3).randn(4, 5) * 3


@pytest.mark.parametrize("name", ["relu", "sigmoid"])
def test_an_activation_equals_the_notebooks_and_caches_z(name, Z):
    A, cache = ACTIVATIONS[name](Z)

    np.testing.assert_allclose(A, getattr(oracle, name)(Z)[0], rtol=1e-15)
    assert cache is Z


@pytest.mark.parametrize("name", ["relu", "sigmoid"])
def test_a_derivative_equals_the_notebooks(name, Z):
    dA = np.random.RandomState(4).randn(*Z.shape)

    dZ = DERIVATIVES[name](dA, Z)

    np.testing.assert_allclose(dZ, getattr(oracle, f"{name}_backward")(dA, Z), rtol=1e-14)


@pytest.mark.parametrize("name", ["relu", "sigmoid"])
def test_a_derivative_is_the_numerical_one(name, Z):
    dA = np.random.RandomState(5).randn(*Z.shape)

    numerical = numerical_gradient(lambda z: float((dA * ACTIVATIONS[name](z)[0]).sum()), Z)

    assert relative_error(DERIVATIVES[name](dA, Z), numerical) < 1e-7


def test_sigmoid_never_overflows():
    A, _ = sigmoid(np.array([[-1e308, -800.0, 0.0, 800.0, 1e308]]))

    np.testing.assert_array_equal(A, [[0.0, 0.0, 0.5, 1.0, 1.0]])


@pytest.mark.parametrize("shape", [(), (5,), (2, 3), (4, 2, 3), (200, 300), (13, 21, 209)])
def test_relu_takes_arrays_of_any_shape(shape):
    Z = np.asarray(np.random.RandomState(2).randn(*shape))

    np.testing.assert_array_equal(relu(Z)[0], np.where(Z > 0, Z, 0))


@pytest.mark.parametrize(
    ("shape", "kept"), [((3, 8, 209), (3, 8, 209)), ((13, 21, 209), (21, 209)), ((2, 200, 300), ()), ((200, 300), ())]
)
def test_relu_compares_with_few_zeros(shape, kept):
    assert _zeros(shape).shape == kept


def test_relu_has_no_gradient_at_zero_as_in_the_notebook():
    dA = np.array([[5.0, 5.0, 5.0]])

    np.testing.assert_array_equal(relu_backward(dA, np.array([[-1.0, 0.0, 1.0]])), [[0.0, 0.0, 5.0]])


shapes = arrays.array_shapes(min_dims=1, max_dims=3, max_side=4)
extreme = arrays.arrays(np.float64, shapes, elements=st.floats(allow_nan=False))


@given(extreme)
def test_activations_stay_in_their_range_for_any_number(Z):
    A, _ = sigmoid(Z)

    assert ((A >= 0) & (A <= 1)).all()
    assert (A[Z > 0] >= 0.5).all()
    assert (A[Z < 0] <= 0.5).all()
    np.testing.assert_allclose(A + sigmoid(-Z)[0], 1.0, rtol=1e-15)
    assert (relu(Z)[0] == np.where(Z > 0, Z, 0)).all()


@given(extreme)
def test_derivatives_are_finite_for_any_number(Z):
    dA = np.ones_like(Z)

    assert (relu_backward(dA, Z) == (Z > 0)).all()
    derivative = sigmoid_backward(dA, Z)
    assert derivative.shape == Z.shape
    assert ((derivative >= 0) & (derivative <= 0.25)).all()
