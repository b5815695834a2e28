"""The kinds of networks, and the form of the first layer at shapes where both have been timed.

Runs of the convolutional network: replay, options, errors, and what it learns of the built-in data.
"""

import tracemalloc
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from engine.analysis.evaluation import detect_dead_network
from engine.data.sources import open_dataset
from engine.errors import ConfigError, DivergedError
from engine.nn.examples import Examples
from engine.nn.network import Network
from engine.training.config import TrainingConfig
from engine.training.features import PIXELS, make_examples
from engine.training.networks import kind_of, plan_training
from engine.training.run import TrainingRun
from engine.training.trainer import Trainer
from engine.vision.classification import ConvolutionalClassifier
from tests.support.random_networks import random_examples
from tests.support.small_data import make_dataset

CONFIG = replace(TrainingConfig.for_features("convolution"), hidden_layers=(3, 4), iterations=20, batch_size=8)
GIGABYTE = 10**9
TESTED = 50


@pytest.fixture(scope="module")
def dataset():
    return make_dataset()


def take(run, steps=None):
    return [step.cost for step in islice(run, steps)]


@pytest.fixture(scope="module")
def plain_costs(dataset):
    return take(TrainingRun(dataset, CONFIG))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("l2", 5.0),
        ("momentum", 0.5),
        ("initialization", "notebook"),
        ("batch_size", 5),
        ("dropout", 0.4),
        ("patience", 3),
        ("learning_rate", 0.01),
        ("seed", 2),
    ],
)
def test_no_setting_is_ignored(dataset, plain_costs, option, value):
    assert take(TrainingRun(dataset, replace(CONFIG, **{option: value}))) != plain_costs


def test_divergence_is_reported_without_warnings(dataset):
    with pytest.raises(DivergedError):
        take(TrainingRun(dataset, replace(CONFIG, learning_rate=1e30)))


def test_a_network_whose_filters_are_never_active_is_dead(dataset):
    run = TrainingRun(dataset, CONFIG)
    take(run, 1)
    assert run.warning() is None
    network = run._trainer.network
    network.load_state({"b2": np.full_like(network.parameters["b2"], -100)})

    assert run.warning().startswith("Dead network")


def test_the_initial_weights_are_the_first_filters_before_a_step(dataset):
    run = TrainingRun(dataset, CONFIG)
    drawn = run.initial_weights()
    before = Trainer(make_examples("convolution", dataset.train.pictures, dataset.train.labels), CONFIG)
    take(run, 2)

    np.testing.assert_array_equal(drawn, before.parameters["W1"])
    np.testing.assert_array_equal(run.initial_weights(), drawn)


def test_pictures_that_do_not_fit_are_refused_before_training():
    flat = Examples.from_matrix(np.zeros((192, 4)), np.array([[0, 1, 0, 1]]))
    with pytest.raises(ConfigError, match="only pictures can be convolved"):
        Trainer(flat, CONFIG)
    with pytest.raises(ConfigError, match="for 4 x 4 pictures"):
        Trainer(random_examples(6, side=4), CONFIG)
    with pytest.raises(ConfigError, match="for 4 x 4 pictures"):
        make_examples("convolution", np.zeros((1, 4, 4, 3), np.uint8), np.zeros((1, 1), np.int64))


def test_the_plan_refuses_batches_that_do_not_fit_into_memory(monkeypatch):
    monkeypatch.setattr("engine.training.networks.available_memory", lambda: 2 * 10**9)
    config, features = TrainingConfig.for_features("convolution"), 64 * 64 * 3

    assert plan_training(config, features, 20_000, 5_000).first_layer == "convolution"
    assert plan_training(config, features, 20_000, first_layer="gram").first_layer == "convolution"
    with pytest.raises(ConfigError, match="must be smaller, or take fewer filters; it needs"):
        plan_training(replace(config, batch_size=0), features, 20_000, 5_000)


def test_each_kind_of_features_has_its_network_and_its_default_settings():
    assert TrainingConfig.for_features("pixels") == TrainingConfig()
    assert TrainingConfig.for_features("pretrained") == TrainingConfig(features="pretrained")
    with pytest.raises(ConfigError, match="must be one of"):
        TrainingConfig.for_features("smell")
    train = random_examples(6, side=8)
    assert isinstance(kind_of("pixels").create(TrainingConfig((2,)), train, "gram"), Network)
    assert isinstance(kind_of("convolution").create(CONFIG, train, "convolution"), ConvolutionalClassifier)


@pytest.mark.slow
def test_convolution_learns_the_built_in_pictures():
    # In as many iterations as it takes: by default there are 240.
    config = replace(TrainingConfig.for_features("convolution"), iterations=50)
    run = TrainingRun(open_dataset("builtin"), config)
    take(run)
    snapshot = run.snapshot()

    assert snapshot.train.accuracy >= 0.85
    assert snapshot.test.accuracy >= 0.8  # always the same answer is right for two thirds


@pytest.mark.parametrize(
    ("side", "options", "gram", "pixels"),
    [
        (8, {}, 400, 800),  # more than twice as many pictures as features
        (16, {}, 1600, 2000),
        (32, {}, 6000, 8000),
        (64, {"batch_size": 32}, 1600, 4800),  # mini-batches repay the Gram matrix less
        (64, {"batch_size": 128}, 4800, 20_000),
        (64, {"batch_size": 32, "iterations": 100}, 400, 1600),  # and so do short runs
        (64, {"iterations": 1}, 1600, 20_000),  # which is planned as if it had 100
    ],
)
def test_gram_gives_way_to_pixels_where_it_is_not_repaid(side, options, gram, pixels):
    config = TrainingConfig((20, 7, 5), **options)
    for examples, form in ((gram, "gram"), (pixels, "pixels")):
        assert kind_of(PIXELS).better_form(config, 3 * side**2, examples, TESTED, free=100 * GIGABYTE) == form


SIDE = 16
FEATURES = 3 * SIDE**2
TRAIN, TEST = random_examples(40, side=SIDE), random_examples(10, side=SIDE, seed=1)
MANY = random_examples(400, side=SIDE, seed=2)


@pytest.fixture
def free_memory(monkeypatch):
    """Sets the free memory that plans see."""
    return lambda free: monkeypatch.setattr("engine.training.networks.available_memory", lambda: free)


def peak_of(work):
    """The most memory that `work` takes, in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def train(config, examples):
    trainer = Trainer(examples, config, TEST)
    list(trainer)
    trainer.metrics(TEST)
    detect_dead_network(trainer.network)
    return trainer.parameters


def test_gram_matrices_take_at_most_a_quarter_of_the_memory_and_two_gigabytes(free_memory):
    config, examples, tested = TrainingConfig((1,)), 10_000, 2_000
    free = 4 * 8 * examples * (examples + tested)

    free_memory(free)
    assert plan_training(config, 30_000, examples, tested).first_layer == "gram"
    free_memory(free - 1)
    assert plan_training(config, 30_000, examples, tested).first_layer == "pixels"
    assert plan_training(config, 30_000, examples).first_layer == "gram"
    free_memory(100 * GIGABYTE)
    assert plan_training(config, 30_000, 15_000, 1600).first_layer == "gram"
    assert plan_training(config, 30_000, 15_000, 1700).first_layer == "pixels"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("layers", "options", "examples"),
    [
        ((3000,), {"momentum": 0.9}, TRAIN),
        ((1, 60_000, 1), {"dropout": 0.5}, TRAIN),
        ((1, 60_000, 1), {"batch_size": 8}, TRAIN),
        ((50, 20_000), {"patience": 5}, TRAIN),
        ((1500, 1500), {"l2": 0.1}, TRAIN),
        ((3000,), {}, MANY),  # on the pixels
    ],
    ids=str,
)
def test_a_run_takes_at_most_the_estimate_and_not_much_less(layers, options, examples):
    config = TrainingConfig(layers, iterations=2, **options)
    estimate = plan_training(config, FEATURES, examples.count, TEST.count).needed_bytes

    peak = peak_of(lambda: train(config, examples))

    # The products of the pixels and what they are computed in are not counted.
    assert peak - 3 * 8 * FEATURES * TRAIN.count <= estimate <= 1.6 * peak


def test_prediction_takes_at_most_the_estimate():
    network = Trainer(TRAIN, TrainingConfig((1, 60_000, 1)), first_layer="pixels").network

    estimate = kind_of("pixels").prediction_bytes(TrainingConfig((1, 60_000, 1)), FEATURES, TRAIN.count)

    assert estimate / 1.5 <= peak_of(lambda: network.hidden(TRAIN)) <= estimate


def test_a_network_that_does_not_fit_is_refused_with_the_estimate(free_memory):
    free_memory(2 * GIGABYTE)

    with pytest.raises(ConfigError, match="narrower") as caught:
        plan_training(TrainingConfig((1_000_000_000,)), features=12288, examples=209)

    # Per unit: three numbers for each of 12,288 weights, two for each of 209 examples.
    assert "301.6 TB of memory, and 2.0 GB is free" in caught.value.reason
