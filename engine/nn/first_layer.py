"""The two ways to hold the first layer, whose weights meet the pixels.

Full-batch gradient descent changes it by W1 <- W1 - (a/m) dZ1 X^T. So at every moment W1 = W1_0 + C X^T, with
C (n1, m) that starts at zero and follows C <- C - (a/m) dZ1. Hence Z1 = W1_0 X + C K + b1 with K = X^T X, an (m, m)
matrix computed once: nothing is approximated, and no iteration touches a pixel. `GramFirstLayer` trains C;
`PixelFirstLayer` trains W1.

Weight decay makes W1_0 shrink as well: then W1 = s W1_0 + C X^T with a number s that starts at 1. The pair (C, s) is
all that changes, every update that is linear in W1 and its gradient is the same one in these coordinates, and a
mini-batch moves its own columns of C.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from weakref import WeakKeyDictionary

import numpy as np

from engine.nn.activations import FloatArray
from engine.nn.examples import Examples
from engine.nn.propagation import Gradients, bias_gradient
from engine.system.memory import available_memory
from engine.training.batches import Batch

Products = tuple[FloatArray, FloatArray]

# Gram matrices may take this share of the memory that is free.
_MEMORY_SHARE = 0.25
_FLOAT_BYTES = 8


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
    def forward(self, examples: Examples | Batch) -> FloatArray:
        """Z1 = W1 X + b1 on the training examples, a batch of them or on others: (n1, m)."""

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

    @property
    @abstractmethod
    def coordinates(self) -> dict[str, FloatArray]:
        """All that its steps change, by name: linear coordinates of W1, and "b1"."""

    @abstractmethod
    def in_weights(self, direction: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """A direction in its coordinates, such as a velocity, as one in "W1" and "b1"; more names may be among them."""

    @abstractmethod
    def gradients(self, examples: Examples | Batch, dZ1: FloatArray) -> Gradients:
        """The gradient by each of the coordinates, "db1" and so on, dZ1 (n1, m) being that of the sum over `examples`.

        As a direction in W1 that of `coordinates`: linear updates are the same in both.
        """

    @abstractmethod
    def move_to(self, coordinates: Mapping[str, FloatArray]) -> None:
        """Take other coordinates; more names than its own may be among them."""

    @abstractmethod
    def squared_norm(self, Z1: FloatArray | None = None) -> float:
        """The sum of the squares of W1. `Z1` on all training examples, where it is at hand, may save a product."""


class PixelFirstLayer(FirstLayer):
    """W1 itself, trained from the pixels: two passes over all of them an iteration."""

    kind = "pixels"

    def __init__(self, W: FloatArray, b: FloatArray, train: Examples) -> None:
        super().__init__(b, train)
        self._W = W
        self._held = train.held()
        self.product_flops = 2 * W.size * train.count

    def forward(self, examples: Examples | Batch) -> FloatArray:
        """Z1 = W1 X + b1."""
        source = self._held if examples is self.train else examples
        Z1 = source.projected_by(self._W)
        Z1 += self.b
        return Z1

    def _descend_weights(self, dZ1: FloatArray, rate: float) -> None:
        # A new array, so that a copy of this layer keeps the weights it was made with.
        self._W = self._W - rate * self._held.weighted_sum(dZ1)

    @property
    def coordinates(self) -> dict[str, FloatArray]:
        """W1 itself."""
        return {"W1": self._W, "b1": self.b}

    def in_weights(self, direction: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """They are W1 and b1."""
        return {name: direction[name] for name in ("W1", "b1")}

    def gradients(self, examples: Examples | Batch, dZ1: FloatArray) -> Gradients:
        """dW1 = dZ1 X^T / m."""
        source = self._held if examples is self.train else examples
        return {"dW1": source.weighted_sum(dZ1) / dZ1.shape[1], "db1": bias_gradient(dZ1)}

    def move_to(self, coordinates: Mapping[str, FloatArray]) -> None:
        """Take other weights and biases."""
        self._W, self.b = coordinates["W1"], coordinates["b1"]

    def squared_norm(self, Z1: FloatArray | None = None) -> float:
        """The sum of the squares of W1."""
        return float(np.vdot(self._W, self._W))

    @property
    def nbytes(self) -> int:
        """The weights and biases."""
        return self._W.nbytes + self.b.nbytes

    def weights(self) -> FloatArray:
        """W1 (n1, features); later steps leave it alone."""
        return self._W


class GramFirstLayer(FirstLayer):
    """W1 as W1_0 + C X^T, trained in C: no iteration touches a pixel.

    Attributes: `initial` W1_0 (n1, features); `C` (n1, m), one weight for each unit and training example; `share`, how
    much of W1_0 is left, 1 without weight decay.
    """

    kind = "gram"

    def __init__(self, W: FloatArray, b: FloatArray, train: Examples) -> None:
        super().__init__(b, train)
        self.initial = W
        self.C = np.zeros((len(W), train.count))
        self.share = 1.0
        self.product_flops = 2 * self.C.size * train.count
        # Forgotten with the examples they belong to.
        self._products: WeakKeyDictionary[Examples | Batch, Products] = WeakKeyDictionary()
        self._train_products = self._multiply(train)
        self._initial_norm = float(np.vdot(W, W))

    def forward(self, examples: Examples | Batch) -> FloatArray:
        """Z1 = s W1_0 X + C K + b1."""
        projected, K = self.products_with(examples)
        Z1: FloatArray = self.C @ K
        Z1 += projected if self.share == 1.0 else self.share * projected
        Z1 += self.b
        return Z1

    def products_with(self, examples: Examples | Batch) -> Products:
        """W1_0 T (n1, m of T) and X^T T (m, m of T), computed at the first request and kept while `examples` are."""
        if examples is self.train:
            return self._train_products
        known = self._products.get(examples)
        if known is None:
            known = self._products[examples] = self._multiply(examples)
        return known

    def _multiply(self, examples: Examples | Batch) -> Products:
        if isinstance(examples, Batch):
            projected, K = self._train_products
            return projected[:, examples.which], K[:, examples.which]
        return examples.projected_by(self.initial), self.train.inner_products(examples)

    def _descend_weights(self, dZ1: FloatArray, rate: float) -> None:
        step = rate * dZ1
        # In the place of the step: a large array that is not made anew is in the cache still.
        self.C = np.subtract(self.C, step, out=step)

    @property
    def coordinates(self) -> dict[str, FloatArray]:
        """C, and s as (1, 1)."""
        return {"C": self.C, "share": np.array([[self.share]]), "b1": self.b}

    def gradients(self, examples: Examples | Batch, dZ1: FloatArray) -> Gradients:
        """dC = dZ1 / m in the columns of `examples` and 0 in the others, ds = 0."""
        dC = dZ1 / dZ1.shape[1]
        if isinstance(examples, Batch):
            columns, dC = dC, np.zeros_like(self.C)
            dC[:, examples.which] = columns
        return {"dC": dC, "dshare": np.zeros((1, 1)), "db1": bias_gradient(dZ1)}

    def move_to(self, coordinates: Mapping[str, FloatArray]) -> None:
        """Take another C, s and biases."""
        self.C, self.share, self.b = coordinates["C"], float(coordinates["share"][0, 0]), coordinates["b1"]

    def squared_norm(self, Z1: FloatArray | None = None) -> float:
        """s^2 |W1_0|^2 + 2 s <W1_0 X, C> + <C K, C>, where s W1_0 X + C K = Z1 - b1 on all training examples."""
        if Z1 is None:
            Z1 = self.forward(self.train)
        projected, _ = self._train_products
        # A power of a Python number that is too large raises an error; a product is infinite.
        of_initial = self.share * self.share * self._initial_norm + self.share * float(np.vdot(projected, self.C))
        return of_initial + float(np.vdot(Z1 - self.b, self.C))

    @property
    def nbytes(self) -> int:
        """C and the biases, and s; what the steps never change is shared."""
        return self.C.nbytes + self.b.nbytes + _FLOAT_BYTES

    def weights(self) -> FloatArray:
        """W1 = s W1_0 + C X^T (n1, features)."""
        return self._weights_at(self.C, self.share)

    def in_weights(self, direction: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """W1 is linear in C and s, and what moves them moves it by s W1_0 + C X^T, too."""
        return {"W1": self._weights_at(direction["C"], float(direction["share"][0, 0])), "b1": direction["b1"]}

    def _weights_at(self, C: FloatArray, share: float) -> FloatArray:
        W1 = self.train.weighted_sum(C)
        W1 += self.initial if share == 1.0 else share * self.initial
        return W1


FIRST_LAYERS: dict[str, type[PixelFirstLayer] | type[GramFirstLayer]] = {
    layer.kind: layer for layer in (GramFirstLayer, PixelFirstLayer)
}


def choose_first_layer(train: Examples, test: Examples | None) -> str:
    """The faster way for these examples."""
    return faster_way(train.features, train.count, test.count if test is not None else 0)


def faster_way(features: int, examples: int, tested: int) -> str:
    """The faster way: Gram while the examples are well below the features and the Gram matrices fit in memory."""
    pays = 2 * examples <= features
    fits = _FLOAT_BYTES * examples * (examples + tested) <= _MEMORY_SHARE * available_memory()
    return GramFirstLayer.kind if pays and fits else PixelFirstLayer.kind
