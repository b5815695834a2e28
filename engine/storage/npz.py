"""NumPy's .npz archives, written with progress."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from numpy.lib import format as npy
from numpy.typing import NDArray

from engine.progress import UNOBSERVED, Work

_MEMBER_SUFFIX = ".npy"


def write_arrays(
    file: Path | IO[bytes],
    arrays: Mapping[str, NDArray[Any]],
    work: Work = UNOBSERVED,
    compressed: bool = False,
) -> None:
    """Write `arrays` to `file` as `np.savez` or, if `compressed`, `np.savez_compressed` do.

    It reports bytes to `work`. Raises OSError, and ValueError for arrays of objects.
    """
    total = sum(array.nbytes for array in arrays.values())
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        writer = _ProgressWriter(lambda done: work.report(min(done, total), total))
        for name, array in arrays.items():
            with archive.open(f"{name}{_MEMBER_SUFFIX}", "w", force_zip64=True) as writer.stream:
                npy.write_array(writer, array, allow_pickle=False)


class _ProgressWriter:
    """A write-only file over `stream` that reports the number of bytes written so far."""

    stream: IO[bytes]

    def __init__(self, on_written: Callable[[int], None]) -> None:
        self._on_written = on_written
        self._done = 0

    def write(self, block: bytes) -> None:
        """Write `block` to the stream."""
        self.stream.write(block)
        self._done += len(block)
        self._on_written(self._done)
