"""Steps with options are those of the formulas: by numerical gradients, by hand, and by either first layer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nn.examples import Batch, Examples
from engine.nn.network import FIRST_LAYERS, Network
from engine.nn.parameters import initialize_parameters_deep
from engine.nn.propagation import L_model_forward, compute_cost, cost_from_logits, forward_from, linear_forward
from engine.training.config import TrainingConfig
from engine.training.dropout import dropout_masks
from engine.training.optimizer import Optimizer
from engine.training.trainer import Trainer
from tests.support.numerical_gradient import numerical_gradient, relative_error
from tests.support.random_networks import columns_of, hidden_layers, random_examples, seeds

WAYS = ("gram", "pixels")
both_ways = pytest.mark.parametrize("way", WAYS)


def network_of(way, train, hidden=(4, 3), seed=0):
    """A network with random weights and biases, all of its units away from the kinks of their rectifiers."""
    parameters = initialize_parameters_deep((train.features, *hidden, 1), seed)
    stream = np.random.RandomState(seed)
    for name, value in parameters.items():
        if name.startswith("b"):
            parameters[name] = stream.randn(*value.shape)
    first_layer = FIRST_LAYERS[way](parameters.pop("W1"), parameters.pop("b1"), train)
    return Network(first_layer, parameters)


def slope_found(way, train, config, iteration=0):
    """The parameters before a step of length 1, the cost it tells, and what it takes from each of them."""
    network = network_of(way, train, config.hidden_layers)
    before = network.parameters
    optimiser = Optimizer(train, np.arange(train.count), config)
    cost, _ = optimiser.step(network, iteration, optimiser.initial_velocities(network))
    after = network.parameters
    return before, cost, {name: before[name] - after[name] for name in before}


def assert_gradient(function, parameters, found):
    """`found` are the gradients of the scalar `function` of all parameters."""
    for name, value in parameters.items():
        expected = numerical_gradient(lambda at, name=name: function({**parameters, name: at}), value)
        assert relative_error(found[name], expected) < 1e-7, name


def penalised_cost(train, config):
    """J + lambda/(2m) times the sum of the squares of all weights, of the parameters."""
    X = columns_of(train)

    def cost(parameters):
        squares = sum((value**2).sum() for name, value in parameters.items() if name.startswith("W"))
        return compute_cost(L_model_forward(X, parameters)[0], train.Y) + config.l2 / (2 * train.count) * squares

    return cost


@both_ways
def test_the_step_with_a_penalty_goes_down_the_slope_of_the_penalised_cost(way):
    train = random_examples(7, side=2)
    config = TrainingConfig((4, 3), learning_rate=1.0, l2=0.9)

    before, cost, found = slope_found(way, train, config)

    assert cost == pytest.approx(penalised_cost(train, config)(before), rel=1e-12)
    assert_gradient(penalised_cost(train, config), before, found)


@both_ways
def test_the_step_with_dropout_goes_down_the_slope_of_the_thinned_network(way):
    train = random_examples(7, side=2)
    config = TrainingConfig((4, 3), learning_rate=1.0, dropout=0.4, seed=5)
    masks = dropout_masks(config.hidden_layers, train.count, config.dropout, config.seed, iteration=2)

    def thinned_cost(parameters):
        Z1, _ = linear_forward(columns_of(train), parameters["W1"], parameters["b1"])
        return cost_from_logits(forward_from(Z1, parameters, 3, masks)[1][-1][1], train.Y)

    before, cost, found = slope_found(way, train, config, iteration=2)

    assert cost == pytest.approx(thinned_cost(before), rel=1e-12)
    assert_gradient(thinned_cost, before, found)


@both_ways
def test_the_step_of_a_batch_goes_down_the_slope_of_its_cost_and_of_the_whole_penalty(way):
    train = random_examples(7, side=2)
    config = TrainingConfig((4, 3), learning_rate=1.0, batch_size=3, l2=0.9)
    indices = Optimizer(train, np.arange(7), config)._batches.at(1).indices
    X, Y = columns_of(train)[:, indices], train.Y[:, indices]

    def batch_cost(parameters):
        squares = sum((value**2).sum() for name, value in parameters.items() if name.startswith("W"))
        return compute_cost(L_model_forward(X, parameters)[0], Y) + config.l2 / (2 * train.count) * squares

    before, cost, found = slope_found(way, train, config, iteration=1)

    assert cost == pytest.approx(batch_cost(before), rel=1e-12)
    assert_gradient(batch_cost, before, found)


def test_two_steps_with_momentum_worked_by_hand():
    # One picture x = 2 of class 1. W1 = 1, b1 = 0, W2 = 1, b2 = -2: Z1 = A1 = 2, Z2 = 0, AL = 1/2, and dZ2 = -1/2. So
    # dW2 = -1/2 * 2 = -1, db2 = -1/2, dZ1 = -1/2 * W2 = -1/2, dW1 = -1/2 * 2 = -1, db1 = -1/2. The first velocities
    # are these; with the rate 1/4: W1 = W2 = 1.25, b1 = 0.125, b2 = -1.875.
    # Then Z1 = 2.625, Z2 = 1.25 * 2.625 - 1.875 = 1.40625 and dZ2 = e = sigmoid(1.40625) - 1. So dW2 = 2.625 e,
    # db2 = e, dZ1 = 1.25 e, dW1 = 2.5 e, db1 = 1.25 e, and half of the first velocities is added to each.
    train = Examples.from_matrix(np.array([[2.0]]), [[1]])
    layer = FIRST_LAYERS["pixels"](np.ones((1, 1)), np.zeros((1, 1)), train)
    network = Network(layer, {"W2": np.ones((1, 1)), "b2": np.full((1, 1), -2.0)})
    optimiser = Optimizer(train, np.arange(1), TrainingConfig((1,), learning_rate=0.25, momentum=0.5))

    _, velocities = optimiser.step(network, 0, optimiser.initial_velocities(network))

    assert {name: value.item() for name, value in network.parameters.items()} == pytest.approx(
        {"W1": 1.25, "b1": 0.125, "W2": 1.25, "b2": -1.875}, rel=1e-15
    )
    assert {name: value.item() for name, value in velocities.items()} == pytest.approx(
        {"W1": -1.0, "b1": -0.5, "W2": -1.0, "b2": -0.5}, rel=1e-15
    )

    optimiser.step(network, 1, velocities)

    e = 1 / (1 + np.exp(-1.40625)) - 1
    assert {name: value.item() for name, value in network.parameters.items()} == pytest.approx(
        {
            "W1": 1.25 - 0.25 * (-0.5 + 2.5 * e),
            "b1": 0.125 - 0.25 * (-0.25 + 1.25 * e),
            "W2": 1.25 - 0.25 * (-0.5 + 2.625 * e),
            "b2": -1.875 - 0.25 * (-0.25 + e),
        },
        rel=1e-14,
    )


options = st.fixed_dictionaries(
    {
        "l2": st.sampled_from([0.0, 0.3, 2.0]),
        "momentum": st.sampled_from([0.0, 0.5, 0.9]),
        "initialization": st.sampled_from(["notebook", "he"]),
        "batch_size": st.integers(0, 14),
        "dropout": st.sampled_from([0.0, 0.3]),
        "patience": st.sampled_from([0, 5, 100]),
    }
)


@settings(max_examples=40)
@given(chosen=options, count=st.integers(10, 14), hidden=hidden_layers, seed=seeds)
def test_both_first_layers_train_the_same_network_with_any_options(chosen, count, hidden, seed):
    examples, others = random_examples(count, side=3, seed=seed % 1000), random_examples(4, side=3, seed=7)
    config = TrainingConfig(hidden, learning_rate=0.02, iterations=40, seed=seed, **chosen)
    gram, pixels = (Trainer(examples, config, first_layer=way) for way in WAYS)

    costs = [[step.cost for step in trainer] for trainer in (gram, pixels)]

    np.testing.assert_allclose(*costs, rtol=0, atol=1e-10)
    for name, array in pixels.parameters.items():
        np.testing.assert_allclose(gram.parameters[name], array, rtol=0, atol=1e-10, err_msg=name)
    np.testing.assert_allclose(gram.probabilities(others), pixels.probabilities(others), rtol=0, atol=1e-10)


@both_ways
def test_options_that_are_off_step_by_step_give_the_plain_steps(way):
    train = random_examples(8, side=3)
    config = TrainingConfig((4, 3), learning_rate=0.05, iterations=20)
    network = network_of(way, train)
    plainly = network.snapshot()
    optimiser = Optimizer(train, np.arange(8), config)

    for iteration in range(20):
        assert optimiser.step(network, iteration, {})[0] == plainly.descend(0.05)

    for name, array in plainly.parameters.items():
        np.testing.assert_allclose(network.parameters[name], array, rtol=1e-12, atol=1e-14, err_msg=name)


@both_ways
def test_the_squared_norm_is_that_of_all_weights(way):
    train = random_examples(6, side=2)
    network = network_of(way, train)
    optimiser = Optimizer(train, np.arange(6), TrainingConfig((4, 3), l2=3.0, learning_rate=0.3))
    for iteration in range(5):
        optimiser.step(network, iteration, {})
    wanted = sum((value**2).sum() for name, value in network.parameters.items() if name.startswith("W"))

    assert network.squared_norm() == pytest.approx(wanted, rel=1e-12)
    Z1 = network.first_layer.forward(train)
    assert network.squared_norm(Z1) == pytest.approx(wanted, rel=1e-12)


def test_no_step_of_the_gram_layer_touches_a_pixel_whatever_the_options(monkeypatch):
    train = random_examples(12, side=4)
    config = TrainingConfig((4, 3), 0.05, 30, 1, 0.5, 0.9, "he", 5, 0.3, patience=100)
    trainer = Trainer(train, config, first_layer="gram")

    def no_more_pixels(*_):
        raise AssertionError("the pixels were visited again")

    monkeypatch.setattr(Batch, "_pictures", property(no_more_pixels))
    for product in ("project", "inner_products", "weighted_sum"):
        monkeypatch.setattr(Examples, product, no_more_pixels)

    assert len(list(trainer)) == 30


@both_ways
def test_steps_leave_the_network_that_was_kept_alone(way):
    train = random_examples(8, side=2)
    trainer = Trainer(train, TrainingConfig((4, 3), 0.1, 10, l2=0.5, momentum=0.9, batch_size=3), first_layer=way)
    trainer.take_steps(3)
    kept = trainer.checkpoint()
    parameters = {name: array.copy() for name, array in kept.network.parameters.items()}
    velocities = {name: array.copy() for name, array in kept.velocities.items()}

    list(trainer)

    for name, array in parameters.items():
        np.testing.assert_array_equal(kept.network.parameters[name], array)
        assert not np.array_equal(trainer.parameters[name], array)
    for name, array in velocities.items():
        np.testing.assert_array_equal(kept.velocities[name], array)


def test_the_cost_outside_of_steps_has_no_penalty_and_no_dropout():
    train = random_examples(8, side=2)
    trainer = Trainer(train, TrainingConfig((4, 3), 0.1, 10, l2=5.0, dropout=0.5))
    trainer.take_steps(4)

    AL, _ = L_model_forward(columns_of(train), trainer.parameters)

    assert trainer.metrics(train).cost == pytest.approx(compute_cost(AL, train.Y), rel=1e-12)
    np.testing.assert_allclose(trainer.probabilities(train), AL, rtol=1e-12)
