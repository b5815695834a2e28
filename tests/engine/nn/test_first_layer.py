"""Both forms of the first layer equal the notebook's, step for step."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.nn import examples as module
from engine.nn import first_layer
from engine.nn.examples import Batch
from engine.nn.network import FIRST_LAYERS
from engine.nn.propagation import row_sums
from engine.system import threads
from tests.support import notebook_oracle as oracle
from tests.support.random_networks import columns_of, random_examples, seeds

both_forms = pytest.mark.parametrize("form", ["gram", "pixels"])


def layer_of(form, train, units=3, seed=0):
    stream = np.random.RandomState(seed)
    return FIRST_LAYERS[form](stream.randn(units, train.features), stream.randn(units, 1), train)


@both_forms
@given(count=st.integers(1, 20), side=st.integers(1, 3), seed=seeds, tile=st.tuples(*[st.integers(1, 30)] * 2))
def test_steps_are_the_notebooks_with_more_or_fewer_examples_than_features(form, count, side, seed, tile):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_TILE", tile)
        train, others = random_examples(count, side, seed), random_examples(2, side, seed + 1)
        layer = layer_of(form, train, seed=seed)
        W, b = layer.weights(), layer.b
        for step in range(3):
            dZ1 = np.random.RandomState(step).randn(3, count)
            _, dW, db = oracle.linear_backward(dZ1, (columns_of(train), W, b))
            W, b = W - 0.1 * dW, b - 0.1 * db

            layer.descend(train, 0.1 / count * dZ1)

        np.testing.assert_allclose(layer.weights(), W, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(layer.b, b, rtol=1e-12, atol=1e-12)
        for examples in (train, others):
            np.testing.assert_allclose(layer.forward(examples), W @ columns_of(examples) + b, rtol=1e-11, atol=1e-11)


def test_a_large_product_with_k_is_shared_out_with_the_same_result(monkeypatch):
    train = random_examples(30, side=2)
    layer = layer_of("gram", train)
    layer.descend(train, np.random.RandomState(0).randn(3, 30))
    alone, chunks = layer.forward(train), []

    def share_out(count, work, *rest):
        chunks.append(count)
        threads.share_out(count, work, *rest)

    monkeypatch.setattr(first_layer, "MULTIPLICATIONS_TO_SHARE", 0)
    monkeypatch.setattr(first_layer, "share_out", share_out)

    np.testing.assert_allclose(layer.forward(train), alone, rtol=1e-13)
    assert chunks == [8]


@both_forms
def test_a_step_on_a_batch_is_one_from_its_pixels(form):
    train = random_examples(5, side=2)
    layer = layer_of(form, train)
    W, b, dZ1 = layer.weights(), layer.b, np.random.RandomState(1).randn(3, 2)

    layer.descend(Batch(train, np.array([4, 1])), dZ1)

    np.testing.assert_allclose(layer.weights(), W - dZ1 @ columns_of(train)[:, [4, 1]].T, rtol=1e-12)
    np.testing.assert_allclose(layer.b, b - dZ1.sum(axis=1, keepdims=True), rtol=1e-12)


def test_the_bias_does_not_decay_with_the_weights_of_the_gram_form():
    train = random_examples(5, side=2)
    layer = layer_of("gram", train)
    layer.descend(train, np.random.RandomState(1).randn(3, 5))
    W, b = layer.weights(), layer.b

    layer.decays = True
    penalized = layer.penalty().state
    layer.load_state({name: value - 0.25 * penalized[name] for name, value in layer.state_dict.items()})

    np.testing.assert_allclose(layer.weights(), 0.75 * W, rtol=1e-12)
    np.testing.assert_allclose(layer.b, b, rtol=1e-13)

    layer.b = row_sums(layer.C)  # without an offset, s counts all the same
    np.testing.assert_allclose(layer.forward(train), 0.75 * W @ columns_of(train) + layer.b, rtol=1e-12)
