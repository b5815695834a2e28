"""The table of picture formats: signatures and suffixes. Imports no Pillow."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple


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
