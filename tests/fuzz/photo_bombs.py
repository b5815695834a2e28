"""Small files that are large, or take long, when they are unpacked; some take seconds each."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PIL import Image

from tests.support.photo_samples import encoded, jpeg_of_many_scans, png_of_zeros, webp_of_one_color

# So many pixels of one bit are accepted, and are thirty megabytes before they are packed.
_MOST_PIXELS = 249_000_000


def png_of_one_bit(random: Random) -> bytes:
    """A few kilobytes that hold as many pixels as are accepted."""
    width = random.choice((15_000, 60_000, _MOST_PIXELS))
    return png_of_zeros(width, _MOST_PIXELS // width, 1, random.choice((0, 3)))


def jpeg_drawn_over(random: Random) -> bytes:
    """A JPEG that goes over its pixels a few times or thousands of times."""
    return jpeg_of_many_scans(random.choice((64, 1000, 6000)), random.choice((3, 100, 3000)))


def webp_without_bits(random: Random) -> bytes:
    """As many pixels as are accepted, in 36 bytes."""
    return webp_of_one_color(*random.choice(((3000, 3000), (9000, 9000), (16_384, 15_200))))


def avif_of_one_color(random: Random) -> bytes:
    """Many pixels in a few kilobytes."""
    side = random.choice((1000, 3000))
    return encoded(Image.new("RGB", (side, side), "teal"), "AVIF", speed=10, max_threads=1)


PHOTO_BOMBS: tuple[Callable[[Random], bytes], ...] = (
    png_of_one_bit,
    jpeg_drawn_over,
    webp_without_bits,
    avif_of_one_color,
)
