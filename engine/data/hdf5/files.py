"""Opening HDF5 files of unknown origin, read-only."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import h5py

from engine.errors import DatasetError

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_HEAD = 1024
_DOWNLOAD_AGAIN = "Download or copy it again."

# The exceptions of h5py for damaged or malicious files.
_H5PY_ERRORS = (OSError, LookupError, RuntimeError, ValueError, TypeError, AttributeError, ArithmeticError)


class HDF5Files:
    """HDF5 files, each opened once, read-only, and all closed by the context manager.

    Files are not locked, so they may be in read-only folders or open elsewhere. `on_open` is called with
    the path of each file before it is opened.
    """

    def __init__(self, on_open: Callable[[Path], object] = str) -> None:
        self._on_open = on_open
        self._stack = ExitStack()
        self._files: dict[Path, h5py.File] = {}

    def __enter__(self) -> HDF5Files:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self, path: Path) -> Any:
        """The `h5py.File` at `path`. Raises DatasetError."""
        if path not in self._files:
            self._on_open(path)
            check_is_hdf5(path)
            with translate_hdf5_errors(path):
                self._files[path] = self._stack.enter_context(h5py.File(path, "r", locking=False))
        return self._files[path]


@contextmanager
def translate_hdf5_errors(path: Path) -> Iterator[None]:
    """Raise DatasetError for what h5py raises on the file at `path`."""
    try:
        yield
    except _H5PY_ERRORS as error:
        raise DatasetError(path, f"it is damaged, cut short or still being written. {_DOWNLOAD_AGAIN}") from error


def check_is_hdf5(path: Path) -> None:
    """Raise DatasetError unless `path` is a regular file with the signature of HDF5.

    The error says what the file is instead. Pipes and devices are never opened.
    """
    _check_regular_file(path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        # The signature may follow a user block, at 512, 1024, 2048 ...
        begins_as_hdf5 = head.startswith(_SIGNATURE) or h5py.is_hdf5(path)
    except OSError as error:
        raise DatasetError(path, f"it cannot be opened: {error.strerror or error}.") from error
    if not begins_as_hdf5:
        raise DatasetError(path, _describe_other_file(head))


def _check_regular_file(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise DatasetError(path, "there is no such file. Check the name and the folder.") from error
    except (OSError, ValueError) as error:
        raise DatasetError(path, f"it cannot be looked at: {getattr(error, 'strerror', None) or error}.") from error
    if stat.S_ISDIR(mode):
        raise DatasetError(path, "it is a folder where a file is expected. Choose the HDF5 file in it.")
    if not stat.S_ISREG(mode):
        raise DatasetError(path, "it is a pipe, socket or device, not a file. Choose an HDF5 file.")


def _describe_other_file(head: bytes) -> str:
    """The kind of a file that is not HDF5, by its first bytes, and a remedy."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        return f"it is empty (0 bytes). {_DOWNLOAD_AGAIN}"
    if _SIGNATURE.startswith(head):
        return f"it is cut short after {len(head)} bytes. {_DOWNLOAD_AGAIN}"
    if start.startswith(b"version https://git-lfs"):
        return (
            "it is a Git LFS pointer that stands for the data. Run `git lfs pull` there, or download the file itself."
        )
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")):
        return "it is a web page, not HDF5. Download the file itself (on GitHub: the raw file), not the page about it."
    if start.startswith((b"pk\x03\x04", b"\x1f\x8b")):
        return "it is a compressed archive, not HDF5. Unpack it first."
    if _is_text(head):
        return "it is a text file, not HDF5. Choose a file ending in .h5 or .hdf5."
    return "it is not an HDF5 file. Choose a file ending in .h5 or .hdf5."


def _is_text(head: bytes) -> bool:
    # A multi-byte character may be cut at the end of the head.
    text = head.decode("utf-8", errors="ignore")
    return len(text.encode()) > len(head) - 4 and all(letter.isprintable() or letter.isspace() for letter in text)
