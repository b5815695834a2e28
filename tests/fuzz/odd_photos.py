"""Files that are odd or hostile by design, under a photo's name: bombs of every kind, strange structure, no picture."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from random import Random

from PIL import Image

from tests.fuzz.byte_changes import EXTREMES
from tests.fuzz.good_photos import NAMES, good_photo, picture
from tests.fuzz.odd_tags import SIZES, tiff_of_any_tags, with_a_damaged_profile, with_odd_camera_data
from tests.support.photo_samples import encoded, png_chunk, png_file

_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"


def png_of_any_header(random: Random) -> bytes:
    """A PNG whose header claims anything, with a little data."""
    depth, color = random.choice((1, 2, 4, 8, 16, 3, 255)), random.choice((0, 2, 3, 4, 6, 1, 7))
    header = random.choice(SIZES), random.choice(SIZES), depth, color, random.choice((0, 0, 1, 2))
    palette = png_chunk(b"PLTE", random.randbytes(random.choice((0, 1, 3, 48, 768, 900))))
    key = png_chunk(b"tRNS", random.randbytes(random.choice((0, 1, 2, 6, 256, 300))))
    chunks = [chunk for chunk in (palette, key) if random.random() < 0.6]
    return png_file(header, zlib.compress(bytes(random.randrange(20_000))), *chunks)


def png_with_packed_text(random: Random) -> bytes:
    """Text, profile or camera data that unpack to many megabytes, once or many times."""
    packed = zlib.compress(bytes(random.choice((10**4, 10**6, 2 * 10**7))))
    kind, head = random.choice(
        ((b"zTXt", b"Comment\0\0"), (b"iTXt", b"Comment\0\1\0\0\0"), (b"iCCP", b"profile\0\0"), (b"eXIf", b""))
    )
    chunks = [png_chunk(kind, head + packed)] * random.choice((1, 1, 3, 100))
    return png_file((8, 8, 8, 2, 0), zlib.compress(bytes(8 * 25)), *chunks)


def png_of_many_chunks(random: Random) -> bytes:
    """Its chunks in any order, some twice and some missing, or very many of one kind."""
    chunks = [png_chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 3, 0, 0, 0)), png_chunk(b"IEND", b"")]
    chunks += [png_chunk(kind, random.randbytes(random.randrange(40))) for kind in _PNG_KINDS]
    chunks += [png_chunk(b"IDAT", zlib.compress(bytes(9 * 8)))]
    chosen = random.choices(chunks, k=random.randrange(30))
    if random.random() < 0.1:
        chosen += chunks[-1:] * 20_000
    return _PNG_BEGINS + chunks[0] + b"".join(chosen)


_PNG_KINDS = (
    b"PLTE",
    b"tRNS",
    b"acTL",
    b"fcTL",
    b"fdAT",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"iCCP",
    b"eXIf",
    b"pHYs",
    b"tEXt",
)


def jpeg_of_any_size(random: Random) -> bytes:
    """A JPEG whose header claims another size."""
    data = bytearray(good_photo(random.choice([name for name in NAMES if name.startswith("JPEG")])))
    place = next(data.find(marker) for marker in (b"\xff\xc0", b"\xff\xc2") if marker in data)
    struct.pack_into(">HH", data, place + 5, random.choice(SIZES) & 0xFFFF, random.choice(SIZES) & 0xFFFF)
    return bytes(data)


def gif_of_any_screen(random: Random) -> bytes:
    """A GIF whose screen and frames claim any size, in any place."""
    data = bytearray(good_photo(random.choice([name for name in NAMES if name.startswith("GIF")])))
    struct.pack_into("<HH", data, 6, random.choice(SIZES) & 0xFFFF, random.choice(SIZES) & 0xFFFF)
    place = data.find(b",", 13)
    if random.random() < 0.5 and place > 0:
        struct.pack_into("<HHHH", data, place + 1, *(random.choice(SIZES) & 0xFFFF for _ in range(4)))
    return bytes(data)


def animation_of_many_frames(random: Random) -> bytes:
    """Thousands of frames, of which only the first is wanted."""
    frames = [Image.new("L", (16, 16), shade % 251) for shade in range(random.choice((50, 400)))]
    kind = random.choice(("GIF", "PNG", "WEBP", "TIFF"))
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:])


def webp_of_any_canvas(random: Random) -> bytes:
    """A WebP whose canvas, or whose frame, claims any size."""
    data = bytearray(good_photo(random.choice([name for name in NAMES if name.startswith("WEBP")])))
    place = data.find(random.choice((b"VP8X", b"VP8L", b"VP8 ", b"ANMF")))
    if place > 0:
        width, height = (random.choice(SIZES) & 0xFFFFFF for _ in range(2))
        at = place + 12 if data[place : place + 4] == b"VP8X" else place + 8 + random.randrange(12)
        data[at : at + 6] = width.to_bytes(3, "little") + height.to_bytes(3, "little")
    return bytes(data)


def bmp_of_any_header(random: Random) -> bytes:
    """A BMP of any size, depth and packing."""
    width, height = (random.choice((*SIZES, -1, -64)) & 0xFFFFFFFF for _ in range(2))
    depth, packing = random.choice((0, 1, 2, 4, 8, 16, 24, 32, 64)), random.choice((0, 1, 2, 3, 4, 5, 6, 99))
    length = random.choice((12, 16, 40, 40, 52, 56, 64, 108, 124))
    header = struct.pack(
        "<IIIHHIIIIII",
        length,
        width,
        height,
        1,
        depth,
        packing,
        *(random.choice(EXTREMES) & 0xFFFFFFFF for _ in "12345"),
    )
    body = header + random.randbytes(random.randrange(2000))
    return b"BM" + struct.pack("<IHHI", len(body) + 14, 0, 0, random.choice((26, 54, 70, 1078, 2**31))) + body


def bmp_of_runs(random: Random) -> bytes:
    """A BMP packed as runs and jumps, which may lead out of the picture."""
    width, height = random.choice((8, 300, 15_000)), random.choice((8, 300, 15_000))
    depth = random.choice((4, 8))
    runs = b"".join(
        random.choice((b"\0\0", b"\0\1", b"\0\2\xff\xff", b"\xff\7", b"\0\5abcde\0", random.randbytes(2)))
        for _ in range(random.randrange(400))
    )
    header = struct.pack("<IiiHHIIIIII", 40, width, height, 1, depth, 3 - depth // 4, len(runs), 0, 0, 1 << depth, 0)
    palette = random.randbytes(4 << depth)
    offset = 14 + len(header) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(runs), 0, 0, offset) + header + palette + runs


def modern_of_any_size(random: Random) -> bytes:
    """An AVIF or HEIC that claims another size."""
    data = bytearray(good_photo(random.choice([name for name in NAMES if name.startswith(("AVIF", "HEIF"))])))
    places = [place for place in range(len(data)) if data[place : place + 4] == b"ispe"]
    for place in places if random.random() < 0.5 else random.sample(places, 1):
        struct.pack_into(">II", data, place + 8, random.choice(SIZES), random.choice(SIZES))
    return bytes(data)


def no_picture(random: Random) -> bytes:
    """Something else under a photo's name."""
    return random.choice(
        (
            b"",
            b"<!DOCTYPE html><html><body>404</body></html>",
            b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 5000,
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%touch /tmp/x) (w) file\n",
            b"%PDF-1.7\n",
            "Dear cat, how are you?\n".encode(random.choice(("utf-8", "utf-16", "utf-7"))) * 30,
            random.randbytes(random.randrange(3000)),
            bytes(100_000),
            encoded(picture("RGB"), random.choice(("PPM", "ICO", "TGA", "PCX", "EPS", "PDF", "JPEG2000", "SGI"))),
        )
    )


def two_in_one(random: Random) -> bytes:
    """One file and then another, or a head that belongs to a different format."""
    first, second = (good_photo(random.choice(NAMES)) for _ in "12")
    head = random.randrange(4, 40)
    return first + second if random.random() < 0.4 else first[:head] + second[head:]


ODD_PHOTOS: tuple[Callable[[Random], bytes], ...] = (
    png_of_any_header,
    png_with_packed_text,
    png_of_many_chunks,
    jpeg_of_any_size,
    gif_of_any_screen,
    animation_of_many_frames,
    webp_of_any_canvas,
    bmp_of_any_header,
    bmp_of_runs,
    tiff_of_any_tags,
    tiff_of_any_tags,
    tiff_of_any_tags,
    modern_of_any_size,
    with_odd_camera_data,
    with_a_damaged_profile,
    no_picture,
    two_in_one,
)
