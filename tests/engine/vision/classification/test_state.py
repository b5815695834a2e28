"""The arrays of a network have names and shapes, and a bound of all that is computed with them."""

import numpy as np
import pytest

from engine.vision.classification.architecture import architecture_for
from engine.vision.classification.network import ConvolutionalClassifier
from engine.vision.classification.state import LARGEST_SAFE_OUTPUT, array_shapes, largest_output, random_state
from tests.support.random_networks import random_examples

ARCHITECTURE = architecture_for((3, 4), (8, 8))


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
