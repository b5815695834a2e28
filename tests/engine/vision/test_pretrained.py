"""Trained filters: a round trip of their file, and the same features of a picture, however they are asked."""

import subprocess
import sys

import numpy as np
import pytest

from engine.errors import ModelFileError
from engine.vision import pretrained
from engine.vision.block import BlockSpec
from engine.vision.network import Architecture, FoldedNetwork, initial_parameters
from engine.vision.pretrained import (
    PretrainedFilters,
    filter_and_pool,
    load_filters,
    picture_features,
    pretrained_filters,
    save_filters,
    to_bytes,
)
from tests.support.literal_convolution import conv_forward, pool_forward
from tests.support.watched_work import WatchedWork

ARCHITECTURE = Architecture((BlockSpec(4, stride=2), BlockSpec(6, pool=True)), outputs=2)


def random_values(*shape):
    return np.random.default_rng(sum(shape)).standard_normal(shape)


def literal_block(A, W, b, stride, pools):
    Z = conv_forward(A, W, stride) + b
    if pools:
        Z = pool_forward(Z)
    return np.maximum(Z, 0)


def test_a_block_is_the_literal_convolution_pooling_and_relu():
    for height, width, stride, pools in ((6, 6, 1, True), (7, 5, 1, True), (7, 6, 2, False), (9, 10, 2, True)):
        A, W, b = random_values(2, height, width, 3), random_values(3, 3, 3, 4), random_values(4)

        found = filter_and_pool(A, W, b, stride, pools)

        np.testing.assert_allclose(found, literal_block(A, W, b, stride, pools), atol=1e-12)


def test_features_are_the_means_of_the_last_maps_as_bytes():
    pictures = np.random.default_rng(1).integers(0, 256, (70, 8, 8, 3)).astype(np.uint8)
    filters = {"W1": random_values(3, 3, 3, 4), "b1": random_values(4), "W2": random_values(3, 3, 4, 5) / 9}
    filters["b2"] = random_values(5)
    first = literal_block((pictures[-3:] - 128.0) / 64.0, filters["W1"], filters["b1"], 2, False)
    last = literal_block(first, filters["W2"], filters["b2"], 1, True)

    found = picture_features(pictures, filters, [(2, False), (1, True)])

    assert found.shape == (70, 5)
    np.testing.assert_array_equal(found[-3:], to_bytes(last.mean(axis=(1, 2))))


@pytest.fixture
def network():
    return FoldedNetwork(ARCHITECTURE, ARCHITECTURE.views(initial_parameters(ARCHITECTURE, seed=1)))


def test_a_network_comes_back_in_half_precision_with_what_is_said_about_it(network, tmp_path):
    path = tmp_path / "filters.npz"
    about = {"seed": 3, "curve": [{"cost": 0.5}]}

    save_filters(path, network, about)

    found = load_filters(path)
    assert found.about == about
    assert found.network.architecture == ARCHITECTURE
    for name, values in network.parameters.items():
        np.testing.assert_array_equal(found.network.parameters[name], values.astype(np.float16))
        assert found.network.parameters[name].dtype == np.float32


@pytest.mark.parametrize("damage", [b"", b"PK", b"not a zip file at all"])
def test_a_damaged_file_is_refused_by_name(damage, tmp_path):
    path = tmp_path / "filters.npz"
    path.write_bytes(damage)

    with pytest.raises(ModelFileError, match=r"filters\.npz: the filters cannot be read"):
        load_filters(path)


def test_a_file_whose_arrays_do_not_fit_its_description_is_refused(network, tmp_path):
    network.parameters["W1"] = np.zeros((3, 3, 3, 5), np.float32)
    path = tmp_path / "filters.npz"
    save_filters(path, network, {})

    with pytest.raises(ModelFileError, match="W1 has the wrong shape"):
        load_filters(path)


def random_pictures(count, height=64, width=64):
    return np.random.default_rng(count).integers(0, 256, (count, height, width, 3)).astype(np.uint8)


@pytest.fixture
def filters():
    return pretrained_filters()


@pytest.mark.parametrize(("height", "width"), [(64, 64), (15, 16), (67, 50)])
def test_the_fast_way_and_the_short_one_agree_in_every_bit(filters, height, width):
    pictures = random_pictures(18, height, width)

    rows = filters.rows(pictures)

    np.testing.assert_array_equal(rows, picture_features(pictures, filters.arrays, filters.blocks))
    assert 0 < rows.mean() < 255


def test_a_picture_has_the_same_features_alone_and_among_others(filters, monkeypatch):
    pictures = random_pictures(20, 32, 32)
    monkeypatch.setattr(pretrained, "_PICTURES_AT_ONCE", 7)

    rows = filters.rows(pictures)

    assert rows.shape == (20, filters.count)
    np.testing.assert_array_equal(rows, np.concatenate([filters.rows(pictures[[k]]) for k in range(20)]))
    assert filters.rows(pictures[:0]).shape == (0, filters.count)
    filters.rows(pictures, work := WatchedWork())
    assert work.reports == [(0, 20), (7, 20), (14, 20), (20, 20)]


def test_pictures_must_leave_a_place_after_all_blocks(filters):
    assert filters.fits((15, 15))
    assert not filters.fits((14, 64))


def test_the_fingerprint_is_of_all_that_the_features_depend_on(filters):
    parameters = dict(filters.network.parameters)

    def fingerprint(**changes):
        return PretrainedFilters(type(filters.network)(filters.network.architecture, parameters | changes)).fingerprint

    assert fingerprint(W=parameters["W"] + 1) == filters.fingerprint
    for name in ("W1", "b2"):
        assert fingerprint(**{name: parameters[name] + 1}) != filters.fingerprint


@pytest.mark.slow
def test_filters_are_not_loaded_before_they_are_used():
    modules = "engine.training.run, engine.saved_model.file, engine.export.notebook, engine.cli.main"
    code = f"import sys, {modules}; sys.exit('engine.vision' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
