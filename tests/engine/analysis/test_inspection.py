"""What is seen of a network, against its weights and activations by hand."""

import numpy as np
import pytest

from engine.analysis.inspection import inspect_network, weight_pictures
from engine.nn.examples import Examples
from engine.nn.parameters import initialize_parameters_deep
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.random_networks import columns_of, random_examples


@pytest.fixture(params=["gram", "pixels"])
def trainer(request):
    trainer = Trainer(
        random_examples(12, 6), TrainingConfig((5, 3), iterations=20, learning_rate=0.1), first_layer=request.param
    )
    trainer.take_steps(20)
    return trainer


def test_a_picture_of_weights_is_grey_at_zero_and_extreme_at_the_largest():
    W1 = np.zeros((2, 12))
    W1[0, 0], W1[0, 5], W1[0, 7] = 0.5, -0.5, 0.25
    pictures = weight_pictures(W1, (2, 2))
    assert pictures.shape == (2, 2, 2, 3)
    assert pictures[0, 0, 0, 0] == 255
    assert pictures[0, 0, 1, 2] == 0
    assert pictures[0, 1, 0, 1] == 191
    assert set(pictures[1].ravel()) == {128}


def test_weights_that_are_no_numbers_are_grey():
    assert set(weight_pictures(np.full((1, 12), np.nan), (2, 2)).ravel()) == {128}


def test_units_are_counted_by_the_pictures_they_answer_to(trainer):
    seen = inspect_network(trainer.network, (6, 6))
    parameters, A = trainer.parameters, columns_of(trainer.train)
    for layer, counts in enumerate(seen.active_counts, start=1):
        A = np.maximum(parameters[f"W{layer}"] @ A + parameters[f"b{layer}"], 0)
        np.testing.assert_array_equal(counts, (A > 0).sum(axis=1))
    assert seen.examples == 12
    assert seen.activations is None


def test_a_picture_lights_the_units_that_its_activations_say(trainer):
    one = Examples(trainer.train.rows[3:4], trainer.train.scale, trainer.train.Y[:, 3:4])
    seen = inspect_network(trainer.network, (6, 6), one)
    for activations, expected in zip(seen.activations, trainer.network.hidden(trainer.train), strict=True):
        np.testing.assert_allclose(activations, expected[:, 3], rtol=1e-12)


def test_a_unit_that_answers_to_nothing_is_dead(trainer):
    trainer.network.first_layer.b = trainer.network.first_layer.b - np.array([[0.0], [1e6], [0.0], [0.0], [0.0]])
    dead = inspect_network(trainer.network, (6, 6)).dead
    assert dead[0][1]
    assert not dead[0].all()


def test_what_training_has_added_is_told_where_the_start_is_known(trainer):
    config = trainer.config
    start = initialize_parameters_deep(config.layer_dims(trainer.train.features), config.seed)["W1"]
    assert inspect_network(trainer.network, (6, 6)).weight_changes is None
    weight_changes = inspect_network(trainer.network, (6, 6), start=start).weight_changes
    np.testing.assert_array_equal(weight_changes, weight_pictures(trainer.parameters["W1"] - start, (6, 6)))
    assert set(inspect_network(trainer.network, (6, 6), start=trainer.parameters["W1"]).weight_changes.ravel()) == {128}


def test_weights_beyond_the_finite_numbers_warn_nobody():
    trainer = Trainer(
        random_examples(12, 6), TrainingConfig((5, 3), iterations=1, learning_rate=1e308), first_layer="gram"
    )
    trainer.take_steps(1)
    trainer.network.first_layer.C = np.full((5, 12), 1e308)
    assert inspect_network(trainer.network, (6, 6)).weights.shape == (5, 6, 6, 3)
