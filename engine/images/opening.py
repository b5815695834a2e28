"""Opening picture files: regular files only, with the decoder for their signature and no other, within limits."""

from __future__ import annotations

import errno
import importlib
import io
import logging
import math
import os
import re
import stat
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from engine.images.formats import FORMATS, PictureFormat
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
# Bytes per pixel that Pillow holds, by mode, and those that the library of a format needs beside them while it decodes.
_BYTES, _OTHER_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}, 4
_CODEC_BYTES, _OTHER_CODEC_BYTES = {"PNG": 0, "JPEG": 0, "MPO": 0, "GIF": 0, "HEIF": 6, "AVIF": 9, "WEBP": 14}, 5
_PREMULTIPLIED_BYTES = 4  # of the copy from which Pillow resizes pictures with transparency
_COEFFICIENT_BYTES = 2  # for each sample of a progressive JPEG, at its full size
_MOST_BYTES = 600_000_000  # 48 megapixels of HEIC, 70 with transparency, 150 of PNG, any JPEG that is not progressive
_HEAD_BYTES = 1024

# Pillow warns above its limit and refuses above twice that, by default 179 megapixels, which the largest phones exceed.
# The limit is global, so it is set once, here, and not while another thread may be reading.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

# Otherwise Pillow's log messages on damaged files are printed by logging's handler of last resort.
logging.getLogger("PIL").addHandler(logging.NullHandler())

DAMAGED = "the file is damaged or of an unknown kind; save it as PNG or JPEG"
_TOO_MANY_PIXELS = f"it has more than {MAX_PIXELS // 1_000_000} million pixels; save it smaller"
_CUT_SHORT = "the file is empty or cut short; get it again"
_NO_SUCH_FILE = "there is no such file; choose another one"
_NO_PHOTO = "this is {}, no photo; save the picture as PNG or JPEG"
_OTHER_KINDS = (
    (re.compile(rb"%!PS|\xc5\xd0\xd3\xc6"), _NO_PHOTO.format("EPS")),
    (re.compile(rb"%PDF"), _NO_PHOTO.format("PDF")),
    (re.compile(rb"(?is).*<svg[\s>]"), _NO_PHOTO.format("SVG")),
    (re.compile(rb"(?is).*<(!doctype\s+html|html[\s>])"), "this is a web page; save the picture itself"),
)


class PictureRefusedError(ValueError):
    """A refused picture; `str(error)` is the reason and the remedy, without the file's name."""


@contextmanager
def open_picture_file(path: str | Path) -> Iterator[BinaryIO]:
    """The open file, as a context manager. Pipes, sockets and devices are never opened.

    Raises PictureRefusedError, or OSError as `open` does.
    """
    _check_regular_file(_status(path))
    with _BoundedReader(path) as stream:
        # The path may have been replaced since the check.
        _check_regular_file(os.fstat(stream.fileno()))
        yield stream


class _BoundedReader(io.BufferedReader):
    """A file whose reads never allocate more than its size."""

    def __init__(self, path: str | Path) -> None:
        super().__init__(io.FileIO(path, "rb", opener=_open_nonblocking))
        self._size = os.fstat(self.fileno()).st_size

    def read(self, size: int | None = -1, /) -> bytes:
        """At most `size` bytes, by default all that are left."""
        return super().read(size if size is None or size < 0 else min(size, self._size))


def _status(path: str | Path) -> os.stat_result:
    try:
        return os.stat(path)
    except ValueError as error:
        raise PictureRefusedError(_NO_SUCH_FILE) from error


def _open_nonblocking(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _check_regular_file(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise PictureRefusedError("this is a folder; choose a picture in it")
    if not stat.S_ISREG(status.st_mode):
        raise PictureRefusedError("this is a pipe or device; choose a picture")
    if status.st_size == 0:
        raise PictureRefusedError(_CUT_SHORT)
    if status.st_size > MAX_FILE_BYTES:
        raise PictureRefusedError(f"the file has more than {format_bytes(MAX_FILE_BYTES)}; save it smaller")


def describe_read_error(error: BaseException) -> str:
    """The reason and the remedy for one of READ_ERRORS, without the file's name."""
    if isinstance(error, PictureRefusedError):
        return str(error)
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
        return _system_reason(error)
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return _CUT_SHORT
    return DAMAGED


def _system_reason(error: OSError) -> str:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return _NO_SUCH_FILE
    if isinstance(error, PermissionError):
        return "you may not read it; change its permissions"
    return f"the file could not be read ({error.strerror}); copy it to this computer"


def open_picture(stream: BinaryIO) -> Image.Image:
    """The picture in the stream, not yet decoded; its number of pixels is checked.

    Raises PictureRefusedError, or one of `engine.images.opening.READ_ERRORS`.
    """
    known = find_format(stream)
    _load_plugin(known)
    _ignore_pillow_warnings()
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
        raise PictureRefusedError(_describe_other_file(head))
    return known


def memory_needed(picture: Image.Image, full: tuple[int, int]) -> int:
    """The memory to decode `picture`, in bytes; `full` is its size in the file."""
    while_decoding = _CODEC_BYTES.get(picture.format or "", _OTHER_CODEC_BYTES)
    afterwards = _PREMULTIPLIED_BYTES if picture.mode in ("LA", "RGBA") else 0
    bytes_per_pixel = _BYTES.get(picture.mode, _OTHER_BYTES) + max(while_decoding, afterwards)
    needed = picture.width * picture.height * bytes_per_pixel
    if "progressive" in picture.info:
        needed += math.ceil(full[0] * full[1] * _samples_per_pixel(picture)) * _COEFFICIENT_BYTES
    return needed


def check_memory(picture: Image.Image, full: tuple[int, int]) -> None:
    """Raise an error if decoding `picture` takes too much memory; `full` is its size in the file.

    PictureRefusedError if it takes more than allowed, MemoryError if it takes more than is free.
    """
    needed = memory_needed(picture, full)
    if needed > _MOST_BYTES:
        width, height = full
        raise PictureRefusedError(
            f"its {width:,} x {height:,} pixels need more than {format_bytes(_MOST_BYTES)} of memory; save it smaller"
        )
    available = available_memory()
    if needed > available:
        raise MemoryError(describe_need(needed, available))


def _samples_per_pixel(picture: Image.Image) -> float:
    """The samples of all components of a JPEG per pixel: 1.5 or 3 for most photos in color."""
    factors: list[tuple[int, int]] = [(across, down) for _, across, down, _ in getattr(picture, "layer", ())]
    whole = max((across for across, _ in factors), default=1) * max((down for _, down in factors), default=1)
    return sum(across * down for across, down in factors) / max(1, whole)


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
    return "this is no picture of a known format; save it as PNG or JPEG"
