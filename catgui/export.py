"""Writing what the window shows to a file, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import FileError
from engine.whole_file import why_not_written, written_whole


class ExportError(FileError):
    """A file could not be written."""


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, and move it into place when it is whole.

    Raises ExportError if the file cannot be written.
    """
    with as_export(path), written_whole(path) as temporary:
        write(temporary)


@contextmanager
def as_export(path: Path) -> Iterator[None]:
    """Say of what the system refuses within that `path` could not be written. Raises ExportError."""
    try:
        yield
    except OSError as error:
        raise ExportError(path, f"it could not be written: {why_not_written(error)}") from error
