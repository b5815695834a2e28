"""The notebook's functions against the oracle and a step worked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.core import (
    L_model_backward,
    L_model_forward,
    compute_cost,
    initialize_parameters_deep,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    update_parameters,
)
from tests.support import notebook_oracle as oracle
from tests.support.random_networks import hidden_layers, random_labels, seeds, sizes


def assert_same_arrays(found, expected, rtol=1e-12):
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=rtol, atol=1e-14, err_msg=name)


def test_the_cost_of_a_certain_and_wrong_prediction_is_large_but_finite():
    for AL, Y in [(0.0, 1.0), (1.0, 0.0)]:
        cost = compute_cost(np.array([[AL]]), np.array([[Y]]))
        assert np.isfinite(cost)
        assert cost > 36  # -log of the smallest distance of a probability from 1


@given(size=sizes, hidden=hidden_layers, seed=seeds)
def test_cost_and_gradients_are_the_notebooks_for_any_network(size, hidden, seed):
    count, features = size
    X, Y = np.random.RandomState(seed).rand(features, count), random_labels(count, seed).astype(float)
    parameters = initialize_parameters_deep((features, *hidden, 1), seed)

    AL, caches = L_model_forward(X, parameters)

    assert compute_cost(AL, Y) == pytest.approx(oracle.compute_cost(AL, Y), rel=1e-12)
    assert_same_arrays(L_model_backward(AL, Y, caches), oracle.L_model_backward(AL, Y, caches), rtol=1e-10)


def test_the_gradients_stay_finite_if_the_probability_rounds():
    # The logits are +-1000, so AL is exactly 1 and 0, and both predictions are wrong.
    X, parameters = np.array([[1.0, -1.0]]), {"W1": np.array([[1000.0]]), "b1": np.zeros((1, 1))}
    AL, caches = L_model_forward(X, parameters)

    grads = L_model_backward(AL, np.array([[0.0, 1.0]]), caches)

    np.testing.assert_allclose(AL, [[1.0, 0.0]], rtol=0, atol=1e-15)
    np.testing.assert_allclose(grads["dW1"], [[1.0]], rtol=1e-15)  # (1 * 1 + -1 * -1) / 2
    np.testing.assert_allclose(grads["db1"], [[0.0]], rtol=0, atol=1e-15)


def test_one_step_of_gradient_descent_worked_by_hand():
    # One input, one hidden unit, one output; two examples x = 1 (label 1) and x = 2 (label 0).
    #   W1 = 1, b1 = 0: Z1 = [1, 2], A1 = [1, 2].   W2 = log 3, b2 = 0: Z2 = [log 3, 2 log 3].
    #   sigmoid(log 3) = 3/4, sigmoid(2 log 3) = 9/10, so dZ2 = AL - Y = [-1/4, 9/10].
    #   dW2 = (-1/4 * 1 + 9/10 * 2) / 2 = 0.775,  db2 = (-1/4 + 9/10) / 2 = 0.325.
    #   dZ1 = W2 * dZ2 = log 3 * [-1/4, 9/10];  dW1 = log 3 * 0.775,  db1 = log 3 * 0.325.
    # With a learning rate of 2, each parameter moves by twice its gradient.
    log3 = np.log(3.0)
    parameters = {"W1": np.ones((1, 1)), "b1": np.zeros((1, 1)), "W2": np.full((1, 1), log3), "b2": np.zeros((1, 1))}
    X, Y = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0]])

    AL, caches = L_model_forward(X, parameters)
    after = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate=2.0)

    np.testing.assert_allclose(AL, [[0.75, 0.9]], rtol=1e-15)
    assert compute_cost(AL, Y) == pytest.approx(-(np.log(0.75) + np.log(0.1)) / 2, rel=1e-14)
    expected = {"W1": 1 - 1.55 * log3, "b1": -0.65 * log3, "W2": log3 - 1.55, "b2": -0.65}
    assert_same_arrays(after, {name: np.array([[value]]) for name, value in expected.items()})
    assert parameters["W1"] == 1, "the old network stays"


shapes = arrays.array_shapes(min_dims=1, max_dims=3, max_side=4)
extreme = arrays.arrays(np.float64, shapes, elements=st.floats(allow_nan=False))


@given(extreme)
def test_activations_stay_in_their_range_for_any_number(Z):
    A, _ = sigmoid(Z)

    assert ((A > 0) & (A < 1)).all()
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


@given(hidden=hidden_layers, seed=seeds)
def test_weights_are_draws_of_the_legacy_stream(hidden, seed):
    dims = (7, *hidden, 1)

    parameters = initialize_parameters_deep(dims, seed)

    expected = oracle.initialize_parameters_deep(dims, seed)
    assert list(parameters) == list(expected)
    for name in expected:
        np.testing.assert_array_equal(parameters[name], expected[name])


def test_drawing_parameters_leaves_the_global_stream_alone():
    np.random.seed(5)
    untouched = np.random.rand()
    np.random.seed(5)

    initialize_parameters_deep([4, 3, 1])

    assert np.random.rand() == untouched


@pytest.mark.parametrize(("initialization", "factor"), [("he", np.sqrt(2)), ("zeros", 0.0)])
def test_other_weights_are_multiples_of_the_notebooks(initialization, factor):
    found = initialize_parameters_deep([6, 4, 1], 7, initialization)

    for name, array in initialize_parameters_deep([6, 4, 1], 7).items():
        np.testing.assert_allclose(found[name], factor * array, rtol=1e-15)
