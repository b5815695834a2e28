"""The notebook's functions return what its readers know."""

import sys

import h5py
import numpy as np
import pytest

from engine.core import predict
from engine.data import course as course_photos
from engine.gram import L_layer_model
from engine.notebook import cost_plot_data, plot_costs, print_mislabeled_images
from tests.support import notebook_oracle as oracle


def test_the_plot_of_the_costs_has_the_notebooks_texts():
    plot = cost_plot_data([0.7, 0.6, 0.5], 0.0075)

    assert (plot.title, plot.x_label, plot.y_label) == ("Learning rate =0.0075", "iterations (per hundreds)", "cost")
    assert (plot.x, plot.y) == ((0.0, 1.0, 2.0), (0.7, 0.6, 0.5))


@pytest.fixture
def pyplot(monkeypatch):
    """matplotlib's pyplot, without figures at first and at last; `show` counts them and shows nothing."""
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.close("all")
    pyplot.shown = 0

    def show():
        pyplot.shown += 1

    monkeypatch.setattr(pyplot, "show", show)
    yield pyplot
    pyplot.close("all")


def test_mislabeled_images_of_different_examples_are_refused():
    with pytest.raises(ValueError, match="differ in their examples"):
        print_mislabeled_images(("non-cat", "cat"), np.zeros((12, 4)), np.zeros((1, 4)), np.zeros((1, 5)))


@pytest.mark.slow
def test_without_a_wrong_prediction_no_picture_is_drawn(pyplot):
    y = np.array([[0, 1]])
    assert print_mislabeled_images(("non-cat", "cat"), np.zeros((12, 2)), y, y) == []
    assert pyplot.get_fignums() == []


NOT_DRAWN = "To see the plot: pip install matplotlib\n"


def test_without_matplotlib_a_sentence_says_so_and_the_data_are_returned(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)

    assert plot_costs([0.7, 0.6]) == cost_plot_data([0.7, 0.6], 0.0075)
    assert capsys.readouterr().out == NOT_DRAWN
    for classes in (("non-cat", "cat"), np.array([b"non-cat", b"cat"])):
        found = print_mislabeled_images(classes, np.zeros((12, 4)), np.array([[0, 1, 1, 0]]), np.array([[0, 0, 1, 1]]))
        titles = ["Prediction: non-cat \n Class: cat", "Prediction: cat \n Class: non-cat"]
        assert [(image.index, image.title) for image in found] == [(1, titles[0]), (3, titles[1])]
        assert capsys.readouterr().out == NOT_DRAWN


# The notebook's cells below the definitions of its functions, which are imported from the engine.
CELLS = """
train_dataset, test_dataset = h5py.File(train_path), h5py.File(test_path)
train_x_orig = np.array(train_dataset["train_set_x"][:])
train_y = np.array(train_dataset["train_set_y"][:]).reshape((1, -1))
test_x_orig = np.array(test_dataset["test_set_x"][:])
test_y = np.array(test_dataset["test_set_y"][:]).reshape((1, -1))
classes = np.array(test_dataset["list_classes"][:])

index = 10
print("y = " + str(train_y[0, index]) + ". It's a " + classes[train_y[0, index]].decode("utf-8") + " picture.")
print("train_x_orig shape: " + str(train_x_orig.shape))
train_x = train_x_orig.reshape(train_x_orig.shape[0], -1).T / 255.0
test_x = test_x_orig.reshape(test_x_orig.shape[0], -1).T / 255.0
print("train_x's shape: " + str(train_x.shape))
layers_dims = [12288, 20, 7, 5, 1]

parameters, costs = L_layer_model(train_x, train_y, layers_dims, num_iterations=2500, print_cost=True)
pred_train = predict(train_x, train_y, parameters)
pred_test = predict(test_x, test_y, parameters)
plot_costs(costs)
print_mislabeled_images(classes, test_x, test_y, pred_test)
"""


@pytest.mark.photos
def test_the_notebooks_cells_print_and_draw_what_they_did(course, pyplot, capsys):
    train_path, test_path = course_photos.find()
    names = {"h5py": h5py, "np": np, "train_path": train_path, "test_path": test_path}
    functions = (L_layer_model, predict, plot_costs, print_mislabeled_images)

    exec(CELLS, cells := {**names, **{function.__name__: function for function in functions}})

    *head, train_line, test_line = capsys.readouterr().out.splitlines()
    assert head[:3] == [
        "y = 0. It's a non-cat picture.",
        "train_x_orig shape: (209, 64, 64, 3)",
        "train_x's shape: (12288, 209)",
    ]
    iterations = (*range(0, 2500, 100), 2499)
    for line, iteration, cost in zip(head[3:], iterations, oracle.COSTS, strict=True):
        text, found = line.rsplit(" ", 1)
        assert text == f"Cost after iteration {iteration}:"
        assert float(found) == pytest.approx(cost, abs=1e-12)
    assert (train_line, test_line) == (f"Accuracy: {oracle.TRAIN_ACCURACY}", f"Accuracy: {oracle.TEST_ACCURACY}")
    plot, mislabeled = map(pyplot.figure, pyplot.get_fignums())
    assert pyplot.shown == 1
    check_plot(plot, cells["costs"])
    check_mislabeled(mislabeled, cells["test_x_orig"], cells["test_y"])


def check_plot(figure, costs):
    (axes,) = figure.axes
    assert (axes.get_title(), axes.get_xlabel()) == ("Learning rate =0.0075", "iterations (per hundreds)")
    assert axes.get_ylabel() == "cost"
    (line,) = axes.lines
    np.testing.assert_array_equal(line.get_xydata(), np.column_stack((range(26), costs)))


def check_mislabeled(figure, pictures, labels):
    np.testing.assert_array_equal(figure.get_size_inches(), [40, 40])
    assert len(figure.axes) == len(oracle.TEST_WRONG)
    for axes, index in zip(figure.axes, oracle.TEST_WRONG, strict=True):
        wrong, right = ("cat", "non-cat")[:: 1 if labels[0, index] == 0 else -1]
        assert axes.get_title() == f"Prediction: {wrong} \n Class: {right}"
        (image,) = axes.images
        np.testing.assert_array_equal(np.round(255 * image.get_array()), pictures[index])
        assert not axes.axison
