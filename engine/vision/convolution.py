"""The fast convolution, 3x3, in both directions, as products of matrices, and 2x2 max pooling.

Pictures are (m, height, width, channels), and the filters (3, 3, channels in, channels out). A row of patches holds
the 3x3 neighborhood of one place, so that

    Z = patches(A) W,    dA = patches(dZ) W',    dW = A^T patches(dZ),

where W' has the filters turned by half a turn, with channels in and out exchanged. Each product is nine shifted
products in one, which BLAS does at almost the full speed of the processor; the patches of a few pictures at a time stay
in its cache. Pictures come padded: with a border of one zero on all sides, written once. Each of the team of threads
that convolves has a `Scratch`.

Pooling works on tiles: pictures (m, height, width, channels) by the two indices within windows of 2x2, (2, 2, m,
height / 2, width / 2, channels). The largest of four values is found in two comparisons: that of the upper and the
lower one in each column, then that of the two columns. Where values are equal, the gradient goes to one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

import engine.system.threads
from engine.system.threads import at_work

# float32 in use; float64 for the filters that come with the program, and in tests.
Floats = NDArray[np.floating[Any]]
Bools = NDArray[np.bool_]
# The values of the patches of the pictures taken at once. More would not stay in the cache; with fewer, calls become so
# short that threads wait for the GIL.
_VALUES_AT_ONCE = 1_000_000


class Scratch:
    """Arrays of one thread, used again and again: allocating them anew costs as much as computing what they hold."""

    def __init__(self, dtype: Any) -> None:
        self._dtype = np.dtype(dtype)
        self._flat: dict[str, Floats] = {}

    def take(self, name: str, shape: tuple[int, ...]) -> Floats:
        """The array `name` in this shape, with any values. It shares its memory with all others of that name."""
        size = int(np.prod(shape))
        if name not in self._flat or self._flat[name].size < size:
            self._flat[name] = np.empty(size, self._dtype)
        return self._flat[name][:size].reshape(shape)


def pad(pictures: Floats) -> Floats:
    """A copy of `pictures` with a border of one zero on all sides."""
    return np.pad(pictures, ((0, 0), (1, 1), (1, 1), (0, 0)))


def interior(padded: Floats) -> Floats:
    """The pictures within their borders, as a view."""
    return padded[:, 1:-1, 1:-1]


def output_shape(padded: Floats, stride: int) -> tuple[int, int]:
    """The height and the width of the convolution of `padded`."""
    return (padded.shape[1] - 3) // stride + 1, (padded.shape[2] - 3) // stride + 1


def patches(padded: Floats, stride: int, scratch: Scratch) -> Floats:
    """The 3x3 neighborhoods of `padded`, a row for each place: (m * height * width, 9 * channels)."""
    m, channels = len(padded), padded.shape[3]
    height, width = output_shape(padded, stride)
    rows = scratch.take("patches", (m, height, width, 3, 3 * channels))
    # Three neighbors in a row of the picture lie beside each other in memory.
    picture, row, column, value = padded.strides
    strides = (picture, stride * row, stride * column, row, value)
    np.copyto(rows, as_strided(padded, rows.shape, strides, writeable=False))
    return rows.reshape(m * height * width, 9 * channels)


class PatchConvolver:
    """Convolution by patches, with any stride."""

    def __init__(self, W: Floats, stride: int) -> None:
        self._W, self._stride = W, stride

    def prepare(self) -> None:
        """Turn the filters by half a turn: W' (3, 3, channels out, channels in)."""
        self._turned = np.ascontiguousarray(self._W[::-1, ::-1].transpose(0, 1, 3, 2))

    def pictures_at_once(self, padded: Floats) -> int:
        """The number of pictures to take at once."""
        height, width = output_shape(padded, self._stride)
        return max(1, _VALUES_AT_ONCE // (height * width * 9 * int(max(self._W.shape[2:]))))

    def forward(self, padded: Floats, scratch: Scratch) -> Floats:
        """The convolution (m, height, width, channels out) of a few padded pictures, in memory of `scratch`."""
        channels = self._W.shape[3]
        Z = scratch.take("convolved", (len(padded), *output_shape(padded, self._stride), channels))
        rows = patches(padded, self._stride, scratch)
        np.matmul(rows, self._W.reshape(-1, channels), out=Z.reshape(-1, channels))
        return Z

    def backward(self, padded: Floats, dZ: Floats, d_input: Floats | None, scratch: Scratch) -> Floats:
        """Write the gradient with respect to a few pictures to `d_input`, if given, which is contiguous; return dW."""
        channels, channels_out = self._W.shape[2:]
        if d_input is None:
            dW: Floats = patches(padded, self._stride, scratch).T @ dZ.reshape(-1, channels_out)
            return dW.reshape(self._W.shape)
        # With a stride of 2 the places of dZ are every second one of the input, with zeros between them.
        spread = np.zeros((*padded.shape[:3], channels_out), dZ.dtype)
        interior(spread)[:, :: self._stride, :: self._stride] = dZ
        rows = patches(spread, 1, scratch)
        np.matmul(rows, self._turned.reshape(-1, channels), out=d_input.reshape(-1, channels))
        A = np.ascontiguousarray(interior(padded))
        turned = (A.reshape(-1, channels).T @ rows).reshape(channels, 3, 3, channels_out)
        return np.asarray(turned[:, ::-1, ::-1].transpose(1, 2, 0, 3))


class Team(engine.system.threads.Team[Scratch]):
    """Threads whose scratch memory has arrays of `dtype`."""

    def __init__(self, threads: int, dtype: Any = "f4") -> None:
        super().__init__(threads, partial(Scratch, dtype))


@contextmanager
def team(threads: int, dtype: Any = "f4") -> Iterator[Team]:
    """A team at work."""
    with at_work(Team(threads, dtype)) as members:
        yield members


class PoolingChoices(NamedTuple):
    """The places of the largest values.

    Attributes: `upper` (2, m, height, width, channels), whether the upper value of each column is the larger one;
    `left` (m, height, width, channels), whether the left column has it.
    """

    upper: Bools
    left: Bools

    @classmethod
    def empty(cls, shape: tuple[int, ...]) -> PoolingChoices:
        """Uninitialized arrays for the choices of a pooling to `shape` (m, height, width, channels)."""
        return cls(np.empty((2, *shape), bool), np.empty(shape, bool))

    def of(self, pictures: slice) -> PoolingChoices:
        """The choices of some pictures, as views."""
        return PoolingChoices(self.upper[:, pictures], self.left[pictures])


def _tiles_of(pictures: Floats) -> Floats:
    """`pictures` as tiles: a view. A last row or column without a pair is left out."""
    m, height, width, channels = pictures.shape
    picture, row, column, value = pictures.strides
    return as_strided(
        pictures,
        (2, 2, m, height // 2, width // 2, channels),
        (row, column, picture, 2 * row, 2 * column, value),
        writeable=pictures.flags.writeable,
    )


def pool(Z: Floats, out: Floats, choices: PoolingChoices | None = None) -> None:
    """Write the largest value of each tile of Z to `out`, and where it was to `choices`. Z is overwritten."""
    upper, lower = _tiles_of(Z)
    if choices is not None:
        np.greater_equal(upper, lower, out=choices.upper)
    np.maximum(upper, lower, out=upper)
    left, right = upper
    if choices is not None:
        np.greater_equal(left, right, out=choices.left)
    np.maximum(left, right, out=out)


def unpool(dA: Floats, choices: PoolingChoices, dZ: Floats) -> None:
    """Write the gradient with respect to the pictures that `pool` was given to `dZ`."""
    height, width = dA.shape[1:3]
    dZ[:, 2 * height :], dZ[:, :, 2 * width :] = 0, 0
    (upper_left, upper_right), (lower_left, lower_right) = _tiles_of(dZ)
    np.multiply(dA, choices.left, out=lower_left)
    np.subtract(dA, lower_left, out=lower_right)
    np.multiply(lower_left, choices.upper[0], out=upper_left)
    np.subtract(lower_left, upper_left, out=lower_left)
    np.multiply(lower_right, choices.upper[1], out=upper_right)
    np.subtract(lower_right, upper_right, out=lower_right)
