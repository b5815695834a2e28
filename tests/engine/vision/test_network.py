"""The convolutional network: shapes, the literal functions in a row, numerical gradients."""

import numpy as np
import pytest

from engine.vision.block import BlockSpec
from engine.vision.convolution import interior, pad
from engine.vision.network import Architecture, ConvolutionalNetwork, initial_parameters, to_input
from tests.engine.vision.test_block import literal_block

ARCHITECTURE = Architecture((BlockSpec(3, stride=2), BlockSpec(4, pool=True), BlockSpec(5)), outputs=2, channels=2)


@pytest.fixture
def pictures():
    return np.random.default_rng(1).standard_normal((3, 8, 8, 2))


def make_flat():
    flat = initial_parameters(ARCHITECTURE, seed=2, dtype=np.float64)
    # Shifts and biases of zero would hide missing ones.
    return flat + 0.1 * np.random.default_rng(3).standard_normal(flat.shape)


def test_the_parameters_lie_one_after_the_other():
    flat = np.arange(float(ARCHITECTURE.size()))

    views = ARCHITECTURE.views(flat)

    assert list(views) == ["W1", "b1", "W2", "b2", "W3", "b3", "W", "b"]
    assert views["W2"].shape == (3, 3, 3, 4)
    assert ARCHITECTURE.features == 5
    np.testing.assert_array_equal(np.concatenate([view.ravel() for view in views.values()]), flat)
    assert all(np.shares_memory(view, flat) for view in views.values())


def test_weights_begin_with_the_deviation_that_keeps_the_size_of_activations():
    wide = Architecture((BlockSpec(64), BlockSpec(64)), outputs=30)

    values = wide.views(initial_parameters(wide, seed=1))

    assert values["W2"].std() == pytest.approx(np.sqrt(2 / (9 * 64)), rel=0.02)
    assert values["W"].std() == pytest.approx(np.sqrt(1 / 64), rel=0.05)
    assert not values["b1"].any()
    assert not np.array_equal(values["W2"], wide.views(initial_parameters(wide, seed=2))["W2"])


def test_the_outputs_are_those_of_the_literal_functions(exact_members, pictures):
    network = ConvolutionalNetwork(ARCHITECTURE, make_flat(), exact_members)

    outputs = network.forward(pad(pictures))

    A, values = pictures, network.parameters
    for number, spec in enumerate(ARCHITECTURE.blocks, 1):
        A = literal_block(spec, A, values[f"W{number}"], values[f"b{number}"])
    np.testing.assert_allclose(outputs, A.mean(axis=(1, 2)) @ values["W"] + values["b"], rtol=0, atol=1e-10)


def test_the_input_is_centered_scaled_and_padded():
    padded = to_input(np.full((1, 2, 3, 3), 192, np.uint8))

    assert padded.shape == (1, 4, 5, 3)
    assert padded.dtype == np.float32
    np.testing.assert_array_equal(interior(padded), 1)
    assert padded.sum() == 2 * 3 * 3
