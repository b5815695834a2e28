"""The first layer in its two forms, Gram and pixels.

`GramFirstLayer` trains C, as `engine.gram` derives it: W1 = W1_0 + C X^T, and Z1 = W1_0 X + b1_0 + C K, with
K = X^T X + 1. `PixelFirstLayer` trains W1.

Weight decay makes W1_0 shrink as well: then W1 = s W1_0 + C X^T with a number s that starts at 1. It does not decay the
bias, so b1_0 becomes an offset that grows by what C loses. The coordinates (C, s, offset) are all that changes, every
update that is linear in W1, b1 and their gradients is the same one in these coordinates, and a mini-batch moves its own
columns of C.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from engine.core import Gradients
from engine.nn.examples import Batch, Examples
from engine.nn.interface import Penalty
from engine.nn.propagation import inner, product_for, row_sums
from engine.system.threads import MULTIPLICATIONS_TO_SHARE, even_slices, share_out
from engine.typing import FloatArray

Products = tuple[FloatArray, FloatArray]

# The parts of a large C K: as many threads may share it.
_BANDS = 8


class GramFirstLayer:
    """W1 as s W1_0 + C X^T, trained in C: no iteration touches a pixel. Steps replace arrays, never change them.

    A leading axis of `W` and `b` makes it the first layer of a population of networks.

    Attributes: `kind`, the name of the form; `train`, the examples; `decays`, whether weights may decay: then
    `state_dict` has more arrays; `initial_weights`, W1_0 (n1, features); `C` (n1, m), one weight per unit and training
    example; `initial_scale`, s, (1, 1), which weight decay makes smaller than 1; `offset` (n1, 1), what the bias is
    beside C.
    """

    kind = "gram"
    decays = False

    def __init__(self, W: FloatArray, b: FloatArray, train: Examples) -> None:
        self.train = train
        self.initial_weights = W
        self._set_start(b, np.ones((*W.shape[:-2], 1, 1)))
        # An entry goes with the examples it belongs to.
        self._products: WeakKeyDictionary[Examples | Batch, Products] = WeakKeyDictionary()
        self._train_products = self._multiply(train)
        self.C = np.zeros_like(self._train_products[0])

    def forward(self, examples: Examples | Batch) -> FloatArray:
        """Z1 = s W1_0 X + C K + offset on the training examples, a batch of them, or others: a new array (n1, m)."""
        projected, K = self.products_with(examples)
        Z1 = _multiply_symmetric(self.C, K) if examples is self.train else product_for(self.C)(self.C, K)
        if self._start_is_plain:
            Z1 += projected
        else:
            Z1 += self.initial_scale * projected
            Z1 += self.offset
        return Z1

    def _set_start(self, offset: FloatArray, scale: FloatArray) -> None:
        """Replace the offset and s, which are in one array, so that a step of both is one."""
        self._start = np.concatenate((offset, scale), axis=-2)
        # As of the notebook's network without weight decay: s = 1 and an offset of 0.
        self._start_is_plain = bool((scale == 1.0).all()) and not offset.any()

    @property
    def offset(self) -> FloatArray:
        """The bias without the row sums of C: at first the whole bias, which is 0 in the notebook."""
        return self._start[..., :-1, :]

    @property
    def initial_scale(self) -> FloatArray:
        """The number s, (1, 1)."""
        return self._start[..., -1:, :]

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
        """One step, W1 <- W1 - dZ1 X^T and b1 <- b1 - row sums of dZ1 (n1, m) on `examples`.

        The step is gradient descent if dZ1 is the gradient of the cost times the learning rate. dZ1 may be overwritten.
        """
        if isinstance(examples, Batch):
            self.C = self.C.copy()
            self.C[:, examples.indices] -= dZ1
        else:
            # C - dZ1, in the memory of dZ1: a population has no time for more memory.
            self.C = np.subtract(self.C, dZ1, out=dZ1)

    @property
    def state_dict(self) -> dict[str, FloatArray]:
        """The arrays that steps replace: "C", and with weight decay "start" (n1 + 1, 1), the offset and s below it."""
        return {"C": self.C, "start": self._start} if self.decays else {"C": self.C}

    def gradients(self, examples: Examples | Batch, dZ1: FloatArray) -> Gradients:
        """dW1 = dZ1 X^T and db1 in these coordinates, so that linear updates are the same as those of W1 and b1.

        dC is dZ1 (n1, m) in the columns of `examples` and 0 in the other columns; ds and d offset are 0. None of them
        is the gradient of the cost with respect to C, s or the offset.
        """
        dC = dZ1
        if isinstance(examples, Batch):
            dC = np.zeros_like(self.C)
            dC[:, examples.indices] = dZ1
        return {"dC": dC, "dstart": np.zeros_like(self._start)} if self.decays else {"dC": dC}

    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace C, and s and the offset if they are in `state_dict`; other names in it are ignored."""
        self.C = state_dict["C"]
        if "start" in state_dict:
            self._start, self._start_is_plain = state_dict["start"], False

    def penalty(self) -> Penalty:
        """What L2 adds for W1: C and s, without the offset, which makes up for the decay of C: no bias decays."""
        sums = row_sums(self.C)
        squared_norm = self._squared_norm(self.forward(self.train), sums)
        return Penalty({"C": self.C, "start": np.concatenate((-sums, self.initial_scale), axis=-2)}, squared_norm)

    def _squared_norm(self, Z1: FloatArray, sums: FloatArray) -> Any:
        """s^2 |W1_0|^2 + 2 s <W1_0 X, C> + <C X^T X, C>, where s W1_0 X + C X^T X = Z1 - b1 on the training examples.

        `sums` are the row sums of C.
        """
        projected, _ = self._train_products
        s = self.initial_scale[..., 0, 0]
        # <Z1 - b1, C>, without an array for the difference.
        of_C = inner(Z1, self.C) - inner(self.offset + sums, sums)
        return s * s * self._initial_norm + s * inner(projected, self.C) + of_C

    @cached_property
    def _initial_norm(self) -> Any:
        return inner(self.initial_weights, self.initial_weights)

    @property
    def nbytes(self) -> int:
        """The bytes of C, the offset and s; copies share the rest."""
        return self.C.nbytes + self._start.nbytes

    def weights(self) -> FloatArray:
        """W1 = s W1_0 + C X^T (n1, features); later steps leave it alone."""
        W1 = self.train.weighted_sum(self.C)
        W1 += self.initial_weights if self._start_is_plain else self.initial_scale * self.initial_weights
        return W1


def _multiply_symmetric(C: FloatArray, K: FloatArray) -> FloatArray:
    """C K for a symmetric K; shared out to threads if that pays."""
    if C.size * K.shape[-1] <= MULTIPLICATIONS_TO_SHARE or C.ndim > 2:
        return product_for(C)(C, K)
    found = np.empty_like(C)
    bands = even_slices(len(K), math.ceil(len(K) / _BANDS))

    def multiply_band(band: int, _: None) -> None:
        # The rows of K are its columns, and contiguous.
        found[:, bands[band]] = C @ K[bands[band]].T

    share_out(len(bands), multiply_band, lambda: None, C.size * len(K))
    return found


class PixelFirstLayer:
    """W1 itself, trained from the pixels: two passes over all of them per iteration.

    Attributes: `kind`, the name of the form; `train`, the examples; `decays`, which changes nothing here; `b`
    (n1, 1).
    """

    kind = "pixels"
    decays = False

    def __init__(self, W: FloatArray, b: FloatArray, train: Examples) -> None:
        self.train = train
        self._W = W
        self.b = b

    def forward(self, examples: Examples | Batch) -> FloatArray:
        """Z1 = W1 X + b1."""
        Z1 = examples.project(self._W)
        Z1 += self.b
        return Z1

    def descend(self, examples: Examples | Batch, dZ1: FloatArray) -> None:
        """One step, W1 <- W1 - dZ1 X^T and b1 <- b1 - row sums of dZ1 (n1, m) on `examples`."""
        self._W = self._W - examples.weighted_sum(dZ1)
        self.b = self.b - row_sums(dZ1)

    @property
    def state_dict(self) -> dict[str, FloatArray]:
        """ "W1" and "b1"."""
        return {"W1": self._W, "b1": self.b}

    def gradients(self, examples: Examples | Batch, dZ1: FloatArray) -> Gradients:
        """dW1 = dZ1 X^T."""
        return {"dW1": examples.weighted_sum(dZ1), "db1": row_sums(dZ1)}

    def load_state(self, state_dict: Mapping[str, FloatArray]) -> None:
        """Replace W1 and b1."""
        self._W, self.b = state_dict["W1"], state_dict["b1"]

    def penalty(self) -> Penalty:
        """The state itself, and the sum of the squares of W1."""
        return Penalty(self.state_dict, inner(self._W, self._W))

    @property
    def nbytes(self) -> int:
        """The bytes of W1 and b1."""
        return self._W.nbytes + self.b.nbytes

    def weights(self) -> FloatArray:
        """W1 (n1, features); later steps leave it alone."""
        return self._W


FirstLayer = GramFirstLayer | PixelFirstLayer
