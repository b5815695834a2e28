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

from engine.typing import FloatArray, Indices, Pixels
from engine.vision.convolution import Floats, Team, interior

# A pixel value p becomes (p - 128) / 64: about zero in the mean, and one in the deviation.
CENTER, UNIT = 128.0, 64.0

_AREA = (0.35, 1.1)  # of the picture, that of a crop
_STRETCH = 0.25  # the logarithm of width through height goes up to this
_PASTED_SIDES = (14, 40)  # pixels in a picture of 64
_MARGIN = (1.0, 1.4)  # the side of the crop of a small animal, in parts of the longer side of its box
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


def draw_changes(
    can_hold: NDArray[np.bool_],
    boxes: NDArray[np.float64],
    side: int,
    pasted: float | NDArray[np.float64],
    stream: np.random.Generator,
) -> Changes:
    """Changes for a batch of pictures that become `side` x `side`; some of them small, pasted into others.

    `pasted` is the share of these, or the probability for each picture.

    They are pasted into pictures of the batch that `can_hold` one and stay large: these show no cat, so that labels
    stay right. Of a small one with a box (m, 2, 2), not NaN, the crop is about the box, so that the animal is small.
    """
    count = len(can_hold)
    background = _draw_backgrounds(can_hold, pasted, stream)
    low, high = (round(bound * side / 64) for bound in _PASTED_SIDES)
    sides = np.where(background >= 0, stream.integers(low, high + 1, count), side)
    gains = np.exp(_GAIN * stream.standard_normal((count, 1)) + _COLOR_GAIN * stream.standard_normal((count, 3)))
    windows, about_boxes = _draw_windows(count, stream), _windows_about(boxes, stream)
    has_box = (background >= 0) & ~np.isnan(boxes).any(axis=(1, 2))
    return Changes(
        windows=np.where(has_box[:, np.newaxis, np.newaxis], about_boxes, windows),
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


def _windows_about(boxes: NDArray[np.float64], stream: np.random.Generator) -> NDArray[np.float64]:
    """Square windows about boxes, within the picture if they are not longer than it."""
    lengths = (boxes[:, :, 1].max(axis=1) * stream.uniform(*_MARGIN, len(boxes)))[:, np.newaxis].repeat(2, axis=1)
    begins = boxes[:, :, 0] + boxes[:, :, 1] / 2 - lengths / 2
    ends = 1 - lengths
    return np.stack([np.clip(begins, np.minimum(0, ends), np.maximum(0, ends)), lengths], axis=2)


def _draw_backgrounds(
    can_hold: NDArray[np.bool_], pasted: float | NDArray[np.float64], stream: np.random.Generator
) -> Indices:
    count = len(can_hold)
    background = np.full(count, -1)
    is_small = stream.random(count) < pasted
    possible = np.flatnonzero(~is_small & can_hold)
    if len(possible):
        background[is_small] = stream.choice(possible, int(is_small.sum()))
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


def to_input(pictures: Pixels | FloatArray, dtype: Any = np.float32) -> Floats:
    """Pictures (m, height, width, 3) as the network takes them: centered, scaled and padded."""
    m, height, width, channels = pictures.shape
    padded = np.zeros((m, height + 2, width + 2, channels), dtype)
    np.subtract(pictures, CENTER, out=interior(padded), casting="same_kind")
    padded_interior = interior(padded)
    padded_interior /= UNIT
    return padded
