"""Pictures that the tests of the photo reader make: plain colours, quadrants, files with a turn, damaged files."""

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


def plain(mode: str, colour: Any, size: tuple[int, int] = (80, 60)) -> Image.Image:
    return Image.new(mode, size, colour)


def quadrants(width: int = 96, height: int = 64) -> Pixels:
    """Red and green above blue and yellow (height, width, 3): different however it is turned."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2], pixels[: height // 2, width // 2 :] = RED, GREEN
    pixels[height // 2 :, : width // 2], pixels[height // 2 :, width // 2 :] = BLUE, YELLOW
    return pixels


def landscape(width: int, height: int) -> Image.Image:
    """Soft shapes in many colours."""
    seeds = np.random.default_rng(0).integers(0, 256, (9, 12, 3), dtype=np.uint8)
    return Image.fromarray(seeds).resize((width, height), Image.Resampling.BICUBIC)


def stored_for(upright: Pixels, orientation: int) -> Pixels:
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


def png_claiming(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG of a few hundred bytes whose header claims the size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = png_chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + b"".join(chunks) + data + png_chunk(b"IEND", b"")
