"""The pixel form of the first layer: W1 itself."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.nn.examples import Batch, Examples
from engine.nn.first_layer import FirstLayer
from engine.nn.interface import Penalty
from engine.nn.propagation import Gradients, row_sums
from engine.typing import FloatArray


class PixelFirstLayer(FirstLayer):
    """W1 itself, trained from the pixels: two passes over all of them per iteration."""

    kind = "pixels"

    def __init__(self, W: FloatArray, b: FloatArray, train: Examples) -> None:
        super().__init__(len(W), train)
        self._W = W
        self.b = b

    def forward(self, examples: Examples | Batch, out: FloatArray | None = None) -> FloatArray:
        """Z1 = W1 X + b1."""
        Z1: FloatArray = np.add(examples.project(self._W), self.b, out=out)
        return Z1

    def descend(self, examples: Examples | Batch, dZ1: FloatArray) -> None:
        """One step, from the pixels of `examples`."""
        # New arrays, so that a copy of this layer keeps the weights it was made with.
        self.b = self.b - row_sums(dZ1)
        self._W = self._W - examples.weighted_sum(dZ1)

    def decay(self, rate: float, penalized: Mapping[str, FloatArray]) -> None:
        """W1 <- (1 - rate) W1; b1 stays."""
        self._W = self._W - rate * penalized["W1"]

    @property
    def state_dict(self) -> dict[str, FloatArray]:
        """ "W1" and "b1"."""
        return {"W1": self._W, "b1": self.b}

    def to_weight_space(self, direction: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """The direction itself, in "W1" and "b1"."""
        return {name: direction[name] for name in ("W1", "b1")}

    def gradients(self, examples: Examples | Batch, dZ1: FloatArray) -> Gradients:
        """dW1 = dZ1 X^T."""
        return {"dW1": examples.weighted_sum(dZ1), "db1": row_sums(dZ1)}

    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace the weights and biases."""
        self._W, self.b = state_dict["W1"], state_dict["b1"]

    def penalty(self, Z1: FloatArray | None = None) -> Penalty:
        """The state itself, and the sum of the squares of W1."""
        return Penalty(self.state_dict, float(np.vdot(self._W, self._W)))

    @property
    def nbytes(self) -> int:
        """The bytes of the weights and biases."""
        return self._W.nbytes + self.b.nbytes

    def weights(self) -> FloatArray:
        """W1 (n1, features); later steps leave it alone."""
        return self._W
