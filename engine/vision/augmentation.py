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
    large = np.flatnonzero(changes.background < 0)
    small = np.flatnonzero(changes.background >= 0)

    def render_some(indices: Indices) -> None:
        for index in indices:
            target = out[index]
            if changes.background[index] >= 0:
                target[...] = out[changes.background[index]]
                (row, column), side = changes.corners[index], changes.sides[index]
                target = target[row : row + side, column : column + side]
            _render(pictures[index], changes, int(index), target)

    # Backgrounds are among the large ones, which come first.
    for indices in (large, small):
        runs = [indices[begin : begin + _PICTURES_AT_ONCE] for begin in range(0, len(indices), _PICTURES_AT_ONCE)]
        team.run(len(runs), lambda chunk, _, runs=runs: render_some(runs[chunk]))  # type: ignore[misc]


def _render(picture: Pixels, changes: Changes, index: int, out: Floats) -> None:
    _, height, width = picture.shape
    window, side = changes.windows[index], len(out)
    rows = resampling_matrix(height, side, *window[0])
    columns = resampling_matrix(width, side, *window[1])
    if changes.flipped[index]:
        columns = columns[::-1]
    resized = rows @ (picture.astype(np.float32).reshape(-1, width) @ columns.T).reshape(3, height, side)
    gain = changes.gains[index].reshape(3, 1, 1) / np.float32(UNIT)
    resized *= gain
    resized += changes.offsets[index].reshape(3, 1, 1) - np.float32(CENTER) * gain
    np.copyto(out, resized.transpose(1, 2, 0))


def resampling_matrix(length: int, side: int, begin: float = 0.0, part: float = 1.0) -> NDArray[np.float32]:
    """The weights (side, length) that resize a part of `length` values to `side`: Pillow's bilinear filter.

    The part begins at `begin` and is `part` long, as fractions of the length. Beyond the ends the end values go on.
    """
    step = part * length / side
    centers = (begin * length + step * (np.arange(side, dtype=np.float32) + 0.5) - 0.5).astype(np.float32)
    np.clip(centers, 0, length - 1, out=centers)
    distances = np.abs(centers[:, np.newaxis] - np.arange(length, dtype=np.float32))
    weights: NDArray[np.float32] = np.maximum(0, 1 - distances / np.float32(max(1.0, step)))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def to_input(pictures: Pixels, dtype: Any = np.float32) -> Floats:
    """Pictures (m, height, width, 3) as the network takes them: centered, scaled and padded."""
    m, height, width, channels = pictures.shape
    padded = np.zeros((m, height + 2, width + 2, channels), dtype)
    np.subtract(pictures, CENTER, out=interior(padded), casting="same_kind")
    padded_interior = interior(padded)
    padded_interior /= UNIT
    return padded
