"""Any colour mode of a decoded picture as plain sRGB: deep greys, transparency, CMYK, colour profiles."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from engine.photo_files import RefusedError

# Modes of which neighbouring pixels may be averaged before anything else; Pillow weighs those with alpha by it.
_AVERAGED_MODES = frozenset({"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"})
_PROFILE_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_PROFILE_ERRORS = (ImageCms.PyCMSError, OSError, TypeError, ValueError)
_BITS_PER_SAMPLE, _PHOTOMETRIC, _WHITE_IS_ZERO = 258, 262, 0


def can_be_averaged(picture: Image.Image) -> bool:
    """Whether the picture may be reduced as it is; palettes, deep greys and keyed colours need `to_srgb` first."""
    return picture.mode in _AVERAGED_MODES and "transparency" not in picture.info


def to_srgb(picture: Image.Image) -> Image.Image:
    """The loaded picture in mode RGB, transparency laid on white, colours converted by its ICC profile if it has one.

    Raises RefusedError for grey values that are not finite numbers.
    """
    profile = picture.info.get("icc_profile")
    opaque = _opaque(picture)
    converted = (_converted_by_profile(opaque, profile) if profile else None) or opaque
    return converted if converted.mode == "RGB" else converted.convert("RGB")


def _opaque(picture: Image.Image) -> Image.Image:
    """In mode L, RGB or CMYK."""
    if picture.mode == "F" or picture.mode.startswith("I"):
        return Image.fromarray(_grey(picture))
    if picture.has_transparency_data:
        return _on_white(picture.convert("LA" if picture.mode in ("LA", "La") else "RGBA"))
    if picture.mode in _PROFILE_SPACES:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    mode = picture.mode[:-1]
    ground = Image.new(mode, picture.size, "white")
    ground.paste(picture.convert(mode), mask=picture.getchannel("A"))
    return ground


def _grey(picture: Image.Image) -> npt.NDArray[np.uint8]:
    """Values of more than 8 bits as 0 to 255 (height, width); Pillow itself would clip them to white or to black."""
    values = np.asarray(picture)
    low, high = _range(picture, values)
    precision = np.float32 if values.itemsize == 2 else np.float64
    grey = ((values.astype(precision) - low) * (255 / (high - low)) + 0.5).astype(np.uint8)
    if _tiff_tag(picture, _PHOTOMETRIC) == _WHITE_IS_ZERO:
        grey = 255 - grey
    key = picture.info.get("transparency")
    if isinstance(key, int):
        grey[values == key] = 255
    return grey


def _range(picture: Image.Image, values: npt.NDArray[Any]) -> tuple[float, float]:
    """The values that mean black and white: of the format if it says so, else of the picture."""
    if picture.mode.startswith("I;"):
        bits = _tiff_tag(picture, _BITS_PER_SAMPLE)
        return 0.0, 2.0 ** (bits[0] if bits else 16) - 1
    low, high = float(values.min()), float(values.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise RefusedError("some of its grey values are not numbers; save it anew as PNG or JPEG")
    for ceiling in (1.0,) if picture.mode == "F" else (255.0, 65535.0):
        if low >= 0 and high <= ceiling:
            return 0.0, ceiling
    # One value all over has no range of its own: mid-grey.
    return (low, high) if low < high else (low - 1, low + 1)


def _tiff_tag(picture: Image.Image, tag: int) -> Any:
    return getattr(picture, "tag_v2", {}).get(tag)


def _converted_by_profile(picture: Image.Image, profile: bytes) -> Image.Image | None:
    """None when the profile is damaged, for another kind of colours, or sRGB already."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        if space != _PROFILE_SPACES[picture.mode] or "sRGB" in ImageCms.getProfileDescription(source):
            return None
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except _PROFILE_ERRORS:
        return None
