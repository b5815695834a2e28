"""Writing what the window shows to a file, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.errors import FileError
from engine.storage.atomic import atomic_write, translate_write_errors


class ExportError(FileError):
    """A file could not be written."""


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, and move it into place when it is whole.

    Raises ExportError if the file cannot be written.
    """
    with translate_write_errors(ExportError, path), atomic_write(path) as temporary:
        write(temporary)
