"""The metrics of an evaluation, against counting by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.evaluation import (
    Evaluation,
    predicted_labels,
    wilson_interval,
)

CLASSES = ("non-cat", "cat")


@pytest.fixture
def evaluation():
    #          non-cats: right, right, wrong (confident) | cats: right, wrong (confident), wrong (barely), right
    probabilities = np.array([[0.1, 0.4, 0.9, 0.8, 0.05, 0.5, 0.7]])
    labels = np.array([[0, 0, 0, 1, 1, 1, 1]])
    return Evaluation(probabilities, labels, CLASSES)


def test_a_probability_above_one_half_is_class_1():
    np.testing.assert_array_equal(predicted_labels(np.array([[0.0, 0.5, 0.5000001, 1.0]])), [[0, 0, 1, 1]])


def test_wrong_predictions_of_equal_confidence_stay_in_order():
    evaluation = Evaluation(np.array([[0.75, 0.25, 0.75]]), np.array([[0, 1, 0]]), CLASSES)

    assert [prediction.index for prediction in evaluation.wrong()] == [0, 1, 2]


@st.composite
def evaluations(draw):
    count = draw(st.integers(2, 30))
    labels = draw(
        st.lists(st.integers(0, 1), min_size=count, max_size=count).filter(lambda found: len(set(found)) == 2)
    )
    probabilities = draw(st.lists(st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.7, 1.0]), min_size=count, max_size=count))
    return Evaluation(np.array([probabilities]), np.array([labels]), ("non-cat", "cat"))


@given(evaluations(), st.sampled_from([0.2, 0.5, 0.9]))
def test_the_cells_hold_every_picture_once_most_confident_first(evaluation, threshold):
    evaluation = evaluation.with_threshold(threshold)
    cells = {(a, b): evaluation.in_cell(a, b) for a in (0, 1) for b in (0, 1)}
    for (label, predicted), found in cells.items():
        assert len(found) == evaluation.confusion[label, predicted]
        assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)
        assert {(one.label, one.predicted, one.is_correct) for one in found} <= {(label, predicted, label == predicted)}
    assert sorted(one.index for found in cells.values() for one in found) == list(range(evaluation.count))
    right = [(p > threshold) == bool(y) for p, y in zip(evaluation.probabilities[0], evaluation.labels[0], strict=True)]
    assert (evaluation.correct, evaluation.accuracy) == (sum(right), pytest.approx(np.mean(right)))


def test_the_interval_of_an_evaluation_is_that_of_its_accuracy(evaluation):
    assert evaluation.interval == wilson_interval(4, 7)
