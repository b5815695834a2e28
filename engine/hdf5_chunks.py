"""How the chunks of an HDF5 data set are packed, looked at before the library unpacks them.

The library unpacks whatever a chunk holds, however much it is: three megabytes may become three gigabytes of a chunk
that claims twelve. So the size that each chunk unpacks to is found first, without keeping what is unpacked.
"""

from __future__ import annotations

import math
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import h5py

from engine.errors import DatasetError

_PACKERS = {h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_LZF}
# Other filters of the library are hardly used, and trust sizes that the file claims.
_FILTERS = {h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32, *_PACKERS}
# Deflate cannot pack more than about 1030 bytes into one; what cannot grow beyond this needs no look.
_DEFLATE_RATIO, _HARMLESS_BYTES = 1032, 64_000_000
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


def check_chunks(found: Any, path: Path, key: str) -> None:
    """Refuse the data set `found` under `key` where a chunk unpacks to more than it claims. Raises DatasetError."""
    if found.chunks is None:
        return
    chunks: list[Any] = []
    found.id.chunk_iter(chunks.append)
    if any(chunk.size > path.stat().st_size for chunk in chunks):
        raise DatasetError(path, f"'{key}' claims more bytes than the file has. Download or copy it again.")
    codes = [code for code, _ in _filters(found)]
    claimed = math.prod(found.chunks) * int(found.dtype.itemsize)
    for code in _PACKERS & set(codes):
        packed = (chunk for chunk in chunks if not chunk.filter_mask >> codes.index(code) & 1)
        if any(_unpacks_to_more(found, chunk, code, claimed) for chunk in packed):
            raise DatasetError(
                path,
                f"'{key}' has a chunk that unpacks to more than it may hold: it is damaged or made to fill the memory. "
                "Make the file again.",
            )


def _filters(found: Any) -> list[tuple[int, bytes]]:
    """Number and name of each filter, in the order in which they were applied."""
    properties = found.id.get_create_plist()
    filters = [properties.get_filter(index) for index in range(properties.get_nfilters())]
    return [(int(code), name) for code, _, _, name in filters]


def _unpacks_to_more(found: Any, chunk: Any, code: int, most: int) -> bool:
    if code == h5py.h5z.FILTER_DEFLATE and chunk.size * _DEFLATE_RATIO <= max(most, _HARMLESS_BYTES):
        return False
    _, packed = found.id.read_direct_chunk(chunk.chunk_offset)
    if found.fletcher32:
        packed = packed[:-_SUM_BYTES]
    return (_deflate_size(packed, most) if code == h5py.h5z.FILTER_DEFLATE else _lzf_size(packed)) > most


def _deflate_size(packed: bytes, most: int) -> int:
    """How many bytes deflate makes of `packed`, up to where it is damaged; counted little further than `most`."""
    unpacker, size = zlib.decompressobj(), 0
    with suppress(zlib.error):
        while size <= most and packed:
            size += len(unpacker.decompress(packed, _PIECE_BYTES))
            packed = unpacker.unconsumed_tail
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
