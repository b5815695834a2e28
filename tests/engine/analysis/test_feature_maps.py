"""Filters and channels of a convolutional network, against straightforward loops."""

import numpy as np
import pytest

from engine.analysis import feature_maps as module
from engine.analysis.feature_maps import (
    channel_activity,
    filter_pictures,
    receptive_fields,
)
from engine.vision.block import BlockSpec
from engine.vision.network import Architecture, FoldedNetwork, initial_parameters
from engine.vision.pretrained import filter_and_pool
from tests.support.watched_work import WatchedWork

ARCHITECTURE = Architecture((BlockSpec(4, stride=2), BlockSpec(6, pool=True), BlockSpec(5, pool=True), BlockSpec(3)))


def make_network(architecture=ARCHITECTURE):
    flat = initial_parameters(architecture, seed=1, dtype=np.float64)
    parameters = architecture.views(flat)
    for number in range(1, len(architecture.blocks) + 1):
        parameters[f"b{number}"][...] = -0.3
    return FoldedNetwork(architecture, parameters)


NETWORK = make_network()


def make_pictures(count, height=37, width=42):
    return np.random.default_rng(3).integers(0, 256, (count, height, width, 3)).astype(np.uint8)


def literal_maps(network, picture):
    """The output of each block, by the functions of exported notebooks."""
    A, maps = (picture[np.newaxis].astype(np.float64) - 128.0) / 64.0, []
    for number, block in enumerate(network.architecture.blocks, 1):
        A = filter_and_pool(
            A, network.parameters[f"W{number}"], network.parameters[f"b{number}"], block.stride, block.pool
        )
        maps.append(A[0])
    return maps


def test_a_filter_is_a_picture_with_gray_for_zero():
    W = np.zeros((3, 3, 3, 2))
    W[0, 1, 2, 0], W[2, 2, 0, 0], W[1, 1, 1, 1] = 2.0, -1.0, -0.5
    first, second = filter_pictures(
        FoldedNetwork(
            Architecture((BlockSpec(2),)), {"W1": W, "b1": W[0, 0, 0], "W": W[0, 0, :2, :1], "b": W[0, 0, 0, :1]}
        )
    )

    assert first[0, 1].tolist() == [128, 128, 255]
    assert first[2, 2].tolist() == [64, 128, 128]
    assert second[1, 1].tolist() == [128, 0, 128]


@pytest.mark.parametrize("at_once", [7, 256])
def test_the_pictures_with_the_largest_value_in_a_map_are_found(at_once, monkeypatch):
    monkeypatch.setattr(module, "_PICTURES_AT_ONCE", at_once)
    pictures, work = make_pictures(20), WatchedWork()
    found = channel_activity(NETWORK, pictures, work)
    all_maps = [literal_maps(NETWORK, picture) for picture in pictures]
    for block, activity in enumerate(found):
        maxima = np.array([maps[block].max(axis=(0, 1)) for maps in all_maps])
        np.testing.assert_array_equal(activity.active_counts, (maxima > 0).sum(axis=0))
        assert activity.examples == 20
        for channel in range(maxima.shape[1]):
            indices, activations = activity.top.of_unit(channel)
            expected = [k for k in np.argsort(-maxima[:, channel], kind="stable") if maxima[k, channel] > 0][:9]
            assert indices.tolist() == expected
            np.testing.assert_allclose(activations, maxima[expected, channel])
    assert work.reports[-1] == (20, 20)


def test_outside_its_region_a_picture_does_not_matter():
    pictures = make_pictures(3)
    for block, activity in enumerate(channel_activity(NETWORK, pictures)):
        for channel in range(len(activity.active_counts)):
            indices, activations = activity.top.of_unit(channel)
            for index, activation, region in zip(indices, activations, activity.top.regions[channel], strict=False):
                top, left, bottom, right = region
                changed = np.full_like(pictures[index], 77)
                changed[top:bottom, left:right] = pictures[index, top:bottom, left:right]
                assert np.isclose(literal_maps(NETWORK, changed)[block][..., channel], activation).any()


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("pool", [False, True])
def test_a_receptive_field_is_all_that_a_place_depends_on(stride, pool):
    network = make_network(Architecture((BlockSpec(3, stride, pool), BlockSpec(4, 1, pool), BlockSpec(2))))
    positive = {name: np.abs(array) for name, array in network.parameters.items()}
    network = FoldedNetwork(network.architecture, positive)
    picture = np.full((64, 59, 3), 200, np.uint8)
    maps = literal_maps(network, picture)[-1]
    place = maps.shape[0] // 2, maps.shape[1] // 2
    field = receptive_fields(network.architecture.blocks, np.array(place), picture.shape[:2])
    seen = [[], []]
    for axis, length in enumerate(picture.shape[:2]):
        for line in range(length):
            brighter = picture.copy()
            brighter[(slice(None),) * axis + (line,)] = 255
            # With positive weights, whatever a place sees makes it larger.
            if literal_maps(network, brighter)[-1][place][0] > maps[place][0]:
                seen[axis].append(line)

    assert field.tolist() == [seen[0][0], seen[1][0], seen[0][-1] + 1, seen[1][-1] + 1]
