"""The tags of a TIFF, and of camera data (Exif), which are a TIFF of their own, looked at before Pillow reads them.

A tag names the place of its values: thousands of tags may all name the same place, and Pillow before 13 reads it for
each. Of a long list of numbers it makes an object for each.
"""

from __future__ import annotations

import io
import os
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, Literal

from engine.images.files import PictureRefusedError

# Strips of one row in the tallest pictures; the largest palette has 196,608 values.
_MOST_NUMBERS = 500_000
_MOST_CLAIMED = 2  # times the bytes there are: some programs have tags share their values
_MOST_TAGS = 65_536  # a tag is a number of 16 bits, and comes once

_UNIT_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8}
_PLAIN_BYTES = frozenset({1, 2, 7})  # types of which Pillow makes no numbers
_PLACES_OF_PIXELS = frozenset({273, 279, 324, 325})  # strips and tiles: of these it does, whatever their type
_DIRECTORIES = frozenset({34665, 34853, 40965})  # Exif, GPS and Interoperability

EXIF = b"Exif\0\0"  # before camera data, at times twice
_EXIF_AS_TEXT = "Raw profile type exif"
_TIFF_STARTS, _MOST_STARTS = re.compile(rb"II\*\0|MM\0\*"), 16  # pixels may look like one, but seldom

_TOO_MUCH = "its tags claim more than any photo holds; save it anew as PNG or JPEG"


@dataclass(frozen=True, slots=True)
class _Layout:
    """How numbers are written in a file: their order, and whether offsets have 8 bytes (BigTIFF) or 4."""

    order: Literal["little", "big"]
    is_big: bool

    @property
    def entry(self) -> struct.Struct:
        """Of tag, type, count, and the value or its place."""
        return struct.Struct(("<" if self.order == "little" else ">") + ("HHQ8s" if self.is_big else "HHL4s"))

    @property
    def offset_bytes(self) -> int:
        return 8 if self.is_big else 4

    def number(self, data: bytes) -> int:
        return int.from_bytes(data, self.order)


@dataclass(frozen=True, slots=True)
class _Tag:
    """Attributes: `elsewhere`, how many bytes its values have in another place; `first`, its first value."""

    number: int
    kind: int
    count: int
    elsewhere: int
    first: int

    @property
    def numbers(self) -> int:
        """How many numbers Pillow makes of it."""
        return 0 if self.kind in _PLAIN_BYTES and self.number not in _PLACES_OF_PIXELS else self.count


def require_modest_tags(format_name: str, stream: BinaryIO) -> None:
    """Refuse a file of the format whose tags claim far more bytes than it has, or more numbers than any photo has."""
    if format_name == "TIFF":
        _require_modest(stream)
    elif format_name == "AVIF":
        # Pillow reads its camera data as it opens it; where they are takes long to find out.
        stream.seek(0)
        data = stream.read()
        starts = [found.start() for found in islice(_TIFF_STARTS.finditer(data), _MOST_STARTS + 1)]
        if len(starts) > _MOST_STARTS:
            raise PictureRefusedError(_TOO_MUCH)
        for start in starts:
            _require_modest(io.BytesIO(data[start:]))


def require_modest_exif(data: bytes) -> None:
    """Refuse camera data that claim far more bytes than they have, or more numbers than any photo has."""
    _require_modest(io.BytesIO(data.removeprefix(EXIF).removeprefix(EXIF)))


def exif_in(info: Mapping[Any, Any]) -> bytes:
    """The camera data among what Pillow says of a picture."""
    if "exif" not in info and _EXIF_AS_TEXT in info:
        return bytes.fromhex("".join(info[_EXIF_AS_TEXT].split("\n")[3:]))
    return bytes(info.get("exif", b""))


def _require_modest(stream: BinaryIO) -> None:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    head = stream.read(16)
    layout = _Layout("little" if head[:2] == b"II" else "big", head[2:3] == b"+")
    waiting, seen = [layout.number(head[8:16] if layout.is_big else head[4:8])], set()
    count, numbers, claimed = 0, 0, 0
    while waiting:
        place = waiting.pop()
        if place in seen or place > size:
            continue
        seen.add(place)
        for tag in _tags(stream, layout, place, size):
            count, numbers, claimed = count + 1, numbers + tag.numbers, claimed + tag.elsewhere
            if count > _MOST_TAGS or numbers > _MOST_NUMBERS or claimed > _MOST_CLAIMED * size:
                raise PictureRefusedError(_TOO_MUCH)
            if tag.number in _DIRECTORIES:
                waiting.append(tag.first)


def _tags(stream: BinaryIO, layout: _Layout, place: int, size: int) -> Iterator[_Tag]:
    """The tags of the directory at `place`; Pillow passes over those of unknown types, and those that are cut off."""
    entry, inline = layout.entry, layout.offset_bytes
    stream.seek(place)
    entries = layout.number(stream.read(8 if layout.is_big else 2))
    here = stream.tell()
    for _ in range(entries):
        stream.seek(here)
        here += entry.size
        data = stream.read(entry.size)
        if len(data) < entry.size:
            return
        number, kind, count, value = entry.unpack(data)
        unit = _UNIT_BYTES.get(kind, 0)
        elsewhere = count * unit if count * unit > inline else 0
        if elsewhere:
            offset = layout.number(value)
            if offset + elsewhere > size:
                unit = elsewhere = count = 0
            else:
                stream.seek(offset)
                value = stream.read(unit)
        yield _Tag(number, kind, count if unit else 0, elsewhere, layout.number(value[:unit]))
