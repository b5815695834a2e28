"""A file that tells how much of it has been written."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from engine.progress import Progress

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class CountedFile(io.FileIO):
    """A new file at `path` of about `total` bytes, of which `progress` is told; what that raises, `write` raises."""

    def __init__(self, path: Path, total: int, progress: Progress) -> None:
        super().__init__(path, "w")
        self._total, self._progress = total, progress
        # Not the place in the file: an archive goes back to fill in a size.
        self._done = 0

    def write(self, data: ReadableBuffer, /) -> int:
        """Write all of `data`; how many bytes that is."""
        rest = memoryview(data).cast("B")
        size = len(rest)
        while rest:
            rest = rest[super().write(rest) :]
        self._done = min(self._done + size, self._total)
        self._progress(self._done, self._total)
        return size
