"""Opening a picture of a format that is read, known by how it begins: no other decoder of Pillow is ever tried."""

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
# Pillow's four for any colour, twice while one mode is made from another; these libraries hold more pictures at once.
_BYTES_PER_PIXEL, _MORE_BYTES_PER_PIXEL = 9, {"WEBP": 18, "AVIF": 13, "HEIF": 13}
_COEFFICIENT_BYTES = 2  # for each pixel and colour of a progressive JPEG, at its full size
_MOST_BYTES = 2_600_000_000  # what 200 megapixels take in the format of phones
_HEAD_BYTES = 1024

# Pillow warns above its limit and refuses above twice that; as it comes, 179 megapixels, which the largest phones
# exceed. The limit is global: it is raised once, here, and never switched while another thread may be reading.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

# What Pillow has to say of a damaged file must not reach a terminal by way of the handler of last resort.
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
    """The picture in the stream, not yet decoded: its header has been read and its number of pixels accepted.

    Raises RefusedError, or one of photo_files.READ_ERRORS.
    """
    head = stream.read(_HEAD_BYTES)
    known = next((known for known in FORMATS if known.signature.match(head)), None)
    if known is None:
        raise PictureRefusedError(_what_it_is_instead(head))
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
    """How many bytes it takes to decode `picture`, which is `full` pixels large in its file."""
    needed = picture.width * picture.height * _MORE_BYTES_PER_PIXEL.get(picture.format or "", _BYTES_PER_PIXEL)
    if _is_progressive(picture):
        needed += full[0] * full[1] * len(picture.getbands()) * _COEFFICIENT_BYTES
    return needed


def check_memory(picture: Image.Image, full: tuple[int, int]) -> None:
    """Refuse to decode `picture`, which is `full` pixels large in its file, where that takes too much memory.

    Raises PictureRefusedError, or MemoryError where only the free memory does not suffice.
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
    # Only now, and only this one: the AVIF and HEIC libraries cost more to load than a small photo to read.
    plugin = importlib.import_module(known.plugin)
    if known.name not in Image.OPEN:
        plugin.register_heif_opener()


def _ignore_pillow_warnings() -> None:
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
