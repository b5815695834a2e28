"""Photos in any color mode, as they look; deep grays in their right brightness, and never black all over."""

from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from engine.errors import PhotoError
from engine.images.decoder import decode_photo_bytes, to_srgb
from engine.images.photo import Framing
from tests.support.photo_samples import encoded, plain

HALF = 128


def seen(data: bytes) -> tuple[int, ...]:
    """The one color that the network sees."""
    view = decode_photo_bytes(data, "x").views[Framing.WHOLE]
    assert np.ptp(view.reshape(-1, 3).astype(int), axis=0).max() <= 1
    return tuple(int(value) for value in view[32, 32])


def assert_close(colors: Any, expected: tuple[int, int, int], tolerance: int = 2) -> None:
    difference = np.abs(np.asarray(colors, dtype=int) - expected).max()
    assert difference <= tolerance, f"{colors} is not {expected}"


@pytest.mark.parametrize(
    ("mode", "color", "expected"),
    [
        ("1", 1, (255, 255, 255)),
        ("1", 0, (0, 0, 0)),
        ("L", 77, (77, 77, 77)),
        ("LA", (0, HALF), (127, 127, 127)),
        ("La", (0, HALF), (127, 127, 127)),
        ("RGB", (10, 20, 30), (10, 20, 30)),
        ("RGBX", (10, 20, 30, 0), (10, 20, 30)),
        ("RGBA", (10, 20, 30, 255), (10, 20, 30)),
        ("RGBA", (255, 0, 0, HALF), (255, 127, 127)),
        ("RGBA", (1, 2, 3, 0), (255, 255, 255)),
        ("RGBa", (HALF, 0, 0, HALF), (255, 127, 127)),
        ("CMYK", (0, 0, 0, 0), (255, 255, 255)),
        ("CMYK", (255, 0, 0, 0), (0, 255, 255)),
        ("YCbCr", (76, 85, 255), (254, 0, 0)),
        ("HSV", (0, 255, 255), (255, 0, 0)),
        ("LAB", (255, 128, 128), (255, 255, 255)),
        ("I", 200, (200, 200, 200)),
        ("I", 32768, (128, 128, 128)),
        ("I", -5, (128, 128, 128)),
        ("I;16", 32768, (128, 128, 128)),
        ("I;16", 65535, (255, 255, 255)),
        ("I;16B", 32768, (128, 128, 128)),
        ("I;16L", 32768, (128, 128, 128)),
        ("F", 0.5, (128, 128, 128)),
        ("F", 1.0, (255, 255, 255)),
        ("F", 0.0, (0, 0, 0)),
        ("F", 300.0, (128, 128, 128)),
        ("F", 1e-40, (128, 128, 128)),
    ],
)
def test_every_color_mode_is_converted(mode: str, color: Any, expected: tuple[int, int, int]) -> None:
    converted = to_srgb(plain(mode, color))
    assert converted.mode == "RGB"
    assert_close(converted.getpixel((5, 5)), expected)


def palette_picture(mode: str = "P") -> Image.Image:
    picture = Image.new("P", (80, 60), 1)
    picture.putpalette([255, 0, 0, 0, 0, 255] + [0] * 762)
    return picture.convert(mode) if mode != "P" else picture


def test_palettes_are_converted_with_and_without_transparency() -> None:
    assert seen(encoded(palette_picture(), "PNG")) == (0, 0, 255)
    assert seen(encoded(palette_picture(), "GIF")) == (0, 0, 255)
    assert seen(encoded(palette_picture(), "GIF", transparency=1)) == (255, 255, 255)
    assert seen(encoded(palette_picture(), "PNG", transparency=1)) == (255, 255, 255)
    assert_close(seen(encoded(palette_picture(), "PNG", transparency=bytes([255, HALF]))), (127, 127, 255))
    assert_close(to_srgb(palette_picture("PA")).getpixel((1, 1)), (0, 0, 255))


def test_a_transparent_color_of_a_png_becomes_white() -> None:
    assert seen(encoded(plain("RGB", (9, 8, 7)), "PNG", transparency=(9, 8, 7))) == (255, 255, 255)
    assert seen(encoded(plain("L", 9), "PNG", transparency=9)) == (255, 255, 255)


def test_hidden_colors_do_not_show_in_a_reduced_picture() -> None:
    pixels = np.zeros((1200, 1600, 4), np.uint8)
    pixels[:, ::2] = (255, 0, 0, 0)  # red, but transparent, beside opaque black
    pixels[:, 1::2] = (0, 0, 0, 255)
    view = decode_photo_bytes(encoded(Image.fromarray(pixels), "PNG", compress_level=1), "x").views[Framing.WHOLE]
    assert_close(view, (127, 127, 127), 4)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bit_gray_is_scaled_and_not_clipped(kind: str) -> None:
    ramp = np.linspace(0, 65535, 64 * 64).astype(np.uint16).reshape(64, 64)
    view = decode_photo_bytes(encoded(Image.fromarray(ramp), kind), "x").views[Framing.WHOLE]
    assert np.array_equal(view[..., 0], np.round(ramp / 257).astype(np.uint8))


@pytest.mark.parametrize(("low", "high"), [(-3e38, 3e38), (0, 1e-40), (0, 1e-3), (0, 0.9), (0, 1), (0, 255), (0, 1e30)])
def test_floats_of_any_range_are_seen(low: float, high: float) -> None:
    ramp = np.linspace(low, high, 64 * 64).astype(np.float32).reshape(64, 64)
    view = decode_photo_bytes(encoded(Image.fromarray(ramp), "TIFF"), "x").views[Framing.WHOLE]
    assert view.max() >= 229
    assert view.min() == 0


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_tiff_with_values_that_are_no_numbers_is_refused(value: float) -> None:
    pixels = np.full((60, 80), 0.5, np.float32)
    pixels[3, 4] = value
    with pytest.raises(PhotoError, match="damaged or of an unknown kind"):
        decode_photo_bytes(encoded(Image.fromarray(pixels), "TIFF"), "x")


def linear_gray_profile() -> bytes:
    """A profile for gray pictures is not made by Pillow: the smallest one, with values in proportion to the light."""
    white = b"XYZ \0\0\0\0" + bytes.fromhex("0000f6d6000100000000d32d")
    curve = b"curv\0\0\0\0" + (0).to_bytes(4, "big")
    table = (2).to_bytes(4, "big")
    table += b"wtpt" + (156).to_bytes(4, "big") + len(white).to_bytes(4, "big")
    table += b"kTRC" + (176).to_bytes(4, "big") + len(curve).to_bytes(4, "big")
    header = (188).to_bytes(4, "big") + b"\0" * 4 + bytes.fromhex("02400000") + b"mntrGRAYXYZ " + b"\0" * 12
    header += b"acsp" + b"\0" * 28 + bytes.fromhex("0000f6d6000100000000d32d") + b"\0" * 48
    return header + table + white + curve


def swapped_profile() -> bytes:
    """The sRGB profile with red and blue exchanged and another name: a color it moves cannot go unnoticed."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace("sRGB".encode("utf-16-be"), "Test".encode("utf-16-be")).replace(b"sRGB", b"Test")
    return profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_color_profile_is_applied(kind: str) -> None:
    data = encoded(plain("RGB", (250, 20, 20)), kind, icc_profile=swapped_profile())
    assert_close(seen(data), (20, 20, 250), 6)


def test_the_profile_of_a_transparent_or_gray_picture_is_applied() -> None:
    transparent = encoded(plain("RGBA", (250, 0, 0, HALF)), "PNG", icc_profile=swapped_profile())
    assert_close(seen(transparent), (127, 127, 252), 6)
    gray = encoded(plain("L", 55), "PNG", icc_profile=linear_gray_profile())
    assert_close(seen(gray), (128, 128, 128), 3)


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "L"])
# With names: the bytes tell when the profile was made, and every process makes its own.
@pytest.mark.parametrize(
    "profile",
    [b"no profile at all", swapped_profile()[:300], swapped_profile()],
    ids=["no profile", "cut short", "of colors"],
)
def test_a_damaged_or_unsuitable_profile_is_ignored(mode: str, profile: bytes) -> None:
    if mode == "RGB" and profile == swapped_profile():
        profile = linear_gray_profile()
    data = encoded(plain(mode, "black"), "TIFF", icc_profile=profile)
    assert_close(seen(data), (0, 0, 0))
