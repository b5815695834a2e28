"""The parts of a picture file, counted before they are read: a small file can hold millions, which would take minutes.

Follows Pillow's own way through each format.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO

from engine.images.files import PictureRefusedError
from engine.images.tags import EXIF, require_modest_exif
from engine.system.memory import format_bytes

# Photos have tens of parts, and a few megabytes in them: colour profiles, thumbnails, maps of depth.
_MOST_PARTS, _MOST_PART_BYTES = 100_000, 100_000_000
_MOST_EXIF_PARTS = 256  # Pillow copies what it has of them with each; the standard has one
_MOST_SCANNED_PIXELS = 5_000_000_000  # of a progressive JPEG, in all its passes: a few seconds
_BLOCK_BYTES = 1_000_000

_APP1, _SOF0, _START_OF_SCAN = 0xE1, 0xC0, 0xDA
_SCAN_BEGINS = bytes([0xFF, _START_OF_SCAN])
_MARKERS_ALONE = frozenset({0xC8, *range(0xD0, 0xDA), *range(0xF0, 0xFE)})  # no length and no content follow

_PIXEL_CHUNKS, _SMALL_CHUNK = frozenset({b"IDAT", b"fdAT"}), 1000
_PACKED_CHUNKS = frozenset({b"iCCP", b"iTXt", b"zTXt"})
_MOST_UNPACKED, _MOST_UNPACKED_OF_ONE = 1032, 2**20  # times its length, and bytes that Pillow lets it come to


def require_few_parts(format_name: str, stream: BinaryIO) -> None:
    """Refuse a file of the format, by Pillow's name for it, with more parts than any photo has."""
    if format_name not in _PARTS:
        return
    count, total = 0, 0
    for length in _PARTS[format_name](stream):
        count, total = count + 1, total + length
        if count > _MOST_PARTS:
            raise PictureRefusedError(
                f"it has more than {_MOST_PARTS:,} parts besides its pixels; save it anew as PNG or JPEG"
            )
        if total > _MOST_PART_BYTES:
            most = format_bytes(_MOST_PART_BYTES)
            raise PictureRefusedError(f"it has more than {most} besides its pixels; save it anew as PNG or JPEG")


def require_few_scans(pixels: int, stream: BinaryIO) -> None:
    """Refuse a JPEG that goes over its pixels so often that it would take minutes: a pass may be a few bytes long."""
    stream.seek(0)
    scans = sum(block.count(_SCAN_BEGINS) for block in iter(lambda: stream.read(_BLOCK_BYTES), b""))
    if scans * pixels > _MOST_SCANNED_PIXELS:
        raise PictureRefusedError(
            f"it draws its pixels over {scans} times, which would take too long; save it anew as JPEG"
        )


def _jpeg_parts(stream: BinaryIO) -> Iterator[int]:
    """The length of each segment before the picture, and 0 for each byte astray between them."""
    exif: list[bytes] = []
    for marker, content in _segments(stream):
        if marker == _APP1 and content.startswith(EXIF):
            exif.append(content.removeprefix(EXIF))
        if len(exif) > _MOST_EXIF_PARTS:
            raise PictureRefusedError(
                f"its camera data are in more than {_MOST_EXIF_PARTS} parts; save it anew as JPEG"
            )
        yield len(content)
    require_modest_exif(b"".join(exif))


def _segments(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Marker and content of what comes before the picture; 0 and nothing for a byte astray."""
    stream.seek(2)
    before = b""
    while byte := stream.read(1):
        if before != b"\xff" or byte in (b"\0", b"\xff"):
            if before == b"\xff" or byte != b"\xff":
                yield 0, b""
            before = byte
            continue
        before, marker = b"", byte[0]
        if marker == _START_OF_SCAN or marker < _SOF0:
            return
        alone = marker in _MARKERS_ALONE
        yield marker, b"" if alone else stream.read(max(0, int.from_bytes(stream.read(2), "big") - 2))


def _png_parts(stream: BinaryIO) -> Iterator[int]:
    """The length that each chunk may come to; 0 for pixels, of which only chunks too small to be worth it are told."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(8)
    while len(head := stream.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        length = min(length, size)
        if kind in _PIXEL_CHUNKS:
            if length < _SMALL_CHUNK:
                yield 0
        elif kind in _PACKED_CHUNKS:
            yield max(length, min(_MOST_UNPACKED * length, _MOST_UNPACKED_OF_ONE))
        else:
            yield length
        stream.seek(length + 4, os.SEEK_CUR)


def _gif_parts(stream: BinaryIO) -> Iterator[int]:
    """The length of each block before the first picture, and 0 for each byte between them."""
    stream.seek(10)
    flags = int.from_bytes(stream.read(3)[:1], "big")
    if flags & 0x80:
        stream.seek(3 << (flags & 7) + 1, os.SEEK_CUR)
    while (byte := stream.read(1)) not in (b"", b",", b";"):
        yield 0
        if byte == b"!":
            stream.read(1)
            while length := int.from_bytes(stream.read(1), "big"):
                stream.seek(length, os.SEEK_CUR)
                yield length


_PARTS: dict[str, Callable[[BinaryIO], Iterator[int]]] = {"JPEG": _jpeg_parts, "PNG": _png_parts, "GIF": _gif_parts}
