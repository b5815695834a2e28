"""The arrays of a step, kept for the next one."""

from __future__ import annotations

import numpy as np

from engine.nn.constant_units import FlatLayers


class Workspace:
    """The arrays of a forward and a backward pass through `layers` over `count` examples.

    A step on the notebook's network writes to the same 200 KB again, which the processor's caches still hold.

    Attributes: `Z1` (n[1] + 1, count), whose last row is the constant unit; `outputs`, those of the forward pass;
    `gradient`, that of all `layers`; `dV`, its parts, and `constants`, the rows of them that must be zero.
    """

    def __init__(self, layers: FlatLayers, count: int) -> None:
        widths = [fan_in for _, fan_in in layers.shapes]
        self.Z1 = np.empty((widths[0], count))
        self.outputs = [(np.empty((fan_in, count)), np.empty((n, count))) for n, fan_in in layers.shapes]
        self.gradient = np.empty(layers.size)
        self.dV = layers.split(self.gradient)
        self.constants = [dV[-1] for dV in self.dV[:-1]]
