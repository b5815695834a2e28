"""Pictures changed at random: cropped, stretched, flipped, recolored, pasted small into others.

A crop is resized by two products: the rows and the columns of the result are weighted means of those of the picture.
So any window, also one beyond the borders, becomes any size, as smooth as Pillow's bilinear filter makes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.typing import Indices, Pixels
from engine.vision.convolution import Floats, interior
from engine.vision.team import Team

# A pixel value p becomes (p - 128) / 64: about zero in the mean, and one in the deviation.
CENTER, UNIT = 128.0, 64.0

_AREA = (0.35, 1.1)  # of the picture, that of a crop
_STRETCH = 0.25  # the logarithm of width through height goes up to this
_PASTED = 0.2  # of the pictures
_PASTED_SIDES = (24, 48)
_GAIN, _COLOR_GAIN, _OFFSET = 0.2, 0.06, 0.2  # the standard deviations
_PICTURES_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Changes:
    """The random changes of a batch: an array for each, with a value or a row for each picture.

    Attributes: `windows` (m, 2, 2), begin and length of the crop in rows and in columns, as fractions of the picture;
    `flipped`; `gains` and `offsets` (m, 3), of the colors; `sides`, the sides of the results; `corners` (m, 2), the row
    and the column where a small one is pasted; `background`, the picture of the batch into which it is pasted, or -1.
    """

    windows: NDArray[np.float64]
    flipped: NDArray[np.bool_]
    gains: NDArray[np.float32]
    offsets: NDArray[np.float32]
    sides: Indices
    corners: Indices
    background: Indices


def draw_changes(is_cat: NDArray[np.bool_], side: int, stream: np.random.Generator) -> Changes:
    """Changes for a batch of pictures that become `side` x `side`.

    The small ones are pasted into pictures of the batch that show no cat and stay large, so that labels stay right.
    """
    count = len(is_cat)
    background = _draw_backgrounds(is_cat, stream)
    low, high = (round(bound * side / 64) for bound in _PASTED_SIDES)
    sides = np.where(background >= 0, stream.integers(low, high + 1, count), side)
    gains = np.exp(_GAIN * stream.standard_normal((count, 1)) + _COLOR_GAIN * stream.standard_normal((count, 3)))
    return Changes(
        windows=_draw_windows(count, stream),
        flipped=stream.random(count) < 0.5,
        gains=gains.astype(np.float32),
        offsets=(_OFFSET * stream.standard_normal((count, 1))).repeat(3, axis=1).astype(np.float32),
        sides=sides,
        corners=(stream.random((count, 2)) * (side - sides + 1)[:, np.newaxis]).astype(np.int64),
        background=background,
    )


def _draw_windows(count: int, stream: np.random.Generator) -> NDArray[np.float64]:
    area = stream.uniform(*_AREA, count)
    stretch = np.exp(stream.uniform(-_STRETCH, _STRETCH, count))
    lengths = np.sqrt(np.stack([area / stretch, area * stretch], axis=1))
    # A window that is longer than the picture goes beyond both its borders or one of them.
    begins = stream.random((count, 2)) * (1 - lengths)
    return np.stack([begins, lengths], axis=2)


def _draw_backgrounds(is_cat: NDArray[np.bool_], stream: np.random.Generator) -> Indices:
    count = len(is_cat)
    background = np.full(count, -1)
    pasted = stream.random(count) < _PASTED
    possible = np.flatnonzero(~pasted & ~is_cat)
    if len(possible):
        background[pasted] = stream.choice(possible, int(pasted.sum()))
    return background


def render(pictures: Sequence[Pixels], changes: Changes, padded: Floats, team: Team) -> None:
    """Write the changed pictures to the interior of `padded` (m, side + 2, side + 2, 3).

    A picture is (3, height, width): its colors one after the other.
    """
    out = interior(padded)
    is_small = changes.background >= 0

    def paste(index: int) -> None:
        out[index] = out[changes.background[index]]
        (row, column), side = changes.corners[index], changes.sides[index]
        out[index, row : row + side, column : column + side] = _changed(pictures, changes, np.array([index]))[0]

    def render_large(indices: Indices) -> None:
        out[indices] = _changed(pictures, changes, indices)

    # Backgrounds are among the large ones, which come first.
    groups = _groups_of_one_size(pictures, np.flatnonzero(~is_small))
    team.run(len(groups), lambda chunk, _: render_large(groups[chunk]))
    small = np.flatnonzero(is_small)
    team.run(len(small), lambda chunk, _: paste(int(small[chunk])))


def _groups_of_one_size(pictures: Sequence[Pixels], indices: Indices) -> list[Indices]:
    """`indices` in groups of a few pictures of the same size: fewer and longer calls, for which no thread waits."""
    sizes = np.array([pictures[index].shape[1:] for index in indices]).reshape(-1, 2)
    groups = [indices[(sizes == size).all(axis=1)] for size in np.unique(sizes, axis=0)]
    return [
        group[begin : begin + _PICTURES_AT_ONCE]
        for group in groups
        for begin in range(0, len(group), _PICTURES_AT_ONCE)
    ]


def _changed(pictures: Sequence[Pixels], changes: Changes, indices: Indices) -> NDArray[np.float32]:
    """The changed pictures at `indices`, of one size before and of one side after: (n, side, side, 3)."""
    some = np.stack([pictures[index] for index in indices])
    (height, width), side = some.shape[2:], int(changes.sides[indices[0]])
    begins, lengths = changes.windows[indices].T
    rows = resampling_matrices(height, side, begins[0], lengths[0])
    columns = resampling_matrices(width, side, begins[1], lengths[1])
    columns[changes.flipped[indices]] = columns[changes.flipped[indices], ::-1]
    gains = (changes.gains[indices] / np.float32(UNIT))[:, :, np.newaxis, np.newaxis]
    offsets = changes.offsets[indices][:, :, np.newaxis, np.newaxis]
    half = some.astype(np.float32).reshape(len(some), -1, width) @ columns.swapaxes(1, 2)
    resized: NDArray[np.float32] = rows[:, np.newaxis] @ half.reshape(len(some), 3, height, side)
    resized *= gains
    resized += offsets - np.float32(CENTER) * gains
    return np.asarray(resized.transpose(0, 2, 3, 1))


def resampling_matrix(length: int, side: int) -> NDArray[np.float32]:
    """The weights (side, length) that resize `length` values to `side`: Pillow's bilinear filter."""
    (weights,) = resampling_matrices(length, side, np.zeros(1), np.ones(1))
    return np.asarray(weights)


def resampling_matrices(
    length: int, side: int, begins: NDArray[np.float64], parts: NDArray[np.float64]
) -> NDArray[np.float32]:
    """The weights (n, side, length) that resize parts of `length` values to `side`: Pillow's bilinear filter.

    The parts begin at `begins` and are `parts` long, as fractions of the length. Beyond the ends the end values go on.
    """
    steps = parts[:, np.newaxis] * (length / side)
    centers = begins[:, np.newaxis] * length + steps * (np.arange(side) + 0.5) - 0.5
    inside = np.clip(centers, 0, length - 1).astype(np.float32)
    weights = np.asarray(inside[:, :, np.newaxis] - np.arange(length, dtype=np.float32), np.float32)
    np.abs(weights, out=weights)
    weights /= -np.maximum(1, steps).astype(np.float32)[:, :, np.newaxis]
    weights += 1
    np.maximum(weights, 0, out=weights)
    weights /= weights.sum(axis=2, keepdims=True)
    return weights


def to_input(pictures: Pixels, dtype: Any = np.float32) -> Floats:
    """Pictures (m, height, width, 3) as the network takes them: centered, scaled and padded."""
    m, height, width, channels = pictures.shape
    padded = np.zeros((m, height + 2, width + 2, channels), dtype)
    np.subtract(pictures, CENTER, out=interior(padded), casting="same_kind")
    padded_interior = interior(padded)
    padded_interior /= UNIT
    return padded
