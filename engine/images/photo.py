"""Photos as values, how they are framed for a network, and the table of their formats. Imports no Pillow."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import prod
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

PREVIEW_SIDE = 160  # pixels: sharp on a card, and a thousand photos take less than 100 MB
# What a detector looks at, in pixels: the shorter side, and how many times it the longer one is at most. A photo takes
# about 260 kB, and 590 kB at most.
DETAIL_SIDE = 256
DETAIL_RATIO = 3
# Large pictures are reduced to about this, in pixels, or less if the network needs more.
REDUCED_SIDE = 512
# Decoding a JPEG at 1/2, 1/4 or 1/8 is cheap. A 12-megapixel photo is 4000 pixels wide: 500 are enough.
DRAFT_SIDE = 384


# What the views of all photos may take in memory, in bytes: of more photos, those on the screen have one.
MAX_VIEW_BYTES = 250_000_000
# In which the views are, and once more as the examples of a network.
_VIEW_COPIES = 2
_CHANNELS = 3


class Framing(Enum):
    """The ways to fit a photo to the shape of the network's pictures."""

    WHOLE = "whole"
    """The whole picture, squeezed to the network's shape as the notebook does."""
    CENTER = "centre"
    """The largest centered part that has the network's shape."""


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A photo: a preview for the user, a view for the network, and the pixels for a detector.

    Attributes: `name`, the file's name, printable; `size`, (width, height) of the original,
    upright; `preview`, uint8 (height, width, 3), PREVIEW_SIDE on the longer side, or less for a smaller picture;
    `views`, the network's input for each framing, uint8 (height, width, 3), or none to save memory; `detail`, the whole
    photo for a detector, uint8 (height, width, 3), DETAIL_SIDE on the shorter side, or less for a smaller photo. The
    arrays are contiguous and read-only.
    """

    name: str
    size: tuple[int, int]
    preview: npt.NDArray[np.uint8]
    views: Mapping[Framing, npt.NDArray[np.uint8]]
    detail: npt.NDArray[np.uint8]


def most_views(picture_shape: tuple[int, int]) -> int:
    """How many photos may have views of (height, width), one for each framing, within MAX_VIEW_BYTES; at least one."""
    return max(1, MAX_VIEW_BYTES // (len(Framing) * prod(picture_shape) * _CHANNELS))


def photos_bytes(count: int, picture_shape: tuple[int, int]) -> int:
    """The memory of `count` photos for networks of (height, width), at most."""
    preview = PREVIEW_SIDE**2 * _CHANNELS
    detail = DETAIL_RATIO * DETAIL_SIDE**2 * _CHANNELS
    views = _VIEW_COPIES * min(count * len(Framing) * prod(picture_shape) * _CHANNELS, MAX_VIEW_BYTES)
    return count * (preview + detail) + views


def crop_box(size: tuple[int, int], picture_shape: tuple[int, int], framing: Framing) -> tuple[int, int, int, int]:
    """The crop of a picture of `size` (width, height): (left, upper, right, lower) in pixels.

    `picture_shape` is the network's (height, width). At least one pixel is kept in each direction.
    """
    width, height = size
    if framing is Framing.WHOLE:
        return 0, 0, width, height
    rows, columns = picture_shape
    crop_width = min(width, max(1, round(height * columns / rows)))
    crop_height = min(height, max(1, round(width * rows / columns)))
    left, upper = (width - crop_width) // 2, (height - crop_height) // 2
    return left, upper, left + crop_width, upper + crop_height


class PictureFormat(NamedTuple):
    """A supported format. Attributes: `name`, Pillow's; `plugin`, the module that reads it."""

    name: str
    plugin: str
    signature: re.Pattern[bytes]
    suffixes: tuple[str, ...]


def _signature(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


# Phone photos with several pictures (MPO) have the signature of JPEG, and Pillow's JPEG plugin reads them.
FORMATS = (
    PictureFormat(
        "JPEG", "PIL.JpegImagePlugin", _signature(rb"\xff\xd8\xff"), (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo")
    ),
    PictureFormat("PNG", "PIL.PngImagePlugin", _signature(rb"\x89PNG\r\n\x1a\n"), (".png", ".apng")),
    PictureFormat("GIF", "PIL.GifImagePlugin", _signature(rb"GIF8[79]a"), (".gif",)),
    PictureFormat("WEBP", "PIL.WebPImagePlugin", _signature(rb"RIFF.{4}WEBP"), (".webp",)),
    PictureFormat("BMP", "PIL.BmpImagePlugin", _signature(rb"BM.{12}[\x0c\x10(48@l|]\0\0\0"), (".bmp", ".dib")),
    PictureFormat("TIFF", "PIL.TiffImagePlugin", _signature(rb"(II|MM)(\*\0|\0\*|\+\0|\0\+)"), (".tif", ".tiff")),
    PictureFormat("AVIF", "PIL.AvifImagePlugin", _signature(rb".{4}ftyp(avi[fs]|m[is]f1.{4,40}?avi[fs])"), (".avif",)),
    PictureFormat("HEIF", "pillow_heif", _signature(rb".{4}ftyp(he[iv][cmsx]|m[is]f1)"), (".heic", ".heif", ".hif")),
)

PHOTO_SUFFIXES: tuple[str, ...] = tuple(suffix for known in FORMATS for suffix in known.suffixes)


def is_photo_name(path: str | os.PathLike[str]) -> bool:
    """Whether the name has a photo's suffix; macOS's '._name' files do not count."""
    name = Path(path).name
    return Path(name).suffix.lower() in PHOTO_SUFFIXES and not name.startswith("._")
