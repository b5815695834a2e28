"""Conversion of any color mode to sRGB: deep grays, transparency, CMYK, color profiles.

Pillow itself would clip deep or signed gray values to black or white: here they are mapped to 0 to 255.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms

from engine.images.opening import AVERAGED_MODES, DAMAGED, PictureRefusedError

_PROFILE_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_PROFILE_ERRORS = (ImageCms.PyCMSError, OSError, TypeError, ValueError)


def can_resample_directly(picture: Image.Image) -> bool:
    """Whether the picture can be resized before `to_srgb`: no palette, deep grays or transparency key."""
    return picture.mode in AVERAGED_MODES and "transparency" not in picture.info


def to_srgb(picture: Image.Image) -> Image.Image:
    """The loaded picture in sRGB, on a white background, converted by its ICC profile, if it has one.

    Raises PictureRefusedError for gray values that are not finite numbers.
    """
    profile = picture.info.get("icc_profile")
    if picture.mode == "RGB" and not profile and "transparency" not in picture.info:
        return picture
    opaque = _opaque(picture)
    transform = _to_srgb_transform(profile, opaque.mode) if profile else None
    return transform.apply(opaque) if transform else opaque.convert("RGB")


def _opaque(picture: Image.Image) -> Image.Image:
    """`picture` without transparency, in mode L, RGB or CMYK."""
    if picture.mode == "F" or picture.mode.startswith("I"):
        return _scaled_grays(picture)
    if picture.has_transparency_data:
        with_alpha = picture.convert("LA" if picture.mode in ("LA", "La") else "RGBA")
        mode = with_alpha.mode[:-1]
        background = Image.new(mode, picture.size, "white")
        background.paste(with_alpha.convert(mode), mask=with_alpha.getchannel("A"))
        return background
    if picture.mode in _PROFILE_SPACES:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _to_srgb_transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The transform from `profile` to sRGB; None if it is damaged, not for `mode`, or sRGB."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        if space != _PROFILE_SPACES[mode] or "sRGB" in ImageCms.getProfileDescription(source):
            return None
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except _PROFILE_ERRORS:
        return None


def _scaled_grays(picture: Image.Image) -> Image.Image:
    """Deep grays as 0 to 255: white is that of the format, 1 for floats, else 255 or 65,535; or the largest value.

    Raises PictureRefusedError for values that are not finite numbers.
    """
    values = np.asarray(picture)
    low, high = float(values.min()), float(values.max())
    if not np.isfinite(high - low):
        raise PictureRefusedError(DAMAGED)
    whites = (1.0,) if picture.mode == "F" else (65535.0,) if ";" in picture.mode else (255.0, 65535.0)
    # Below a 255th of white, the picture would be all black.
    fitting = [white for white in whites if low >= 0 and high <= white and (high >= white / 255 or high == 0)]
    if fitting:
        low, high = 0.0, fitting[0]
    elif low == high:  # a single value has no range: mid-gray
        low, high = low - 1, high + 1
    grays = np.empty(values.shape, np.uint8)
    for row, gray in zip(values, grays, strict=True):  # row by row, since it computes in eight bytes a pixel
        gray[:] = np.interp(row, (low, high), (0.5, 255.5))
    return Image.fromarray(grays)
