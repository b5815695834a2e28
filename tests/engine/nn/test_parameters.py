"""Initial parameters are the notebook's, and a step leaves the old ones alone."""

import numpy as np
import pytest
from hypothesis import given

from engine.nn.parameters import initialize_parameters_deep, update_parameters
from tests.support import notebook_oracle as oracle
from tests.support.random_networks import hidden_layers, seeds


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


@pytest.mark.parametrize("layer_dims", [[], [5]])
def test_a_network_needs_an_input_and_an_output(layer_dims):
    with pytest.raises(ValueError, match="at least an input and an output"):
        initialize_parameters_deep(layer_dims)


def test_a_step_follows_the_gradient_and_leaves_the_old_arrays():
    old = {"W1": np.array([[1.0, 2.0]]), "b1": np.array([[3.0]])}
    grads = {"dW1": np.array([[10.0, -10.0]]), "db1": np.array([[4.0]]), "dA0": np.ones((2, 1))}

    new = update_parameters(old, grads, learning_rate=0.1)

    np.testing.assert_allclose(new["W1"], [[0.0, 3.0]])
    np.testing.assert_allclose(new["b1"], [[2.6]])
    assert new.keys() == old.keys()
    np.testing.assert_array_equal(old["W1"], [[1.0, 2.0]])
    np.testing.assert_array_equal(old["b1"], [[3.0]])


def test_he_weights_are_the_notebooks_times_the_root_of_two():
    notebooks, he = (initialize_parameters_deep([6, 4, 1], 7, name) for name in ("notebook", "he"))

    for name, array in notebooks.items():
        np.testing.assert_allclose(he[name], np.sqrt(2) * array, rtol=1e-15)
