"""Writing arrays as NumPy's `.npz`, and telling how far it is."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from engine.progress import ProgressCallback, no_progress


def write_arrays(
    path: Path, arrays: Mapping[str, NDArray[Any]], progress: ProgressCallback = no_progress, compressed: bool = False
) -> None:
    """Write `arrays` to `path` as `np.savez` or `np.savez_compressed` do, no objects among them. Raises OSError.

    `progress(done, total)` is told bytes; what it raises ends it.
    """
    total = sum(array.nbytes for array in arrays.values())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        writer = _ProgressWriter(lambda done: progress(min(done, total), total))
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as writer.stream:
                np.lib.format.write_array(writer, array, allow_pickle=False)


class _ProgressWriter:
    """What NumPy writes arrays to: passes all on to `stream`, and tells how many bytes there were so far."""

    stream: IO[bytes]

    def __init__(self, on_written: Callable[[int], None]) -> None:
        self._on_written = on_written
        self._done = 0

    def write(self, block: bytes) -> None:
        """Pass it on."""
        self.stream.write(block)
        self._done += len(block)
        self._on_written(self._done)
