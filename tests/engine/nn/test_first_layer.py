"""Both ways to hold the first layer are the same layer: the notebook's, step for step."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.nn import examples as examples_module
from engine.nn.examples import Examples
from engine.nn.network import FIRST_LAYERS
from tests.support import notebook_oracle as oracle
from tests.support.random_networks import columns_of, random_examples, random_labels, seeds

both_ways = pytest.mark.parametrize("way", ["gram", "pixels"])


def layer_of(way, train, units=3, seed=0):
    stream = np.random.RandomState(seed)
    return FIRST_LAYERS[way](stream.randn(units, train.features), stream.randn(units, 1), train)


@both_ways
def test_it_begins_with_the_weights_it_was_given(way):
    train, others = random_examples(5, side=3), random_examples(2, side=3, seed=1)
    layer = layer_of(way, train)
    W, b = layer.weights(), layer.b

    assert layer.kind == way
    np.testing.assert_allclose(layer.forward(train), W @ columns_of(train) + b, rtol=1e-12)
    np.testing.assert_allclose(layer.forward(others), W @ columns_of(others) + b, rtol=1e-12)


@both_ways
@given(count=st.integers(1, 20), side=st.integers(1, 3), seed=seeds, block_bytes=st.integers(1, 2000))
def test_its_steps_are_the_notebooks_with_more_or_fewer_examples_than_features(way, count, side, seed, block_bytes):
    with pytest.MonkeyPatch.context() as patch:
        # Some examples are held as floats; others are turned into floats in several blocks.
        patch.setattr(examples_module, "_BLOCK_BYTES", block_bytes)
        patch.setattr(examples_module, "_MAX_FLOAT_BYTES", 1500)
        train, others = random_examples(count, side, seed), random_examples(2, side, seed + 1)
        layer = layer_of(way, train, seed=seed)
        W, b = layer.weights(), layer.b
        for step in range(3):
            dZ1 = np.random.RandomState(step).randn(3, count)
            _, dW, db = oracle.linear_backward(dZ1, (columns_of(train), W, b))
            W, b = W - 0.1 * dW, b - 0.1 * db

            layer.descend(dZ1, learning_rate=0.1)

        np.testing.assert_allclose(layer.weights(), W, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(layer.b, b, rtol=1e-12, atol=1e-12)
        for examples in (train, others):
            np.testing.assert_allclose(layer.forward(examples), W @ columns_of(examples) + b, rtol=1e-11, atol=1e-11)


@both_ways
def test_a_copy_keeps_the_weights_it_was_made_with(way):
    train = random_examples(5, side=2)
    layer = layer_of(way, train)
    before = copy.copy(layer)
    W, b, Z1 = layer.weights().copy(), layer.b.copy(), layer.forward(train)

    layer.descend(np.ones((3, 5)), learning_rate=0.5)

    np.testing.assert_array_equal(before.weights(), W)
    np.testing.assert_array_equal(before.b, b)
    np.testing.assert_array_equal(before.forward(train), Z1)
    assert not np.array_equal(layer.weights(), W)


def test_the_norm_of_weights_that_are_too_large_is_infinite():
    layer = layer_of("gram", random_examples(4, side=2))
    layer.load_state({**layer.state_dict, "scale": np.array([[1e200]])})

    assert layer.squared_norm(np.zeros((3, 4))) == np.inf


def test_the_gram_layer_visits_the_pixels_of_a_set_once(monkeypatch):
    train, others = random_examples(4, side=2), random_examples(3, side=2, seed=1)
    layer = layer_of("gram", train)
    layer.forward(train)
    layer.forward(others)

    def no_more_pixels(*_):
        raise AssertionError("the pixels were visited again")

    for product in ("project", "inner_products"):
        monkeypatch.setattr(Examples, product, no_more_pixels)
    layer.descend(np.ones((3, 4)), learning_rate=0.1)
    layer.forward(train)
    layer.forward(others)


def test_labels_play_no_part_in_the_products():
    rows = random_examples(4, side=2).rows
    one, other = (Examples(rows, 1.0, random_labels(4, seed).astype(float)) for seed in (0, 5))

    np.testing.assert_array_equal(one.inner_products(one), other.inner_products(other))
