"""Steps with options against numerical gradients, by hand, and in both forms of the first layer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.core import INITIALIZATIONS, L_model_forward, compute_cost, initialize_parameters_deep
from engine.nn.examples import Batch, Examples
from engine.nn.network import FIRST_LAYERS, Network
from engine.training.config import TrainingConfig
from engine.training.optimizer import (
    Batches,
    Optimizer,
    RandomStream,
    batch_count,
    dropout_masks,
    largest_batch,
    random_generator,
)
from engine.training.trainer import Trainer
from tests.support.numerical_gradient import numerical_gradient, relative_error
from tests.support.random_networks import columns_of, hidden_layers, random_examples, seeds

FORMS = ("gram", "pixels")
both_forms = pytest.mark.parametrize("form", FORMS)


def batches_of(examples, train_indices=None, **options):
    return Batches(
        examples, np.arange(examples.count) if train_indices is None else train_indices, TrainingConfig(**options)
    )


def epoch_of(batches, epoch, per_epoch):
    """The indices of the examples in each batch of an epoch."""
    return [batches.at(epoch * per_epoch + place).indices for place in range(per_epoch)]


numbers = given(count=st.integers(2, 60), size=st.integers(1, 59), epoch=st.integers(0, 3), seed=seeds)


@numbers
def test_each_epoch_shows_every_example_once_in_batches_of_nearly_the_same_size(count, size, epoch, seed):
    train_indices = np.arange(3, 3 + count)
    batches = batches_of(random_examples(count + 3, 1), train_indices, batch_size=size, seed=seed)

    seen = epoch_of(batches, epoch, batch_count(count, size)) if size < count else [train_indices]

    np.testing.assert_array_equal(np.sort(np.concatenate(seen)), train_indices)
    sizes = {len(indices) for indices in seen}
    assert max(sizes) - min(sizes) <= 1
    if size < count:
        assert 2 * size <= 3 * min(sizes) + 2
        assert 2 * max(sizes) <= 3 * size + 1


@pytest.mark.parametrize(("count", "size"), [(65, 64), (5, 4), (209, 64), (12, 12), (12, 100), (12, 0), (100, 7)])
def test_the_largest_batch_is_that_of_an_epoch(count, size):
    config = TrainingConfig(batch_size=size)
    batches = Batches(random_examples(count, 1), np.arange(count), config)

    assert largest_batch(config, count) == max(batches.at(iteration).count for iteration in range(count))


def test_each_epoch_is_in_an_order_of_its_own_that_the_seed_gives():
    examples = random_examples(20, 1)
    orders = [
        np.concatenate(epoch_of(batches_of(examples, batch_size=5, seed=seed), epoch, 4)).tolist()
        for seed, epoch in ((1, 0), (1, 1), (2, 0))
    ]
    assert len({tuple(order) for order in orders}) == 3


def test_a_batch_does_not_depend_on_earlier_ones():
    examples = random_examples(20, 1)
    batches = batches_of(examples, batch_size=6)
    for iteration in (9, 3, 0, 11):
        np.testing.assert_array_equal(
            batches.at(iteration).indices, batches_of(examples, batch_size=6).at(iteration).indices
        )


@pytest.mark.parametrize("size", [0, 7, 8])
def test_a_batch_of_all_is_all_of_them_in_order(size):
    examples = random_examples(7, 1)

    assert batches_of(examples, batch_size=size).at(3) is examples


def test_a_batch_has_the_products_and_labels_of_its_pictures():
    examples = random_examples(6, 2)
    indices = np.array([4, 1])
    batch, subset = Batch(examples, indices), examples.subset(indices)
    W, C = np.random.RandomState(0).randn(3, 12), np.random.RandomState(1).randn(3, 2)

    np.testing.assert_array_equal(batch.Y, examples.Y[:, indices])
    np.testing.assert_allclose(batch.project(W), subset.project(W), rtol=1e-14)
    np.testing.assert_allclose(batch.weighted_sum(C), subset.weighted_sum(C), rtol=1e-14)


def network_of(form, train, hidden=(4, 3), seed=0):
    """A network with random weights and biases, and no unit near the kink of its ReLU."""
    parameters = initialize_parameters_deep((train.features, *hidden, 1), seed)
    stream = np.random.RandomState(seed)
    for name, value in parameters.items():
        if name.startswith("b"):
            parameters[name] = stream.randn(*value.shape)
    first_layer = FIRST_LAYERS[form](parameters.pop("W1"), parameters.pop("b1"), train)
    return Network(first_layer, parameters)


@both_forms
@pytest.mark.parametrize("options", [{"l2": 0.9}, {"dropout": 0.4, "seed": 5}, {"batch_size": 3, "l2": 0.9}], ids=str)
def test_a_step_follows_the_gradient_of_its_cost(form, options):
    """J of its batch and its thinned network, plus lambda/(2m) times the sum of the squares of all weights."""
    train = random_examples(7, side=2)
    config = TrainingConfig((4, 3), learning_rate=1.0, **options)
    batch = Batches(train, np.arange(7), config).at(2)
    indices = batch.indices if config.batch_size else np.arange(7)
    masks = dropout_masks((4, 3), 7, config.dropout, config.seed, iteration=2) if config.dropout else ()
    network = network_of(form, train)
    before = network.parameters
    optimizer = Optimizer(train, np.arange(7), config)

    cost, _ = optimizer.step(network, 2, optimizer.prepare(network))

    def expected_cost(parameters):
        squares = sum((value**2).sum() for name, value in parameters.items() if name.startswith("W"))
        AL, _ = L_model_forward(columns_of(train)[:, indices], parameters, masks)
        return compute_cost(AL, train.Y[:, indices]) + config.l2 / (2 * train.count) * squares

    assert cost == pytest.approx(expected_cost(before), rel=1e-12)
    for name, value in before.items():
        gradient = numerical_gradient(lambda at, name=name: expected_cost({**before, name: at}), value)
        assert relative_error(value - network.parameters[name], gradient) < 1e-7, name


def test_two_steps_with_momentum_worked_by_hand():
    # One picture x = 2 of class 1. W1 = 1, b1 = 0, W2 = 1, b2 = -2: Z1 = A1 = 2, Z2 = 0, AL = 1/2, and dZ2 = -1/2. So
    # dW2 = -1/2 * 2 = -1, db2 = -1/2, dZ1 = -1/2 * W2 = -1/2, dW1 = -1/2 * 2 = -1, db1 = -1/2. The first velocities
    # are these; with the rate 1/4: W1 = W2 = 1.25, b1 = 0.125, b2 = -1.875.
    # Then Z1 = 2.625, Z2 = 1.25 * 2.625 - 1.875 = 1.40625 and dZ2 = e = sigmoid(1.40625) - 1. So dW2 = 2.625 e,
    # db2 = e, dZ1 = 1.25 e, dW1 = 2.5 e, db1 = 1.25 e, and half of the first velocities is added to each.
    # Divided by the sum of the weights, 1 + 1/2, that is the mean of both gradients, of which the newer weighs 2/3.
    train = Examples.from_matrix(np.array([[2.0]]), [[1]])
    layer = FIRST_LAYERS["pixels"](np.ones((1, 1)), np.zeros((1, 1)), train)
    network = Network(layer, {"W2": np.ones((1, 1)), "b2": np.full((1, 1), -2.0)})
    optimizer = Optimizer(train, np.arange(1), TrainingConfig((1,), learning_rate=0.25, momentum=0.5))

    _, velocities = optimizer.step(network, 0, optimizer.prepare(network))

    assert {name: value.item() for name, value in network.parameters.items()} == pytest.approx(
        {"W1": 1.25, "b1": 0.125, "W2": 1.25, "b2": -1.875}, rel=1e-15
    )
    assert (velocities["W1"].item(), velocities["b1"].item()) == pytest.approx((-1.0, -0.5), rel=1e-15)
    assert (velocities["W2"].item(), velocities["b2"].item()) == pytest.approx((-1.0, -0.5), rel=1e-15)

    optimizer.step(network, 1, velocities)

    e = 1 / (1 + np.exp(-1.40625)) - 1
    assert {name: value.item() for name, value in network.parameters.items()} == pytest.approx(
        {
            "W1": 1.25 - 0.25 * (-0.5 + 2.5 * e) / 1.5,
            "b1": 0.125 - 0.25 * (-0.25 + 1.25 * e) / 1.5,
            "W2": 1.25 - 0.25 * (-0.5 + 2.625 * e) / 1.5,
            "b2": -1.875 - 0.25 * (-0.25 + e) / 1.5,
        },
        rel=1e-14,
    )


options = st.fixed_dictionaries(
    {
        "l2": st.sampled_from([0.0, 0.3, 2.0]),
        "momentum": st.sampled_from([0.0, 0.5, 0.9]),
        "initialization": st.sampled_from(list(INITIALIZATIONS)),
        "batch_size": st.integers(0, 14),
        "dropout": st.sampled_from([0.0, 0.3]),
        "patience": st.sampled_from([0, 5, 100]),
    }
)


@settings(max_examples=20)
@given(options_drawn=options, count=st.integers(10, 14), hidden=hidden_layers, seed=seeds)
def test_both_forms_train_the_same_network_with_any_options(options_drawn, count, hidden, seed):
    examples, others = random_examples(count, side=3, seed=seed % 1000), random_examples(4, side=3, seed=7)
    if not hidden:
        options_drawn["dropout"] = 0.0  # there is nothing to drop
    config = TrainingConfig(hidden, learning_rate=0.02, iterations=40, seed=seed, **options_drawn)
    gram, pixels = (Trainer(examples, config, first_layer=form) for form in FORMS)

    costs = [[step.cost for step in trainer] for trainer in (gram, pixels)]

    np.testing.assert_allclose(*costs, rtol=0, atol=1e-10)
    for name, array in pixels.parameters.items():
        np.testing.assert_allclose(gram.parameters[name], array, rtol=0, atol=1e-10, err_msg=name)
    np.testing.assert_allclose(gram.probabilities(others), pixels.probabilities(others), rtol=0, atol=1e-10)


def test_no_step_in_the_gram_form_reads_a_pixel_whatever_the_options(monkeypatch):
    train = random_examples(12, side=4)
    config = TrainingConfig((4, 3), 0.05, 30, 1, 0.5, 0.9, "he", 5, 0.3, patience=100)
    trainer = Trainer(train, config, first_layer="gram")

    def fail(*_):
        raise AssertionError("the pixels were read again")

    monkeypatch.setattr(Batch, "pictures", property(fail))
    for product in ("project", "inner_products", "weighted_sum"):
        monkeypatch.setattr(Examples, product, fail)

    assert len(list(trainer)) == 30


def test_the_layers_are_drawn_one_after_the_other():
    draws = random_generator(9, RandomStream.DROPOUT, 5)

    for mask, width in zip(dropout_masks((4, 2, 3), count=7, rate=0.3, seed=9, iteration=5), (4, 2, 3), strict=True):
        np.testing.assert_array_equal(mask, (draws.random((width, 7)) >= 0.3) / (1 - 0.3))


def test_a_replayed_step_draws_the_same_and_other_steps_draw_anew():
    drawn = dropout_masks((5,), 9, 0.5, seed=1, iteration=3)[0]

    np.testing.assert_array_equal(drawn, dropout_masks((5,), 9, 0.5, seed=1, iteration=3)[0])
    assert not np.array_equal(drawn, dropout_masks((5,), 9, 0.5, seed=1, iteration=4)[0])
    assert not np.array_equal(drawn, dropout_masks((5,), 9, 0.5, seed=2, iteration=3)[0])
