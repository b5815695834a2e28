"""The metrics of an evaluation, against counting by hand, and dead networks, told from those that live."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.evaluation import (
    Evaluation,
    baseline_of,
    detect_dead_network,
    predicted_labels,
    wilson_interval,
)
from engine.nn.examples import Examples
from engine.nn.network import FIRST_LAYERS, Network
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer

CLASSES = ("non-cat", "cat")
COUNT = 40


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


def test_the_interval_and_the_baseline_of_an_evaluation(evaluation):
    assert evaluation.interval == wilson_interval(4, 7)
    assert evaluation.baseline == ("cat", 4 / 7)
    assert baseline_of([3, 1], CLASSES) == ("non-cat", 0.75)


def network_reached_by(brightest, *, output_bias=-5.0, count=COUNT):
    """A network with one hidden unit that is active on the `brightest` of the pictures 0, 1, ... count - 1."""
    X, Y = np.arange(count, dtype=float).reshape(1, -1), np.arange(count).reshape(1, -1) % 2
    threshold = count - brightest - 0.5
    first_layer = FIRST_LAYERS["pixels"](np.ones((1, 1)), np.full((1, 1), -threshold), Examples.from_matrix(X, Y))
    return Network(first_layer, {"W2": np.ones((1, 1)), "b2": np.full((1, 1), output_bias)})


def test_a_network_that_no_picture_reaches_is_dead_permanently():
    dead_network = detect_dead_network(network_reached_by(0))

    assert dead_network.permanent
    assert (dead_network.reached, dead_network.count) == (0, COUNT)
    assert str(dead_network).startswith("Dead network: the same answer for all training pictures. Try")


def test_a_network_that_few_pictures_reach_and_that_predicts_one_class_is_all_but_dead():
    dead_network = detect_dead_network(network_reached_by(2))

    assert not dead_network.permanent
    assert "only 2 of 40 training pictures" in str(dead_network)
    assert str(dead_network).startswith("Nearly dead network")


@pytest.mark.parametrize(
    ("brightest", "changes"),
    [
        (3, {}),
        (2, {"output_bias": -1.0}),  # the brightest has a logit of 1.5 - 1, all others less than zero
        (1, {"count": 1}),
    ],
    ids=["more pictures reach it", "it predicts both classes", "a single picture"],
)
def test_a_network_is_alive_if(brightest, changes):
    assert detect_dead_network(network_reached_by(brightest, **changes)) is None


@pytest.mark.photos
@pytest.mark.parametrize("learning_rate", [0.04, 0.15])
def test_a_flat_curve_on_the_course_photos_is_detected(course, learning_rate):
    # At 0.04 the network dies altogether; at 0.15 two of the 209 still reach its output, at a cost of 0.640.
    train = Examples.from_pictures(course.train.pictures, course.train.labels)
    trainer = Trainer(train, TrainingConfig(learning_rate=learning_rate, iterations=600))

    list(trainer)

    assert detect_dead_network(trainer.network) is not None
    assert trainer.metrics(train).cost == pytest.approx(0.644, abs=0.005)
