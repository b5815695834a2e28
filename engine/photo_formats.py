"""The picture formats that are read, known by how a file begins: no other decoder of Pillow is ever tried."""

from __future__ import annotations

import importlib
import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from engine.memory import available_memory, in_words
from engine.photo_files import RefusedError

MAX_PIXELS = 250_000_000  # phones make up to 200 megapixels
_BYTES_PER_PIXEL = 8  # Pillow's four for any colour, twice while one mode is made from another
_HEAD_BYTES = 1024

# Pillow warns above its limit and refuses above twice that; as it comes, 179 megapixels, which the largest phones
# exceed. The limit is global: it is raised once, here, and never switched while another thread may be reading.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """A format that is read: Pillow's name for it, the module that reads it, and how its files are recognised."""

    name: str
    plugin: str
    start: re.Pattern[bytes]
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

SUFFIXES: tuple[str, ...] = tuple(suffix for known in FORMATS for suffix in known.suffixes)

_TOO_MANY_PIXELS = f"it claims more than {MAX_PIXELS // 1_000_000} million pixels; save the picture smaller"
_FORMAT_NAMES = "JPEG, PNG, GIF, WebP, BMP, TIFF, AVIF and HEIC"
_TEXT = re.compile(rb"[\t\n\f\r -~\x80-\xff]+|(\xff\xfe|\xfe\xff).*", re.DOTALL)
_OTHER_KINDS = (
    (re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"), "this is a PostScript drawing (EPS), which is not read; save it as PNG"),
    (re.compile(rb"%PDF"), "this is a PDF document, not a picture; save the picture in it as PNG or JPEG"),
    (re.compile(rb"(?is).*<svg[\s>]"), "this is a drawing (SVG), not a photo; save it as PNG"),
    (re.compile(rb"(?is).*<(!doctype\s+html|html[\s>])"), "this is a web page, not a picture; save the picture itself"),
)


def is_photo_name(path: str | os.PathLike[str]) -> bool:
    """Whether the name ends like a photo that can be read. macOS's '._name' companions hold no picture."""
    name = Path(path).name
    return Path(name).suffix.lower() in SUFFIXES and not name.startswith("._")


def open_picture(stream: BinaryIO) -> Image.Image:
    """The picture in the stream, not yet decoded: its header has been read and its number of pixels accepted.

    Raises RefusedError, or one of photo_files.READ_ERRORS.
    """
    head = stream.read(_HEAD_BYTES)
    known = next((known for known in FORMATS if known.start.match(head)), None)
    if known is None:
        raise RefusedError(_what_it_is_instead(head))
    _load_plugin(known)
    _silence_pillow()
    try:
        picture = Image.open(stream, formats=[known.name])
    except Image.DecompressionBombError as error:
        raise RefusedError(_TOO_MANY_PIXELS) from error
    if picture.width * picture.height > MAX_PIXELS:
        raise RefusedError(_TOO_MANY_PIXELS)
    return picture


def require_memory(size: tuple[int, int]) -> None:
    """Refuse to decode `size` pixels when the memory for them is not there."""
    needed, available = size[0] * size[1] * _BYTES_PER_PIXEL, available_memory()
    if needed > available:
        raise RefusedError(
            f"opening it takes about {in_words(needed)} of memory and {in_words(available)} are free; "
            "close other programs or save the picture smaller"
        )


def _load_plugin(known: PictureFormat) -> None:
    # Only now, and only this one: the AVIF and HEIC libraries cost more to load than a small photo to read.
    plugin = importlib.import_module(known.plugin)
    if known.name not in Image.OPEN:
        plugin.register_heif_opener()


def _silence_pillow() -> None:
    # Remarks on damaged metadata, which nobody could act on. `catch_warnings` swaps a global and is not safe in
    # threads; a filter that matches Pillow's own modules is, and adding it again replaces it.
    warnings.filterwarnings("ignore", module=r"PIL\.")


def _what_it_is_instead(head: bytes) -> str:
    for pattern, reason in _OTHER_KINDS:
        if pattern.match(head):
            return reason
    if _TEXT.fullmatch(head):
        return "this is text, not a picture"
    return f"this is not a picture in one of the formats read here, {_FORMAT_NAMES}; save it as PNG or JPEG"
