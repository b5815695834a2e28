"""The plan picks the faster form of the first layer, and estimates memory from above, but not far above."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analysis.dead_units import detect_dead_network
from engine.errors import ConfigError
from engine.training.config import TrainingConfig
from engine.training.networks import kind_of
from engine.training.plan import plan_training
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples

SIDE = 16
FEATURES = 3 * SIDE**2
TRAIN, TEST = random_examples(40, side=SIDE), random_examples(10, side=SIDE, seed=1)
MANY = random_examples(400, side=SIDE, seed=2)


GIGABYTE = 10**9


@pytest.fixture
def free_memory(monkeypatch):
    """Sets the free memory that plans see."""
    return lambda free: monkeypatch.setattr("engine.training.plan.available_memory", lambda: free)


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


@pytest.mark.parametrize(("examples", "form"), [(400, "gram"), (800, "pixels")])
def test_the_faster_form_is_planned(examples, form):
    assert plan_training(TrainingConfig(), 192, examples).first_layer == form


def test_the_gram_form_is_not_planned_if_its_matrices_do_not_fit(free_memory):
    config, examples, tested = TrainingConfig((1,)), 10_000, 2_000
    # They may take a quarter of the free memory.
    free = 4 * 8 * examples * (examples + tested)

    free_memory(free)
    assert plan_training(config, 30_000, examples, tested).first_layer == "gram"
    free_memory(free - 1)
    assert plan_training(config, 30_000, examples, tested).first_layer == "pixels"
    assert plan_training(config, 30_000, examples).first_layer == "gram"


def test_the_free_memory_is_read_once(monkeypatch):
    readings = iter([GIGABYTE])
    monkeypatch.setattr("engine.training.plan.available_memory", lambda: next(readings))

    trainer = Trainer(TRAIN, TrainingConfig((3,), iterations=1), TEST)

    assert trainer.plan.uses_gram_layer
    assert len(list(trainer)) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("layers", "options"),
    [
        ((3000,), {"flips": True, "momentum": 0.9, "l2": 0.1}),
        ((3000,), {"flips": True}),
        ((3000,), {"momentum": 0.9}),
        ((3000,), {}),
        ((1, 60_000, 1), {}),
        ((1, 60_000, 1), {"dropout": 0.5}),
        ((1, 60_000, 1), {"batch_size": 8}),
        ((50, 20_000), {}),
        ((50, 20_000), {"momentum": 0.9, "l2": 0.1}),
        ((50, 20_000), {"patience": 5}),
        ((1500, 1500), {"l2": 0.1}),
        ((1500, 1500), {"momentum": 0.9}),
    ],
    ids=str,
)
def test_a_run_takes_at_most_the_estimate_and_not_much_less(layers, options):
    config = TrainingConfig(layers, iterations=2, **options)
    estimate = plan_training(config, FEATURES, TRAIN.count, TEST.count).needed_bytes

    peak = peak_of(lambda: train(config, TRAIN))

    # The products of the pixels and what they are computed in are not counted.
    assert peak - 3 * 8 * FEATURES * TRAIN.count <= estimate <= 1.5 * peak


@pytest.mark.slow
@pytest.mark.parametrize("options", [{}, {"momentum": 0.9}])
def test_a_run_on_the_pixels_is_estimated_as_well(options):
    config = TrainingConfig((3000,), iterations=2, **options)
    estimate = plan_training(config, FEATURES, MANY.count, TEST.count).needed_bytes

    assert estimate / 1.5 <= peak_of(lambda: train(config, MANY)) <= estimate


@pytest.mark.slow
def test_a_large_test_part_counts():
    config = TrainingConfig((1, 60_000, 1), iterations=1)
    trainer = Trainer(TEST, config, MANY)

    assert peak_of(lambda: trainer.metrics(MANY)) <= trainer.plan.needed_bytes
    assert trainer.plan.needed_bytes > 8 * plan_training(config, FEATURES, TEST.count).needed_bytes


def test_prediction_takes_at_most_the_estimate():
    network = Trainer(TRAIN, TrainingConfig((1, 60_000, 1)), first_layer="pixels").network

    estimate = kind_of("pixels").prediction_bytes(TrainingConfig((1, 60_000, 1)), FEATURES, TRAIN.count)

    assert estimate / 1.5 <= peak_of(lambda: network.hidden(TRAIN)) <= estimate


@given(
    st.lists(st.integers(1, 10**12), min_size=1, max_size=5).map(tuple),
    st.integers(1, 10**6),
    st.integers(1, 10**5),
    st.integers(0, 10**5),
)
def test_a_network_is_refused_exactly_if_it_needs_more_than_is_free(hidden, features, examples, tested):
    counts = features, examples, tested
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.training.plan.available_memory", lambda: 10**40)
        needed = plan_training(TrainingConfig(hidden), *counts, first_layer="pixels").needed_bytes
        patch.setattr("engine.training.plan.available_memory", lambda: needed)
        assert plan_training(TrainingConfig(hidden), *counts, first_layer="pixels").needed_bytes == needed
        patch.setattr("engine.training.plan.available_memory", lambda: needed - 1)
        with pytest.raises(ConfigError, match="must be narrower") as caught:
            plan_training(TrainingConfig(hidden), *counts, first_layer="pixels")
    assert caught.value.field == "hidden_layers"


def test_a_network_that_does_not_fit_is_refused_with_the_estimate(free_memory):
    free_memory(2 * GIGABYTE)

    with pytest.raises(ConfigError, match="narrower") as caught:
        plan_training(TrainingConfig((1_000_000_000,)), features=12288, examples=209)

    # Per unit: three numbers for each of 12,288 weights, two for each of 209 examples, one for both other weights.
    assert "302.0 TB of memory, and 2.0 GB is free" in caught.value.reason


def test_of_other_features_than_pixels_the_gram_form_tells_contributions_for_a_thousand_examples():
    pretrained = TrainingConfig(features="pretrained")

    assert plan_training(pretrained, 256, 1000).first_layer == "gram"
    assert plan_training(pretrained, 256, 1001).first_layer == "pixels"
    assert plan_training(TrainingConfig(), 256, 1000).first_layer == "pixels"


def test_plain_networks_are_batched_in_the_gram_form():
    config = TrainingConfig((4,), 0.1, 30, 7)

    assert plan_training(config, features=27, examples=13).allows_batches
    assert not plan_training(config, features=27, examples=400).allows_batches
