"""Opening picture files: regular files only, with the decoder for their signature and no other, within limits."""

from __future__ import annotations

import errno
import importlib
import logging
import os
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from engine.images.photo import FORMATS, PictureFormat
from engine.system.atomic import open_regular_file
from engine.system.memory import available_memory, describe_need, format_bytes

MAX_FILE_BYTES = 1_000_000_000

# The exceptions of Pillow's decoders for damaged or malicious files.
READ_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    Image.DecompressionBombError,
    ImportError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

MAX_PIXELS = 250_000_000  # phones make up to 200 megapixels
# Modes whose pixels may be averaged before conversion; Pillow weights those with alpha by it.
AVERAGED_MODES = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"})
# Bytes per pixel: that Pillow holds, that the library of a format needs beside them while it decodes, and those of a
# copy, which Pillow makes to resize transparent pictures, and `engine.images.decoder` of modes that are not averaged.
_HELD_BYTES, _COPY_BYTES = 4, 4
_CODEC_BYTES, _OTHER_CODEC_BYTES = {"PNG": 0, "JPEG": 0, "MPO": 0, "GIF": 0, "HEIF": 6, "AVIF": 9, "WEBP": 14}, 5
_COEFFICIENT_BYTES = 6  # of a progressive JPEG, at its full size
_MOST_BYTES = 600_000_000  # 48 megapixels of HEIC, 75 with transparency, 150 of PNG
_HEAD_BYTES = 1024

# Pillow warns above its limit and refuses above twice that, by default 179 megapixels, which the largest phones exceed.
# The limit is global, so it is set once, here, and not while another thread may be reading.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

# Otherwise Pillow's log messages on damaged files are printed by logging's handler of last resort.
logging.getLogger("PIL").addHandler(logging.NullHandler())

DAMAGED = "the file is damaged or of an unknown kind; save it as PNG or JPEG"
_TOO_MANY_PIXELS = f"it has more than {MAX_PIXELS // 1_000_000} million pixels; save it smaller"
_CUT_SHORT = "the file is empty or cut short; get it again"
_NO_PHOTO = "this is {}, no photo; save the picture as PNG or JPEG"
_OTHER_KINDS = (
    (re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"), _NO_PHOTO.format("EPS")),
    (re.compile(rb"%PDF"), _NO_PHOTO.format("PDF")),
    (re.compile(rb"(?is).*<svg[\s>]"), _NO_PHOTO.format("SVG")),
    (re.compile(rb"(?is).*<(!doctype\s+html|html[\s>])"), "this is a web page; save the picture itself"),
    (re.compile(b""), "this is no picture of a known format; save it as PNG or JPEG"),
)


class PictureRefusedError(ValueError):
    """A refused picture; `str(error)` is the reason and the remedy, without the file's name."""


@contextmanager
def open_picture_file(path: str | Path) -> Iterator[BinaryIO]:
    """The open file, as a context manager. Raises PictureRefusedError, or OSError as `open_regular_file` does."""
    with open_regular_file(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        if size == 0:
            raise PictureRefusedError(_CUT_SHORT)
        if size > MAX_FILE_BYTES:
            raise PictureRefusedError(f"the file has more than {format_bytes(MAX_FILE_BYTES)}; save it smaller")
        yield stream


def describe_read_error(error: BaseException) -> str:
    """The reason and the remedy for one of READ_ERRORS, without the file's name."""
    if isinstance(error, PictureRefusedError):
        return str(error)
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
        if isinstance(error, (FileNotFoundError, NotADirectoryError)):
            return "there is no such file; choose another one"
        return f"the file cannot be read ({error.strerror}); choose a picture"
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return _CUT_SHORT
    return DAMAGED


def open_picture(stream: BinaryIO) -> Image.Image:
    """The picture in the stream, not yet decoded; its number of pixels is checked.

    Raises PictureRefusedError, or one of `engine.images.opening.READ_ERRORS`.
    """
    known = find_format(stream)
    # Only when needed: loading the AVIF or HEIC library takes longer than reading a small photo.
    plugin = importlib.import_module(known.plugin)
    if known.name not in Image.OPEN:
        plugin.register_heif_opener()
    # Warnings about damaged metadata, on which the user cannot act. `catch_warnings` is not thread-safe; a filter for
    # Pillow's modules is, and adding it again replaces it.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        picture = Image.open(stream, formats=[known.name])
    except Image.DecompressionBombError as error:
        raise PictureRefusedError(_TOO_MANY_PIXELS) from error
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureRefusedError(_TOO_MANY_PIXELS)
    return picture


def find_format(stream: BinaryIO) -> PictureFormat:
    """The format of the picture in the stream, by its first bytes. Raises PictureRefusedError."""
    head = stream.read(_HEAD_BYTES)
    known = next((known for known in FORMATS if known.signature.match(head)), None)
    if known is None:
        raise PictureRefusedError(next(reason for pattern, reason in _OTHER_KINDS if pattern.match(head)))
    return known


def check_memory(picture: Image.Image, full: tuple[int, int]) -> None:
    """Raise an error if decoding `picture` takes too much memory; `full` is its size in the file.

    PictureRefusedError if it takes more than allowed, MemoryError if it takes more than is free.
    """
    while_decoding = _CODEC_BYTES.get(picture.format or "", _OTHER_CODEC_BYTES)
    is_copied = picture.mode in ("LA", "RGBA") or picture.mode not in AVERAGED_MODES
    per_pixel = _HELD_BYTES + max(while_decoding, _COPY_BYTES if is_copied else 0)
    needed = picture.width * picture.height * per_pixel
    if "progressive" in picture.info:
        needed += full[0] * full[1] * _COEFFICIENT_BYTES
    if needed > _MOST_BYTES:
        width, height = full
        raise PictureRefusedError(
            f"its {width:,} x {height:,} pixels need more than {format_bytes(_MOST_BYTES)} of memory; save it smaller"
        )
    available = available_memory()
    if needed > available:
        raise MemoryError(describe_need(needed, available))
