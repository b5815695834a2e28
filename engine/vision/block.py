"""A block of layers: 3x3 convolution, perhaps 2x2 max pooling, batch normalization, ReLU.

Pooling comes before normalization and ReLU, both of which keep the order of values, so that they see a quarter of them.

Batch normalization (Ioffe and Szegedy, 2015) of each channel has a shift and no scale:

    A = max(0, (Y - mean) / deviation + shift)

The mean and the deviation are those of all places of the batch. A scale would change nothing that the weights above
cannot do, since ReLU passes positive factors through; and as 1 / deviation is positive, the normalization can be folded
into the filters below even through the pooling between them. Sums go over chunks of the batch and are added in their
order, so that the result does not depend on the number of threads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.vision.convolution import Floats, PoolingChoices, Scratch, Team, interior, output_shape, pool, unpool
from engine.vision.winograd import make_convolver, runs

# The fewest and the most pictures of a chunk: the unit of work of a thread, and of sums over the batch. Of small
# pictures there are as many in one as are convolved at once.
_CHUNK_PICTURES = 16, 64
# Added to the variance, as everywhere; against division by zero in a channel that is constant.
EPSILON = 1e-5


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """The shape of a block.

    Attributes: `channels` of its output; `stride` of its convolution, 1 or 2; `pool`, whether it pools.
    """

    channels: int
    stride: int = 1
    pool: bool = False

    def output_size(self, height: int, width: int) -> tuple[int, int]:
        """The height and the width of the output for pictures of this size."""
        factor = 2 if self.pool else 1
        return (height - 1 + self.stride) // self.stride // factor, (width - 1 + self.stride) // self.stride // factor


class _Arrays(NamedTuple):
    """What a block keeps of a batch.

    Attributes: `runs`, for each chunk of the batch the pictures that are convolved at once; `choices` of the pooling,
    if it pools; `Y`, the input of the normalization; `A`, the padded output; `d_input`, the gradient with respect to
    the input; `gradient_chunks`, that of the filters for each chunk.
    """

    runs: list[list[slice]]
    choices: PoolingChoices | None
    Y: Floats
    A: Floats
    d_input: Floats
    gradient_chunks: Floats

    @property
    def chunks(self) -> list[slice]:
        """The pictures of each chunk of the batch."""
        return [slice(some[0].start, some[-1].stop) for some in self.runs]


class Block:
    """A block in training, with the arrays of its last batch.

    Attributes: `W` (3, 3, channels in, channels), `shift` (channels,), and `dW` and `d_shift`, the gradients that
    `backward` writes: all of them views of the parameters and the gradient of a network; `batch`, the statistics of the
    last batch.
    """

    batch: BatchStatistics
    _padded: Floats
    _arrays: _Arrays

    def __init__(self, spec: BlockSpec, W: Floats, shift: Floats, dW: Floats, d_shift: Floats) -> None:
        self.spec = spec
        self.W, self.shift, self.dW, self.d_shift = W, shift, dW, d_shift
        self._convolver = make_convolver(W, spec.stride)
        self._shape: tuple[int, ...] = ()

    def forward(self, padded: Floats, team: Team) -> Floats:
        """The padded output for a batch of padded pictures, normalized by the statistics of the batch."""
        self._padded = padded
        self._allocate()
        convolver, Y, A, choices = self._convolver, self._arrays.Y, self._arrays.A, self._arrays.choices
        convolver.prepare()
        totals = self._make_totals()

        def convolve_chunk(chunk: int, scratch: Scratch) -> None:
            pictures = self._arrays.chunks[chunk]
            for some in self._arrays.runs[chunk]:
                Z = convolver.forward(padded[some], scratch)
                if choices is None:
                    np.copyto(Y[some], Z)
                else:
                    pool(Z, Y[some], choices.of(some))
            totals[chunk] = sums(Y[pictures], Y[pictures])

        team.run(len(totals), convolve_chunk)
        self.batch = statistics(totals.sum(axis=0), Y[..., 0].size)
        factor = self.batch.inverse_deviation
        offset = self.shift - self.batch.mean * factor

        def normalize_chunk(chunk: int, _: Scratch) -> None:
            pictures = self._arrays.chunks[chunk]
            normalize(Y[pictures], factor, offset, interior(A[pictures]))

        team.run(len(totals), normalize_chunk)
        return A

    def backward(self, dA: Floats, team: Team, needs_d_input: bool = True) -> Floats:
        """The gradient with respect to the input; writes `dW` and `d_shift` too.

        `dA` is the gradient with respect to the output. Call this once for each `forward`: `dA` and the arrays that
        `forward` keeps are overwritten. Without `needs_d_input` the returned array has no meaning.
        """
        Y, gradient_chunks = self._arrays.Y, self._arrays.gradient_chunks
        total = self._activation_backward(dA, team)
        self.d_shift[...] = total[0]
        factors = gradient_factors(total, self.batch, Y[..., 0].size)
        convolver, d_input, choices = self._convolver, self._arrays.d_input, self._arrays.choices

        def convolution_chunk(chunk: int, scratch: Scratch) -> None:
            gradient_chunks[chunk] = 0
            for some in self._arrays.runs[chunk]:
                dZ = dY = scratch.take("normalized", Y[some].shape)
                normalize_backward(dA[some], Y[some], factors, dY)
                if choices is not None:
                    size = output_shape(self._padded, self.spec.stride)
                    dZ = scratch.take("unpooled", (len(dY), *size, self.spec.channels))
                    unpool(dY, choices.of(some), dZ)
                d_some = d_input[some] if needs_d_input else None
                gradient_chunks[chunk] += convolver.backward(self._padded[some], dZ, d_some, scratch)

        team.run(len(gradient_chunks), convolution_chunk)
        np.sum(gradient_chunks, axis=0, out=self.dW)
        return d_input

    def _activation_backward(self, dA: Floats, team: Team) -> Floats:
        """Turn `dA` into dZ, zero where the ReLU is; the sums of dZ and of dZ Y."""
        Y, A = self._arrays.Y, self._arrays.A
        totals = self._make_totals()

        def activation_chunk(chunk: int, scratch: Scratch) -> None:
            pictures = self._arrays.chunks[chunk]
            active = scratch.take("active", Y[pictures].shape)
            np.greater(rows_of(interior(A[pictures])), 0, out=rows_of(active))
            np.multiply(dA[pictures], active, out=dA[pictures])
            totals[chunk] = sums(dA[pictures], Y[pictures])

        team.run(len(totals), activation_chunk)
        return np.asarray(totals.sum(axis=0))

    def _make_totals(self) -> Floats:
        """Uninitialized arrays for the two sums of each chunk of the batch."""
        return np.empty((len(self._arrays.gradient_chunks), 2, self.spec.channels), self._padded.dtype)

    def _allocate(self) -> None:
        """Allocate the arrays for a batch, unless the batch before had the same shape."""
        padded, dtype = self._padded, self._padded.dtype
        if padded.shape == self._shape:
            return
        self._shape = padded.shape
        height, width = self.spec.output_size(*interior(padded).shape[1:3])
        shape = len(padded), height, width, self.spec.channels
        (least, most), count = _CHUNK_PICTURES, len(padded)
        size = min(max(least, self._convolver.pictures_at_once(padded)), most)
        chunks = [slice(begin, min(begin + size, count)) for begin in range(0, count, size)]
        self._arrays = _Arrays(
            runs=[runs(self._convolver, padded, chunk) for chunk in chunks],
            choices=PoolingChoices.empty(shape) if self.spec.pool else None,
            Y=np.empty(shape, dtype),
            A=np.zeros((len(padded), height + 2, width + 2, self.spec.channels), dtype),
            d_input=np.empty((*interior(padded).shape[:3], self.W.shape[2]), dtype),
            gradient_chunks=np.empty((len(chunks), *self.W.shape), dtype),
        )


class BatchStatistics(NamedTuple):
    """The mean and the variance of each channel: both (channels,)."""

    mean: Floats
    variance: Floats

    @property
    def inverse_deviation(self) -> Floats:
        """1 / sqrt(variance + EPSILON)."""
        inverse: Floats = (1 / np.sqrt(self.variance + self.variance.dtype.type(EPSILON))).astype(self.variance.dtype)
        return inverse


class NormalizationGradient(NamedTuple):
    """dY = a dZ + b Y + c, with factors for each channel: the gradient through the normalization.

    With x = (Y - mean) / deviation and n places, dY = (dZ - sum(dZ) / n - x sum(dZ x) / n) / deviation.
    """

    a: Floats
    b: Floats
    c: Floats


def sums(Y: Floats, other: Floats) -> Floats:
    """The sums over all places of Y and of Y times `other`: (2, channels)."""
    rows, others = Y.reshape(-1, Y.shape[-1]), other.reshape(-1, Y.shape[-1])
    ones = np.ones(len(rows), rows.dtype)
    return np.stack([ones @ rows, np.einsum("ij,ij->j", rows, others)])


def statistics(totals: Floats, places: int) -> BatchStatistics:
    """The statistics from `sums(Y, Y)` over all chunks, and the number of places."""
    mean, mean_square = totals.astype(np.float64) / places
    variance = np.maximum(mean_square - mean**2, 0.0)
    return BatchStatistics(mean.astype(totals.dtype), variance.astype(totals.dtype))


def gradient_factors(totals: Floats, batch: BatchStatistics, places: int) -> NormalizationGradient:
    """The factors of the gradient from `sums(dZ, Y)` over all chunks, and the number of places."""
    sum_dZ, sum_dZ_Y = totals
    inverse = batch.inverse_deviation
    b = -(inverse**3) * (sum_dZ_Y - batch.mean * sum_dZ) / places
    return NormalizationGradient(inverse, b, -b * batch.mean - inverse * sum_dZ / places)


def rows_of(pictures: Floats) -> Floats:
    """(m, height, width, channels) as (m, height, width * channels): NumPy is faster in long rows."""
    m, height, width, channels = pictures.shape
    picture, row, _, value = pictures.strides
    view: Floats = np.lib.stride_tricks.as_strided(
        pictures, (m, height, width * channels), (picture, row, value), writeable=pictures.flags.writeable
    )
    return view


def normalize(Y: Floats, factor: Floats, offset: Floats, out: Floats) -> None:
    """Write max(0, factor Y + offset) to `out`; `factor` and `offset` have a value for each channel."""
    width = Y.shape[2]
    rows = rows_of(out)
    np.multiply(rows_of(Y), np.tile(factor, width), out=rows)
    np.add(rows, np.tile(offset, width), out=rows)
    np.maximum(rows, 0, out=rows)


def normalize_backward(dZ: Floats, Y: Floats, factors: NormalizationGradient, out: Floats) -> None:
    """Write dY to `out`. Y is overwritten."""
    a, b, c = (np.tile(factor, Y.shape[2]) for factor in factors)
    gradient, rows, Y_rows = rows_of(dZ), rows_of(out), rows_of(Y)
    np.multiply(Y_rows, b, out=Y_rows)
    np.add(Y_rows, c, out=Y_rows)
    np.multiply(gradient, a, out=rows)
    np.add(rows, Y_rows, out=rows)
