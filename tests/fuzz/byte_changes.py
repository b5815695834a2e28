"""Damage to the bytes of a file, of the kinds that files suffer and that attackers try."""

from __future__ import annotations

import os
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from random import Random

_MOST_CHANGES = 8
_LONGEST_PIECE = 300
_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
# Numbers at which signs turn, fields overflow and memory ends.
EXTREMES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 10**7, 2**31 - 1, 2**31, 2**32 - 1, 2**63, 2**64 - 1)
# What stands beside the lengths and counts in pictures, HDF5 files and archives.
_LANDMARKS = re.compile(
    rb"\xff[\xc0-\xfe]|IHDR|IDAT|PLTE|tRNS|iCCP|eXIf|acTL|fcTL|fdAT|VP8[ LX]|ALPH|ANIM|ANMF|ICCP|EXIF|RIFF"
    rb"|GIF89a|II\*\0|ftyp|meta|iloc|iinf|infe|iprp|ipco|ispe|ipma|irot|imir|colr|hvcC|av1C|mdat|moov|stsz|stco|grid"
    rb"|TREE|SNOD|HEAP|GCOL|OHDR|OCHK|FRHP|FHDB|BTHD|BTLF|EAHD|EAIB|FAHD|\x89HDF|PK\x01\x02|PK\x03\x04|PK\x05\x06|NUMPY"
)

# Names that files may have; where a name is printed, it must stay one line of text.
ODD_STEMS = (
    "cat",
    "my cat (1)",
    "line\nbreak",
    '<b>cat<i> & "dog"\'',
    "\u202egpj.exe",
    "\x1b[31mred",
    os.fsdecode(b"not utf-8 \xff"),
    "-cat",
    "=1+1",
    "猫" * 80,
)

Change = Callable[[bytes, Random], bytes]


def damaged(data: bytes, random: Random, others: Sequence[bytes] = ()) -> bytes:
    """`data` after a few changes; `others` are files of which pieces may come in."""
    changes: list[Change] = list(CHANGES)
    if others:
        changes.append(lambda data, random: spliced(data, random.choice(others), random))
    for _ in range(min(_MOST_CHANGES, 1 + int(random.expovariate(0.7)))):
        data = random.choice(changes)(data, random)
    return _with_right_sums(data) if data.startswith(_PNG_BEGINS) and random.random() < 0.8 else data


def _place(data: bytes, random: Random) -> int:
    """A random offset, often near the beginning, where the structure of most files is described."""
    end = len(data) if random.random() < 0.6 else min(len(data), 200)
    return random.randrange(end + 1)


def flipped(data: bytes, random: Random) -> bytes:
    """One bit changed."""
    place = _place(data, random)
    return data[:place] + bytes(byte ^ 1 << random.randrange(8) for byte in data[place : place + 1]) + data[place + 1 :]


def cut_short(data: bytes, random: Random) -> bytes:
    """The end lost."""
    return data[: random.randrange(len(data) + 1)]


def with_a_piece_put_in(data: bytes, random: Random) -> bytes:
    """Bytes inserted: random ones, all alike, or some of its own."""
    place, length = _place(data, random), random.randrange(1, _LONGEST_PIECE)
    start = random.randrange(len(data) + 1)
    pieces = (random.randbytes(length), bytes([random.randrange(256)]) * length, data[start : start + length])
    return data[:place] + random.choice(pieces) + data[place:]


def with_a_piece_taken_out(data: bytes, random: Random) -> bytes:
    """Bytes lost in the middle."""
    place = _place(data, random)
    return data[:place] + data[place + random.randrange(1, _LONGEST_PIECE) :]


def with_a_piece_overwritten(data: bytes, random: Random) -> bytes:
    """Bytes replaced: a bad sector, or a download that was resumed in the wrong place."""
    place, length = _place(data, random), random.randrange(1, _LONGEST_PIECE)
    piece = random.choice((random.randbytes(length), bytes([random.choice((0, 0xFF))]) * length))
    return data[:place] + piece + data[place + length :]


def with_an_extreme_number(data: bytes, random: Random) -> bytes:
    """A field anywhere set to an extreme."""
    return _with_number_at(_place(data, random), data, random)


def with_an_extreme_beside_a_landmark(data: bytes, random: Random) -> bytes:
    """A field near the beginning of a part of the file set to an extreme: lengths, counts, sizes, offsets."""
    landmarks = [found.start() for found in _LANDMARKS.finditer(data)]
    if not landmarks:
        return with_an_extreme_number(data, random)
    return _with_number_at(max(0, random.choice(landmarks) + random.randrange(-8, 40)), data, random)


def _with_number_at(place: int, data: bytes, random: Random) -> bytes:
    width = random.choice((1, 2, 4, 8))
    number = random.choice(EXTREMES) & (1 << 8 * width) - 1
    return data[:place] + number.to_bytes(width, random.choice(("little", "big"))) + data[place + width :]


def spliced(data: bytes, other: bytes, random: Random) -> bytes:
    """The beginning of one file and the end of another."""
    return data[: _place(data, random)] + other[_place(other, random) :]


CHANGES: tuple[Change, ...] = (
    flipped,
    cut_short,
    with_a_piece_put_in,
    with_a_piece_taken_out,
    with_a_piece_overwritten,
    with_an_extreme_number,
    with_an_extreme_beside_a_landmark,
    with_an_extreme_beside_a_landmark,
)


def _with_right_sums(data: bytes) -> bytes:
    """A PNG with the check sums that its parts should have: else the sum is all that is ever looked at."""
    result, place = bytearray(data), len(_PNG_BEGINS)
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        end = place + 8 + length
        if end + 4 > len(data):
            break
        struct.pack_into(">I", result, end, zlib.crc32(data[place + 4 : end]))
        place = end + 4
    return bytes(result)
