"""The Gram form of the first layer: W1 = s W1_0 + C X^T, trained in C."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

import numpy as np

from engine.nn.examples import Batch, Examples
from engine.nn.first_layer import FirstLayer
from engine.nn.propagation import Gradients, row_sums
from engine.typing import FloatArray

Products = tuple[FloatArray, FloatArray]

_FLOAT_BYTES = 8


class GramFirstLayer(FirstLayer):
    """W1 as s W1_0 + C X^T, trained in C: no iteration touches a pixel.

    Attributes: `initial_weights`, W1_0 (n1, features); `C` (n1, m), one weight per unit and training example;
    `initial_scale`, s, which weight decay makes smaller than 1.
    """

    kind = "gram"

    def __init__(self, W: FloatArray, b: FloatArray, train: Examples) -> None:
        super().__init__(b, train)
        self.initial_weights = W
        self.C = np.zeros((len(W), train.count))
        self.initial_scale = 1.0
        self.product_flops = 2 * self.C.size * train.count
        # An entry goes with the examples it belongs to.
        self._products: WeakKeyDictionary[Examples | Batch, Products] = WeakKeyDictionary()
        self._train_products = self._multiply(train)
        self._initial_norm = float(np.vdot(W, W))

    def forward(self, examples: Examples | Batch, out: FloatArray | None = None) -> FloatArray:
        """Z1 = s W1_0 X + C K + b1."""
        projected, K = self.products_with(examples)
        Z1: FloatArray = self.C.dot(K, out)
        Z1 += projected if self.initial_scale == 1.0 else self.initial_scale * projected
        Z1 += self.b
        return Z1

    def products_with(self, examples: Examples | Batch) -> Products:
        """W1_0 T (n1, m of T) and X^T T (m, m of T) for the columns T of `examples`, cached while those live."""
        if examples is self.train:
            return self._train_products
        known = self._products.get(examples)
        if known is None:
            known = self._products[examples] = self._multiply(examples)
        return known

    def _multiply(self, examples: Examples | Batch) -> Products:
        if isinstance(examples, Batch):
            projected, K = self._train_products
            return projected[:, examples.indices], K[:, examples.indices]
        return examples.project(self.initial_weights), self.train.inner_products(examples)

    def _descend_weights(self, dZ1: FloatArray) -> None:
        self.C = self.C - dZ1

    @property
    def state_dict(self) -> dict[str, FloatArray]:
        """ "C", s as "scale" (1, 1), and "b1"."""
        return {"C": self.C, "scale": np.array([[self.initial_scale]]), "b1": self.b}

    def gradients(self, examples: Examples | Batch, dZ1: FloatArray) -> Gradients:
        """dC = dZ1 in the columns of `examples`, 0 in the others; ds = 0."""
        dC = dZ1
        if isinstance(examples, Batch):
            dC = np.zeros_like(self.C)
            dC[:, examples.indices] = dZ1
        return {"dC": dC, "dscale": np.zeros((1, 1)), "db1": row_sums(dZ1)}

    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace C, s and the biases."""
        self.C, self.initial_scale, self.b = state_dict["C"], float(state_dict["scale"][0, 0]), state_dict["b1"]

    def squared_norm(self, Z1: FloatArray | None = None) -> float:
        """s^2 |W1_0|^2 + 2 s <W1_0 X, C> + <C K, C>, where s W1_0 X + C K = Z1 - b1 on all training examples."""
        if Z1 is None:
            Z1 = self.forward(self.train)
        projected, _ = self._train_products
        # A Python float's power raises OverflowError where its product is infinite.
        of_initial = self.initial_scale * self.initial_scale * self._initial_norm + self.initial_scale * float(
            np.vdot(projected, self.C)
        )
        return of_initial + float(np.vdot(Z1 - self.b, self.C))

    @property
    def nbytes(self) -> int:
        """The bytes of C, the biases and s; copies share the rest."""
        return self.C.nbytes + self.b.nbytes + _FLOAT_BYTES

    def weights(self) -> FloatArray:
        """W1 = s W1_0 + C X^T (n1, features)."""
        return self._weights_at(self.C, self.initial_scale)

    def to_weight_space(self, direction: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """The direction s W1_0 + C X^T in "W1", and "b1": W1 is linear in C and s."""
        return {"W1": self._weights_at(direction["C"], float(direction["scale"][0, 0])), "b1": direction["b1"]}

    def _weights_at(self, C: FloatArray, initial_scale: float) -> FloatArray:
        W1 = self.train.weighted_sum(C)
        W1 += self.initial_weights if initial_scale == 1.0 else initial_scale * self.initial_weights
        return W1
