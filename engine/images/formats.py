"""The picture formats that are read: how their files begin, and how they are named. Knows no Pillow."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """A format that is read: Pillow's name for it, the module that reads it, and how its files are recognised."""

    name: str
    plugin: str
    signature: re.Pattern[bytes]
    suffixes: tuple[str, ...]


def _starting(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


# The photos of phones that hold several pictures (MPO) begin as JPEG, and Pillow's JPEG plugin takes them.
FORMATS = (
    PictureFormat(
        "JPEG", "PIL.JpegImagePlugin", _starting(rb"\xff\xd8\xff"), (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo")
    ),
    PictureFormat("PNG", "PIL.PngImagePlugin", _starting(rb"\x89PNG\r\n\x1a\n"), (".png", ".apng")),
    PictureFormat("GIF", "PIL.GifImagePlugin", _starting(rb"GIF8[79]a"), (".gif",)),
    PictureFormat("WEBP", "PIL.WebPImagePlugin", _starting(rb"RIFF.{4}WEBP"), (".webp",)),
    PictureFormat("BMP", "PIL.BmpImagePlugin", _starting(rb"BM.{12}[\x0c\x10(48@l|]\0\0\0"), (".bmp", ".dib")),
    PictureFormat("TIFF", "PIL.TiffImagePlugin", _starting(rb"(II|MM)(\*\0|\0\*|\+\0|\0\+)"), (".tif", ".tiff")),
    PictureFormat("AVIF", "PIL.AvifImagePlugin", _starting(rb".{4}ftyp(avi[fs]|m[is]f1.{4,40}?avi[fs])"), (".avif",)),
    PictureFormat("HEIF", "pillow_heif", _starting(rb".{4}ftyp(he[iv][cmsx]|m[is]f1)"), (".heic", ".heif", ".hif")),
)

PHOTO_SUFFIXES: tuple[str, ...] = tuple(suffix for known in FORMATS for suffix in known.suffixes)


def is_photo_name(path: str | os.PathLike[str]) -> bool:
    """Whether the name ends like a photo that can be read. macOS's '._name' companions hold no picture."""
    name = Path(path).name
    return Path(name).suffix.lower() in PHOTO_SUFFIXES and not name.startswith("._")
