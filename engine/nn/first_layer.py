"""The interface of the first layer's two forms: Gram and pixels.

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

from abc import ABC, abstractmethod
from collections.abc import Mapping

from engine.nn.examples import Batch, Examples
from engine.nn.interface import Penalty
from engine.nn.propagation import Gradients
from engine.typing import FloatArray


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
    def decay(self, rate: float, penalized: Mapping[str, FloatArray]) -> None:
        """W1 <- (1 - rate) W1; b1 stays. `penalized` is the state of `penalty` before it."""

    @abstractmethod
    def weights(self) -> FloatArray:
        """W1 (n1, features); later steps leave it alone."""

    @property
    @abstractmethod
    def state_dict(self) -> dict[str, FloatArray]:
        """The arrays that steps replace, by name: linear coordinates of W1 and b1."""

    @abstractmethod
    def to_weight_space(self, direction: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """`direction`, a velocity in the layer's coordinates, as "W1" and "b1".

        Other names in it are ignored.
        """

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
