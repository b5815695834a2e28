"""Writing what the window shows to a file, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.errors import FileError
from engine.whole_file import written_whole


class ExportError(FileError):
    """A file could not be written."""


def write_whole(path: Path, write: Callable[[Path], bool | None]) -> None:
    """Let `write` fill a file beside `path`, and move it into place when it is whole.

    Raises ExportError if the file cannot be written, or if `write` says False.
    """
    try:
        with written_whole(path) as temporary:
            if write(temporary) is False:
                raise ExportError(path, "it could not be written; is the disk full?")
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError(path, f"it could not be written ({reason}); choose another folder") from error
