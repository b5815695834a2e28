"""The arrays of a step fit the layers."""

import numpy as np
import pytest

from engine.nn.constant_units import FlatLayers
from engine.nn.workspace import Workspace


# Of one network, and of several.
@pytest.mark.parametrize("stack", [(), (6,)])
def test_there_are_arrays_for_each_layer_with_its_constant_unit(stack):
    # Hidden layers of 4 and 2 units.
    workspace = Workspace(FlatLayers([(*stack, 3, 5), (*stack, 1, 3)]), count=7)

    assert workspace.Z1.shape == (*stack, 5, 7)
    assert [Z.shape for Z in workspace.Z] == [(*stack, 3, 7), (*stack, 1, 7)]
    shapes = [(dA.shape, dV.shape) for dA, dV in workspace.gradients]
    assert shapes == [((*stack, 5, 7), (*stack, 3, 5)), ((*stack, 3, 7), (*stack, 1, 3))]
    assert all(np.shares_memory(dV, workspace.dV) for _, dV in workspace.gradients)


def test_no_gradient_changes_a_constant_unit():
    workspace = Workspace(FlatLayers([(2, 3, 5), (2, 1, 3)]), count=7)
    workspace.dV[:] = 1.0

    workspace.fix_constant_units()

    (_, hidden), (_, output) = workspace.gradients
    assert hidden.tolist() == [[[1.0] * 5, [1.0] * 5, [0.0] * 5]] * 2
    assert output.tolist() == [[[1.0] * 3]] * 2
