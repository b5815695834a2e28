"""The first layer in its two forms, Gram and pixels.

Full-batch gradient descent is W1 <- W1 - (a/m) dZ1 X^T. So W1 = W1_0 + C X^T throughout, with
C (n1, m) that starts at zero and follows C <- C - (a/m) dZ1. Hence Z1 = W1_0 X + C K + b1 with K = X^T X, an (m, m)
matrix computed once: nothing is approximated, and no iteration touches a pixel. `GramFirstLayer` trains C;
`PixelFirstLayer` trains W1.

The bias is the weight of one more feature, a constant 1, and so in C as well: b1 = b1_0 + row sums of C, and with
K = X^T X + 1, Z1 = W1_0 X + b1_0 + C K.

Weight decay makes W1_0 shrink as well: then W1 = s W1_0 + C X^T with a number s that starts at 1. It does not decay the
bias, so b1_0 becomes an offset that grows by what C loses. The coordinates (C, s, offset) are all that changes, every
update that is linear in W1, b1 and their gradients is the same one in these coordinates, and a mini-batch moves its own
columns of C.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from weakref import WeakKeyDictionary

import numpy as np

from engine.core import Gradients
from engine.nn.examples import Batch, Examples
from engine.nn.interface import Penalty
from engine.nn.propagation import row_sums
from engine.system.threads import MULTIPLICATIONS_TO_SHARE, even_slices, share_out
from engine.typing import FloatArray

Products = tuple[FloatArray, FloatArray]

# The parts of a large C K: as many threads may share it.
_BANDS = 8


class FirstLayer(ABC):
    """The linear part of the first layer over its training examples. Steps replace arrays, never change them.

    Attributes: `kind`, the name of the form; `units`, n1; `b` (n1, 1); `train`, the examples; `decays`, whether weights
    may decay: then `state_dict` may have more arrays.
    """

    kind: str
    decays = False
    b: FloatArray

    def __init__(self, units: int, train: Examples) -> None:
        self.units = units
        self.train = train

    @abstractmethod
    def forward(self, examples: Examples | Batch, out: FloatArray | None = None) -> FloatArray:
        """Z1 = W1 X + b1 on the training examples, a batch of them, or others: (n1, m), in `out` if given."""

    @property
    @abstractmethod
    def nbytes(self) -> int:
        """The memory of a copy: the arrays that steps replace."""

    @abstractmethod
    def descend(self, examples: Examples | Batch, dZ1: FloatArray) -> None:
        """One step, W1 <- W1 - dZ1 X^T and b1 <- b1 - row sums of dZ1 (n1, m) on `examples`.

        It is one of gradient descent, if dZ1 is that of the learning rate times the cost.
        """

    @abstractmethod
    def decay_weights(self, rate: float, penalized: Mapping[str, FloatArray]) -> None:
        """W1 <- (1 - rate) W1; b1 stays. `penalized` is the state of `penalty` before it."""

    @abstractmethod
    def weights(self) -> FloatArray:
        """W1 (n1, features); later steps leave it alone."""

    @property
    @abstractmethod
    def state_dict(self) -> dict[str, FloatArray]:
        """The arrays that steps replace, by name: linear coordinates of W1 and b1."""

    @abstractmethod
    def gradients(self, examples: Examples | Batch, dZ1: FloatArray) -> Gradients:
        """The gradients in its coordinates, from dZ1 (n1, m) on `examples`.

        They are dW1 = dZ1 X^T written in these coordinates, so that linear updates are the same as those of W1; not
        the gradients with respect to the coordinates.
        """

    @abstractmethod
    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace the arrays of `state_dict`; other names in it are ignored."""

    @abstractmethod
    def penalty(self, Z1: FloatArray | None = None) -> Penalty:
        """What L2 adds for W1. `Z1` on all training examples, if at hand, may save a product."""


class GramFirstLayer(FirstLayer):
    """W1 as s W1_0 + C X^T, trained in C: no iteration touches a pixel.

    Attributes: `initial_weights`, W1_0 (n1, features); `C` (n1, m), one weight per unit and training example;
    `initial_scale`, s, which weight decay makes smaller than 1; `offset` (n1, 1), what the bias is beside C.
    """

    kind = "gram"

    def __init__(self, W: FloatArray, b: FloatArray, train: Examples) -> None:
        super().__init__(len(W), train)
        self.initial_weights = W
        self.C = np.zeros((len(W), train.count))
        self._set_start(b)
        # An entry goes with the examples it belongs to.
        self._products: WeakKeyDictionary[Examples | Batch, Products] = WeakKeyDictionary()
        self._train_products = self._multiply(train)
        self._initial_norm = float(np.vdot(W, W))
        self._start_gradient = np.zeros_like(self._start)

    def forward(self, examples: Examples | Batch, out: FloatArray | None = None) -> FloatArray:
        """Z1 = s W1_0 X + C K + offset."""
        projected, K = self.products_with(examples)
        Z1 = _multiply_symmetric(self.C, K, out) if examples is self.train else self.C.dot(K, out)
        if self._start_is_plain:
            Z1 += projected
        else:
            Z1 += self.initial_scale * projected
            Z1 += self.offset
        return Z1

    def _set_start(self, offset: FloatArray, scale: float = 1.0) -> None:
        """Replace the offset and s, which are in one array, so that a step of both is one."""
        self._start = np.append(offset, [[scale]], axis=0)
        # As of the notebook's network without weight decay: s = 1 and an offset of 0.
        self._start_is_plain = scale == 1.0 and not offset.any()

    @property
    def offset(self) -> FloatArray:
        """The bias without the row sums of C: at first the whole bias, which is 0 in the notebook."""
        return self._start[:-1]

    @property
    def initial_scale(self) -> float:
        """The number s."""
        return float(self._start[-1, 0])

    @property
    def b(self) -> FloatArray:
        """b1 = offset + row sums of C."""
        return self.offset + row_sums(self.C)

    @b.setter
    def b(self, b: FloatArray) -> None:
        self._set_start(b - row_sums(self.C), self.initial_scale)

    def products_with(self, examples: Examples | Batch) -> Products:
        """W1_0 T (n1, m of T) and X^T T + 1 (m, m of T) for the columns T of `examples`, cached while those live."""
        if examples is self.train:
            return self._train_products
        known = self._products.get(examples)
        if known is None:
            known = self._products[examples] = self._multiply(examples)
        return known

    def _multiply(self, examples: Examples | Batch) -> Products:
        if isinstance(examples, Batch):
            projected, K = self._train_products
            # K is symmetric, and its rows are gathered faster than its columns.
            return projected[:, examples.indices], K[examples.indices].T
        return examples.project(self.initial_weights), self.train.inner_products(examples)

    def descend(self, examples: Examples | Batch, dZ1: FloatArray) -> None:
        """One step, dZ1 in the columns of `examples`."""
        if isinstance(examples, Batch):
            self.C = self.C.copy()
            self.C[:, examples.indices] -= dZ1
        else:
            self.C = self.C - dZ1

    def decay_weights(self, rate: float, penalized: Mapping[str, FloatArray]) -> None:
        """W1 <- (1 - rate) W1; b1 stays."""
        self.C = (1.0 - rate) * self.C
        self._start, self._start_is_plain = self._start - rate * penalized["start"], False

    @property
    def state_dict(self) -> dict[str, FloatArray]:
        """ "C", and with weight decay also "start" (n1 + 1, 1): the offset, and s below it."""
        return {"C": self.C, "start": self._start} if self.decays else {"C": self.C}

    def gradients(self, examples: Examples | Batch, dZ1: FloatArray) -> Gradients:
        """dC = dZ1 in the columns of `examples`, 0 in the others; those of s and of the offset are 0."""
        dC = dZ1
        if isinstance(examples, Batch):
            dC = np.zeros_like(self.C)
            dC[:, examples.indices] = dZ1
        return {"dC": dC, "dstart": self._start_gradient} if self.decays else {"dC": dC}

    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace C, and s and the offset if they are in `state_dict`."""
        self.C = state_dict["C"]
        if "start" in state_dict:
            self._start, self._start_is_plain = state_dict["start"], False

    def penalty(self, Z1: FloatArray | None = None) -> Penalty:
        """C and s without the offset, which makes up for the decay of C: the bias does not decay."""
        sums = row_sums(self.C)
        start = self._start.copy()
        start[:-1] = -sums
        squared_norm = self._squared_norm(self.forward(self.train) if Z1 is None else Z1, sums)
        return Penalty({"C": self.C, "start": start}, squared_norm)

    def _squared_norm(self, Z1: FloatArray, sums: FloatArray) -> float:
        """s^2 |W1_0|^2 + 2 s <W1_0 X, C> + <C X^T X, C>, where s W1_0 X + C X^T X = Z1 - b1 on those of `train`.

        `sums` are the row sums of C.
        """
        projected, _ = self._train_products
        s = self.initial_scale
        # <Z1 - b1, C>, without an array for the difference.
        of_C = float(np.vdot(Z1, self.C)) - float(np.vdot(self.offset + sums, sums))
        # A Python float's power raises OverflowError where its product is infinite.
        return s * s * self._initial_norm + s * float(np.vdot(projected, self.C)) + of_C

    @property
    def nbytes(self) -> int:
        """The bytes of C, the offset and s; copies share the rest."""
        return self.C.nbytes + self._start.nbytes

    def weights(self) -> FloatArray:
        """W1 = s W1_0 + C X^T (n1, features)."""
        scale = self.initial_scale
        W1 = self.train.weighted_sum(self.C)
        W1 += self.initial_weights if scale == 1.0 else scale * self.initial_weights
        return W1


def _multiply_symmetric(C: FloatArray, K: FloatArray, out: FloatArray | None) -> FloatArray:
    """C K for a symmetric K, in `out` if given; shared out to threads if that pays."""
    if C.size * len(K) <= MULTIPLICATIONS_TO_SHARE:
        return C.dot(K, out)
    product = np.empty_like(C) if out is None else out
    bands = even_slices(len(K), math.ceil(len(K) / _BANDS))

    def multiply_band(band: int, _: None) -> None:
        # The rows of K are its columns, and contiguous.
        product[:, bands[band]] = C @ K[bands[band]].T

    share_out(len(bands), multiply_band, lambda: None, C.size * len(K))
    return product


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

    def decay_weights(self, rate: float, penalized: Mapping[str, FloatArray]) -> None:
        """W1 <- (1 - rate) W1; b1 stays."""
        self._W = self._W - rate * penalized["W1"]

    @property
    def state_dict(self) -> dict[str, FloatArray]:
        """ "W1" and "b1"."""
        return {"W1": self._W, "b1": self.b}

    def gradients(self, examples: Examples | Batch, dZ1: FloatArray) -> Gradients:
        """dW1 = dZ1 X^T."""
        return {"dW1": examples.weighted_sum(dZ1), "db1": row_sums(dZ1)}

    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        self._W, self.b = state_dict["W1"], state_dict["b1"]

    def penalty(self, Z1: FloatArray | None = None) -> Penalty:
        """The state itself, and the sum of the squares of W1."""
        return Penalty(self.state_dict, float(np.vdot(self._W, self._W)))

    @property
    def nbytes(self) -> int:
        return self._W.nbytes + self.b.nbytes

    def weights(self) -> FloatArray:
        """W1 (n1, features); later steps leave it alone."""
        return self._W
