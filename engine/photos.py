"""Any photo as the network sees it: decoded, upright, in sRGB, reduced to the network's few pixels.

Safe to call from several threads at once.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image

from engine.errors import PhotoError
from engine.names import displayable
from engine.photo_colours import can_be_averaged, to_srgb
from engine.photo_files import READ_ERRORS, RefusedError, open_picture_file, reason_for
from engine.photo_formats import SUFFIXES, is_photo_name, open_picture, require_memory

__all__ = [
    "PREVIEW_SIDE",
    "SUFFIXES",
    "Framing",
    "Photo",
    "is_photo_name",
    "kept_box",
    "read_photo",
    "read_photo_bytes",
]

PREVIEW_SIDE = 512
# A JPEG is decoded at 1/2, 1/4 or 1/8 at hardly any cost. A 12-megapixel photo is 4000 pixels wide: a preview of 500
# is worth the eighth.
_DRAFT_SIDE = 384
_FILTER = Image.Resampling.BICUBIC  # the notebook's
_GAP = 2.0  # how far plain averaging may come near the size wanted, before the filter does the rest
_OVERSAMPLING = 2  # pixels left per pixel of the network, in each direction, for the last, careful reduction

_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})


class Framing(Enum):
    """What of a photo the network is shown."""

    WHOLE = "whole"
    """The whole picture, squeezed to the network's shape as the notebook does."""
    CENTRE = "centre"
    """The largest centred part that has the network's shape."""


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A photo as a person and as the network see it.

    Attributes: `name`, the file's name fit to be shown (as plain text); `size`, (width, height) of the original,
    upright; `preview`, uint8 (height, width, 3), at most PREVIEW_SIDE on the longer side; `views`, for each framing
    what the network sees, uint8 (height, width, 3). The arrays are contiguous and read-only.
    """

    name: str
    size: tuple[int, int]
    preview: npt.NDArray[np.uint8]
    views: Mapping[Framing, npt.NDArray[np.uint8]]


def read_photo(path: str | Path, picture_shape: tuple[int, int] = (64, 64)) -> Photo:
    """Read a picture file for a network that takes pictures of `picture_shape`, (height, width).

    Raises PhotoError, which says why the file cannot be used.
    """
    try:
        with open_picture_file(path) as stream:
            return _read(stream, displayable(Path(path).name), picture_shape)
    except READ_ERRORS as error:
        raise PhotoError(displayable(path), reason_for(error)) from error


def read_photo_bytes(data: bytes, name: str, picture_shape: tuple[int, int] = (64, 64)) -> Photo:
    """Read a picture from the bytes of a picture file, such as one pasted or dropped; otherwise as `read_photo`."""
    try:
        if not data:
            raise RefusedError("the picture is empty; copy it again")
        return _read(io.BytesIO(data), displayable(name), picture_shape)
    except READ_ERRORS as error:
        raise PhotoError(displayable(name), reason_for(error)) from error


def kept_box(size: tuple[int, int], picture_shape: tuple[int, int], framing: Framing) -> tuple[int, int, int, int]:
    """The part of a picture of `size` (width, height) that a framing keeps: (left, upper, right, lower) in pixels.

    `picture_shape` is the network's (height, width). At least one pixel is kept in each direction.
    """
    width, height = size
    if framing is Framing.WHOLE:
        return 0, 0, width, height
    rows, columns = picture_shape
    kept_width = min(width, max(1, round(height * columns / rows)))
    kept_height = min(height, max(1, round(width * rows / columns)))
    left, upper = (width - kept_width) // 2, (height - kept_height) // 2
    return left, upper, left + kept_width, upper + kept_height


def _read(stream: BinaryIO, name: str, picture_shape: tuple[int, int]) -> Photo:
    with open_picture(stream) as picture:
        size, extent = _load(picture, picture_shape)
        # Some plugins turn the picture themselves while it is loaded, and then say so: ask only now.
        orientation = _orientation(picture)
        upright = _turned(to_srgb(_reduced(picture, extent, picture_shape)), orientation)
    if orientation in _SIDEWAYS:
        size = size[::-1]
    views = {framing: np.asarray(_framed(upright, size, picture_shape, framing)) for framing in Framing}
    return Photo(name, size, np.asarray(_preview(upright, size)), MappingProxyType(views))


def _load(picture: Image.Image, picture_shape: tuple[int, int]) -> tuple[tuple[int, int], tuple[float, float]]:
    """Decode, a big JPEG at a fraction of its size; returns the full size and how far the content of it now reaches."""
    full, extent = picture.size, None
    if picture.format in ("JPEG", "MPO"):
        factor = _reduction(full, picture_shape, _DRAFT_SIDE)
        drafted = picture.draft(None, (full[0] // factor, full[1] // factor))
        # At 1/8, 4001 pixels become 501, of which the last holds an eighth.
        extent = drafted[1][2:] if drafted else None
    require_memory(picture.size)
    picture.load()
    return (full, extent) if extent else (picture.size, picture.size)


def _orientation(picture: Image.Image) -> int:
    try:
        value = picture.getexif().get(_ORIENTATION_TAG)
    except READ_ERRORS:
        return 1  # damaged metadata spoil no picture
    return value if isinstance(value, int) else 1


def _turned(picture: Image.Image, orientation: int) -> Image.Image:
    return picture.transpose(_TURNS[orientation]) if orientation in _TURNS else picture


def _reduction(size: tuple[int, int], picture_shape: tuple[int, int], longest: int) -> int:
    """The whole factor by which a picture may be reduced and still serve the network and a preview of `longest`."""
    # Enough for either framing, and for the picture turned sideways.
    return max(1, min(max(size) // longest, min(size) // (_OVERSAMPLING * max(picture_shape))))


def _reduced(picture: Image.Image, extent: tuple[float, float], picture_shape: tuple[int, int]) -> Image.Image:
    """Reduced before its colours are converted, where that is allowed: fewer pixels to convert and to hold."""
    if not can_be_averaged(picture):
        return picture
    factor = _reduction(picture.size, picture_shape, PREVIEW_SIDE)
    if factor == 1 and extent == picture.size:
        return picture
    size = max(1, round(extent[0] / factor)), max(1, round(extent[1] / factor))
    return picture.resize(size, _FILTER, box=(0, 0, *extent), reducing_gap=_GAP)


def _framed(
    upright: Image.Image, size: tuple[int, int], picture_shape: tuple[int, int], framing: Framing
) -> Image.Image:
    box = kept_box(size, picture_shape, framing)
    across, down = upright.width / size[0], upright.height / size[1]
    scaled = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
    return upright.resize(picture_shape[::-1], _FILTER, box=scaled, reducing_gap=_GAP)


def _preview(upright: Image.Image, size: tuple[int, int]) -> Image.Image:
    scale = min(PREVIEW_SIDE, max(upright.size)) / max(size)
    wanted = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    return upright if wanted == upright.size else upright.resize(wanted, _FILTER, reducing_gap=_GAP)
