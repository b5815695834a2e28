"""Looking for heaps in an HDF5 file that its library would walk through for ever.

HDF5 keeps text of any length, and the sources of virtual data sets, in heaps: pieces, of which each says its size.
Where damage has made the size of a free piece zero, the library never gets past it, and nothing can interrupt it; even
opening a virtual data set, in order to refuse it, is enough. So every heap is walked through here first. The format is
that of the "Global Heap" in the HDF5 File Format Specification.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO

_BEGINS, _HEAD_BYTES = b"GCOL\x01", 8
_PIECE_HEAD_BYTES = 8  # its index, its references and four that are reserved; then its size
_ALIGNMENT, _WORD = 8, 2**64
_BLOCK_BYTES = 1_000_000
# A file of other data may hold many texts; it takes seconds to walk through so many.
_MOST_PIECES = 2_000_000


def check_heaps(path: Path, size_bytes: int) -> None:
    """Raise ValueError where a heap of the file at `path` is damaged; its lengths have `size_bytes` each."""
    with path.open("rb") as file, path.open("rb", buffering=0) as blocks:
        left = _MOST_PIECES
        for start in _places(blocks):
            left -= _pieces(file, start, size_bytes, left)


def _places(file: RawIOBase) -> Iterator[int]:
    """Wherever something begins like a heap."""
    place, block = 0, b" "
    while block:
        place = _past_hole(file, place)
        file.seek(place)
        block = file.read(_BLOCK_BYTES) or b""
        found = block.find(_BEGINS)
        while found >= 0:
            yield place + found
            found = block.find(_BEGINS, found + 1)
        # A beginning may lie across the border of two blocks.
        place += max(1, len(block) - len(_BEGINS) + 1)


def _past_hole(file: RawIOBase, place: int) -> int:
    """The next place that is stored: damage may make a file of a few kilobytes hundreds of gigabytes long."""
    if not hasattr(os, "SEEK_DATA"):
        return place
    try:
        return os.lseek(file.fileno(), place, os.SEEK_DATA)
    except OSError as error:
        # Nothing more is stored; or this kind of disk cannot tell.
        return file.seek(0, os.SEEK_END) if error.errno == errno.ENXIO else place


def _pieces(file: BinaryIO, start: int, size_bytes: int, most: int) -> int:
    """How many pieces the heap at `start` has; the library walks through them as it is done here."""
    file.seek(start + _HEAD_BYTES)
    place, end = start + _HEAD_BYTES + size_bytes, start + _number(file.read(size_bytes))
    # One that is longer than the file is refused by the library.
    end = min(end, os.fstat(file.fileno()).st_size)
    count, head_bytes = 0, _PIECE_HEAD_BYTES + size_bytes
    while place + head_bytes <= end:
        file.seek(place)
        head = file.read(head_bytes)
        index, size = _number(head[:2]), _number(head[_PIECE_HEAD_BYTES:])
        # The size of a free piece counts its head.
        step = (head_bytes + -(-size // _ALIGNMENT) * _ALIGNMENT if index else size) % _WORD
        count += 1
        if not step or count > most:
            raise ValueError("a heap without an end")
        place += step
    return count


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")
