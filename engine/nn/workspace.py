"""The arrays of a step, kept for the next one."""

from __future__ import annotations

import numpy as np

from engine.nn.constant_units import FlatLayers


class Workspace:
    """The arrays of a forward and a backward pass through `layers` over `count` examples.

    A step on the notebook's network writes to the same 200 KB again, which the processor's caches still hold.

    Attributes: `Z1` (n[1] + 1, count), whose last row is the constant unit; `Z`, those of `layers`; `gradients`, for
    each layer an array for dA below and one for dV; `dV`, one array of which the latter are parts, and `constants`, its
    rows that must be zero.
    """

    def __init__(self, layers: FlatLayers, count: int) -> None:
        inputs = [fan_in for _, fan_in in layers.shapes]
        self.Z1 = np.empty((inputs[0], count))
        self.Z = [np.empty((units, count)) for units, _ in layers.shapes]
        self.dV = np.empty(layers.size)
        parts = layers.split(self.dV)
        self.gradients = [(np.empty((fan_in, count)), dV) for fan_in, dV in zip(inputs, parts, strict=True)]
        self.constants = [dV[-1] for dV in parts[:-1]]
