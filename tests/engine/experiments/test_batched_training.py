"""Networks in a batch take the steps of each of them alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.experiments.batched_training import BatchedNetworks, InitialWeights, networks_per_batch
from engine.nn.examples import Examples
from engine.nn.propagation import costs_from_logits
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.random_networks import hidden_layers, random_examples, seeds

several_seeds = st.lists(seeds, min_size=1, max_size=5)


def batch_networks(config, examples, seeds):
    initial = InitialWeights.from_seeds(config, examples.features, seeds)
    return initial, BatchedNetworks(
        initial.upper, initial.projected(examples), examples.inner_products(examples), examples.Y
    )


def every_cost(config, examples, seeds):
    """The costs of all iterations, (iterations, P), and the networks after them."""
    _, networks = batch_networks(config, examples, seeds)
    logits = [networks._descend(config.learning_rate).copy() for _ in range(config.iterations)]
    return np.array([costs_from_logits(ZL, examples.Y) for ZL in logits]), networks


@settings(max_examples=15)
@given(count=st.integers(1, 12), hidden=hidden_layers, seeds_drawn=several_seeds)
def test_the_cost_of_each_step_is_that_of_the_network_alone(count, hidden, seeds_drawn):
    examples = random_examples(count, side=3, seed=seeds_drawn[0] % 1000)
    config = TrainingConfig(hidden, learning_rate=0.05, iterations=60)

    costs, networks = every_cost(config, examples, seeds_drawn)

    for network, seed in enumerate(seeds_drawn):
        alone = Trainer(examples, TrainingConfig(hidden, 0.05, 60, seed), first_layer="gram")
        np.testing.assert_allclose(costs[:, network], [step.cost for step in alone], rtol=0, atol=1e-10)
        np.testing.assert_allclose(networks.train_logits()[network], alone.network.forward(examples)[1], atol=1e-9)


def test_networks_may_have_their_own_examples():
    both = [random_examples(9, side=3, seed=seed) for seed in (4, 5)]
    config = TrainingConfig((4, 3), learning_rate=0.05, iterations=40)
    initial = InitialWeights.from_seeds(config, 27, [7, 8])
    networks = BatchedNetworks(
        initial.upper,
        np.stack([examples.project(W1) for examples, W1 in zip(both, initial.W1, strict=True)]),
        np.stack([examples.inner_products(examples) for examples in both]),
        np.stack([examples.Y for examples in both]),
    )

    outcomes = networks.train(config, lambda steps: None)

    for seed, examples, outcome in zip((7, 8), both, outcomes, strict=True):
        alone = Trainer(examples, TrainingConfig((4, 3), 0.05, 40, seed), first_layer="gram")
        costs = [step.cost for step in alone]
        np.testing.assert_allclose(outcome.costs, [costs[0], costs[-1]], rtol=0, atol=1e-12)


def test_predictions_on_other_pictures_are_those_of_the_networks_alone():
    train, others = random_examples(9, side=3, seed=1), random_examples(5, side=3, seed=2)
    config = TrainingConfig((4,), learning_rate=0.05, iterations=30)
    initial, networks = batch_networks(config, train, [3, 4, 5])
    networks.train(config, lambda steps: None)

    logits = networks.without_examples.logits(initial.projected(others), train.inner_products(others))

    assert logits.shape == (3, 1, 5)
    for network, seed in enumerate([3, 4, 5]):
        alone = Trainer(train, TrainingConfig((4,), 0.05, 30, seed), first_layer="gram")
        alone.take_steps(30)
        np.testing.assert_allclose(logits[network], alone.network.forward(others)[1], rtol=0, atol=1e-11)


def test_training_does_not_change_its_arguments():
    examples = random_examples(6, side=3)
    config = TrainingConfig((3, 2), iterations=5)
    initial = InitialWeights.from_seeds(config, examples.features, [1, 2])
    upper = {name: value.copy() for name, value in initial.upper.items()}
    projected = initial.projected(examples)
    kept = projected.copy()

    BatchedNetworks(initial.upper, projected, examples.inner_products(examples), examples.Y).train(
        config, lambda steps: None
    )

    np.testing.assert_array_equal(projected, kept)
    for name, value in upper.items():
        np.testing.assert_array_equal(initial.upper[name], value)


# --- initial weights


def test_the_initial_weights_are_those_of_runs_with_the_seeds():
    config = TrainingConfig((4, 3))
    examples = random_examples(6, side=3)

    initial = InitialWeights.from_seeds(config, examples.features, [9, 2])

    for network, seed in enumerate([9, 2]):
        alone = Trainer(examples, TrainingConfig((4, 3), seed=seed)).parameters
        np.testing.assert_array_equal(initial.W1[network], alone.pop("W1"))
        assert initial.upper.keys() == alone.keys()
        for name, value in alone.items():
            np.testing.assert_array_equal(initial.upper[name][network], value)


def test_the_projections_are_those_of_each_network():
    config, examples = TrainingConfig((20, 7, 5)), random_examples(209, side=20)

    initial = InitialWeights.from_seeds(config, examples.features, range(3))

    apart = np.stack([examples.project(W1) for W1 in initial.W1])
    np.testing.assert_allclose(initial.projected(examples), apart, rtol=1e-12, atol=1e-14)


# --- when, and how many


def blank_examples(count, features):
    return Examples(np.zeros((count, features), dtype=np.uint8), 1.0, np.zeros((1, count)))


@pytest.mark.parametrize(
    ("hidden", "count", "features", "size"),
    [
        ((20, 7, 5), 209, 12_288, 13),
        ((20, 7, 5), 1000, 12_288, 3),
        ((20, 7, 5), 4000, 100, 1),
        ((1,), 10, 10, 13),
        ((1000,), 4, 6000, 2),
        ((5, 1500, 1500), 4, 10, 7),
    ],
)
def test_small_networks_make_large_batches(hidden, count, features, size):
    assert networks_per_batch(TrainingConfig(hidden), blank_examples(count, features)) == size


def test_own_gram_matrices_make_batches_smaller():
    config, examples = TrainingConfig((1,)), blank_examples(3000, 100)

    assert networks_per_batch(config, examples) == 13
    assert networks_per_batch(config, examples, own_examples=True) == 1


@pytest.mark.parametrize("iterations", [1, 3])
def test_a_network_that_starts_diverged_has_no_costs_and_does_not_affect_the_others(iterations):
    W2 = np.array([[[np.inf]], [[0.5]]])
    upper = {"b1": np.zeros((2, 1, 1)), "W2": W2, "b2": np.zeros((2, 1, 1))}
    networks = BatchedNetworks(upper, np.ones((2, 1, 2)), np.eye(2), np.array([[0.0, 1.0]]))

    diverged, healthy = networks.train(TrainingConfig((1,), iterations=iterations), lambda count: None)

    assert (diverged.diverged_at, len(diverged.costs)) == (0, 0)
    assert healthy.diverged_at is None
    assert np.isfinite(healthy.costs).all()
    assert len(healthy.costs) > 0


def test_a_network_has_not_diverged_while_its_costs_are_finite():
    # The squares of these logits are infinite.
    upper = {"b1": np.zeros((1, 1, 1)), "W2": np.array([[[1e200]]]), "b2": np.zeros((1, 1, 1))}
    networks = BatchedNetworks(upper, np.ones((1, 1, 2)), np.eye(2), np.array([[1.0, 1.0]]))

    (outcome,) = networks.train(TrainingConfig((1,), iterations=3), lambda count: None)

    assert outcome.diverged_at is None
    np.testing.assert_array_equal(outcome.costs, [0.0, 0.0])
