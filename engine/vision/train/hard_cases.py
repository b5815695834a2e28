"""Hard cases to train on with: close crops, and animals that are partly seen, turned or half hidden.

Close crops are of dogs and other things: windows of a photo that show no whole thing, as a detector has them that looks
closely. Cats and dogs with a box are changed alike, so that only what they are tells them apart: pasted small into a
scene, seen without the upper or one lateral part of the box, and covered by a part of a scene.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.typing import Indices, Pixels
from engine.vision.augmentation import Changes, draw_changes, render
from engine.vision.convolution import Floats, Team, interior
from engine.vision.train.archives import CAT

# The shares of the pictures, or of those with a box, that are changed so.
_PASTED, _BOXED_PASTED, _CLOSE, _PARTIAL, _COVERED, _TURNED = 0.1, 0.6, 0.35, 0.35, 0.2, 0.3
# Of a picture, the area of a close crop; of the box, the length of the part that is seen.
_CLOSE_AREA, _SEEN = (0.08, 0.35), (0.45, 0.75)
# Of a result, the length that is covered at one of its sides.
_COVER = (0.25, 0.5)
_DEGREES = 15.0  # the standard deviation
# About a picture that is turned, its mirrored border, in parts of the picture.
_BORDER = 0.25


@dataclass(frozen=True, slots=True)
class HardCases:
    """The random changes of a batch.

    Attributes: `changes`; `degrees` (m,), by which a picture is turned, and `centers` (m, 2), about which place, row
    and column as fractions; `covers` (m,), the picture of the batch that covers a part of it, or -1, and `covered`
    (m, 2, 2), begin and end of that part in rows and columns, as fractions of the result or of what is pasted.
    """

    changes: Changes
    degrees: NDArray[np.float64]
    centers: NDArray[np.float64]
    covers: Indices
    covered: NDArray[np.float64]


def draw_hard_cases(
    classes: NDArray[np.int64],
    boxes: NDArray[np.float64],
    is_scene: NDArray[np.bool_],
    side: int,
    stream: np.random.Generator,
) -> HardCases:
    """Hard cases for a batch of pictures that become `side` x `side`."""
    count, has_box = len(classes), ~np.isnan(boxes).any(axis=(1, 2))
    changes = draw_changes(is_scene, boxes, side, np.where(has_box, _BOXED_PASTED, _PASTED), stream)
    is_large = changes.background < 0
    is_close = is_large & (classes != CAT) & ~has_box & (stream.random(count) < _CLOSE)
    is_partial = has_box & (stream.random(count) < _PARTIAL)
    windows = np.where(is_close.reshape(-1, 1, 1), _close_windows(count, stream), changes.windows)
    windows = np.where(is_partial.reshape(-1, 1, 1), _parts_of(boxes, stream), windows)
    is_turned = stream.random(count) < _TURNED
    possible = np.flatnonzero(is_large & is_scene)
    is_covered = has_box & (stream.random(count) < (_COVERED if len(possible) else 0.0))
    covers = np.full(count, -1)
    if len(possible):
        covers[is_covered] = stream.choice(possible, int(is_covered.sum()))
    return HardCases(
        changes=replace(changes, windows=windows),
        degrees=np.where(is_turned, _DEGREES * stream.standard_normal(count), 0.0),
        centers=np.where(has_box.reshape(-1, 1), boxes[:, :, 0] + boxes[:, :, 1] / 2, 0.5),
        covers=covers,
        covered=_cut(np.tile([0.0, 1.0], (count, 2, 1)), stream.uniform(*_COVER, count), stream),
    )


def _close_windows(count: int, stream: np.random.Generator) -> NDArray[np.float64]:
    lengths = np.sqrt(stream.uniform(*_CLOSE_AREA, count))[:, np.newaxis].repeat(2, axis=1)
    return np.stack([stream.random((count, 2)) * (1 - lengths), lengths], axis=2)


def _parts_of(boxes: NDArray[np.float64], stream: np.random.Generator) -> NDArray[np.float64]:
    """The lower, left or right part of each box: begin and length, as boxes have them."""
    spans = _cut(np.cumsum(boxes, axis=2), stream.uniform(*_SEEN, len(boxes)), stream)
    return np.stack([spans[:, :, 0], spans[:, :, 1] - spans[:, :, 0]], axis=2)


def _cut(spans: NDArray[np.float64], parts: NDArray[np.float64], stream: np.random.Generator) -> NDArray[np.float64]:
    """Of each rectangle (m, 2, 2), begin and end in rows and columns, a lower, left or right part; `parts` long."""
    which, lengths = stream.integers(0, 3, len(spans)), spans[:, :, 1] - spans[:, :, 0]
    found: NDArray[np.float64] = spans.copy()
    found[which == 0, 0, 0] = (spans[:, 0, 1] - parts * lengths[:, 0])[which == 0]
    found[which == 1, 1, 1] = (spans[:, 1, 0] + parts * lengths[:, 1])[which == 1]
    found[which == 2, 1, 0] = (spans[:, 1, 1] - parts * lengths[:, 1])[which == 2]
    return found


def render_hard_cases(pictures: Sequence[Pixels], cases: HardCases, padded: Floats, team: Team) -> None:
    """Write the changed pictures to the interior of `padded` (m, side + 2, side + 2, 3), as `render` does."""
    turned = [
        _turned(picture, *how) if how[0] else picture
        for picture, *how in zip(pictures, cases.degrees, cases.centers, strict=True)
    ]
    render(turned, cases.changes, padded, team)
    out = interior(padded)
    for number in np.flatnonzero(cases.covers >= 0):
        corner, side = cases.changes.corners[number], cases.changes.sides[number]
        (top, bottom), (left, right) = np.rint(corner[:, np.newaxis] + side * cases.covered[number]).astype(int)
        out[number, top:bottom, left:right] = out[cases.covers[number], top:bottom, left:right]


def _turned(picture: Pixels, degrees: float, center: NDArray[np.float64]) -> Pixels:
    """A picture (3, height, width) turned about a place; its border is mirrored where it ends."""
    height, width = picture.shape[1:]
    border = round(_BORDER * max(height, width))
    wide = np.pad(picture.transpose(1, 2, 0), ((border, border), (border, border), (0, 0)), "symmetric")
    row, column = center * (height, width) + border
    turned = np.asarray(Image.fromarray(wide).rotate(degrees, Image.Resampling.BILINEAR, center=(column, row)))
    return np.ascontiguousarray(turned[border : border + height, border : border + width].transpose(2, 0, 1))
