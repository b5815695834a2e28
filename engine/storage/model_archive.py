"""Taking arrays out of a zip archive that may be anything: each is looked at before it is unpacked.

NumPy itself makes room for whatever an array claims, and unpacks whatever a member holds.
"""

from __future__ import annotations

import zipfile
from math import prod
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

_MEMBER_SUFFIX = ".npy"
# The ways in which np.savez packs an array, and np.savez_compressed.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
_LONGEST_HEADER = 10_000


def array_names(archive: zipfile.ZipFile) -> set[str]:
    """The names of the arrays in `archive`. Raises ValueError where it holds anything else."""
    names = [member.filename for member in archive.infolist()]
    if len(set(names)) < len(names) or not all(name.endswith(_MEMBER_SUFFIX) for name in names):
        raise ValueError("an archive of other things than arrays")
    return {name.removesuffix(_MEMBER_SUFFIX) for name in names}


def read_header(archive: zipfile.ZipFile, name: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """What the array `name` claims to be. Raises ValueError where it is damaged, or claims more than is there."""
    member = archive.getinfo(f"{name}{_MEMBER_SUFFIX}")
    if member.compress_type not in _PACKINGS:
        raise ValueError("an array packed in an unknown way")
    with archive.open(member) as stream:
        shape, _, dtype = _HEADERS[npy.read_magic(stream)](stream, max_header_size=_LONGEST_HEADER)
        left = member.file_size - stream.tell()
    if dtype.hasobject or min(shape, default=1) < 0 or prod(shape) * dtype.itemsize > left:
        raise ValueError("an array that claims more than is there")
    return shape, dtype


def load_array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """The array `name`, after `read_header` was asked and found right."""
    with archive.open(f"{name}{_MEMBER_SUFFIX}") as stream:
        array: NDArray[Any] = npy.read_array(stream, allow_pickle=False)
    return array
