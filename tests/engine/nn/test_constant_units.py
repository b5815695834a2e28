"""Layers with a constant unit instead of biases compute what layers with biases do."""

import numpy as np
import pytest
from hypothesis import given

from engine.core import initialize_parameters_deep
from engine.nn.constant_units import FlatLayers, Workspace, fold_biases, unfold_biases
from engine.nn.propagation import backward_to, forward_from, layers_above_first, row_sums
from tests.support.random_networks import hidden_layers, seeds


def layers_of(widths, seed=3):
    """Layers 2 to L of a network with random biases."""
    stream = np.random.RandomState(seed)
    parameters = initialize_parameters_deep((2, *widths), seed)
    parameters |= {name: stream.randn(*value.shape) for name, value in parameters.items() if name.startswith("b")}
    return layers_above_first(parameters, len(widths))


def with_ones(Z):
    return np.concatenate([Z, np.ones((*Z.shape[:-2], 1, Z.shape[-1]))], axis=-2)


def test_a_hidden_layer_passes_the_constant_on_and_the_output_does_not():
    layers = [(np.array([[2.0, 3.0]]), np.array([[4.0]])), (np.array([[5.0]]), np.array([[6.0]]))]

    (hidden, no_bias), (output, _) = fold_biases(layers)

    assert no_bias is None
    assert hidden.tolist() == [[2.0, 3.0, 4.0], [0.0, 0.0, 1.0]]
    assert output.tolist() == [[5.0, 6.0]]


@given(hidden=hidden_layers.filter(len), seed=seeds)
def test_both_passes_are_those_of_the_layers_with_biases(hidden, seed):
    layers = layers_of((*hidden, 1), seed)
    stream = np.random.RandomState(seed)
    Z1, dZL = stream.randn(hidden[0], 5), stream.randn(1, 5)
    masks = [stream.randint(0, 2, (width, 5)) * 2.0 for width in hidden]

    AL, caches = forward_from(Z1, layers, masks)
    dZ1, gradients = backward_to(Z1, dZL, caches, masks)
    folded_AL, folded_caches = forward_from(with_ones(Z1), fold_biases(layers), masks)
    folded_dZ1, folded_gradients = backward_to(with_ones(Z1), dZL, folded_caches, masks)

    np.testing.assert_allclose(folded_AL, AL, rtol=1e-12)
    np.testing.assert_allclose(folded_dZ1[:-1], dZ1, rtol=1e-11, atol=1e-13)
    unfolded = unfold_biases([dV for _, dV, _ in folded_gradients])
    for (dW, db), (_, expected, dZ) in zip(unfolded, gradients, strict=True):
        np.testing.assert_allclose(dW, expected, rtol=1e-11, atol=1e-13)
        np.testing.assert_allclose(db, row_sums(dZ), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("stack", [(), (3,)])
def test_unfolding_returns_the_weights_and_biases(stack):
    layers = [(np.random.RandomState(n).randn(*stack, n, 4), np.full((*stack, n, 1), 7.0 * n)) for n in (3, 2, 1)]

    for (W, b), (found_W, found_b) in zip(layers, unfold_biases([V for V, _ in fold_biases(layers)]), strict=True):
        np.testing.assert_array_equal(found_W, W)
        np.testing.assert_array_equal(found_b, b)


def test_flat_layers_are_one_array():
    layers = [V for V, _ in fold_biases(layers_of((4, 3, 2, 1)))]
    flat_layers = FlatLayers([V.shape for V in layers])

    flat = flat_layers.join(layers)
    views = flat_layers.split(flat)

    assert flat.shape == (flat_layers.size,) == (4 * 5 + 3 * 4 + 3,)
    for V, view in zip(layers, views, strict=True):
        np.testing.assert_array_equal(view, V)
        assert np.shares_memory(view, flat)


def test_of_no_layers_the_output_is_what_goes_in_without_a_constant_unit():
    none = FlatLayers([])

    assert none.join([]).shape == none.is_weight.shape == (0,)
    assert none.split(np.empty(0)) == []
    assert none.empty_input(1, 7).shape == (1, 7)
    assert none.empty_input(1, 7, (6,)).shape == (6, 1, 7)


def test_of_flat_layers_the_biases_and_the_constant_units_are_no_weights():
    flat_layers = FlatLayers([(2, 3), (1, 2)])

    hidden, output = flat_layers.split(flat_layers.is_weight)

    assert hidden.tolist() == [[1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    assert output.tolist() == [[1.0, 0.0]]


# Of one network, and of several.
@pytest.mark.parametrize("stack", [(), (6,)])
def test_there_are_arrays_for_each_layer_with_its_constant_unit(stack):
    # Hidden layers of 4 and 2 units.
    layers = FlatLayers([(*stack, 3, 5), (*stack, 1, 3)])
    workspace = Workspace(layers, layers.empty_input(4, 7, stack))

    assert workspace.Z1.shape == (*stack, 5, 7)
    assert [Z.shape for Z in workspace.Z] == [(*stack, 3, 7), (*stack, 1, 7)]
    shapes = [(dA.shape, dV.shape) for dA, dV in workspace.gradients]
    assert shapes == [((*stack, 5, 7), (*stack, 3, 5)), ((*stack, 3, 7), (*stack, 1, 3))]
    assert all(np.shares_memory(dV, workspace.dV) for _, dV in workspace.gradients)


def test_no_gradient_changes_a_constant_unit():
    workspace = Workspace(FlatLayers([(2, 3, 5), (2, 1, 3)]), np.empty((2, 5, 7)))
    workspace.dV[:] = 1.0

    workspace.fix_constant_units()

    (_, hidden), (_, output) = workspace.gradients
    assert hidden.tolist() == [[[1.0] * 5, [1.0] * 5, [0.0] * 5]] * 2
    assert output.tolist() == [[[1.0] * 3]] * 2
