"""Both loops of the notebook's training, from the pixels and in the Gram form, give its numbers."""

import numpy as np
import pytest

from engine import core, gram
from engine.core import predict
from tests.support import notebook_oracle as oracle
from tests.support.random_networks import random_labels

both_loops = pytest.mark.parametrize("train", [core.L_layer_model, gram.L_layer_model])


@pytest.fixture
def X():
    return np.random.RandomState(4).rand(12, 6)


@pytest.fixture
def Y():
    return random_labels(6)


def columns(part):
    """X and Y of a part of a data set, as the notebook prepares them."""
    return part.pictures.reshape(part.count, -1).T / 255.0, part.labels


def assert_same_training(found, expected):
    """Check that the parameters and the costs of two trainings are the same to 1e-12."""
    parameters, costs = found
    np.testing.assert_allclose(costs, expected[1], rtol=0, atol=1e-12)
    assert parameters.keys() == expected[0].keys()
    for name, array in expected[0].items():
        np.testing.assert_allclose(parameters[name], array, rtol=0, atol=1e-12, err_msg=name)


@both_loops
@pytest.mark.parametrize("layers_dims", [[12, 4, 3, 1], [12, 1]])
def test_training_returns_the_notebooks_parameters_and_recorded_costs(train, layers_dims, X, Y, capsys):
    found = train(X, Y, layers_dims, learning_rate=0.02, num_iterations=250)

    parameters, every_cost = oracle.train(X, Y, layers_dims, 0.02, 250)
    assert_same_training(found, (parameters, [every_cost[k] for k in (0, 100, 200, 249)]))
    assert capsys.readouterr().out == ""


@both_loops
@pytest.mark.slow
def test_the_defaults_are_the_notebooks(train, X, Y):
    _, costs = train(X, Y, [12, 3, 1])

    _, every_cost = oracle.train(X, Y, [12, 3, 1], 0.0075, 3000)
    np.testing.assert_allclose(costs, [*every_cost[::100], every_cost[-1]], rtol=0, atol=1e-10)


@both_loops
def test_with_print_cost_each_recorded_cost_is_a_line(train, X, Y, capsys):
    _, costs = train(X, Y, [12, 3, 1], num_iterations=102, print_cost=True)

    lines = [f"Cost after iteration {k}: {cost}\n" for k, cost in zip((0, 100, 101), costs, strict=True)]
    assert capsys.readouterr().out == "".join(lines)


@both_loops
@pytest.mark.parametrize("layers_dims", [[], [12], [11, 3, 1], [13, 1]])
def test_layers_that_do_not_fit_the_data_are_refused(train, layers_dims, X, Y):
    with pytest.raises(ValueError, match=r"an input and an output|size 12 is different"):
        train(X, Y, layers_dims)


@pytest.mark.slow
@pytest.mark.parametrize("photos", [False, pytest.param(True, marks=pytest.mark.photos)])
def test_both_loops_are_the_same_over_2500_steps(photos, request):
    part = request.getfixturevalue("course" if photos else "builtin_dataset").train

    expected = core.L_layer_model(*columns(part), [12288, 20, 7, 5, 1], num_iterations=2500)
    found = gram.L_layer_model(*columns(part), [12288, 20, 7, 5, 1], num_iterations=2500)

    assert_same_training(found, expected)


def test_predict_gives_the_notebooks_labels_and_prints_their_accuracy(X, Y, capsys):
    parameters = oracle.initialize_parameters_deep([12, 3, 1], seed=4)

    labels = predict(X, Y, parameters)

    np.testing.assert_array_equal(labels, oracle.predict(X, parameters))
    assert labels.shape == Y.shape
    assert capsys.readouterr().out == f"Accuracy: {np.mean(labels == Y)}\n"


def test_a_probability_of_exactly_one_half_is_label_0():
    parameters = {"W1": np.zeros((1, 2)), "b1": np.zeros((1, 1))}

    np.testing.assert_array_equal(predict(np.ones((2, 1)), np.array([[1]]), parameters), [[0]])


def test_predict_refuses_labels_that_are_not_of_these_examples(X):
    with pytest.raises(ValueError, match=r"y has shape \(6,\), but X has 6 examples: it must be \(1, 6\)"):
        predict(X, np.zeros(6), oracle.initialize_parameters_deep([12, 3, 1]))
