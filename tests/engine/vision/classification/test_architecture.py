"""Blocks keep some places of every picture, too small ones are refused, and arrays have names and shapes."""

import tracemalloc

import numpy as np
import pytest

from engine.errors import ConfigError
from engine.vision.block import BlockSpec
from engine.vision.classification import architecture as module
from engine.vision.classification.architecture import (
    LARGEST_SAFE_OUTPUT,
    architecture_for,
    array_shapes,
    largest_output,
    random_state,
)
from engine.vision.classification.network import ConvolutionalClassifier
from tests.support.random_networks import random_examples

ARCHITECTURE = architecture_for((3, 4), (8, 8))


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
