"""The two ways to hold the first layer, whose weights meet the pixels.

Full-batch gradient descent changes it by W1 <- W1 - (a/m) dZ1 X^T. So at every moment W1 = W1_0 + C X^T, with
C (n1, m) that starts at zero and follows C <- C - (a/m) dZ1. Hence Z1 = W1_0 X + C K + b1 with K = X^T X, an (m, m)
matrix computed once: nothing is approximated, and no iteration touches a pixel. `GramFirstLayer` trains C;
`PixelFirstLayer` trains W1.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from weakref import WeakKeyDictionary

import numpy as np

from engine.activations import FloatArray
from engine.examples import Examples
from engine.memory import available_memory
from engine.propagation import bias_gradient

Products = tuple[FloatArray, FloatArray]

# Gram matrices may take this share of the memory that is free.
_MEMORY_SHARE = 0.25


class FirstLayer(ABC):
    """The linear part of the first layer over its training examples. Steps replace arrays and never change them.

    Attributes: `kind`, the name of the way; `b` (n1, 1); `train`, the examples; `product_flops`, the floating point
    operations of the largest product of an iteration.
    """

    kind: str
    product_flops: int
    b: FloatArray

    def __init__(self, b: FloatArray, train: Examples) -> None:
        self.b = b
        self.train = train

    @abstractmethod
    def forward(self, examples: Examples) -> FloatArray:
        """Z1 = W1 X + b1 on the training examples or on others: (n1, m)."""

    @property
    @abstractmethod
    def nbytes(self) -> int:
        """What a copy of it takes that later steps leave alone."""

    def descend(self, dZ1: FloatArray, learning_rate: float) -> None:
        """One step of gradient descent, dZ1 (n1, m)."""
        self.b = self.b - learning_rate * bias_gradient(dZ1)
        self._descend_weights(dZ1, learning_rate / dZ1.shape[1])

    @abstractmethod
    def _descend_weights(self, dZ1: FloatArray, rate: float) -> None:
        """W1 <- W1 - rate dZ1 X^T."""

    @abstractmethod
    def weights(self) -> FloatArray:
        """W1 (n1, features); later steps leave it alone."""


class PixelFirstLayer(FirstLayer):
    """W1 itself, trained from the pixels: two passes over all of them an iteration."""

    kind = "pixels"

    def __init__(self, W: FloatArray, b: FloatArray, train: Examples) -> None:
        super().__init__(b, train)
        self._W = W
        self._held = train.held()
        self.product_flops = 2 * W.size * train.count

    def forward(self, examples: Examples) -> FloatArray:
        """Z1 = W1 X + b1."""
        source = self._held if examples is self.train else examples
        Z1 = source.projected_by(self._W)
        Z1 += self.b
        return Z1

    def _descend_weights(self, dZ1: FloatArray, rate: float) -> None:
        # A new array, so that a copy of this layer keeps the weights it was made with.
        self._W = self._W - rate * self._held.weighted_sum(dZ1)

    @property
    def nbytes(self) -> int:
        """The weights and biases."""
        return self._W.nbytes + self.b.nbytes

    def weights(self) -> FloatArray:
        """W1 (n1, features); later steps leave it alone."""
        return self._W


class GramFirstLayer(FirstLayer):
    """W1 as W1_0 + C X^T, trained in C: no iteration touches a pixel.

    Attributes: `initial` W1_0 (n1, features); `C` (n1, m), one weight for each unit and training example.
    """

    kind = "gram"

    def __init__(self, W: FloatArray, b: FloatArray, train: Examples) -> None:
        super().__init__(b, train)
        self.initial = W
        self.C = np.zeros((len(W), train.count))
        self.product_flops = 2 * self.C.size * train.count
        # Forgotten with the examples they belong to.
        self._products: WeakKeyDictionary[Examples, Products] = WeakKeyDictionary()
        self._train_products = self._multiply(train)

    def forward(self, examples: Examples) -> FloatArray:
        """Z1 = W1_0 X + C K + b1."""
        projected, K = self._products_with(examples)
        Z1: FloatArray = self.C @ K
        Z1 += projected
        Z1 += self.b
        return Z1

    def _products_with(self, examples: Examples) -> Products:
        """W1_0 T (n1, m of T) and X^T T (m, m of T), computed at the first request."""
        if examples is self.train:
            return self._train_products
        known = self._products.get(examples)
        if known is None:
            known = self._products[examples] = self._multiply(examples)
        return known

    def _multiply(self, examples: Examples) -> Products:
        return examples.projected_by(self.initial), self.train.inner_products(examples)

    def _descend_weights(self, dZ1: FloatArray, rate: float) -> None:
        self.C = self.C - rate * dZ1

    @property
    def nbytes(self) -> int:
        """C and the biases; what the steps never change is shared."""
        return self.C.nbytes + self.b.nbytes

    def weights(self) -> FloatArray:
        """W1 = W1_0 + C X^T (n1, features)."""
        W1 = self.train.weighted_sum(self.C)
        W1 += self.initial
        return W1


FIRST_LAYERS: dict[str, type[PixelFirstLayer] | type[GramFirstLayer]] = {
    layer.kind: layer for layer in (GramFirstLayer, PixelFirstLayer)
}


def choose_first_layer(train: Examples, test: Examples | None) -> str:
    """The faster way: Gram while the examples are well below the features and the Gram matrices fit in memory."""
    columns = train.count + (test.count if test is not None else 0)
    pays = 2 * train.count <= train.features
    fits = 8 * train.count * columns <= _MEMORY_SHARE * available_memory()
    return GramFirstLayer.kind if pays and fits else PixelFirstLayer.kind
