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
lower one in each column, then that of the two columns. Where values are equal, the gradient goes to one of them; the
literal function gives it to all.
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

# float32 in use, float64 to compare with the literal functions.
Floats = NDArray[np.floating[Any]]
Bools = NDArray[np.bool_]


class Scratch:
    """Arrays of one thread, used again and again: allocating them anew costs as much as computing what they hold."""

    def __init__(self, dtype: Any) -> None:
        self._dtype = np.dtype(dtype)
        self._flat: dict[str, Floats] = {}
        self._zeros: dict[tuple[str, tuple[int, ...]], Floats] = {}

    def take(self, name: str, shape: tuple[int, ...]) -> Floats:
        """The array `name` in this shape, with any values. It shares its memory with all others of that name."""
        size = int(np.prod(shape))
        if name not in self._flat or self._flat[name].size < size:
            self._flat[name] = np.empty(size, self._dtype)
        return self._flat[name][:size].reshape(shape)

    def take_padded(self, name: str, shape: tuple[int, ...]) -> Floats:
        """The array `name` in this shape, zero at first. Only `name` in the same shape shares its memory."""
        if (name, shape) not in self._zeros:
            self._zeros[name, shape] = np.zeros(shape, self._dtype)
        return self._zeros[name, shape]


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


def convolve(padded: Floats, W: Floats, stride: int, out: Floats, scratch: Scratch) -> None:
    """Write the convolution of a few pictures to `out`, which is contiguous."""
    channels = W.shape[3]
    np.matmul(patches(padded, stride, scratch), W.reshape(-1, channels), out=out.reshape(-1, channels))


def weight_gradient(padded: Floats, dZ: Floats, stride: int, scratch: Scratch) -> Floats:
    """dW alone, for a first layer, whose input needs no gradient: patches(A)^T dZ."""
    channels = dZ.shape[3]
    dW: Floats = patches(padded, stride, scratch).T @ dZ.reshape(-1, channels)
    return np.reshape(dW, (3, 3, padded.shape[3], channels))


def turned(W: Floats) -> Floats:
    """The filters W' that take dZ back to dA: turned by half a turn, (3, 3, channels out, channels in)."""
    return np.ascontiguousarray(W[::-1, ::-1].transpose(0, 1, 3, 2))


def spread_out(dZ_padded: Floats, stride: int, height: int, width: int) -> Floats:
    """The places of dZ in the padded array that `convolve_backward` reads, as a view.

    With a stride of 2 they lie at every second place of the input, with zeros between them.
    """
    return interior(dZ_padded)[:, ::stride, ::stride][:, :height, :width]


def convolve_backward(padded: Floats, dZ_padded: Floats, W_turned: Floats, dA: Floats, scratch: Scratch) -> Floats:
    """Write the gradient with respect to a few pictures to `dA`, which is contiguous; return that of the filters.

    `dZ_padded` has the size of `padded`, with zeros beside the places of `spread_out`. The filters' gradient is in
    memory of `scratch`, (3, 3, channels, channels out).
    """
    channels_out, channels = W_turned.shape[2:]
    rows = patches(dZ_padded, 1, scratch)
    np.matmul(rows, W_turned.reshape(-1, channels), out=dA.reshape(-1, channels))
    A = scratch.take("input", dA.shape)
    np.copyto(A, interior(padded))
    dW = scratch.take("weights", (channels, 9 * channels_out))
    np.matmul(A.reshape(-1, channels).T, rows, out=dW)
    turned_back: Floats = dW.reshape(channels, 3, 3, channels_out)[:, ::-1, ::-1].transpose(1, 2, 0, 3)
    return turned_back


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


def make_choices(shape: tuple[int, ...]) -> PoolingChoices:
    """Memory for the choices of a pooling to `shape` (m, height, width, channels)."""
    return PoolingChoices(np.empty((2, *shape), bool), np.empty(shape, bool))


def tiles_of(pictures: Floats) -> Floats:
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
    upper, lower = Z
    if choices is not None:
        np.greater_equal(upper, lower, out=choices.upper)
    np.maximum(upper, lower, out=upper)
    left, right = upper
    if choices is not None:
        np.greater_equal(left, right, out=choices.left)
    np.maximum(left, right, out=out)


def unpool(dA: Floats, choices: PoolingChoices, out: Floats) -> None:
    """Write the gradient with respect to the tiles that `pool` was given to `out`."""
    (upper_left, upper_right), (lower_left, lower_right) = out
    np.multiply(dA, choices.left, out=lower_left)
    np.subtract(dA, lower_left, out=lower_right)
    np.multiply(lower_left, choices.upper[0], out=upper_left)
    np.subtract(lower_left, upper_left, out=lower_left)
    np.multiply(lower_right, choices.upper[1], out=upper_right)
    np.subtract(lower_right, upper_right, out=lower_right)
