"""Batch normalization of each channel (Ioffe and Szegedy, 2015), with a shift and without a scale.

    A = max(0, (Y - mean) / deviation + shift)

The mean and the deviation are those of all places of the batch. A scale would change nothing that the weights above
cannot do, since ReLU passes positive factors through; and as 1 / deviation is positive, the normalization can be folded
into the filters below even through the pooling between them. Sums go over chunks of the batch and are added in their
order, so that the result does not depend on the number of threads.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.vision.convolution import Floats

# Added to the variance, as everywhere; against division by zero in a channel that is constant.
EPSILON = 1e-5


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
