"""The notebook's functions return what its readers know."""

import numpy as np
import pytest

from engine.errors import ConfigError
from engine.notebook import (
    L_layer_model,
    accuracy_line,
    cost_line,
    plot_costs,
    predict,
    print_mislabeled_images,
)
from tests.support import notebook_oracle as oracle
from tests.support.random_networks import random_labels


@pytest.fixture
def X():
    return np.random.RandomState(4).rand(12, 6)


@pytest.fixture
def Y():
    return random_labels(6)


def test_training_returns_the_notebooks_parameters_and_recorded_costs(X, Y):
    parameters, costs = L_layer_model(X, Y, [12, 4, 3, 1], learning_rate=0.02, num_iterations=250)

    expected, every_cost = oracle.train(X, Y, [12, 4, 3, 1], 0.02, 250)
    np.testing.assert_allclose(costs, [every_cost[k] for k in (0, 100, 200, 249)], rtol=0, atol=1e-12)
    assert parameters.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_allclose(parameters[name], array, rtol=0, atol=1e-12, err_msg=name)


def test_its_defaults_are_the_notebooks(X, Y, capsys):
    _, costs = L_layer_model(X, Y, [12, 3, 1])

    _, every_cost = oracle.train(X, Y, [12, 3, 1], 0.0075, 3000)
    np.testing.assert_allclose(costs, [*every_cost[::100], every_cost[-1]], rtol=0, atol=1e-10)
    assert capsys.readouterr().out == ""


def test_with_print_cost_each_recorded_cost_is_a_line(X, Y, capsys):
    _, costs = L_layer_model(X, Y, [12, 3, 1], num_iterations=102, print_cost=True)

    lines = [
        f"Cost after iteration {iteration}: {cost}\n" for iteration, cost in zip((0, 100, 101), costs, strict=True)
    ]
    assert capsys.readouterr().out == "".join(lines)


@pytest.mark.parametrize("layers_dims", [[11, 3, 1], [12, 3, 2], [13, 1]])
def test_layers_that_do_not_fit_the_data_are_refused(layers_dims, X, Y):
    with pytest.raises(ConfigError, match=r"layers_dims .* must begin with 12, the rows of X, and end with 1"):
        L_layer_model(X, Y, layers_dims)


@pytest.mark.parametrize("layers_dims", [[], [12]])
def test_too_few_layers_are_refused(layers_dims, X, Y):
    with pytest.raises(ConfigError, match="layers_dims"):
        L_layer_model(X, Y, layers_dims)


def test_predict_gives_the_notebooks_labels(X, Y):
    parameters = oracle.initialize_parameters_deep([12, 3, 1], seed=4)

    labels = predict(X, Y, parameters)

    np.testing.assert_array_equal(labels, oracle.predict(X, parameters))
    assert labels.shape == Y.shape


def test_a_probability_of_exactly_one_half_is_label_0():
    parameters = {"W1": np.zeros((1, 2)), "b1": np.zeros((1, 1))}

    np.testing.assert_array_equal(predict(np.ones((2, 1)), np.array([[1]]), parameters), [[0]])


def test_predict_refuses_labels_that_are_not_of_these_examples(X):
    parameters = oracle.initialize_parameters_deep([12, 3, 1])

    with pytest.raises(ValueError, match=r"y has shape \(6,\), but X has 6 examples: it must be \(1, 6\)"):
        predict(X, np.zeros(6), parameters)


def test_the_lines_are_the_notebooks():
    assert cost_line(100, 0.6720534400822914) == "Cost after iteration 100: 0.6720534400822914"
    assert accuracy_line(0.8) == "Accuracy: 0.8"


def test_the_plot_of_the_costs_has_the_notebooks_texts():
    plot = plot_costs([0.7, 0.6, 0.5])

    assert (plot.title, plot.x_label, plot.y_label) == ("Learning rate =0.0075", "iterations (per hundreds)", "cost")
    assert (plot.x, plot.y) == ((0.0, 1.0, 2.0), (0.7, 0.6, 0.5))


def test_the_mislabeled_images_are_titled_with_both_classes():
    found = print_mislabeled_images(
        ("non-cat", "cat"), np.zeros((12, 4)), np.array([[0, 1, 1, 0]]), np.array([[0, 0, 1, 1]])
    )

    assert [image.index for image in found] == [1, 3]
    assert found[0].title == "Prediction: non-cat\nClass: cat"
    assert found[1].title == "Prediction: cat\nClass: non-cat"


def test_mislabeled_images_of_different_examples_are_refused():
    with pytest.raises(ValueError, match="differ in their examples"):
        print_mislabeled_images(("non-cat", "cat"), np.zeros((12, 4)), np.zeros((1, 4)), np.zeros((1, 5)))


@pytest.mark.photos
def test_the_published_run_through_the_notebooks_own_functions(course):
    train_x, test_x = (part.pictures.reshape(part.count, -1).T / 255 for part in (course.train, course.test))

    parameters, costs = L_layer_model(train_x, course.train.labels, [12288, 20, 7, 5, 1], num_iterations=2500)
    train_labels = predict(train_x, course.train.labels, parameters)
    test_labels = predict(test_x, course.test.labels, parameters)

    np.testing.assert_allclose(costs, oracle.COSTS, rtol=0, atol=1e-12)
    assert np.mean(train_labels == course.train.labels) == oracle.TRAIN_ACCURACY
    assert np.mean(test_labels == course.test.labels) == oracle.TEST_ACCURACY
    wrong = print_mislabeled_images(course.classes, test_x, course.test.labels, test_labels)
    assert [image.index for image in wrong] == oracle.TEST_WRONG
