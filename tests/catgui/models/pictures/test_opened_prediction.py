"""The opened prediction keeps its picture and its neighbors while the list changes."""

import numpy as np
import pytest

from catgui.domain.picture import Picture
from catgui.models.pictures.opened_prediction import OpenedPrediction
from catgui.models.pictures.prediction_list import PredictionListModel
from engine.analysis.evaluation import Evaluation


@pytest.fixture
def predictions(qapp):
    return PredictionListModel()


@pytest.fixture
def opened(predictions):
    return OpenedPrediction(predictions)


def show(predictions, dataset, **wrong):
    """Show the pictures named as wrong, such as p3 by 0.8."""
    labels = dataset.test.labels[0]
    result = np.where(labels == 1, 0.9, 0.1)
    for name, confidence in wrong.items():
        index = int(name[1:])
        result[index] = 1 - confidence if labels[index] else confidence
    predictions.show_evaluation(dataset, "test", Evaluation(result[np.newaxis], dataset.test.labels, dataset.classes))


def test_it_has_a_place_and_neighbors(predictions, opened, dataset):
    show(predictions, dataset, p1=0.9, p3=0.8, p5=0.7)
    opened.open(1)
    assert opened.picture == Picture("test", 3)
    assert opened.place == "2 of 3"
    assert (opened.row_after(-1), opened.row_after(1)) == (0, 2)
    opened.open(2)
    assert opened.row_after(1) is None


def test_it_moves_with_the_list(predictions, opened, dataset):
    show(predictions, dataset, p1=0.9, p3=0.8)
    opened.open(0)
    show(predictions, dataset, p1=0.6, p3=0.8, p5=0.7)
    assert opened.place == "3 of 3"
    assert (opened.row_after(-1), opened.row_after(1)) == (1, None)


def test_one_that_is_not_shown_any_more_lies_between_its_neighbors(predictions, opened, dataset):
    show(predictions, dataset, p1=0.9, p3=0.8, p5=0.7)
    opened.open(1)
    assert opened.place == "2 of 3"
    show(predictions, dataset, p1=0.9, p5=0.7)
    assert opened.place == ""
    assert (opened.row_after(-1), opened.row_after(1)) == (0, 1)
