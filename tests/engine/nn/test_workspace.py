"""The arrays of a step fit the layers."""

import numpy as np

from engine.nn.constant_units import FlatLayers
from engine.nn.workspace import Workspace


def test_there_are_arrays_for_each_layer_with_its_constant_unit():
    # Hidden layers of 4 and 2 units.
    workspace = Workspace(FlatLayers([(3, 5), (1, 3)]), count=7)

    assert workspace.Z1.shape == (5, 7)
    assert [Z.shape for Z in workspace.Z] == [(3, 7), (1, 7)]
    assert [(dA.shape, dV.shape) for dA, dV in workspace.gradients] == [((5, 7), (3, 5)), ((3, 7), (1, 3))]
    assert all(np.shares_memory(dV, workspace.dV) for _, dV in workspace.gradients)
    assert [row.shape for row in workspace.constants] == [(5,)]
