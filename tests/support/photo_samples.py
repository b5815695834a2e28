"""Pictures that the tests of the photo reader make: plain colors, quadrants, files with a turn, damaged files."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()

Pixels = npt.NDArray[np.uint8]

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 200, 30), (30, 30, 220), (220, 220, 30)


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as the bytes of a file."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def plain(mode: str, color: Any, size: tuple[int, int] = (80, 60)) -> Image.Image:
    return Image.new(mode, size, color)


def quadrants(width: int = 96, height: int = 64) -> Pixels:
    """Red and green above blue and yellow (height, width, 3): different however it is turned."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2], pixels[: height // 2, width // 2 :] = RED, GREEN
    pixels[height // 2 :, : width // 2], pixels[height // 2 :, width // 2 :] = BLUE, YELLOW
    return pixels


def landscape(width: int, height: int) -> Image.Image:
    """Soft shapes in many colors."""
    seeds = np.random.default_rng(0).integers(0, 256, (9, 12, 3), dtype=np.uint8)
    return Image.fromarray(seeds).resize((width, height), Image.Resampling.BICUBIC)


def store_with_orientation(upright: Pixels, orientation: int) -> Pixels:
    """The rows and columns as a camera stores them that notes `orientation`, by the wording of the EXIF standard."""
    across = (1, 0, 2)
    return np.ascontiguousarray(
        {
            1: upright,
            2: upright[:, ::-1],  # row 0 is the top, column 0 the right
            3: upright[::-1, ::-1],  # bottom, right
            4: upright[::-1],  # bottom, left
            5: upright.transpose(across),  # row 0 is the left side, column 0 the top
            6: upright[:, ::-1].transpose(across),  # right, top
            7: upright[::-1, ::-1].transpose(across),  # right, bottom
            8: upright[::-1].transpose(across),  # left, bottom
        }[orientation]
    )


def with_orientation(orientation: int) -> bytes:
    """Camera data as bytes, the only form in which pillow-heif, too, writes the turn."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_file(header: tuple[int, int, int, int, int], packed: bytes, *chunks: bytes) -> bytes:
    """A PNG of width, height, bits, kind of colors and interlacing, of packed rows, with chunks before them."""
    width, height, depth, colors, interlacing = header
    first = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colors, 0, 0, interlacing))
    return b"\x89PNG\r\n\x1a\n" + first + b"".join(chunks) + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b"")


def png_claiming(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG of a few hundred bytes whose header claims the size."""
    return png_file((width, height, 8, 2, 0), zlib.compress(b"\0" * 1000), *chunks)


def webp_of_one_color(width: int, height: int) -> bytes:
    """A WebP of 36 bytes: each pixel is the only symbol of its codes, and takes no bits at all."""
    size = (width - 1 | height - 1 << 14).to_bytes(4, "little")
    bits = b"\x2f" + size + sum(1 << 3 + 4 * code for code in range(5)).to_bytes(4, "little") + bytes(7)
    return b"RIFF" + struct.pack("<I", len(bits) + 12) + b"WEBPVP8L" + struct.pack("<I", len(bits)) + bits


def jpeg_of_many_scans(side: int, scans: int) -> bytes:
    """A progressive JPEG whose last pass over all its pixels is made again and again, in a few bytes each time."""
    data = encoded(plain("L", 90, (side, side)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + data[-2:]
