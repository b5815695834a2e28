"""Whether a data set of an HDF5 file holds as much as it claims, looked at before the library reads it.

The library unpacks whatever a chunk holds, however much it is: three megabytes may become three gigabytes of a chunk
that claims twelve megabytes. Of a chunk that holds less, it hands over what lies behind it in memory as pixels. So the
size that each chunk unpacks to is found first, without keeping what is unpacked. Where a chunk was never written, the
library hands over zeros, which are black pictures and labels that nobody gave: every chunk has to be there.
"""

from __future__ import annotations

import math
import zlib
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

import h5py

from engine.errors import DatasetError

_PACKERS = {h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_LZF}
# Other filters of the library are hardly used, and trust sizes that the file claims.
_FILTERS = {h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32, *_PACKERS}
_PIECE_BYTES = 1_000_000
_SUM_BYTES = 4
# LZF: bytes below this are followed by as many and one more; from it on they repeat what came before.
_LZF_REPEATS, _LZF_LONG = 32, 7


def check_filters(found: Any, path: Path, key: str) -> None:
    """Refuse the data set `found` under `key` where it is packed in a way that is not read. Raises DatasetError."""
    filters = _filters(found)
    for code, name in filters:
        # Asking HDF5 whether it has a filter would load a plugin; so would reading.
        if code not in _FILTERS:
            words = name.decode("utf-8", errors="replace") or f"number {code}"
            raise DatasetError(
                path, f"'{key}' is packed by the filter {words!r}, which is not read here. Store it again with gzip."
            )
    codes = [code for code, _ in filters]
    packed_at = [index for index, code in enumerate(codes) if code in _PACKERS]
    after = codes[packed_at[0] + 1 :] if packed_at else []
    if len(set(codes)) < len(codes) or set(after) - {h5py.h5z.FILTER_FLETCHER32}:
        raise DatasetError(path, f"'{key}' is packed more than once. Store it again with gzip.")


def check_amount(found: Any, path: Path, key: str) -> None:
    """Refuse the data set `found` under `key` where it holds more or less than it claims. Raises DatasetError."""
    item_bytes = _item_bytes(found)
    if found.chunks is None:
        is_right = found.id.get_storage_size() == found.size * item_bytes
    else:
        is_right = _chunks_are_right(found, path.stat().st_size, math.prod(found.chunks) * item_bytes)
    if not is_right:
        raise DatasetError(
            path,
            f"'{key}' does not hold as much as it claims: it is damaged, unfinished or made to fill the memory. "
            "Download or make the file again.",
        )


def _item_bytes(found: Any) -> int:
    """The size of a value as it is stored."""
    if found.dtype.kind != "O":
        return int(found.dtype.itemsize)
    # Text of any length: its length, the address of its heap, its number there.
    address_bytes, _ = found.file.id.get_create_plist().get_sizes()
    return 4 + int(address_bytes) + 4


def _chunks_are_right(found: Any, file_bytes: int, claimed: int) -> bool:
    chunks: list[Any] = []
    found.id.chunk_iter(chunks.append)
    if not _all_are_there(found, [chunk.chunk_offset for chunk in chunks]):
        return False
    codes = [code for code, _ in _filters(found)]
    return all(chunk.size <= file_bytes and _unpacked_size(found, chunk, codes, claimed) == claimed for chunk in chunks)


def _all_are_there(found: Any, offsets: list[tuple[int, ...]]) -> bool:
    """Whether chunks at `offsets` make up the whole data set, each of them there once."""
    places = [range(0, size, step) for size, step in zip(found.shape, found.chunks, strict=True)]
    # The number first: a claim of any size may be behind a few chunks.
    return len(offsets) == math.prod(map(len, places)) and set(offsets) == set(product(*places))


def _filters(found: Any) -> list[tuple[int, bytes]]:
    """Number and name of each filter, in the order in which they were applied."""
    properties = found.id.get_create_plist()
    filters = [properties.get_filter(index) for index in range(properties.get_nfilters())]
    return [(int(code), name) for code, _, _, name in filters]


def _unpacked_size(found: Any, chunk: Any, codes: list[int], most: int) -> int:
    """How many bytes the filters make of the chunk."""
    applied = [code for index, code in enumerate(codes) if not chunk.filter_mask >> index & 1]
    sum_bytes = _SUM_BYTES if h5py.h5z.FILTER_FLETCHER32 in applied else 0
    if not _PACKERS & set(applied) or chunk.size <= sum_bytes:
        return int(chunk.size) - sum_bytes
    _, packed = found.id.read_direct_chunk(chunk.chunk_offset)
    packed = packed[: len(packed) - sum_bytes]
    return _deflate_size(packed, most) if h5py.h5z.FILTER_DEFLATE in applied else _lzf_size(packed)


def _deflate_size(packed: bytes, most: int) -> int:
    """How many bytes deflate makes of `packed`, up to where it is damaged; counted little further than `most`."""
    unpacker, size = zlib.decompressobj(), 0
    with suppress(zlib.error):
        while size <= most and packed:
            size += len(unpacker.decompress(packed, _PIECE_BYTES))
            packed = unpacker.unconsumed_tail
        if not packed:
            size += len(unpacker.flush())
    return size


def _lzf_size(packed: bytes) -> int:
    """How many bytes LZF makes of `packed`, found by stepping over its commands."""
    size, place = 0, 0
    while place < len(packed):
        command = packed[place]
        if command < _LZF_REPEATS:
            size += command + 1
            place += command + 2
            continue
        length = command >> 5
        if length == _LZF_LONG and place + 1 < len(packed):
            length += packed[place + 1]
            place += 1
        size += length + 2
        place += 2
    return size
