"""Writing what the window shows to a file, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from engine.errors import FileError


class ExportError(FileError):
    """A file could not be written."""


def write_whole(path: Path, write: Callable[[Path], bool | None]) -> None:
    """Let `write` fill a file beside `path`, and move it into place when it is whole.

    Raises ExportError if the file cannot be written, or if `write` says False.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".catgui-", suffix=path.suffix)
        os.close(handle)
        temporary = Path(name)
        try:
            if write(temporary) is False:
                raise ExportError(path, "it could not be written; is the disk full?")
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(
            path, f"it could not be written ({error.strerror or error}); choose another folder"
        ) from error
