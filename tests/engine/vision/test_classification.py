"""The convolutional network behind the interface of all networks: gradients, statistics, answers, snapshots."""

import tracemalloc

import numpy as np
import pytest

from engine.core import sigmoid
from engine.errors import ConfigError
from engine.nn.examples import Batch
from engine.nn.propagation import cost_from_logits
from engine.vision import classification as module
from engine.vision.block import BlockSpec
from engine.vision.classification import (
    LARGEST_SAFE_OUTPUT,
    ConvolutionalClassifier,
    architecture_for,
    array_shapes,
    largest_output,
    random_state,
)
from engine.vision.convolution import team
from tests.support.numerical_gradient import numerical_gradient, relative_error
from tests.support.random_networks import random_examples

ARCHITECTURE = architecture_for((3, 4), (8, 8))
FILTERS = (3, 4)


def test_the_blocks_of_course_photos():
    architecture = architecture_for((16, 32, 64), (64, 64))

    assert architecture.blocks == (BlockSpec(16, 2, True), BlockSpec(32, 1, True), BlockSpec(64, 1, True))
    assert architecture.map_size(64, 64) == (4, 4)


@pytest.mark.parametrize("shape", [(8, 8), (8, 40), (33, 47), (64, 64), (300, 200)])
def test_places_are_left_after_any_number_of_blocks(shape):
    assert min(architecture_for((2,) * 20, shape).map_size(*shape)) >= 4


def test_pictures_that_are_too_small_are_refused_with_what_to_do():
    with pytest.raises(ConfigError, match="must be pixels for 7 x 64 pictures"):
        architecture_for((4,), (7, 64))


@pytest.mark.parametrize(("filters", "side", "count"), [((8,), 64, 64), ((16, 32, 64), 64, 128), ((4, 4, 4), 16, 300)])
def test_a_step_takes_at_most_the_estimate(monkeypatch, filters, side, count):
    examples = random_examples(count, side=side)
    architecture = architecture_for(filters, (side, side))
    network = ConvolutionalClassifier.from_seed(architecture, examples.subset(np.arange(2)), 1, "he")
    tracemalloc.start()
    try:
        network.cost_and_gradients(examples)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak <= module.training_bytes(architecture, (side, side), count)
    monkeypatch.setattr(module, "_SCRATCH_BYTES", 0)
    assert module.training_bytes(architecture, (side, side), count) <= 1.6 * peak


@pytest.fixture
def network():
    return ConvolutionalClassifier.from_seed(ARCHITECTURE, random_examples(6, side=8), 1, "he")


def test_the_shapes_are_those_of_a_network(network):
    shapes = array_shapes(ARCHITECTURE)

    assert {name: array.shape for name, array in network.parameters.items()} == shapes
    assert shapes["W2"] == (3, 3, 3, 4)
    assert shapes["variance1"] == (3,)


def test_filters_are_drawn_from_the_seed_and_scaled_by_the_initialization():
    he, notebook = (random_state(ARCHITECTURE, 1, name) for name in ("he", "notebook"))

    np.testing.assert_allclose(he["W1"], notebook["W1"] * np.sqrt(2), rtol=1e-6)
    np.testing.assert_array_equal(he["W"], notebook["W"])
    assert not np.array_equal(he["W1"], random_state(ARCHITECTURE, 2, "he")["W1"])
    assert not he["b1"].any()


def test_no_output_is_above_the_bound(network):
    for white in (0, 255):
        examples = random_examples(1, side=8)
        examples.rows[:] = white
        assert abs(network.forward(examples)[1].item()) <= largest_output(network.parameters)


@pytest.mark.parametrize(("name", "value"), [("W1", 1e38), ("b2", 3e38), ("mean1", -3e38), ("variance2", -1.0)])
def test_the_bound_of_what_may_overflow_is_not_safe(network, name, value):
    parameters = network.parameters
    parameters[name] = np.full_like(parameters[name], value)

    assert not largest_output(parameters) < LARGEST_SAFE_OUTPUT


def make_network(examples, dtype=np.float32, seed=1):
    architecture = architecture_for(FILTERS, examples.picture_shape)
    return ConvolutionalClassifier.from_seed(architecture, examples, seed, "he", dtype)


def step(network, examples, rate=0.1):
    found = network.cost_and_gradients(examples)
    state = {name: value - rate * found.grads[f"d{name}"] for name, value in network.state_dict.items()}
    network.step_to({**state, **found.statistics})
    return state


@pytest.mark.slow
def test_the_gradients_of_the_whole_network_are_those_of_differences():
    examples = random_examples(6, side=8)
    network = make_network(examples, np.float64)
    draws = np.random.default_rng(2)
    masks = [(draws.random((width, 6)) < 0.7) / 0.7 for width in FILTERS]
    found = network.cost_and_gradients(examples, masks)

    for name, value in network.state_dict.items():

        def cost(changed, name=name):
            network.load_state({name: changed})
            return network.cost_and_gradients(examples, masks).cost

        with network.working():
            expected = numerical_gradient(cost, value, step=1e-6)
        network.load_state({name: value})
        assert relative_error(found.grads[f"d{name}"], expected) < 1e-5, name


def test_a_step_moves_all_averages_a_tenth_of_the_way():
    examples = random_examples(12, side=8)
    network = make_network(examples)
    batch = Batch(examples, np.arange(4))
    # Before the first step the statistics are those of the training pictures.
    of_batch = make_network(examples.subset(np.arange(4))).parameters
    before = network.parameters

    state = step(network, batch)

    for name, old in before.items():
        now = state[name] if name in state else of_batch[name]
        np.testing.assert_allclose(network.parameters[name], old + 0.1 * (now - old), rtol=1e-4, atol=1e-6)
    for name, array in state.items():
        np.testing.assert_array_equal(network.state_dict[name], array)


def test_with_the_statistics_of_its_pictures_it_answers_as_in_a_step():
    examples = random_examples(12, side=16)
    network = make_network(examples)

    AL, ZL = network.forward(examples)

    assert AL.shape == ZL.shape == (1, 12)
    assert ZL.dtype == np.float64
    np.testing.assert_array_equal(AL, sigmoid(ZL)[0])
    assert cost_from_logits(ZL, examples.Y) == pytest.approx(network.cost_and_gradients(examples).cost, rel=1e-4)


def test_a_filter_is_active_by_the_largest_value_of_its_map():
    examples = random_examples(5, side=16)
    network = make_network(examples)
    with team(1) as members:
        maps = network.folded().feature_maps(examples.rows.reshape(5, 16, 16, 3), members)

    first, last = network.hidden(examples)

    assert first.shape == (3, 5)
    np.testing.assert_array_equal(last, maps.max(axis=(1, 2)).T)
    np.testing.assert_array_equal(network.active_layers(examples), [(first > 0).any(axis=0), (last > 0).any(axis=0)])


def test_steps_give_the_same_within_a_series_and_alone():
    examples = random_examples(9, side=8)
    alone, together = make_network(examples), make_network(examples)
    batches = [Batch(examples, np.arange(4)), Batch(examples, np.arange(4, 9))]
    for batch in batches:
        step(alone, batch)
    with together.working():
        for batch in batches:
            step(together, batch)

    for name, array in alone.parameters.items():
        np.testing.assert_array_equal(array, together.parameters[name])


def test_later_steps_do_not_change_a_snapshot_or_its_answers():
    examples = random_examples(9, side=8)
    network = make_network(examples)
    before = network.forward(examples)[1].copy()
    snapshot = network.snapshot()
    parameters = {name: array.copy() for name, array in snapshot.parameters.items()}
    step(network, examples)

    assert not np.array_equal(network.forward(examples)[1], before)
    np.testing.assert_array_equal(snapshot.forward(examples)[1], before)
    for name, array in parameters.items():
        np.testing.assert_array_equal(array, snapshot.parameters[name])


def test_the_same_pictures_are_answered_once(monkeypatch):
    examples = random_examples(4, side=8)
    network = make_network(examples)
    answer = network.forward(examples)[1]
    monkeypatch.setattr(ConvolutionalClassifier, "folded", None)

    assert network.snapshot().forward(examples)[1] is answer
    assert network.snapshot().active_layers(examples).all()


def test_a_diverged_network_answers_without_a_warning():
    examples = random_examples(40, side=8)
    network = make_network(examples)
    network.load_state({name: np.full_like(array, 3e38) for name, array in network.state_dict.items()})

    assert not np.isfinite(network.forward(examples)[1]).any()
    with np.errstate(over="ignore", invalid="ignore"):
        assert not np.isfinite(network.cost_and_gradients(examples).cost)


def test_a_network_answers_no_pictures_with_no_numbers():
    network = make_network(random_examples(6, side=8))
    nothing = network.train.subset(np.arange(0))
    assert network.forward(nothing)[0].shape == (1, 0)
    assert [A.shape for A in network.hidden(nothing)] == [(count, 0) for count in FILTERS]
