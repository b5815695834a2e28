"""The arrays of a step, kept for the next one."""

from __future__ import annotations

import numpy as np

from engine.nn.constant_units import FlatLayers


class Workspace:
    """The arrays of a forward and a backward pass through `layers` over `count` examples.

    A step on the notebook's network writes to the same 200 KB again, which the processor's caches still hold.

    With leading axes they are those of several networks.

    Attributes: `Z1` (n[1] + 1, count), whose last row is the constant unit; `Z`, those of `layers`; `gradients`, for
    each layer an array for dA below and one for dV; `dV`, one array of which the latter are parts.
    """

    def __init__(self, layers: FlatLayers, count: int) -> None:
        inputs = [(*stack, fan_in, count) for *stack, _, fan_in in layers.shapes]
        self.Z1 = np.empty(inputs[0])
        self.Z = [np.empty((*stack, units, count)) for *stack, units, _ in layers.shapes]
        self.dV = np.empty(layers.size)
        parts = layers.split(self.dV)
        self.gradients = [(np.empty(shape), dV) for shape, dV in zip(inputs, parts, strict=True)]
        self._of_constants = [dV[..., -1, :] for dV in parts[:-1]]

    def fix_constant_units(self) -> None:
        """Zero the gradients where they would change the constant units."""
        for gradient in self._of_constants:
            gradient.fill(0.0)
