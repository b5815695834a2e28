"""The memory that a network takes is estimated from above, and not far above; what does not fit is refused."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ConfigError
from engine.training import memory as network_memory
from engine.training.config import TrainingConfig
from engine.training.memory import estimate_prediction_bytes, estimate_training_bytes, require_memory_to_train
from engine.training.trainer import Trainer
from tests.support.random_networks import random_examples

SIDE = 16
FEATURES = 3 * SIDE**2
TRAIN, TEST = random_examples(40, side=SIDE), random_examples(10, side=SIDE, seed=1)
MANY = random_examples(400, side=SIDE, seed=2)


def peak_of(work):
    """What `work` takes at most of memory, in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def a_run(config, train):
    trainer = Trainer(train, config, TEST)
    list(trainer)
    trainer.metrics(TEST)
    trainer.is_dead()
    return trainer.parameters


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
def test_a_run_takes_what_is_estimated_or_less_and_not_much_less(layers, options):
    config = TrainingConfig(layers, iterations=2, **options)
    estimate = estimate_training_bytes(config, FEATURES, TRAIN.count, TEST.count)

    peak = peak_of(lambda: a_run(config, TRAIN))

    # What is not counted are the pixels as floats, and their products.
    assert peak - 3 * 8 * FEATURES * TRAIN.count <= estimate <= 1.5 * peak


@pytest.mark.parametrize("options", [{}, {"momentum": 0.9}])
def test_a_run_on_so_many_examples_that_it_goes_through_the_pixels_is_estimated_as_well(options):
    config = TrainingConfig((3000,), iterations=2, **options)
    estimate = estimate_training_bytes(config, FEATURES, MANY.count, TEST.count)

    assert estimate / 1.5 <= peak_of(lambda: a_run(config, MANY)) <= estimate


def test_a_large_test_part_counts():
    config = TrainingConfig((1, 60_000, 1), iterations=1)
    trainer = Trainer(TEST, config, MANY)

    assert peak_of(lambda: trainer.metrics(MANY)) <= estimate_training_bytes(config, FEATURES, TEST.count, MANY.count)
    assert estimate_training_bytes(config, FEATURES, TEST.count, MANY.count) > 8 * estimate_training_bytes(
        config, FEATURES, TEST.count
    )


def test_asking_takes_what_is_estimated_or_less():
    network = Trainer(TRAIN, TrainingConfig((1, 60_000, 1)), first_layer="pixels").network

    estimate = estimate_prediction_bytes(TrainingConfig((1, 60_000, 1)), FEATURES, TRAIN.count)

    assert estimate / 1.5 <= peak_of(lambda: network.hidden(TRAIN)) <= estimate


def test_the_notebooks_network_takes_a_few_megabytes():
    assert estimate_training_bytes(TrainingConfig(), 64 * 64 * 3, 209, 50) < 10e6


@given(
    st.lists(st.integers(1, 10**12), min_size=1, max_size=5).map(tuple),
    st.integers(1, 10**6),
    st.integers(1, 10**5),
    st.integers(0, 10**5),
)
def test_memory_is_refused_just_above_what_is_there(hidden, features, examples, tested):
    config = TrainingConfig(hidden)
    needed = estimate_training_bytes(config, features, examples, tested)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network_memory, "available_memory", lambda: needed)
        require_memory_to_train(config, features, examples, tested)
        patch.setattr(network_memory, "available_memory", lambda: needed - 1)
        with pytest.raises(ConfigError, match="use narrower layers") as caught:
            require_memory_to_train(config, features, examples, tested)
    assert caught.value.field == "hidden_layers"


def test_a_network_that_does_not_fit_is_refused_with_the_estimate(monkeypatch):
    monkeypatch.setattr(network_memory, "available_memory", lambda: 2_000_000_000)

    with pytest.raises(ConfigError, match="narrower layers") as caught:
        require_memory_to_train(TrainingConfig((1_000_000_000,)), features=12288, examples=209)

    # Of a unit: three numbers for each of 12,288 weights, two for each of 209 examples, one for both other weights.
    assert "about 298.3 TB of memory and 2.0 GB is free" in caught.value.reason
