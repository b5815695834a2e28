"""TIFF files and camera data written tag by tag, and color profiles: parts that many formats share."""

from __future__ import annotations

import struct
import zlib
from random import Random

from PIL import ImageCms

from tests.fuzz.byte_changes import EXTREMES, damaged
from tests.fuzz.good_photos import picture
from tests.support.photo_samples import encoded

SIZES = (0, 1, 7, 64, 513, 5000, 12_000, 16_383, 16_384, 30_000, 65_535, 10**6, 2**31 - 1, 2**31, 2**32 - 1)
_PROFILES = [ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes() for space in ("sRGB", "LAB", "XYZ")]


def tiff_of_any_tags(random: Random) -> bytes:
    """A TIFF written tag by tag: any depth, samples, packing, order, strips or tiles, offsets that lead anywhere."""
    width, height = random.choice(SIZES[:8]), random.choice(SIZES[:8])
    samples, bits = random.choice((1, 1, 2, 3, 3, 4, 5, 200)), random.choice((1, 2, 4, 8, 8, 12, 16, 16, 32, 64))
    tags = {
        256: (4, [width]),
        257: (4, [height]),
        258: (3, [bits] * random.choice((samples, 1))),
        259: (3, [random.choice((1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 34925, 50000, 50001, 9))]),
        262: (3, [random.choice((0, 1, 1, 2, 2, 3, 4, 5, 6, 8, 9, 32803))]),
        273: (4, [random.choice((8, 8, 200, 2**31, 2**32 - 1))]),
        277: (3, [samples]),
        278: (4, [random.choice((height, 1, 0, 2**32 - 1))]),
        279: (4, [random.choice((2000, 0, 1, 2**31, 2**32 - 1))]),
    }
    extras = {
        274: (random.choice((1, 2, 3, 4, 5)), [random.randrange(12)]),
        284: (3, [random.choice((1, 2, 3))]),
        317: (3, [random.choice((1, 2, 3))]),
        320: (3, [7] * random.choice((0, 6, 768))),
        322: (4, [random.choice((16, 64, 0, 2**31))]),
        323: (4, [random.choice((16, 64, 0, 2**31))]),
        324: (4, [8] * random.choice((1, 4, 1000))),
        325: (4, [256] * random.choice((1, 4))),
        338: (3, [random.choice((0, 1, 2))] * random.choice((1, 2, 200))),
        339: (3, [random.choice((1, 2, 3, 4, 6))] * random.choice((1, samples))),
        34665: (4, [random.choice((8, 0, 2**31))]),
        34675: (7, list(damaged(random.choice(_PROFILES), random)[:3000])),
    }
    tags |= {tag: entry for tag, entry in extras.items() if random.random() < 0.25}
    for tag in list(tags):
        if random.random() < 0.03:
            del tags[tag]
    return _tiff(tags, random)


_TIFF_FORMS = {1: "B", 2: "B", 3: "H", 4: "I", 5: "Q", 7: "B"}


def _tiff(tags: dict[int, tuple[int, list[int]]], random: Random) -> bytes:
    """The pixels, the directory, and after it the values that do not fit in it; the next directory may be itself."""
    order = random.choice("<>")
    pixels = random.choice((bytes(4000), random.randbytes(4000), zlib.compress(bytes(10**6))))
    start = 8 + len(pixels) + len(pixels) % 2
    directory, values = struct.pack(f"{order}H", len(tags)), b""
    behind = start + 2 + 12 * len(tags) + 4
    for tag, (kind, numbers) in sorted(tags.items()):
        form = _TIFF_FORMS[kind]
        data = b"".join(struct.pack(order + form, number & (1 << 8 * struct.calcsize(form)) - 1) for number in numbers)
        count = len(numbers) if random.random() > 0.02 else random.choice(EXTREMES) & 0xFFFFFFFF
        directory += struct.pack(f"{order}HHI", tag, kind, count)
        if len(data) > 4:
            directory += struct.pack(f"{order}I", behind + len(values))
            values += data
        else:
            directory += data.ljust(4, b"\0")
    following = struct.pack(f"{order}I", random.choice((0, start, 2**31)))
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", start)
    return head + pixels.ljust(start - 8, b"\0") + directory + following + values


def with_odd_camera_data(random: Random) -> bytes:
    """A good picture with a turn that is none, or camera data that are damaged."""
    turn = random.choice((0, 1, 6, 9, 65_535))
    tags = {0x0112: (random.choice((1, 2, 3, 4, 5, 7)), [turn] * random.choice((1, 2, 1000)))}
    tags |= {0x8769: (4, [random.choice((8, 14, 2**31))]), 0x927C: (7, [0] * 50)}
    data = b"Exif\0\0" + _tiff(tags, random)
    data = data if random.random() < 0.3 else damaged(data, random)
    kind = random.choice(("JPEG", "PNG", "WEBP"))
    return encoded(picture("RGB"), kind, exif=data[:60_000])


def with_a_damaged_profile(random: Random) -> bytes:
    """A good picture with a color profile that is damaged or for other colors."""
    profile = random.choice(_PROFILES)
    profile = damaged(profile, random) if random.random() < 0.9 else profile
    kind, modes = random.choice(
        (("JPEG", "L RGB CMYK"), ("PNG", "L RGB RGBA"), ("WEBP", "RGB"), ("TIFF", "CMYK RGB LAB"))
    )
    return encoded(picture(random.choice(modes.split())), kind, icc_profile=profile or b"x")
