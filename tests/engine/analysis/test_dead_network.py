"""Dead networks are told from those that live."""

import numpy as np
import pytest

from engine.analysis.dead_network import detect_dead_network
from engine.nn.examples import Examples
from engine.nn.network import FIRST_LAYERS, Network
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer

COUNT = 40


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


def test_a_network_that_more_pictures_reach_is_alive_though_it_predicts_one_class():
    assert detect_dead_network(network_reached_by(3)) is None


def test_a_network_that_few_pictures_reach_but_that_predicts_both_classes_is_alive():
    # The brightest picture has a logit of 1.5 - 1, all others less than zero.
    assert detect_dead_network(network_reached_by(2, output_bias=-1.0)) is None


def test_a_single_picture_is_no_reason_to_call_a_network_dead():
    assert detect_dead_network(network_reached_by(1, count=1)) is None


@pytest.mark.photos
@pytest.mark.parametrize("learning_rate", [0.04, 0.15])
def test_a_flat_curve_on_the_course_photos_is_detected(course, learning_rate):
    # At 0.04 the network dies altogether; at 0.15 two of the 209 still reach its output, at a cost of 0.640.
    train = Examples.from_pictures(course.train.pictures, course.train.labels)
    trainer = Trainer(train, TrainingConfig(learning_rate=learning_rate, iterations=600))

    list(trainer)

    assert detect_dead_network(trainer.network) is not None
    assert trainer.metrics(train).cost == pytest.approx(0.644, abs=0.005)
