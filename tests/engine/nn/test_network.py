"""Predictions, active units and snapshots of a network."""

import numpy as np
import pytest

from engine.core import update_parameters
from engine.nn.examples import Batch, Examples
from engine.nn.network import FIRST_LAYERS, Network
from engine.training.config import TrainingConfig
from engine.training.optimizer import dropout_masks
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples


@pytest.mark.parametrize("form", ["gram", "pixels"])
def test_later_steps_do_not_change_a_snapshot(form):
    train = random_examples(5, side=3)
    trainer = Trainer(train, TrainingConfig((4, 3), learning_rate=0.1, iterations=5), first_layer=form)
    snapshot = trainer.network.snapshot()
    before = {name: array.copy() for name, array in snapshot.parameters.items()}
    probabilities = snapshot.forward(train)[0]

    list(trainer)

    for name, array in before.items():
        np.testing.assert_array_equal(snapshot.parameters[name], array, err_msg=name)
        assert not np.array_equal(trainer.parameters[name], array), name
    np.testing.assert_array_equal(snapshot.forward(train)[0], probabilities)


@pytest.mark.parametrize("form", ["gram", "pixels"])
@pytest.mark.parametrize("indices", [None, [4, 1, 3]])
def test_steps_are_those_by_the_gradients_of_all_arrays(form, indices):
    train = random_examples(5, side=3)
    network = Trainer(train, TrainingConfig((4, 3)), first_layer=form).network
    by_gradients = network.snapshot()
    examples = Batch(train, np.array(indices)) if indices else train
    masks = dropout_masks((4, 3), examples.count, 0.3, seed=2, iteration=0)

    for _ in range(5):
        found = by_gradients.cost_and_gradients(examples, masks)
        assert network.descend(0.2, examples, masks) == pytest.approx(found.cost, rel=1e-13)
        by_gradients.load_state(update_parameters(by_gradients.state_dict, found.grads, 0.2))

    for name, array in by_gradients.state_dict.items():
        np.testing.assert_allclose(network.state_dict[name], array, rtol=1e-12, atol=1e-15, err_msg=name)


@pytest.mark.parametrize("form", ["gram", "pixels"])
def test_the_memory_of_a_snapshot_is_that_of_the_arrays_that_steps_replace(form):
    network = Trainer(random_examples(5, side=3), TrainingConfig((4, 3)), first_layer=form).network
    network.allow_weight_decay()

    assert network.nbytes == sum(array.nbytes for array in network.state_dict.values())


def test_a_layer_is_active_on_a_picture_if_any_unit_is():
    # Z1 = x for x = -1, 1, 2 and 3, and A1 its positive part; Z2 = A1 - 1.5.
    examples = Examples.from_matrix(np.array([[-1.0, 1.0, 2.0, 3.0]]), [[0, 1, 0, 1]])
    first_layer = FIRST_LAYERS["pixels"](np.ones((1, 1)), np.zeros((1, 1)), examples)
    second = {"W2": np.ones((1, 1)), "b2": np.full((1, 1), -1.5)}
    network = Network(first_layer, {**second, "W3": np.ones((1, 1)), "b3": np.zeros((1, 1))})

    np.testing.assert_array_equal(
        network.active_layers(examples), [[False, True, True, True], [False, False, True, True]]
    )


def test_the_operations_of_the_largest_product_above_the_first_layer_are_counted():
    network = Trainer(random_examples(5, side=3), TrainingConfig((40, 6, 3))).network

    assert network.product_flops == 2 * 6 * 40 * 5  # W2 A1
