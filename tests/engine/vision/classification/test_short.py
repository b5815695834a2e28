"""The few lines of exported scripts compute what the network of the program does, up to rounding."""

import numpy as np
import pytest

from engine.nn.propagation import INITIALIZATIONS, cost_from_logits
from engine.vision.classification.architecture import architecture_for
from engine.vision.classification.network import ConvolutionalClassifier
from engine.vision.classification.short import (
    adapt_filters,
    batch_statistics,
    convolution_backward,
    convolution_forward,
    initialize_filters,
    move_averages,
    predict_by_convolution,
)
from engine.vision.classification.state import random_state
from engine.vision.folded import FoldedNetwork
from tests.support.random_networks import random_examples

FILTERS = (3, 17, 4)


def make(side, count=20):
    """The network, its pictures, their columns and the blocks."""
    examples = random_examples(count, side=side)
    # Equal places, of which the gradient must go to the same one.
    examples.rows[: count // 2] //= 200
    architecture = architecture_for(FILTERS, (side, side))
    network = ConvolutionalClassifier.from_seed(architecture, examples, 3, "notebook")
    return network, examples, examples.rows.T, [(block.stride, block.pool) for block in architecture.blocks]


@pytest.mark.parametrize("side", [8, 33, 64])
@pytest.mark.parametrize("with_dropout", [False, True])
def test_the_cost_the_gradients_and_the_statistics_are_those_of_the_network(side, with_dropout):
    network, examples, X, blocks = make(side)
    draws = np.random.default_rng(2)
    masks = [(draws.random((width, 20)) < 0.7) / 0.7 for width in FILTERS] if with_dropout else ()
    found = network.cost_and_gradients(examples, masks)
    parameters, before = network.state_dict, network.parameters

    AL, caches = convolution_forward(X, parameters, blocks, (side, side), masks)
    grads = convolution_backward(AL, examples.Y, caches, masks)

    assert cost_from_logits(caches[-1][1], examples.Y) == pytest.approx(found.cost, rel=1e-5)
    for name, gradient in found.grads.items():
        np.testing.assert_allclose(grads[name], gradient, rtol=1e-3, atol=2e-4, err_msg=name)
    changed = {name: array + 0.1 for name, array in parameters.items()}
    network.step_to({**changed, **found.statistics})
    for name, values in move_averages(before, changed, caches).items():
        np.testing.assert_allclose(values, network.parameters[name], rtol=1e-3, atol=1e-5, err_msg=name)


def test_it_begins_and_predicts_as_the_network(monkeypatch):
    network, examples, X, blocks = make(16)
    parameters = initialize_filters(FILTERS, 3, INITIALIZATIONS["notebook"])
    for name, array in random_state(network.architecture, 3, "notebook").items():
        np.testing.assert_array_equal(parameters[name], array, err_msg=name)
    monkeypatch.setattr("engine.vision.classification.short.PICTURES_AT_ONCE", 7)

    _, caches = convolution_forward(X, parameters, blocks, (16, 16))
    AL, ZL = predict_by_convolution(X, {**parameters, **batch_statistics(caches)}, blocks, (16, 16))

    for found, expected in zip((AL, ZL), network.forward(examples), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("frozen", [0, 2])
@pytest.mark.parametrize("with_dropout", [False, True])
def test_from_trained_filters_it_computes_what_the_network_does(frozen, with_dropout):
    examples, draws = random_examples(20, side=16), np.random.default_rng(3)
    architecture = architecture_for(FILTERS, (16, 16))
    filters = {name: draws.normal(0.2, 0.3, shape).astype("f4") for name, shape in architecture.shapes().items()}
    network = ConvolutionalClassifier.from_filters(FoldedNetwork(architecture, filters), examples, frozen)
    blocks, shape = [(block.stride, block.pool) for block in architecture.blocks], (16, 16)

    arrays = adapt_filters(examples.rows.T, filters, blocks, shape)
    for name, array in network.parameters.items():
        np.testing.assert_allclose(arrays[name], array, rtol=1e-3, atol=1e-4, err_msg=name)
    arrays["W"] = draws.normal(size=(FILTERS[-1], 1)).astype("f4")
    network.load_state({"W": arrays["W"]})
    masks = [(draws.random((width, 20)) < 0.7) / 0.7 for width in FILTERS] if with_dropout else ()
    kept = {name: arrays[name] for name in arrays if name not in network.state_dict and int(name[-1]) <= frozen}
    parameters = {name: arrays[name] for name in network.state_dict}
    AL, caches = convolution_forward(examples.rows.T, {**kept, **parameters}, blocks, shape, masks, statistics=kept)
    grads = convolution_backward(AL, examples.Y, caches, masks, frozen)

    found = network.cost_and_gradients(examples, masks)
    assert cost_from_logits(caches[-1][1], examples.Y) == pytest.approx(found.cost, rel=1e-4)
    assert grads.keys() == found.grads.keys()
    for name, gradient in found.grads.items():
        np.testing.assert_allclose(grads[name], gradient, rtol=2e-3, atol=5e-4, err_msg=name)
    averages = move_averages(arrays, parameters, caches)
    assert all(np.array_equal(averages[name], array) for name, array in kept.items())
