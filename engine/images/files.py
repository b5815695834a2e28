"""Opening photo files safely, and error texts for those that cannot be read."""

from __future__ import annotations

import errno
import io
import os
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from engine.system.memory import format_bytes

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
    except FileNotFoundError as error:
        if os.path.islink(path):
            raise PictureRefusedError("this link leads to a file that is gone; choose the picture itself") from error
        raise
    except ValueError as error:
        raise PictureRefusedError("no file can have this name; choose a picture file") from error


def _open_nonblocking(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _check_regular_file(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise PictureRefusedError("this is a folder, not a picture; choose a picture inside it")
    if not stat.S_ISREG(status.st_mode):
        raise PictureRefusedError("this is a pipe or a device, not a picture; choose a picture file")
    if status.st_size == 0:
        raise PictureRefusedError("the file is empty; copy or download it again")
    if status.st_size > MAX_FILE_BYTES:
        raise PictureRefusedError(
            f"the file has {format_bytes(status.st_size)}, more than the {format_bytes(MAX_FILE_BYTES)} allowed; "
            "save the picture smaller"
        )


def describe_read_error(error: BaseException) -> str:
    """The reason and the remedy for one of READ_ERRORS, without the file's name."""
    if isinstance(error, PictureRefusedError):
        return str(error)
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
        return _system_reason(error)
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return "the file is cut short; copy or download it again"
    return "the file is damaged, or of a kind that cannot be read here; save it again as PNG or JPEG"


def _system_reason(error: OSError) -> str:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "there is no such file; it may have been moved or deleted"
    if isinstance(error, PermissionError):
        return "you have no permission to read it; change the permission, or copy the picture to your own folder"
    if error.errno == errno.ELOOP:
        return "this link leads round in a circle; choose the picture itself"
    return f"the file could not be read ({error.strerror}); copy it to this computer and try again"
