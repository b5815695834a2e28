"""A dead network is recognised and a living one left alone, however unpromising it looks."""

import numpy as np
import pytest
from hypothesis import given

from engine.analysis.dead_units import detect_dead_network
from engine.nn.examples import Examples
from engine.nn.network import FIRST_LAYERS, Network
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples, seeds

COUNT = 40


def network_hearing(loudest, *, output_bias=-5.0, count=COUNT):
    """One hidden unit per layer over the pictures 0, 1, ... count - 1, which hears the `loudest` of them."""
    X, Y = np.arange(count, dtype=float).reshape(1, -1), np.arange(count).reshape(1, -1) % 2
    threshold = count - loudest - 0.5
    first_layer = FIRST_LAYERS["pixels"](np.ones((1, 1)), np.full((1, 1), -threshold), Examples.from_matrix(X, Y))
    return Network(first_layer, {"W2": np.ones((1, 1)), "b2": np.full((1, 1), output_bias)})


def test_a_network_that_hears_no_picture_is_dead_for_ever():
    silence = detect_dead_network(network_hearing(0))

    assert silence.permanent
    assert (silence.reached, silence.count) == (0, COUNT)
    assert "has died" in str(silence)
    assert "cannot fall below 0.693" in str(silence)  # log 2: half of the labels are 1


def test_a_dead_network_stays_as_it_is_however_long_it_trains():
    network = network_hearing(0)
    before = network.parameters

    for _ in range(200):
        network.descend(1.0)

    assert detect_dead_network(network).permanent
    for name in ("W1", "b1", "W2"):
        np.testing.assert_array_equal(network.parameters[name], before[name])
    assert detect_dead_network(network).cost == pytest.approx(np.log(2), abs=1e-6)


def test_a_network_that_hears_hardly_any_and_answers_one_class_is_all_but_dead():
    silence = detect_dead_network(network_hearing(2))

    assert not silence.permanent
    assert "only 2 of 40 training pictures" in str(silence)
    assert "guessing is 0.693" in str(silence)
    assert "cannot" not in str(silence)


def test_a_network_that_hears_more_is_alive_though_it_answers_one_class():
    assert detect_dead_network(network_hearing(3)) is None


def test_a_network_that_hears_hardly_any_but_tells_them_apart_is_alive():
    # The loudest picture has a logit of 1.5 - 1, all others less than zero.
    assert detect_dead_network(network_hearing(2, output_bias=-1.0)) is None


def test_one_silent_layer_is_enough_wherever_it_is():
    first_layer = network_hearing(COUNT).first_layer
    silent_second = {"W2": np.ones((1, 1)), "b2": np.full((1, 1), -1e3)}
    network = Network(first_layer, {**silent_second, "W3": np.ones((1, 1)), "b3": np.ones((1, 1))})

    assert detect_dead_network(network).permanent


def test_a_single_picture_is_no_reason_to_call_a_network_dead():
    assert detect_dead_network(network_hearing(1, count=1)) is None


@given(seed=seeds)
def test_a_network_that_has_just_begun_is_alive(seed):
    trainer = Trainer(random_examples(20, side=4, seed=seed % 1000), TrainingConfig(seed=seed, iterations=1))

    assert not trainer.is_dead()
    assert trainer.dead_network_message() == ""


def test_too_high_a_learning_rate_kills_and_is_named():
    trainer = Trainer(random_examples(30, side=4), TrainingConfig((5, 3), learning_rate=20.0, iterations=60))

    list(trainer)

    assert trainer.is_dead()
    assert "lower learning rate" in trainer.dead_network_message()


@pytest.mark.photos
@pytest.mark.parametrize("learning_rate", [0.04, 0.15])
def test_on_the_course_photos_a_flat_curve_is_recognised(course, learning_rate):
    # 0.04 dies altogether; 0.15 keeps answering two of the 209, at a cost of 0.640.
    train = Examples.from_pictures(course.train.pictures, course.train.labels)
    trainer = Trainer(train, TrainingConfig(learning_rate=learning_rate, iterations=600))

    list(trainer)

    assert trainer.is_dead()
    assert trainer.metrics(train).cost == pytest.approx(0.644, abs=0.005)


@pytest.mark.photos
def test_on_the_course_photos_the_early_plateau_is_not_taken_for_death(course):
    # At the notebook's own rate the curve passes the cost of guessing, 0.644, slowly and on its way down.
    train = Examples.from_pictures(course.train.pictures, course.train.labels)
    trainer = Trainer(train, TrainingConfig(iterations=300))

    assert not any(trainer.is_dead() for step in trainer if step.iteration % 10 == 0)
