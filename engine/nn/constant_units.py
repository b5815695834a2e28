"""Biases as the weights of a constant unit.

With one more unit that is always 1, a layer needs no bias:

    relu([[W, b], [0, 1]] [A; 1]) = [relu(W A + b); 1]

So Z is one product, without a sum, and its dW has db as its last column, without row sums. On the notebook's network
that saves a tenth of a step. The formulas of `propagation` are the same, for layers without a bias of their own. The
output layer is [W, b]: nothing comes after it.

Any array may have leading axes, as in `propagation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from math import prod

import numpy as np

from engine.nn.propagation import Layer
from engine.typing import FloatArray


def fold_biases(layers: Sequence[Layer]) -> list[Layer]:
    """`layers`, up to the output, with their biases as weights of a constant unit."""
    return [(_fold(W, b, is_output=layer == len(layers)), None) for layer, (W, b) in enumerate(layers, start=1)]


def _fold(W: FloatArray, b: FloatArray | None, is_output: bool) -> FloatArray:
    assert b is not None
    *stack, n, n_prev = W.shape
    folded = np.zeros((*stack, n if is_output else n + 1, n_prev + 1))
    folded[..., :n, :-1] = W
    folded[..., :n, -1:] = b
    if not is_output:
        folded[..., -1, -1] = 1.0
    return folded


def unfold_biases(folded: Sequence[FloatArray]) -> list[tuple[FloatArray, FloatArray]]:
    """W and b, or dW and db, of layers up to the output, as views."""
    proper = [V[..., :-1, :] for V in folded[:-1]] + [*folded[-1:]]
    return [(V[..., :-1], V[..., -1:]) for V in proper]


class FlatLayers:
    """The layout of all folded layers in one array: one step of the array is a step of all layers.

    Attributes: `shapes`, those of the layers, of which there may be none; `size`, of the array.
    """

    def __init__(self, shapes: Sequence[tuple[int, ...]]) -> None:
        self.shapes = shapes
        ends = list(accumulate((prod(shape) for shape in shapes), initial=0))
        self.size = ends[-1]
        self._places = [(slice(*ends), shape) for ends, shape in zip(pairwise(ends), shapes, strict=True)]

    def empty_input(self, units: int, count: int, stack: Sequence[int] = ()) -> FloatArray:
        """An array for what goes into the layers, of `units` and `count` examples.

        Its last row is the constant unit. If there are no layers, `units` are the output, which has none.
        """
        return np.empty((*stack, units + bool(self.shapes), count))

    def split(self, flat: FloatArray) -> list[FloatArray]:
        """Each layer, as a view."""
        return [flat[where].reshape(shape) for where, shape in self._places]

    def join(self, layers: Sequence[FloatArray]) -> FloatArray:
        """The array of `layers`."""
        flat = np.empty(self.size)
        for place, V in zip(self.split(flat), layers, strict=True):
            place[...] = V
        return flat

    @cached_property
    def is_weight(self) -> FloatArray:
        """An array with 1 for each weight, and 0 for the biases and the constants that are passed on."""
        flat = np.ones(self.size)
        layers = self.split(flat)
        for V in layers:
            V[:, -1] = 0.0
        for V in layers[:-1]:
            V[-1] = 0.0
        return flat


class Workspace:
    """The arrays of a forward and a backward pass from `Z1` through `layers`.

    A step on the notebook's network writes to the same 200 KB again, which the processor's caches still hold.

    With leading axes they are those of several networks.

    Attributes: `Z1`, as `FlatLayers.empty_input` makes it; `Z`, those of `layers`; `gradients`, for each layer an array
    for dA below and one for dV; `dV`, one array of which the latter are parts.
    """

    def __init__(self, layers: FlatLayers, Z1: FloatArray) -> None:
        count = Z1.shape[-1]
        inputs = [(*stack, fan_in, count) for *stack, _, fan_in in layers.shapes]
        self.Z1 = Z1
        self.Z = [np.empty((*stack, units, count)) for *stack, units, _ in layers.shapes]
        self.dV = np.empty(layers.size)
        parts = layers.split(self.dV)
        self.gradients = [(np.empty(shape), dV) for shape, dV in zip(inputs, parts, strict=True)]
        self._of_constants = [dV[..., -1, :] for dV in parts[:-1]]

    def fix_constant_units(self) -> None:
        """Zero the gradients where they would change the constant units."""
        for gradient in self._of_constants:
            gradient.fill(0.0)
