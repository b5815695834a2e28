"""The contributions to a logit: by hand, against the logit itself, and against the pixels."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.attribution import explain
from engine.data.sources import open_dataset
from engine.errors import EngineError, NoContributionsError
from engine.nn.examples import Examples
from engine.nn.first_layer import GramFirstLayer
from engine.nn.network import FIRST_LAYERS, Network
from engine.training.checkpoints import CheckpointHistory
from engine.training.config import TrainingConfig
from engine.training.trainer import Trainer
from tests.support.random_networks import columns_of, hidden_layers, random_examples, random_pictures, seeds, sizes

CONFIG = TrainingConfig((5, 3), iterations=30, learning_rate=0.05)
RUNS = {
    "the notebook's steps": CONFIG,
    "one hidden layer": replace(CONFIG, hidden_layers=(4,)),
    "four hidden layers": replace(CONFIG, hidden_layers=(6, 5, 4, 3)),
    "L2": replace(CONFIG, l2=0.7),
    "momentum": replace(CONFIG, momentum=0.9),
    "mini-batches": replace(CONFIG, batch_size=5),
    "dropout": replace(CONFIG, dropout=0.3),
    "all of them": replace(CONFIG, l2=0.7, momentum=0.5, batch_size=5, dropout=0.2),
}


def random_network(train, layers, seed):
    """A network in the Gram form with random numbers everywhere."""
    stream = np.random.RandomState(seed)
    dims = (*layers, 1)
    first_layer = GramFirstLayer(stream.randn(dims[0], train.features), stream.randn(dims[0], 1), train)
    C, scale = stream.randn(dims[0], train.count), np.array([[stream.rand()]])
    first_layer.load_state({"C": C, "scale": scale, "offset": first_layer.b})
    upper = {}
    for layer in range(2, len(dims) + 1):
        upper[f"W{layer}"] = stream.randn(dims[layer - 1], dims[layer - 2])
        upper[f"b{layer}"] = stream.randn(dims[layer - 1], 1)
    return Network(first_layer, upper)


def check_exact(network, picture):
    """Check that the contributions to `picture` add up to its logit, and return its explanation."""
    explanation = explain(network, picture)
    parts = [*explanation.contributions, explanation.average, explanation.start, explanation.biases]
    AL, ZL = network.forward(picture)
    assert explanation.logit == ZL[0, 0]
    assert explanation.probability == AL[0, 0]
    # They may be large and cancel, so the tolerance is relative to their sizes.
    assert sum(parts) == pytest.approx(explanation.logit, rel=1e-9, abs=1e-12 * sum(map(abs, parts)))
    zeros = explanation.contributions[network.first_layer.train.Y[0] == 0]
    assert explanation.class_totals == pytest.approx(
        (zeros.sum(), explanation.contributions.sum() - zeros.sum()), abs=1e-9
    )
    return explanation


def test_a_logit_worked_by_hand():
    train = Examples.from_matrix(np.array([[1.0, 0.0], [0.0, 1.0]]), [[0, 1]])
    first_layer = GramFirstLayer(np.array([[1.0, 0.0], [0.0, -9.0]]), np.array([[0.1], [0.0]]), train)
    C = np.array([[0.5, -0.25], [7.0, -7.0]])
    b = first_layer.b
    first_layer.load_state({"C": C, "start": np.array([[0.0], [0.0], [0.5]])})
    first_layer.b = b
    network = Network(first_layer, {"W2": np.array([[2.0, 1.0]]), "b2": np.array([[-0.3]])})

    # <x1, x> = 1 and <x2, x> = 2, so Z of unit 1 is 0.5 * 1 + (0.5 * 1 - 0.25 * 2) + 0.1 = 0.6: active; and of unit 2
    # -9 + (7 - 14) = -16: inactive. So g = (2, 0).
    explanation = explain(network, Examples.from_matrix(np.array([[1.0], [2.0]]), [[0]]))

    # The average picture is (0.5, 0.5), from which x differs by (0.5, 1.5), x1 by (0.5, -0.5) and x2 by (-0.5, 0.5).
    np.testing.assert_allclose(explanation.contributions, [2 * 0.5 * -0.5, 2 * -0.25 * 0.5], rtol=1e-15)
    # <x1, x> is 1 = -0.5 + 1.5, and <x2, x> is 2 = 0.5 + 1.5.
    assert explanation.average == pytest.approx(2 * 0.5 * 1.5 + 2 * -0.25 * 1.5)
    assert explanation.start == pytest.approx(2 * 0.5 * 1)
    assert explanation.biases == pytest.approx(2 * 0.1 - 0.3)
    assert explanation.logit == pytest.approx(2 * 0.6 - 0.3)
    assert explanation.class_totals == pytest.approx((-0.5, -0.25))
    np.testing.assert_array_equal(explanation.supporting_examples(1), [])
    np.testing.assert_array_equal(explanation.supporting_examples(0), [0, 1])
    assert explanation.own_contribution is None


@given(size=sizes, layers=hidden_layers, seed=seeds)
def test_the_contributions_of_any_network_add_up_to_its_logit(size, layers, seed):
    count, features = size
    stream = np.random.RandomState(seed)
    train = Examples.from_matrix(stream.randn(features, count), stream.randint(0, 2, (1, count)))
    network = random_network(train, layers, seed)

    check_exact(network, Examples.from_matrix(stream.randn(features, 1), [[0]]))


@given(layers=hidden_layers, seed=seeds, side=st.integers(1, 5))
def test_the_contributions_are_those_of_the_weights_on_the_pixels(layers, seed, side):
    train, picture = random_examples(6, side, seed), random_examples(1, side, seed + 1)
    network = random_network(train, layers, seed)
    explanation = check_exact(network, picture)

    # The gradient g by hand, from the activations.
    A, g = network.hidden(picture), np.ones((1, 1))
    for layer in range(len(layers) + 1, 1, -1):
        g = g @ network.upper[f"W{layer}"] * (A[layer - 2].T > 0)
    X, x = columns_of(train), columns_of(picture)
    mean = X.mean(axis=1, keepdims=True)
    similarity = ((X - mean).T @ (x - mean))[:, 0]
    np.testing.assert_allclose(
        explanation.contributions, (g @ network.first_layer.C)[0] * similarity, rtol=1e-9, atol=1e-9
    )
    whole = (g @ network.parameters["W1"] @ x).item()
    assert explanation.contributions.sum() + explanation.average + explanation.start == pytest.approx(
        whole, rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize("config", RUNS.values(), ids=RUNS)
def test_the_contributions_are_exact_whatever_the_steps_were(config):
    train = random_examples(12, 6)
    trainer = Trainer(train, config, first_layer="gram")
    trainer.take_steps(30)

    explanations = [check_exact(trainer.network, random_examples(1, 6, seed=index)) for index in range(4)]

    assert any(explanation.contributions.any() for explanation in explanations)


def test_the_contributions_are_exact_on_the_built_in_drawings():
    dataset = open_dataset("builtin")
    train = Examples.from_pictures(dataset.train.pictures, dataset.train.labels)
    test = Examples.from_pictures(dataset.test.pictures, dataset.test.labels)
    trainer = Trainer(train, TrainingConfig(iterations=300))
    trainer.take_steps(300)

    for index in range(0, test.count, 10):
        explanation = check_exact(trainer.network, test.subset(np.array([index])))
        assert len(explanation.supporting_examples(0)) + len(explanation.supporting_examples(1)) == np.count_nonzero(
            explanation.contributions
        )


def test_a_replayed_iteration_has_the_contributions_of_the_run_that_stopped_there():
    train, picture = random_examples(12, 6), random_examples(1, 6, seed=5)
    trainer = Trainer(train, CONFIG, first_layer="gram")
    history = CheckpointHistory(trainer)
    for _ in trainer:
        history.record()
    stopped = Trainer(train, CONFIG, first_layer="gram")
    stopped.take_steps(17)

    replayed = check_exact(history.trainer_at(17).network, picture)

    np.testing.assert_array_equal(replayed.contributions, explain(stopped.network, picture).contributions)
    assert (replayed.contributions != explain(trainer.network, picture).contributions).any()


def test_before_the_first_step_only_the_start_contributes():
    network = Trainer(random_examples(12, 6), CONFIG, first_layer="gram").network
    explanation = check_exact(network, random_examples(1, 6, seed=1))

    assert not explanation.contributions.any()
    assert explanation.biases == 0
    assert explanation.start == pytest.approx(explanation.logit)
    assert len(explanation.supporting_examples(0)) == len(explanation.supporting_examples(1)) == 0


def test_held_out_pictures_do_not_contribute():
    trainer = Trainer(random_examples(40, 6), replace(CONFIG, patience=20), first_layer="gram")
    train_indices = trainer._early_stopping.train_indices
    # Not to the end, where the best network is restored.
    trainer.take_steps(10)

    contributions = check_exact(trainer.network, random_examples(1, 6, seed=1)).contributions

    assert not np.delete(contributions, train_indices).any()
    assert contributions[train_indices].any()


def test_above_an_inactive_layer_only_biases_contribute():
    train = random_examples(12, 4)
    network = random_network(train, (5, 4, 3), seed=3)
    # Every unit of layers 2 and 3 is active, and then none of layer 3.
    network.upper |= {"b2": np.full((4, 1), 1e6), "b3": np.full((3, 1), 1e8)}
    network.first_layer.b = np.full((5, 1), 1e3)
    assert explain(network, train.subset(np.array([0]))).inactive_layer is None
    network.upper |= {"b3": network.upper["b3"] - 1e9}

    explanation = check_exact(network, random_examples(1, 4, seed=9))

    assert explanation.inactive_layer == 3
    assert not explanation.contributions.any()
    assert explanation.start == 0
    assert explanation.biases == network.upper["b4"][0, 0] == explanation.logit


def test_the_largest_contributions_come_first():
    network = random_network(random_examples(12, 4), (5,), seed=3)
    explanation = explain(network, random_examples(1, 4, seed=9))

    for label, support in ((0, -explanation.contributions), (1, explanation.contributions)):
        subset = explanation.supporting_examples(label)
        assert (support[subset] > 0).all()
        assert (np.diff(support[subset]) <= 0).all()


def test_a_training_picture_and_its_duplicates_are_identical_to_it():
    pictures = random_pictures(6, 6)
    pictures[4] = pictures[1]
    # Differs in the last feature only.
    pictures[2] = pictures[1]
    pictures[2, -1, -1, -1] ^= 1
    train = Examples.from_pictures(pictures, np.array([[0, 1, 0, 1, 1, 0]]))
    explanation = explain(random_network(train, (5,), seed=0), train.subset(np.array([1])))

    np.testing.assert_array_equal(np.flatnonzero(explanation.identical), [1, 4])
    assert explanation.own_contribution == pytest.approx(explanation.contributions[1] + explanation.contributions[4])


def test_the_pixel_form_has_no_contributions_and_says_why():
    trainer = Trainer(random_examples(5, 4), CONFIG, first_layer="pixels")

    with pytest.raises(NoContributionsError, match="no exact shares") as caught:
        explain(trainer.network, random_examples(1, 4))

    assert isinstance(caught.value, EngineError)


@pytest.mark.parametrize("form", FIRST_LAYERS)
def test_a_network_is_linearized_at_a_single_example(form):
    network = Trainer(random_examples(5, 4), CONFIG, first_layer=form).network

    with pytest.raises(ValueError, match="not at 2"):
        network.linearize(random_examples(2, 4))
