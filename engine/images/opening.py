"""Opening pictures with the decoder for their signature, and with no other."""

from __future__ import annotations

import importlib
import logging
import re
import warnings
from typing import BinaryIO

from PIL import Image

from engine.images.files import PictureRefusedError
from engine.images.formats import FORMATS, PictureFormat
from engine.system.memory import available_memory, format_bytes

MAX_PIXELS = 250_000_000  # phones make up to 200 megapixels
# Pillow uses 4 bytes, twice during a conversion of modes; the libraries of these formats keep more copies.
_BYTES_PER_PIXEL, _MORE_BYTES_PER_PIXEL = 9, {"WEBP": 18, "AVIF": 13, "HEIF": 13}
_COEFFICIENT_BYTES = 2  # for each pixel and channel of a progressive JPEG, at its full size
_MOST_BYTES = 2_600_000_000  # for 200 megapixels of HEIC
_HEAD_BYTES = 1024

# Pillow warns above its limit and refuses above twice that, by default 179 megapixels, which the largest phones exceed.
# The limit is global, so it is set once, here, and not while another thread may be reading.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

# Otherwise Pillow's log messages on damaged files are printed by logging's handler of last resort.
logging.getLogger("PIL").addHandler(logging.NullHandler())

_TOO_MANY_PIXELS = f"it claims more than {MAX_PIXELS // 1_000_000} million pixels; save the picture smaller"
_FORMAT_NAMES = "JPEG, PNG, GIF, WebP, BMP, TIFF, AVIF and HEIC"
_TEXT = re.compile(rb"[\t\n\f\r -~\x80-\xff]+|(\xff\xfe|\xfe\xff).*", re.DOTALL)
_OTHER_KINDS = (
    (re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"), "this is a PostScript drawing (EPS), which is not read; save it as PNG"),
    (re.compile(rb"%PDF"), "this is a PDF document, not a picture; save the picture in it as PNG or JPEG"),
    (re.compile(rb"(?is).*<svg[\s>]"), "this is a drawing (SVG), not a photo; save it as PNG"),
    (re.compile(rb"(?is).*<(!doctype\s+html|html[\s>])"), "this is a web page, not a picture; save the picture itself"),
)


def open_picture(stream: BinaryIO) -> Image.Image:
    """The picture in the stream, not yet decoded; its number of pixels is checked.

    Raises PictureRefusedError, or one of `engine.images.files.READ_ERRORS`.
    """
    head = stream.read(_HEAD_BYTES)
    known = next((known for known in FORMATS if known.signature.match(head)), None)
    if known is None:
        raise PictureRefusedError(_describe_other_file(head))
    _load_plugin(known)
    _ignore_pillow_warnings()
    try:
        picture = Image.open(stream, formats=[known.name])
    except Image.DecompressionBombError as error:
        raise PictureRefusedError(_TOO_MANY_PIXELS) from error
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureRefusedError(_TOO_MANY_PIXELS)
    return picture


def memory_needed(picture: Image.Image, full: tuple[int, int]) -> int:
    """The memory to decode `picture`, in bytes; `full` is its size in the file."""
    needed = picture.width * picture.height * _MORE_BYTES_PER_PIXEL.get(picture.format or "", _BYTES_PER_PIXEL)
    if _is_progressive(picture):
        needed += full[0] * full[1] * len(picture.getbands()) * _COEFFICIENT_BYTES
    return needed


def check_memory(picture: Image.Image, full: tuple[int, int]) -> None:
    """Raise an error if decoding `picture` takes too much memory; `full` is its size in the file.

    PictureRefusedError if it takes more than allowed, MemoryError if it takes more than is free.
    """
    needed = memory_needed(picture, full)
    if needed > _MOST_BYTES:
        raise PictureRefusedError(
            f"opening it would take about {format_bytes(needed)} of memory; save the picture smaller"
        )
    available = available_memory()
    if needed > available:
        raise MemoryError(
            f"opening it takes about {format_bytes(needed)} of memory and {format_bytes(available)} are free"
        )


def _is_progressive(picture: Image.Image) -> bool:
    return "progressive" in picture.info


def _load_plugin(known: PictureFormat) -> None:
    # Only when needed: loading the AVIF or HEIC library takes longer than reading a small photo.
    plugin = importlib.import_module(known.plugin)
    if known.name not in Image.OPEN:
        plugin.register_heif_opener()


def _ignore_pillow_warnings() -> None:
    # Warnings about damaged metadata, on which the user cannot act. `catch_warnings` is not thread-safe; a filter for
    # Pillow's modules is, and adding it again replaces it.
    warnings.filterwarnings("ignore", module=r"PIL\.")


def _describe_other_file(head: bytes) -> str:
    for pattern, reason in _OTHER_KINDS:
        if pattern.match(head):
            return reason
    if _TEXT.fullmatch(head):
        return "this is text, not a picture"
    return f"this is not a picture in one of the formats read here, {_FORMAT_NAMES}; save it as PNG or JPEG"
