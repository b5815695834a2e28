"""Writing what the window shows to a file, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.errors import FileError
from engine.storage.atomic import write_errors, written_whole


class ExportError(FileError):
    """A file could not be written."""


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, and move it into place when it is whole.

    Raises ExportError if the file cannot be written.
    """
    with write_errors(ExportError, path), written_whole(path) as temporary:
        write(temporary)
