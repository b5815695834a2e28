"""NumPy's .npz archives: written with progress, read without trusting them.

`np.load` allocates whatever size an array claims and unpacks whatever an archive holds. So `read_header` checks the
claim of an array before `load_array` reads it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from engine.progress import UNOBSERVED, Work

_MEMBER_SUFFIX = ".npy"
# What np.savez and np.savez_compressed use.
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEADER_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
_MAX_HEADER_BYTES = 10_000


def write_arrays(
    path: Path, arrays: Mapping[str, NDArray[Any]], work: Work = UNOBSERVED, compressed: bool = False
) -> None:
    """Write `arrays` to `path` as `np.savez` or, if `compressed`, `np.savez_compressed` do.

    It reports bytes to `work`. Raises OSError, and ValueError for arrays of objects.
    """
    total = sum(array.nbytes for array in arrays.values())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        writer = _ProgressWriter(lambda done: work.report(min(done, total), total))
        for name, array in arrays.items():
            with archive.open(f"{name}{_MEMBER_SUFFIX}", "w", force_zip64=True) as writer.stream:
                npy.write_array(writer, array, allow_pickle=False)


def array_names(archive: zipfile.ZipFile) -> set[str]:
    """The names of the arrays in `archive`. Raises ValueError if it holds anything else."""
    names = [member.filename for member in archive.infolist()]
    if len(set(names)) < len(names) or not all(name.endswith(_MEMBER_SUFFIX) for name in names):
        raise ValueError("the archive holds something other than arrays")
    return {name.removesuffix(_MEMBER_SUFFIX) for name in names}


def read_header(archive: zipfile.ZipFile, name: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """The shape and dtype of the array `name`. Raises ValueError if it is damaged or larger than its data."""
    member = archive.getinfo(f"{name}{_MEMBER_SUFFIX}")
    if member.compress_type not in _COMPRESSIONS:
        raise ValueError("the array is compressed in an unknown way")
    with archive.open(member) as stream:
        shape, _, dtype = _HEADER_READERS[npy.read_magic(stream)](stream, max_header_size=_MAX_HEADER_BYTES)
        available = member.file_size - stream.tell()
    if dtype.hasobject or min(shape, default=1) < 0 or prod(shape) * dtype.itemsize > available:
        raise ValueError("the array claims to be larger than its data")
    return shape, dtype


def load_array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """The array `name`, whose header `read_header` has accepted."""
    with archive.open(f"{name}{_MEMBER_SUFFIX}") as stream:
        array: NDArray[Any] = npy.read_array(stream, allow_pickle=False)
    return array


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
