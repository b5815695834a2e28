"""The folded network: the same outputs as the network in training, for pictures of any size and number."""

import numpy as np
import pytest

from engine.vision import network as module
from engine.vision.block import BlockSpec
from engine.vision.convolution import Scratch
from engine.vision.network import Architecture, ConvolutionalNetwork, fold, initial_parameters, to_input

ARCHITECTURE = Architecture((BlockSpec(4, stride=2), BlockSpec(6, pool=True), BlockSpec(5)), outputs=2)


def pictures(count, height=16, width=16):
    return np.random.default_rng(3).integers(0, 256, (count, height, width, 3)).astype(np.uint8)


@pytest.fixture
def network(members):
    """A network folded with the statistics of `pictures(20)`, and its outputs for them in training."""
    flat = initial_parameters(ARCHITECTURE, seed=1)
    flat += 0.1 * np.random.default_rng(2).standard_normal(flat.shape).astype(np.float32)
    in_training = ConvolutionalNetwork(ARCHITECTURE, flat, members)
    outputs = in_training.forward(to_input(pictures(20)))
    return fold(ARCHITECTURE, flat, in_training.batch_statistics), outputs


def test_with_the_statistics_of_a_batch_the_outputs_are_those_in_training(network, members):
    found, outputs = network

    np.testing.assert_allclose(found.outputs(pictures(20), members), outputs, atol=1e-4)


def test_the_features_are_means_over_places(network, members):
    found, _ = network
    maps, features = found.feature_maps(pictures(3), members), found.features(pictures(3), members)

    assert maps.shape == (3, 4, 4, 5)
    np.testing.assert_allclose(features, maps.mean(axis=(1, 2)), atol=1e-6)


def test_pictures_without_a_place_in_the_last_block_are_refused(network, members):
    assert network[0].outputs(pictures(1, 3, 3), members).shape == (1, 2)
    with pytest.raises(ValueError, match="pictures of 2 x 9 pixels are too small"):
        network[0].outputs(pictures(1, 2, 9), members)


def test_a_few_pictures_at_a_time_make_no_difference(network, members, monkeypatch):
    found = network[0]
    maps, features = found.feature_maps(pictures(7), members), found.features(pictures(7), members)
    monkeypatch.setattr(module, "VALUES_AT_ONCE", 1)

    np.testing.assert_allclose(found.feature_maps(pictures(7), members), maps, atol=1e-5)
    np.testing.assert_allclose(found.features(pictures(7), members), features, atol=1e-5)


def test_in_another_type_the_network_is_the_same(network, members, exact_members):
    found, _ = network
    exact = found.as_type(np.float64).features(pictures(5), exact_members)

    assert (exact.dtype, found.dtype) == (np.float64, np.float32)
    np.testing.assert_allclose(found.features(pictures(5), members), exact, atol=1e-5)
    assert np.abs(found.features(pictures(5), members) - exact).max() > 0


def test_the_maxima_are_those_of_the_maps_of_each_block(network, members):
    found, some = network[0], pictures(7)
    padded = to_input(some)
    features, maxima = found.features_and_maxima(some, members)

    np.testing.assert_array_equal(features, found.features(some, members))
    for number, largest in enumerate(maxima, 1):
        padded = found.block(number, padded, Scratch("f4"))
        np.testing.assert_allclose(largest, padded.max(axis=(1, 2)), atol=1e-5)
